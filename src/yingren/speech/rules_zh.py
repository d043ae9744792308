"""What is written with digits, signs and abbreviations, as Chinese says it."""

import re

from .data import table
from .numbers_zh import counting, digits, number, whole
from .scanning import ADDRESS, Rules, one_of

RULES = Rules()

_WRITTEN = table("written")
_UNITS: dict[str, str] = {name: row["zh"] for name, row in _WRITTEN["units"].items() if name != "%"}
_MONEY: dict[str, str] = {name: row["zh"] for name, row in _WRITTEN["currencies"].items()}
_PER: dict[str, str] = _WRITTEN["per_zh"]

_N = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_SIGNED = rf"(?:(?<![A-Za-z0-9)）])[-−+])?{_N}"
_TO = r"\s?(?:-|–|—|~|～|至|到)\s?"
_SCALE = r"(?:万亿|亿|千万|百万|十万|万|千|百)"
_START = r"(?<![0-9.])"
_END = r"(?![0-9])"
_UNIT = rf"(?P<unit>{one_of(_UNITS)})(?![A-Za-z0-9²³])"
_SIGN = one_of(_MONEY)
_OTHER_MEASURES = one_of(_WRITTEN["not_measures"])
_MEASURES = rf"(?!{_OTHER_MEASURES})(?:{one_of(_WRITTEN['measures'])})"
_BEFORE_MEASURE = re.compile(rf"\s?{_MEASURES}")


def _counted(match: "re.Match[str]", text: str) -> str:
    """A number, 2 as 两 where a measure word follows the match."""
    return counting(text) if _BEFORE_MEASURE.match(match.string, match.end()) else number(text)


def _before(match: "re.Match[str]", length: int) -> str:
    return match.string[max(0, match.start() - length) : match.start()]


@RULES(ADDRESS)
def _address(match: "re.Match[str]") -> str:
    names = {".": " 点 ", "/": " 斜杠 ", "@": " 艾特 ", "-": " 杠 ", "_": " 下划线 ", ":": " 冒号 "}
    text = re.sub(r"^https?://|[./?]+$", "", match.group())
    text = re.sub(r"[0-9]+", lambda found: digits(found.group()), text)
    said = "".join(names.get(character, character if character.isalnum() else " ") for character in text)
    return re.sub(r"^www\b", "W.W.W.", said)


@RULES(one_of(_WRITTEN["said_zh"]) + _END)
def _fixed(match: "re.Match[str]") -> str | None:
    return str(_WRITTEN["said_zh"][match.group()]) if not _before(match, 1).isdigit() else None


@RULES(rf"{_START}([0-9]{{4}})([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01]){_END}")
def _date(match: "re.Match[str]") -> str:
    return f"{digits(match[1])}年{whole(int(match[3]))}月{whole(int(match[4]))}日"


@RULES(rf"{_START}((?:19|20)[0-9]{{2}})[-/](0[1-9]|1[0-2])(?![0-9年])")
def _month(match: "re.Match[str]") -> str:
    return f"{digits(match[1])}年{whole(int(match[2]))}月"


@RULES(rf"{_START}([12][0-9]{{3}}){_TO}([12][0-9]{{3}})(?=\s?(?:年|财年|学年|赛季))")
def _years(match: "re.Match[str]") -> str:
    return f"{digits(match[1])}到{digits(match[2])}"


@RULES(rf"{_START}(?:([0-9]{{4}})(?=\s?(?:年(?!级)|财年|学年|赛季|级))|([0789][0-9])(?=年(?!级|代|来|内|间|前|后)))")
def _year(match: "re.Match[str]") -> str | None:
    if match[1] and not "1000" < match[1] < "3000":
        return None
    return digits(match.group())


@RULES(rf"{_START}([0-9]{{2}})(?=后(?!面|来)|年代)")
def _decade(match: "re.Match[str]") -> str:
    return digits(match[1]) if match.string[match.end()] == "后" else whole(int(match[1]))


_CONTEST = "战胜|击败|获胜|取胜|大胜|小胜|险胜|战平|领先|落后|逆转|负于|不敌|横扫|完胜|力克"
_SCORE_BEFORE = re.compile(rf"(?:比分|{_CONTEST})[^。！？]*$|(?:以|战成|打成|踢成)\s?$")
_SCORE_AFTER = re.compile(rf"\s?的?(?:比分|优势|配比|比例|{_CONTEST})")
_CLOCK_BEFORE = re.compile(r"(?:时间|[于在至到点晨午晚天日])\s?$")


def _is_score(match: "re.Match[str]") -> bool:
    if _SCORE_AFTER.match(match.string, match.end()):
        return True
    return bool(_SCORE_BEFORE.search(_before(match, 40))) and not _CLOCK_BEFORE.search(_before(match, 4))


@RULES(rf"{_START}([0-9]+)\s?[:：]\s?([0-9]+)(?:{_TO}([0-9]+)[:：]([0-9]+))?{_END}(?![:：][0-9])")
def _score(match: "re.Match[str]") -> str | None:
    clock = len(match[2]) == 2 and int(match[1]) <= 24 and int(match[2]) < 60
    if match[3] or (clock and not _is_score(match)):
        return None
    return f"{whole(int(match[1]))}比{whole(int(match[2]))}"


@RULES(rf"{_START}([0-9]{{1,3}})[-–]([0-9]{{1,3}}){_END}(?=\s?(?:{_CONTEST}))")
def _goals(match: "re.Match[str]") -> str:
    return f"{whole(int(match[1]))}比{whole(int(match[2]))}"


@RULES(rf"{_START}([0-9]{{1,2}})[·•]([0-9]{{1,2}}){_END}")
def _anniversary(match: "re.Match[str]") -> str:
    return digits(match[1] + match[2])


def _clock(hours: str, minutes: str, seconds: str | None) -> str:
    said = ("两" if int(hours) == 2 else whole(int(hours))) + "点"
    if int(minutes) or seconds:
        said += ("零" if int(minutes) < 10 and int(minutes) else "") + whole(int(minutes)) + "分"
    return said + (("零" if 0 < int(seconds) < 10 else "") + whole(int(seconds)) + "秒" if seconds else "")


@RULES(rf"{_START}(2[0-4]|[01]?[0-9])[:：]([0-5][0-9])(?:[:：]([0-5][0-9]))?"
       rf"(?:{_TO}(2[0-4]|[01]?[0-9])[:：]([0-5][0-9])(?:[:：]([0-5][0-9]))?)?{_END}")  # fmt: skip
def _time(match: "re.Match[str]") -> str:
    said = _clock(match[1], match[2], match[3])
    return said + ("到" + _clock(match[4], match[5], match[6]) if match[4] else "")


@RULES(r"(?<![0-9.])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9.])")
def _mobile(match: "re.Match[str]") -> str:
    found = re.sub(r"\D", "", match.group())[-11:]
    said = "，".join(digits(found[start:end], one="幺") for start, end in ((0, 3), (3, 7), (7, 11)))
    return ("加八六，" if match.group().startswith("+") else "") + said


@RULES(
    r"(?<![0-9.])(?:\(?0[0-9]{2,3}\)?[- ][0-9]{7,8}|"
    r"[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}|[48]00-[0-9]{4}-[0-9]{3})(?![0-9.])"
)
def _landline(match: "re.Match[str]") -> str:
    return "，".join(digits(part, one="幺") for part in re.findall(r"[0-9]+", match.group()))


_HOTLINE = re.compile(rf"(?:{one_of(_WRITTEN['hotline_words'])})(?:是|为|号|[:：])?\s?$")


@RULES(rf"{_START}[0-9]{{3,}}(?![0-9.%万亿年月日元个A-Za-z/℃°])")
def _code(match: "re.Match[str]") -> str | None:
    measure = _BEFORE_MEASURE.match(match.string, match.end())
    named = match.group() in _WRITTEN["digit_names"] and (measure is None or measure.group() == "大")
    called = _HOTLINE.search(_before(match, 8))
    if not named and not called and (measure or len(match.group()) < 9):
        return None
    short = len(match.group()) <= 3 and match.group() in ("110", "114", "119", "120", "122")
    return digits(match.group(), one="幺" if called or short or len(match.group()) >= 5 else "一")


@RULES(rf"({_SIGNED})(?:%|％)?{_TO}({_SIGNED})(%|％|‰)")
def _percentages(match: "re.Match[str]") -> str:
    part = "千分之" if match[3] == "‰" else "百分之"
    return f"{_part(match[1], part)}到{_part(match[2], part)}"


@RULES(rf"({_SIGNED})\s?(%|％|‰|pct)")
def _percent(match: "re.Match[str]") -> str:
    return _part(match[1], "千分之" if match[2] == "‰" else "百分之")


def _part(text: str, part: str) -> str:
    sign = {"-": "负", "−": "负", "+": "正"}.get(text[0], "")
    return sign + part + number(text.lstrip("-−+"))


@RULES(rf"(?<![A-Za-z])(?P<sign>{_SIGN})\s?({_N})({_SCALE})?(?:{_TO}(?:{_SIGN})?\s?({_N})({_SCALE})?)?"
       rf"元?(?:/(?P<per>{one_of(_PER)}))?")  # fmt: skip
def _money(match: "re.Match[str]") -> str:
    def amount(text: str, scale: str | None) -> str:
        text = re.sub(r"\.0+$", "", text)
        return (counting(text) if scale else "两" if text == "2" else number(text)) + (scale or "")

    said = amount(match[2], match[3])
    if match[4]:
        said += "到" + amount(match[4], match[5])
    return said + _MONEY[match["sign"]] + (_PER[match["per"]] if match["per"] else "")


@RULES(rf"{_START}({_N})({_SCALE})?\s?(?P<sign>{one_of(name for name in _MONEY if name.isalpha())})(?![A-Za-z])")
def _money_after(match: "re.Match[str]") -> str:
    return counting(match[1]) + (match[2] or "") + _MONEY[match["sign"]]


def _temperature(text: str, unit: str) -> str:
    minus = "零下" if text[0] in "-−" and unit != "度" else "负" if text[0] in "-−" else ""
    text = text.lstrip("-−+")
    return minus + (counting(text) if not minus else number(text))


@RULES(rf"(?P<first>{_SIGNED})(?P<scale>{_SCALE})?(?:{_TO}(?P<second>-?{_N}))?\s?{_UNIT}(?:/(?P<per>{one_of(_PER)}))?")
def _measured(match: "re.Match[str]") -> str | None:
    written, unit = match["unit"], _UNITS[match["unit"]]
    if written.isascii() and len(written) == 1 and _looks_like_code(match):
        return None
    spoken = (
        _temperature
        if "°" in written or "度" in unit
        else lambda text, _: counting(text) if text[0] not in "-−+" else number(text)
    )
    said = spoken(match["first"], unit) + (match["scale"] or "")
    if match["second"]:
        said += "到" + spoken(match["second"], unit)
    return said + unit + (_PER[match["per"]] if match["per"] else "")


def _looks_like_code(match: "re.Match[str]") -> bool:
    """``4K``, ``A3L``: a letter after a number is a unit only where no letter stands before."""
    before = _before(match, 1)
    return bool(before) and before.isascii() and (before.isalpha() or before == "-")


@RULES(rf"{_START}([0-9]+)/([1-9][0-9]*){_END}(?!/)")
def _fraction(match: "re.Match[str]") -> str:
    return f"{whole(int(match[2]))}分之{whole(int(match[1]))}"


@RULES(rf"{_START}[0-9]+(?:\.[0-9]+){{2,}}{_END}")
def _version(match: "re.Match[str]") -> str:
    return "点".join(digits(part) if len(part) > 2 else whole(int(part)) for part in match.group().split("."))


@RULES(r"(?:(?<=第)|(?<=星期)|(?<=周)(?=[1-6](?![0-9]))|(?<=双)|(?<=初)|(?<=[十廿]))([0-9]+)(?![0-9.])")
def _ordinal(match: "re.Match[str]") -> str:
    return whole(int(match[1]))


@RULES(r"(?:No\.|NO\.|№|#)\s?([0-9]+)")
def _numbered(match: "re.Match[str]") -> str:
    return "第" + whole(int(match[1])) if not match.group().startswith("#") else whole(int(match[1])) + "号"


@RULES(rf"(?<![0-9.])({_N})({_SCALE})?{_TO}({_N})({_SCALE})?{_END}(?![-/.])")
def _range(match: "re.Match[str]") -> str | None:
    if re.match(r"0[0-9]", match[1]) or re.match(r"0[0-9]", match[3]) or _before(match, 1) == "-":
        return None
    if "=" in match.string:
        return f"{number(match[1])}减{number(match[3])}"
    follows = match[4] or _BEFORE_MEASURE.match(match.string, match.end())
    say = counting if follows or match[2] else number
    return f"{say(match[1])}{match[2] or ''}到{say(match[3])}{match[4] or ''}"


@RULES(r"(?<=[A-Za-z])(?<![0-9][xX])-?(?P<said>[0-9]+(?:\.[0-9]+)?)(?![0-9])")
def _after_letters(match: "re.Match[str]") -> str:
    written = match["said"]
    if "." in written:
        return number(written)
    return digits(written) if len(written) >= 3 or written.startswith("0") else whole(int(written))


@RULES(rf"{_START}([0-9]{{3,4}})(?=[pPiI](?![A-Za-z]))")
def _lines_of_picture(match: "re.Match[str]") -> str:
    return digits(match[1])


@RULES(rf"({_SIGNED})({_SCALE})")
def _scaled(match: "re.Match[str]") -> str:
    return counting(match[1]) + match[2]


@RULES(rf"({_SIGNED}){_END}")
def _number(match: "re.Match[str]") -> str:
    return _counted(match, match[1])


@RULES(r"(?<=[0-9A-Za-z一-鿿)])\s?(?P<said>[+×÷=><≥≤≈≠*xX])\s?(?=[0-9(-])|(?P<lone>[±≥≤≈])(?=\s?[0-9])")
def _operator(match: "re.Match[str]") -> str | None:
    sign = match["said"] or match["lone"]
    if sign in "*xX":
        return "乘" if match.string[match.start("said") - 1].isdigit() else None
    return str(_WRITTEN["signs"][sign]["zh"])


@RULES(rf"(?<=[\w])/(?P<said>{one_of(_PER)})(?![A-Za-z])")
def _per(match: "re.Match[str]") -> str | None:
    before = match.string[match.start() - 1]
    return _PER[match["said"]] if before in "元角分吨斤克米升次个天度" else None


_WORDS: dict[str, str] = table("english")["words"] | table("english")["words_zh"]


@RULES(rf"(?<![A-Za-z]){one_of(_WORDS)}(?![A-Za-z])")
def _word(match: "re.Match[str]") -> str:
    return _WORDS[match.group()]


_AS_WORDS = frozenset(table("english")["said_as_words"])


@RULES(r"(?<![A-Za-z])(?:[A-Z]{2,4}(?![A-Za-z])|[A-Z](?![A-Za-z'’]))")
def _capitals(match: "re.Match[str]") -> str | None:
    if match.group() in _AS_WORDS or re.search(r"[A-Z]{5}|[A-Z]+ [A-Z]+ [A-Z]{3}", match.string):
        return None
    return ".".join(match.group()) + "."


@RULES(r"(?<=[℃℉°%％A-Za-z元度])\s?[~～–—]\s?(?=-?[0-9])")
def _until(match: "re.Match[str]") -> str:
    return "到"


@RULES(
    one_of(name for name in _WRITTEN["signs"] if name not in "+=<>@&%")
    + r"|(?<=[A-Za-z一-鿿])\s?[&](?=\s?\w)|(?<=[A-Za-z0-9%])\+(?!\+)|(?<![0-9])@(?=\w)"
)
def _sign(match: "re.Match[str]") -> str:
    return f" {_WRITTEN['signs'][match.group().strip()]['zh']} "
