"""Numbers as English says them."""

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LONGEST = 15


def digits(text: str, *, zero: str = "zero") -> str:
    """Digit by digit: ``"405"`` → four zero five; other characters are dropped."""
    return " ".join(zero if digit == "0" else _ONES[int(digit)] for digit in text if digit in "0123456789")


def _below_thousand(value: int) -> list[str]:
    words = []
    if value >= 100:
        words += [_ONES[value // 100], "hundred"]
        value %= 100
    if value >= 20:
        tens = _TENS[value // 10 - 2]
        words.append(f"{tens}-{_ONES[value % 10]}" if value % 10 else tens)
    elif value:
        words.append(_ONES[value])
    return words


def whole(value: int) -> str:
    """A whole number: 1,234 → one thousand two hundred thirty-four."""
    if value < 0:
        return "minus " + whole(-value)
    if value == 0:
        return "zero"
    if value >= 10**_LONGEST:
        return digits(str(value))
    words: list[str] = []
    place = 0
    while value:
        value, group = divmod(value, 1000)
        if group:
            words = _below_thousand(group) + ([_SCALES[place]] if place else []) + words
        place += 1
    return " ".join(words)


def number(text: str) -> str:
    """A number as it is written: ``"1,234.50"`` → one thousand two hundred thirty-four point five zero."""
    text = text.replace(",", "")
    sign = {"-": "minus ", "−": "minus ", "+": "plus "}.get(text[:1], "")
    text = text.lstrip("-−+")
    before, point, after = text.partition(".")
    code = (len(before) > 1 and before.startswith("0")) or len(before) > _LONGEST
    said = digits(before) if code else whole(int(before or 0))
    return sign + said + (" point " + digits(after) if point and after else "")


def ordinal(value: int) -> str:
    """22 → twenty-second."""
    said = whole(value)
    cut = max(said.rfind(" "), said.rfind("-")) + 1
    head, last = said[:cut], said[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(value: int) -> str:
    """1999 → nineteen ninety-nine, 2005 → two thousand five, 2026 → twenty twenty-six, 1900 → nineteen hundred."""
    if 2000 <= value <= 2009 or not 1100 <= value <= 2099:
        return whole(value)
    high, low = divmod(value, 100)
    if low == 0:
        return f"{whole(high)} hundred"
    return f"{whole(high)} {'oh ' if low < 10 else ''}{whole(low)}"


def plural(word: str) -> str:
    """``"twenty"`` → twenties, ``"hundred"`` → hundreds."""
    return word[:-1] + "ies" if word.endswith("y") else word + "s"
