"""What a setting's value may be: each reader takes text and a place, and gives the value or refuses it there."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..core.errors import ScriptError
from ..core.language import say
from .place import Place, is_file_name
from .vocabulary import advice, short, words

_LONGEST_TEXT = 200
_SIDES = (128, 4096)


def parse_background(value: str, place: Place) -> str:
    """A background: a named one, a colour as ``#rrggbb``, ``gradient #a #b``, or a file that is there."""
    named = words("backgrounds").get(value)
    if named is not None:
        return named
    if _is_colour(value):
        return parse_colour(value, place)
    first, *rest = value.split() or [""]
    if first.casefold() in ("gradient", "渐变"):
        if len(rest) != 2:
            raise place.error(
                say("A gradient has two colours.", "渐变需要两种颜色。"),
                say("For example: gradient #1b2a4a #2f6fde", "例如：gradient #1b2a4a #2f6fde"),
            )
        return f"gradient {parse_colour(rest[0], place)} {parse_colour(rest[1], place)}"
    if is_file_name(value):
        return place.file(value, "scene")
    if not value:
        raise _swallowed(place)
    known = [*words("backgrounds"), "gradient", *words("colours").ways()]
    raise place.error(
        say(f"There is no background “{short(value)}”.", f"没有“{short(value)}”这个背景。"),
        advice(value, known)
        + " "
        + say(
            "Expected “studio”, a colour, “gradient #a #b”, or a picture or video file.",
            "应为 studio、颜色、“gradient #a #b”，或图片、视频文件。",
        ),
    )


def parse_music(value: str, place: Place) -> str:
    """Music: ``none``, a packaged bed, or a sound file that is there."""
    named = words("music").get(value)
    if named is not None:
        return named
    if is_file_name(value):
        return place.file(value, "sound")
    raise place.error(
        say(f"There is no music “{short(value)}”.", f"没有“{short(value)}”这段音乐。"),
        advice(value, words("music")) + " " + say("Or name a sound file.", "也可以写声音文件名。"),
    )


def parse_colour(value: str, place: Place) -> str:
    """A colour as ``#rrggbb``, from that, from ``#rgb`` or from a name."""
    named = words("colours").get(value)
    if named is not None:
        return named
    if not value:
        raise _swallowed(place)
    if not _is_colour(value):
        raise place.error(
            say(f"“{short(value)}” is no colour.", f"“{short(value)}”不是颜色。"),
            say("Expected #rrggbb or a name. ", "应为 #rrggbb 或颜色名。")
            + advice(value, tuple(words("colours").ways())),
        )
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def number(value: str, place: Place, lowest: float, highest: float) -> float:
    """A number within bounds; ``80%`` is 0.8.

    Raises:
        ScriptError: It is none, or outside.
    """
    text = value.strip()
    scale = 1.0
    if text.endswith(("%", "％")):
        text, scale = text[:-1], 0.01
    try:
        found = float(text) * scale if len(text) <= 40 else math.nan
    except ValueError:
        found = math.nan
    if not lowest <= found <= highest:
        expected = say(
            f"Expected a number from {lowest:g} to {highest:g}.", f"应为 {lowest:g} 到 {highest:g} 之间的数。"
        )
        raise place.error(say(f"“{short(value)}” cannot be used.", f"“{short(value)}”不能用。"), expected)
    return found


def _is_colour(value: str) -> bool:
    return value in words("colours") or re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", value) is not None


def _swallowed(place: Place) -> ScriptError:
    """The value is empty: in YAML what follows a bare # is a comment, which is how colours are usually lost."""
    return place.error(
        say("There is nothing here.", "这里没有值。"),
        say("A colour stands in quotes: '#1b2a4a'", "颜色要加引号：'#1b2a4a'"),
    )


def _text(value: str, place: Place) -> str:
    if len(value) > _LONGEST_TEXT:
        raise place.error(
            say(f"This has {len(value)} characters.", f"这里有 {len(value)} 个字。"),
            say(f"At most {_LONGEST_TEXT}.", f"最多 {_LONGEST_TEXT} 个字。"),
        )
    return value


def parse_name(value: str, place: Place) -> str:
    """A name: one line without space around it."""
    if "\n" in value or value != value.strip():
        raise place.error(say("A name is one line without spaces around it.", "名称应为一行，两端没有空格。"))
    return _text(value, place)


def _avatar(value: str, place: Place) -> str:
    if not value:
        raise place.error(say("The avatar has no name.", "没有写形象的名称。"))
    return parse_name(value, place)


def _language(value: str, place: Place) -> str:
    named = words("languages").get(value)
    if named is None and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", value):
        return value
    return named if named is not None else place.word("language", "语言", value, words("languages"))


def _size(value: str, place: Place) -> tuple[int, int]:
    written = words("sizes").get(value.replace("：", ":").replace(" ", "")) or value
    found = re.fullmatch(r"\s*([0-9]{1,5})\s*[xX×*]\s*([0-9]{1,5})\s*", written)
    expected = say(
        "Expected 9:16, 16:9, 1:1, 3:4, 4:5, 4:3 or pixels such as 1080x1920.",
        "应为 9:16、16:9、1:1、3:4、4:5、4:3，或像素如 1080x1920。",
    )
    if found is None:
        raise place.error(say(f"“{short(value)}” is no size.", f"“{short(value)}”不是尺寸。"), expected)
    width, height = int(found[1]), int(found[2])
    lowest, highest = _SIDES
    if not (lowest <= width <= highest and lowest <= height <= highest):
        raise place.error(
            say(f"{width}x{height} is not supported.", f"不支持 {width}x{height}。"),
            say(f"Each side has from {lowest} to {highest} pixels.", f"每边应在 {lowest} 到 {highest} 像素之间。"),
        )
    if width % 2 or height % 2:
        raise place.error(
            say(f"{width}x{height} has an odd side.", f"{width}x{height} 有奇数边。"),
            say(
                f"Video needs even sides: {width + width % 2}x{height + height % 2}",
                f"视频的边长须为偶数：{width + width % 2}x{height + height % 2}",
            ),
        )
    return width, height


def _whole(lowest: int, highest: int) -> Callable[[str, Place], int]:
    def parse(value: str, place: Place) -> int:
        text = value.strip()
        found = int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
        if found is None or not lowest <= found <= highest:
            raise place.error(
                say(f"“{short(value)}” cannot be used.", f"“{short(value)}”不能用。"),
                say(f"Expected a whole number from {lowest} to {highest}.", f"应为 {lowest} 到 {highest} 之间的整数。"),
            )
        return found

    return parse


def _fps(value: str, place: Place) -> int:
    found = _whole(10, 60)(value, place)
    if 48_000 % found:
        # A chunk of the movie is a whole number of frames and of samples; otherwise sound and picture drift.
        raise place.error(
            say(f"{found} frames a second are not supported.", f"不支持每秒 {found} 帧。"),
            say("Use 12, 15, 20, 24, 25, 30, 48, 50 or 60.", "请用 12、15、20、24、25、30、48、50 或 60。"),
        )
    return found


def _between(lowest: float, highest: float) -> Callable[[str, Place], float]:
    return lambda value, place: number(value, place, lowest, highest)


def _word(kind: str, kind_en: str, kind_zh: str) -> Callable[[str, Place], str]:
    return lambda value, place: place.word(kind_en, kind_zh, value, words(kind))


def _switch(value: str, place: Place) -> bool:
    return place.word("switch", "开关值", value, words("switches")) == "true"


def _brand(value: str, place: Place) -> str:
    return place.file(value, "picture") if is_file_name(value) else _text(value, place)


def _lexicon(value: str, place: Place) -> Path:
    return place.absolute(place.file(value, "text"))


def _audio(value: str, place: Place) -> Path:
    return place.absolute(place.file(value, "sound"))


READERS: dict[str, Callable[[str, Place], Any]] = {
    "title": _text,
    "subtitle": _text,
    "avatar": _avatar,
    "voice": parse_name,
    "language": _language,
    "size": _size,
    "fps": _fps,
    "background": parse_background,
    "music": parse_music,
    "music_volume": _between(0.0, 2.0),
    "captions": _word("captions", "caption style", "字幕样式"),
    "camera": _word("cameras", "camera", "镜头"),
    "emotion": _word("emotions", "emotion", "情绪"),
    "speed": _between(0.5, 2.0),
    "seed": _whole(0, 2**53),
    "end": _text,
    "label": _switch,
    "lexicon": _lexicon,
    "audio": _audio,
    "brand": _brand,
}
"""How each key's value is read; the keys are the fields of :class:`~yingren.core.script.Settings`."""
