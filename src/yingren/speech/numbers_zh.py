"""Numbers as Chinese says them."""

_DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "亿", "万亿", "亿亿")
_LONGEST = 16
"""A whole number of more digits than this is read digit by digit."""


def digits(text: str, *, one: str = "一") -> str:
    """Digit by digit: ``"2026"`` → 二零二六; ``one="幺"`` is for telephones."""
    return "".join(one if digit == "1" else _DIGITS[int(digit)] for digit in text if digit in "0123456789")


def _below_ten_thousand(value: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _SMALL[place]
        gap = False
    return said


def whole(value: int) -> str:
    """A whole number: 10 → 十, 2000 → 两千, 20300 → 两万零三百, −5 → 负五."""
    if value < 0:
        return "负" + whole(-value)
    if value == 0:
        return "零"
    if value >= 10**_LONGEST:
        return digits(str(value))
    groups = []
    while value:
        value, group = divmod(value, 10000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        part = _below_ten_thousand(group)
        if place and group == 2:
            part = "两"
        part = part.replace("二千", "两千", 1) if part.startswith("二千") else part
        said += part + _LARGE[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def number(text: str) -> str:
    """A number as it is written: ``"1,234.5"`` → 一千二百三十四点五; ``"007"`` is a code: 零零七."""
    text = text.replace(",", "")
    sign = {"-": "负", "−": "负", "+": "正"}.get(text[:1], "")
    text = text.lstrip("-−+")
    before, point, after = text.partition(".")
    said = (
        digits(before)
        if (len(before) > 1 and before.startswith("0")) or len(before) > _LONGEST
        else whole(int(before or 0))
    )
    return sign + said + ("点" + digits(after) if point and after else "")


def counting(text: str) -> str:
    """A number before a measure word: 2 is 两."""
    return "两" if text == "2" else number(text)
