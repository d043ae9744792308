"""Subtitles as scripts: SRT and WebVTT, each line with the time in which it is spoken."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..core.language import say
from ..core.script import Script, Settings
from .inline import LineBuilder, read_inline
from .lines import SceneBuilder
from .place import Place
from .settings import Names, overridden
from .source import lines_of
from .vocabulary import short

LONGEST_MOVIE = 24 * 3600.0
"""Seconds."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-+>[ \t]*{_TIME}(?:[ \t].*)?", re.ASCII)
_STYLE = re.compile(
    r"\{\\[^{}]{0,100}\}|</?(?:font|c|v|lang|ruby|rt)\b[^<>]{0,200}>|</?c\.[^<>]{0,100}>", re.IGNORECASE
)


def parse_srt(
    text: str,
    source: Path | None = None,
    *,
    set_: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read SRT or WebVTT: one line of speech a subtitle, with its ``start`` and ``end``. Cues work as in Markdown.

    Raises:
        ScriptError: A time cannot be read, ends before it starts, or overlaps the one before; there is no subtitle;
            a cue or setting cannot be used.
    """
    settings = overridden(Settings(), set_ or {}, source, names)
    scenes = SceneBuilder(Place(source))
    lines = lines_of(text, source)
    index, previous_end = 0, 0.0
    if lines[0].startswith("WEBVTT"):
        index = _after_block(lines, 0)
    while index < len(lines):
        if not lines[index].strip():
            index += 1
        elif re.match(r"(?:NOTE|STYLE|REGION)\b", lines[index]):
            index = _after_block(lines, index)
        else:
            index, previous_end = _subtitle(lines, index, previous_end, scenes)
    return scenes.script(settings, source=source)


def check_times(start: float, end: float, previous_end: float, place: Place) -> None:
    """Refuse a time that ends before it starts, or starts before the line before has ended (seconds).

    Raises:
        ScriptError: One of these.
    """
    if not 0.0 <= start < end <= LONGEST_MOVIE:
        raise place.error(
            say(
                f"This line ends at {end:g} s, but starts at {start:g} s.", f"这一行 {start:g} 秒开始，{end:g} 秒结束。"
            ),
            say("A line ends after it starts, within a day.", "结束时间应晚于开始时间，且不超过一天。"),
        )
    if start < previous_end:
        raise place.error(
            say(
                f"This line starts at {start:g} s, before the one above it ends at {previous_end:g} s.",
                f"这一行在 {start:g} 秒开始，而上一行到 {previous_end:g} 秒才结束。",
            ),
            say("Lines stand in order and do not overlap.", "各行应按时间排列，互不重叠。"),
        )


def _subtitle(lines: list[str], index: int, previous_end: float, scenes: SceneBuilder) -> tuple[int, float]:
    """Read one subtitle; give the index of the line after it and the second it ends."""
    place = scenes.start.at(index + 1, 1)
    if "-->" not in lines[index]:
        # The number in SRT, the name in WebVTT.
        index += 1
        if index >= len(lines) or "-->" not in lines[index]:
            raise place.error(
                say(
                    f"Expected a time, found “{short(lines[index - 1])}”.",
                    f"此处应为时间，却是“{short(lines[index - 1])}”。",
                ),
                say("For example: 00:00:01,000 --> 00:00:03,500", "例如：00:00:01,000 --> 00:00:03,500"),
            )
        place = scenes.start.at(index + 1, 1)
    found = _TIMES.fullmatch(lines[index])
    if found is None:
        raise place.error(
            say(f"“{short(lines[index])}” is no time.", f"“{short(lines[index])}”不是时间。"),
            say("For example: 00:00:01,000 --> 00:00:03,500", "例如：00:00:01,000 --> 00:00:03,500"),
        )
    start, end = _seconds(found.groups()[:4], place), _seconds(found.groups()[4:], place)
    check_times(start, end, previous_end, place)
    builder = LineBuilder(line=index + 1)
    index += 1
    while index < len(lines) and lines[index].strip():
        written = _STYLE.sub(lambda style: "\0" * len(style.group()), lines[index])
        builder.join(written.lstrip(" \t\0")[:1])
        read_inline(builder, written, scenes.start.at(index + 1, 1))
        index += 1
    if not builder.empty:
        scenes.add(replace(builder.take(), start=start, end=end))
    return index, end


def _after_block(lines: list[str], index: int) -> int:
    while index < len(lines) and lines[index].strip():
        index += 1
    return index


def _seconds(parts: tuple[str | None, ...], place: Place) -> float:
    hours, minutes, seconds, fraction = parts
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise place.error(say("There are 60 minutes and 60 seconds.", "分和秒应小于 60。"))
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + float(f"0.{fraction}")
