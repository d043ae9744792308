"""What is written with digits, signs and abbreviations, as English says it."""

import re

from .data import table
from .numbers_en import digits, number, ordinal, plural, whole, year
from .scanning import ADDRESS, Rules, one_of

RULES = Rules()

_WRITTEN = table("written")
_UNITS: dict[str, list[str]] = {name: row["en"] for name, row in _WRITTEN["units"].items()}
_MONEY: dict[str, list[str]] = {name: row["en"] for name, row in _WRITTEN["currencies"].items()}
_PER: dict[str, str] = _WRITTEN["per_en"]
_MONTHS: list[str] = table("english")["months"]

_N = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_SIGNED = rf"(?:(?<![\w)])[-−+])?{_N}"
_TO = r"\s?(?:-|–|—|~|to)\s?"
_SCALE = r"(?:[kKMB](?![A-Za-z])|\s?(?:hundred|thousand|million|billion|trillion|bn|mn|m)(?![A-Za-z]))"
_SCALES = {
    "k": "thousand",
    "K": "thousand",
    "M": "million",
    "m": "million",
    "mn": "million",
    "B": "billion",
    "bn": "billion",
}
_START = r"(?<![\w.])"
_END = r"(?![0-9])"
_MONTH_NAMES = one_of(_MONTHS)
_SHORT_MONTHS = {name[:3]: name for name in _MONTHS} | {"Sept": "September"}
_MONTH = rf"(?:{_MONTH_NAMES}|{one_of(_SHORT_MONTHS)}\.?)"
_DAY = r"(0?[1-9]|[12][0-9]|3[01])"
_SIGN = one_of(_MONEY)


def _month(written: str) -> str:
    return _SHORT_MONTHS.get(written.rstrip("."), written)


def _scale(written: str | None) -> str:
    written = (written or "").strip()
    return " " + _SCALES.get(written, written) if written else ""


def _before(match: "re.Match[str]", length: int) -> str:
    return match.string[max(0, match.start() - length) : match.start()]


@RULES(ADDRESS)
def _address(match: "re.Match[str]") -> str:
    names = {".": " dot ", "/": " slash ", "@": " at ", "-": " dash ", "_": " underscore ", ":": " colon "}
    text = re.sub(r"^https?://|[./?!]+$", "", match.group())
    text = re.sub(r"[0-9]+", lambda found: f" {digits(found.group())} ", text)
    said = "".join(names.get(character, character if character.isalnum() else " ") for character in text)
    return re.sub(r"^www\b", "W.W.W.", said)


@RULES(r"(?:24/7|50/50)(?![0-9/])")
def _fixed(match: "re.Match[str]") -> str:
    return " ".join(number(part) for part in match.group().split("/"))


def _full_date(month: str, day: str, written_year: str | None) -> str:
    return f"{month} {ordinal(int(day))}" + (f", {year(int(written_year))}" if written_year else "")


@RULES(rf"{_START}([0-9]{{4}})([-/.])(0?[1-9]|1[0-2])\2{_DAY}{_END}")
def _iso_date(match: "re.Match[str]") -> str:
    return _full_date(_MONTHS[int(match[3]) - 1], match[4], match[1])


@RULES(rf"{_START}(0?[1-9]|1[0-2])/{_DAY}/([12][0-9]{{3}}){_END}")
def _american_date(match: "re.Match[str]") -> str:
    return _full_date(_MONTHS[int(match[1]) - 1], match[2], match[3])


@RULES(rf"(?<![A-Za-z])({_MONTH})\s+{_DAY}(?:st|nd|rd|th)?(?:,?\s+([12][0-9]{{3}}))?(?![0-9:%])")
def _month_day(match: "re.Match[str]") -> str:
    return _full_date(_month(match[1]), match[2], match[3])


@RULES(rf"{_START}{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})(?:,?\s+([12][0-9]{{3}}))?(?![A-Za-z0-9])")
def _day_month(match: "re.Match[str]") -> str:
    return "the " * ("the " not in _before(match, 5).lower()) + (
        f"{ordinal(int(match[1]))} of {_month(match[2])}" + (f", {year(int(match[3]))}" if match[3] else "")
    )


@RULES(rf"(?<![A-Za-z])({one_of(name for name in _SHORT_MONTHS if name != 'May')})\.?(?=\s+[0-9]{{4}})")
def _month_alone(match: "re.Match[str]") -> str:
    return _month(match[1])


def _clock(hours: str, minutes: str, half: str | None) -> str:
    said = whole(int(hours))
    if int(minutes):
        said += " oh " + whole(int(minutes)) if int(minutes) < 10 else " " + whole(int(minutes))
    elif not half:
        said += " o'clock" if 0 < int(hours) <= 12 else " hundred"
    return said + (" " + ".".join(half.replace(".", "").strip().upper()) + "." if half else "")


_HALF = r"(?:\s?([aApP]\.?[mM]\.?)(?![A-Za-z]))"


@RULES(rf"{_START}(2[0-3]|[01]?[0-9]):([0-5][0-9]){_HALF}?(?:{_TO}(2[0-3]|[01]?[0-9]):([0-5][0-9]){_HALF}?)?(?![0-9:])")
def _time(match: "re.Match[str]") -> str:
    said = _clock(match[1], match[2], match[3])
    return said + (" to " + _clock(match[4], match[5], match[6]) if match[4] else "")


@RULES(rf"{_START}(1[0-2]|0?[1-9]){_HALF}")
def _hour(match: "re.Match[str]") -> str:
    return _clock(match[1], "0", match[2])


@RULES(rf"{_START}([0-9]+):([0-9]+){_END}")
def _score(match: "re.Match[str]") -> str:
    return f"{whole(int(match[1]))} to {whole(int(match[2]))}"


@RULES(r"(?<![\w.])(?:\+[0-9]{1,3}[ -])?(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])?[0-9]{3}[-. ][0-9]{4}(?![0-9.])|"
       r"(?<![\w.])\+[0-9]{7,15}(?![0-9])|(?<![\w.])1[3-9][0-9]{9}(?![0-9])")  # fmt: skip
def _telephone(match: "re.Match[str]") -> str:
    groups = re.findall(r"[0-9]+", match.group())
    if len(groups) == 1:
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    said = ", ".join(digits(group, zero="oh") for group in groups)
    return ("plus " if match.group().startswith("+") else "") + said


@RULES(rf"(?<![A-Za-z])(?P<sign>{_SIGN})\s?({_N})(?P<scale>{_SCALE})?(?:{_TO}(?:{_SIGN})?({_N})(?P<scale2>{_SCALE})?)?"
       rf"(?:/(?P<per>{one_of(_PER)})(?![A-Za-z]))?")  # fmt: skip
def _money(match: "re.Match[str]") -> str:
    one, many, cent, cents = _MONEY[match["sign"]]
    amount = match[4] or match[2]
    scale = _scale(match["scale2"] if match[4] else match["scale"])
    before, _, after = amount.replace(",", "").partition(".")
    first = f"{number(match[2])}{_scale(match['scale'])} to " if match[4] else ""
    per = " " + _PER[match["per"]] if match["per"] else ""
    if scale or first or len(after) not in (0, 2):
        return f"{first}{number(amount)}{scale} {many}{per}"
    said = (
        f"{number(before or '0')} {one if before == '1' else many}" if int(before or 0) or not int(after or 0) else ""
    )
    if int(after or 0):
        said += (" and " if said else "") + f"{whole(int(after))} {cent if int(after) == 1 else cents}"
    return said + per


@RULES(rf"{_START}({_N})({_SCALE})?\s?(?P<sign>{one_of(name for name in _MONEY if name.isalpha())})(?![A-Za-z])")
def _money_after(match: "re.Match[str]") -> str:
    one, many, *_ = _MONEY[match["sign"]]
    return f"{number(match[1])}{_scale(match[2])} {one if match[1] == '1' else many}"


@RULES(rf"({_SIGNED})%?(?:{_TO}(-?{_N}))?\s?%")
def _percent(match: "re.Match[str]") -> str:
    return number(match[1]) + (f" to {number(match[2])}" if match[2] else "") + " percent"


@RULES(rf"{_START}((?:1[1-9]|20)[0-9]0)s(?![A-Za-z])|{_START}['’]?([2-9]0)s(?![A-Za-z])")
def _decade(match: "re.Match[str]") -> str | None:
    if match[2] and not re.search(r"(?:the|her|his|my|their|early|late|mid)[ -]$", _before(match, 6)):
        return None
    words = (year(int(match[1])) if match[1] else whole(int(match[2]))).split(" ")
    return " ".join([*words[:-1], plural(words[-1])])


@RULES(rf"(?P<first>{_SIGNED})(?:{_TO}(?P<second>-?{_N}))?(?P<space>[ -]?)(?P<unit>{one_of(_UNITS)})(?![A-Za-z0-9²³])")
def _measured(match: "re.Match[str]") -> str | None:
    if match["unit"] in ("ha", "h", "t", "min") and match["space"] == "-":
        return None
    one, many = _UNITS[match["unit"]]
    said = number(match["first"]) + (f" to {number(match['second'])}" if match["second"] else "")
    single = match["first"].lstrip("-+") == "1" and not match["second"]
    return f"{said} {one if single else many}"


_FRACTIONS = {"1/2": "one half", "1/4": "one quarter", "3/4": "three quarters"}


@RULES(rf"{_START}([0-9]+)/([1-9][0-9]*){_END}(?!/)")
def _fraction(match: "re.Match[str]") -> str:
    if match.group() in _FRACTIONS:
        return _FRACTIONS[match.group()]
    top, bottom = int(match[1]), int(match[2])
    if top >= bottom or bottom > 20:
        return f"{whole(top)} over {whole(bottom)}"
    return f"{whole(top)} {ordinal(bottom)}{'s' if top > 1 else ''}"


@RULES(rf"{_START}([0-9]+(?:,[0-9]{{3}})*)(?:st|nd|rd|th)(?![A-Za-z])")
def _ordinal(match: "re.Match[str]") -> str:
    return ordinal(int(match[1].replace(",", "")))


@RULES(rf"(?<![0-9.])[0-9]+(?:\.[0-9]+){{2,}}{_END}")
def _version(match: "re.Match[str]") -> str:
    return " " + " point ".join(whole(int(part)) for part in match.group().split("."))


@RULES(r"(?:No\.|Nos\.|№|#)\s?(?=[0-9])")
def _numbered(match: "re.Match[str]") -> str:
    return "number "


_YEAR_AFTER = re.compile(
    r"\s?(?:people|men|women|users|customers|dollars|euros|yuan|points|times|items|words|seats|jobs|units|votes|cars|"
    r"meters|miles|pages|steps|calories|hours|days|square)\b"
)


@RULES(rf"{_START}((?:1[5-9]|20)[0-9]{{2}}){_TO}((?:1[5-9]|20)?[0-9]{{2}})(?![0-9%]|[.,][0-9])")
def _years(match: "re.Match[str]") -> str | None:
    if _YEAR_AFTER.match(match.string, match.end()):
        return None
    last = year(int(match[2])) if len(match[2]) == 4 else whole(int(match[2]))
    return f"{year(int(match[1]))} to {last}"


@RULES(rf"{_START}((?:1[1-9]|20)[0-9]{{2}})(?![0-9%:]|[,.][0-9])")
def _year(match: "re.Match[str]") -> str | None:
    if _YEAR_AFTER.match(match.string, match.end()):
        return None
    early = match[1] < "1800" and not re.search(
        r"\b(?:in|since|of|by|until|from|around|year)\s$", _before(match, 8), re.I
    )
    return None if early else year(int(match[1]))


@RULES(rf"{_START}({_N}){_TO}({_N})({_SCALE})?{_END}(?![-/])")
def _range(match: "re.Match[str]") -> str:
    between = " minus " if "=" in match.string else " to "
    return f"{number(match[1])}{between}{number(match[2])}{_scale(match[3])}"


@RULES(r"(?<=[A-Za-z])-?(?P<said>[0-9]+(?:\.[0-9]+)?)(?![0-9])")
def _after_letters(match: "re.Match[str]") -> str:
    written = match["said"]
    if "." in written:
        return " " + number(written)
    if len(written) == 3 and not written.endswith("00") and written[1] != "0":
        return f" {whole(int(written[0]))} {whole(int(written[1:]))}"
    return " " + (digits(written) if len(written) > 3 or written.startswith("0") else whole(int(written)))


@RULES(rf"{_START}(1080|2160|1440|720|480)(?=[pPiI](?![A-Za-z]))")
def _lines_of_picture(match: "re.Match[str]") -> str:
    return {
        "1080": "ten eighty ",
        "2160": "twenty-one sixty ",
        "1440": "fourteen forty ",
        "720": "seven twenty ",
        "480": "four eighty ",
    }[match[1]]


@RULES(rf"{_START}([248])(?=K(?![A-Za-z]))")
def _picture_size(match: "re.Match[str]") -> str:
    return whole(int(match[1])) + " "


@RULES(r"(?:(?<=Boeing )|(?<=Airbus )|(?<=Flight )|(?<=Route ))([1-9])([0-9][1-9]|[1-9]0)(?![0-9]|[,.][0-9])")
def _model(match: "re.Match[str]") -> str:
    return f"{whole(int(match[1]))} {'oh ' if match[2].startswith('0') else ''}{whole(int(match[2]))}"


@RULES(rf"({_SIGNED})(?!B)({_SCALE})")
def _scaled(match: "re.Match[str]") -> str:
    return number(match[1]) + _scale(match[2])


@RULES(r"911(?![0-9]|[,.][0-9])|404(?=\s+(?:error|page))|007(?![0-9])")
def _code(match: "re.Match[str]") -> str:
    return {"911": "nine one one", "404": "four oh four", "007": "double oh seven"}[match.group()]


@RULES(rf"({_SIGNED}){_END}(?P<plus>\+(?![0-9]))?")
def _number(match: "re.Match[str]") -> str:
    return (
        number(match[1])
        + (" plus" if match["plus"] else "")
        + " " * match.string[match.end() : match.end() + 1].isalpha()
    )


@RULES(
    r"(?<=[0-9A-Za-z)])\s?(?P<said>[+×÷=><≥≤≈≠])\s?(?=[0-9A-Za-z(-])|(?<=[0-9])\s?(?P<times>[xX*])\s?(?=[0-9])|(?P<lone>[±≥≤≈])(?=\s?[0-9])"
)
def _operator(match: "re.Match[str]") -> str:
    if match["times"]:
        return " by "
    return f" {_WRITTEN['signs'][match['said'] or match['lone']]['en']} "


_WORDS: dict[str, str] = table("english")["words"]


@RULES(rf"(?<![A-Za-z]){one_of(_WORDS)}(?![A-Za-z])")
def _word(match: "re.Match[str]") -> str | None:
    if match.group() == "St." and not re.match(r"\s[A-Z]", match.string[match.end() :]):
        return "street"
    return _WORDS[match.group()]


@RULES(rf"(?<![A-Za-z])(?:{one_of(table('english')['spelled'])})(?![A-Za-z])")
def _spelled(match: "re.Match[str]") -> str:
    return ".".join(match.group().rstrip("s")) + "." + ("s" if match.group().endswith("s") else "")


@RULES(r"(?<=[a-z] )A(?![\w'’])|(?<![A-Za-z])A(?=-?[0-9])")
def _letter_a(match: "re.Match[str]") -> str:
    return "A."


@RULES(one_of(name for name in _WRITTEN["signs"] if name not in "+=<>%@&") + r"|&|@(?=\w)|(?<=[A-Za-z])\+(?!\+)")
def _sign(match: "re.Match[str]") -> str:
    return f" {_WRITTEN['signs'][match.group()]['en']} "
