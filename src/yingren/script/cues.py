"""What stands in square brackets: ``wave``, ``happy 0.6``, ``show chart.png beside 3s`` … as cues."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from ..core.language import say
from ..core.script import Cue, CueKind
from .place import Place, looks_like
from .values import number, parse_background, parse_music
from .vocabulary import advice, cue_words, short, words

LONGEST_PAUSE = 60.0
"""Seconds."""
LONGEST_SHOWN = 600.0
"""Seconds that a picture or clip may stand."""

_DURATION = re.compile(
    r"([0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})[ \t]*(ms|毫秒|s|sec|secs|seconds?|秒)?", re.IGNORECASE
)
_LONGEST_CUE = 400


@dataclass(frozen=True, slots=True)
class _Words:
    """A cue taken apart: what it is and what follows, with the place of what follows."""

    section: str
    name: str
    rest: str
    place: Place


def parse_cue(body: str, at: int, place: Place) -> Cue | Path:
    """Read a cue, or the file of ``[recording …]``, which belongs to its whole line.

    Args:
        body: What stands between the brackets.
        at: Where in the line's text it happens.
        place: Of the first character of ``body``.

    Raises:
        ScriptError: The cue is empty or unknown, or what follows its name cannot be used.
    """
    found = _take_apart(body.replace("\t", " "), place)
    cue = Cue("pause", at=at, line=place.line, column=place.column - 1)
    if found.section in ("emotions", "gestures"):
        kind: CueKind = "emotion" if found.section == "emotions" else "gesture"
        strength = number(found.rest, found.place, 0.0, 1.0) if found.rest else 1.0
        return replace(cue, kind=kind, name=found.name, strength=strength)
    if found.name == "recording":
        return place.absolute(found.place.file(_unquoted(_needed(found, "take1.wav")), "sound"))
    return replace(_READERS[found.name](found, cue), kind=cast(CueKind, found.name))


def parse_duration(text: str, place: Place, longest: float) -> float:
    """Seconds, from ``0.5s``, ``500ms``, ``0.5`` or ``0.5秒``.

    Raises:
        ScriptError: It is no duration, or is 0 or too long.
    """
    found = _DURATION.fullmatch(text.strip())
    seconds = 0.0
    if found is not None:
        seconds = float(found[1]) / (1000.0 if (found[2] or "").lower() in ("ms", "毫秒") else 1.0)
    if not 0.0 < seconds <= longest:
        raise place.error(
            say(f"“{short(text)}” is no duration.", f"“{short(text)}”不是时长。"),
            say(f"Expected seconds up to {longest:g}, such as 0.5s.", f"应为不超过 {longest:g} 秒的时长，如 0.5s。"),
        )
    return seconds


def _take_apart(body: str, place: Place) -> _Words:
    if len(body) > _LONGEST_CUE:
        raise place.error(
            say("This is too long for a cue.", "这个提示太长。"),
            say("Write \\[ where a bracket belongs to the text.", "正文里的方括号要写成 \\[ 。"),
        )
    tokens = list(re.finditer(r"\S+", body))
    if not tokens:
        raise place.error(
            say("There is nothing in these brackets.", "方括号里没有内容。"),
            say("Write \\[ where a bracket belongs to the text.", "正文里的方括号要写成 \\[ 。"),
        )
    for count in (3, 2, 1):
        if count <= len(tokens):
            end = tokens[count - 1].end()
            name = "-".join(token.group() for token in tokens[:count])
            for section in ("emotions", "gestures", "cues"):
                known = words(section).get(name)
                if known is not None:
                    return _rest(section, known, body, end, place)
    # In Chinese no space need stand between: 停顿0.5秒, 看左, 开心0.6.
    start = tokens[0].start()
    for way in sorted(cue_words(), key=len, reverse=True):
        if body.startswith(way, start) and not way.isascii():
            for section in ("emotions", "gestures", "cues"):
                known = words(section).get(way)
                follows = body[start + len(way)]
                if known is not None and (section == "cues" or follows.isdecimal()):
                    return _rest(section, known, body, start + len(way), place)
    written = tokens[0].group()
    raise place.at(place.line, place.column + start).error(
        say(f"There is no cue “{short(body.strip())}”.", f"没有“{short(body.strip())}”这个提示。"),
        advice(written, cue_words())
        + " "
        + say("Write \\[ where a bracket belongs to the text.", "正文里的方括号要写成 \\[ 。"),
    )


def _rest(section: str, name: str, body: str, end: int, place: Place) -> _Words:
    rest = body[end:]
    start = end + len(rest) - len(rest.lstrip())
    return _Words(section, name, rest.strip(), place.at(place.line, place.column + start))


def _needed(found: _Words, example: str) -> str:
    if not found.rest:
        raise found.place.error(
            say(f"“{found.name}” needs something after it.", f"“{found.name}”后面缺少内容。"),
            say(f"For example: [{found.name} {example}]", f"例如：[{found.name} {example}]"),
        )
    return found.rest


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _pause(found: _Words, cue: Cue) -> Cue:
    return replace(cue, seconds=parse_duration(found.rest, found.place, LONGEST_PAUSE) if found.rest else None)


def _look(found: _Words, cue: Cue) -> Cue:
    where, seconds = _timed(_needed(found, "left"), found.place)
    return replace(cue, name=found.place.word("direction", "方向", where, words("looks")), seconds=seconds)


def _camera(found: _Words, cue: Cue) -> Cue:
    return replace(cue, name=found.place.word("camera", "镜头", _needed(found, "close"), words("cameras")))


def _show(found: _Words, cue: Cue) -> Cue:
    written, place, seconds = _shown(_needed(found, "chart.png"), found.place)
    if looks_like(written, "video") and not looks_like(written, "picture"):
        raise found.place.error(
            say(f"“{short(written)}” is a video.", f"“{short(written)}”是视频。"),
            say(f"Write [clip {short(written)}]", f"请写 [clip {short(written)}]"),
        )
    return replace(cue, name=found.place.file(written, "picture"), place=place, seconds=seconds)


def _clip(found: _Words, cue: Cue) -> Cue:
    written, place, seconds = _shown(_needed(found, "b-roll.mp4"), found.place)
    return replace(cue, name=found.place.file(written, "video"), place=place, seconds=seconds)


def _hide(found: _Words, cue: Cue) -> Cue:
    if found.rest:
        raise found.place.error(
            say(f"Nothing follows “hide”, but “{short(found.rest)}” does.", f"“hide”后面不应有“{short(found.rest)}”。")
        )
    return cue


def _music(found: _Words, cue: Cue) -> Cue:
    return replace(cue, name=parse_music(_unquoted(_needed(found, "calm")), found.place))


def _background(found: _Words, cue: Cue) -> Cue:
    return replace(cue, name=parse_background(_unquoted(_needed(found, "studio")), found.place))


def _title(found: _Words, cue: Cue) -> Cue:
    text, seconds = _timed(_needed(found, "…"), found.place)
    return replace(cue, name=" ".join(_unquoted(text).split()), seconds=seconds)


_READERS: dict[str, Callable[[_Words, Cue], Cue]] = {
    "look": _look,
    "pause": _pause,
    "show": _show,
    "clip": _clip,
    "hide": _hide,
    "camera": _camera,
    "music": _music,
    "background": _background,
    "title": _title,
}


def _shown(text: str, place: Place) -> tuple[str, Literal["full", "beside", "behind"] | None, float | None]:
    """A file name, and the place and duration behind it in any order."""
    where: Literal["full", "beside", "behind"] | None = None
    seconds: float | None = None
    while True:
        before, _, last = text.rpartition(" ")
        if not before.strip():
            break
        name = words("places").get(last)
        if name is not None and where is None:
            where = cast(Literal["full", "beside", "behind"], name)
        elif _is_timed(last) and seconds is None:
            seconds = parse_duration(last, place, LONGEST_SHOWN)
        else:
            break
        text = before.strip()
    written = _unquoted(text)
    if " " in written and not (looks_like(written, "picture") or looks_like(written, "video")):
        last = written.rsplit(" ", 1)[1]
        raise place.error(
            say(f"“{short(last)}” is neither a place nor a duration.", f"“{short(last)}”不是位置，也不是时长。"),
            advice(last, words("places")) + " " + say("Or a duration such as 3s.", "也可以是时长，如 3s。"),
        )
    return written, where, seconds


def _timed(text: str, place: Place) -> tuple[str, float | None]:
    """Text and the duration at its end, if one stands there behind something else."""
    before, _, last = text.rpartition(" ")
    if before.strip() and _is_timed(last):
        return before.strip(), parse_duration(last, place, LONGEST_SHOWN)
    return text, None


def _is_timed(token: str) -> bool:
    """Whether this is a number with a unit of time: a bare number may belong to a title or a file name."""
    found = _DURATION.fullmatch(token)
    return found is not None and bool(found[2])
