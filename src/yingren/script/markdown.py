"""Scripts in Markdown: front matter, headings as scenes, lines as speech, cues in square brackets."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.language import say
from ..core.script import Cue, Script
from .front_matter import is_speaker_name, read_front_matter, read_scene_settings
from .inline import DROPPED, LineBuilder, read_inline
from .lines import SceneBuilder
from .place import Place
from .settings import Names, overridden
from .source import lines_of
from .vocabulary import advice, short

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_UNSPACED_HEADING = re.compile(r" {0,3}#{1,6}[^\s#]")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•][ \t]+|>[ \t]?)+")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_LEADING_CUES = re.compile(r"[ \t]*(?:\[[^\[\]]*\][ \t]*)*")
_SPEAKER = re.compile(
    r"[ \t]*(\*\*|__)?([^\s:：\[\]\\*#{}<>/|][^:：\[\]\\*#{}\n]{0,23}?)(\*\*|__)?[ \t]*[:：](\*\*|__)?"
)


def parse_markdown(
    text: str,
    source: Path | None = None,
    *,
    set_: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read a script in Markdown, the format that ``docs/script-format.md`` describes.

    Args:
        text: The whole script.
        source: The file it came from: messages name it, and the files it names lie beside it.
        set_: Settings that go over the front matter, as ``--set`` gives them.
        names: Names of avatars and voices that exist, where they are to be checked.

    Raises:
        ScriptError: Anything in it is wrong; it says where, what was expected and the nearest valid word.
    """
    lines = lines_of(text, source)
    front = read_front_matter(lines, source, names)
    settings = overridden(front.settings, set_ or {}, source, names)
    body = _Body(Place(source, front.lines + 1, 1), tuple(front.speakers), settings.title)
    body.read(_without_comments(lines, front.lines, source))
    return body.scenes.script(replace(settings, title=body.title), speakers=front.speakers, source=source)


class _Body:
    """Reads what stands under the front matter, a line at a time."""

    def __init__(self, start: Place, speakers: tuple[str, ...], title: str) -> None:
        self.title = title
        self._start, self._speakers = start, speakers
        self.scenes = SceneBuilder(self._start, LineBuilder(speaker=speakers[0] if speakers else ""))
        self._fence = ""

    def read(self, lines: list[str]) -> None:
        for number, written in enumerate(lines):
            self._line(written, self._start.at(self._start.line + number, 1))
        # A fence that is never closed hides the rest of the script, as it does in every Markdown program.

    def _line(self, written: str, place: Place) -> None:
        fence = _FENCE.match(written)
        if self._fence:
            if fence and fence[1].startswith(self._fence):
                self._fence = ""
            return
        bare = written.replace(DROPPED, "")
        if fence:
            self.scenes.end_line()
            self._fence = fence[1]
        elif not bare.strip():
            if bare == written:
                self.scenes.end_line()
        elif _is_rule(bare):
            self._begin_scene("", {}, (), place)
        elif _HEADING.match(written):
            self._heading(written, place)
        elif _UNSPACED_HEADING.match(written):
            raise place.error(
                say("A heading has a space behind its #.", "标题的 # 后面要有空格。"),
                say("Write \\# for the character itself.", "若要原样显示 #，请写 \\# 。"),
            )
        else:
            self._speech(written, place)

    def _heading(self, written: str, place: Place) -> None:
        found = _HEADING.match(written)
        assert found is not None
        text, settings = _heading_settings(written[found.end() :], place, found.end())
        builder = LineBuilder(line=place.line)
        read_inline(builder, text, place.at(place.line, 1 + found.end()))
        line = builder.take()
        if line.audio is not None:
            raise place.error(say("A heading is not spoken, so it has no recording.", "标题不朗读，不能有录音。"))
        self._begin_scene(line.text, settings, tuple(replace(cue, at=0) for cue in line.cues), place)

    def _begin_scene(self, heading: str, settings: dict[str, Any], cues: tuple[Cue, ...], place: Place) -> None:
        self.scenes.end_line()
        first = self.scenes.only_heading
        if first and self.title in ("", first):
            # A heading at the very top with only another one under it names the whole.
            self.title = first
            self.scenes.drop_heading()
        self.scenes.begin_scene(heading, settings, cues, place)

    def _speech(self, written: str, place: Place) -> None:
        building = self.scenes.building
        mark = _LIST_MARK.match(written)
        start = mark.end() if mark else 0
        cues = _LEADING_CUES.match(written, start)
        words_start = cues.end() if cues else start
        speaker, end = self._speaker(written[words_start:], place.at(place.line, 1 + words_start))
        following = written[words_start : words_start + 1]
        goes_on = not mark and speaker is None and building.goes_on(following)
        if not goes_on and (building.has_text or mark or speaker is not None):
            self.scenes.end_line()
        if speaker is not None:
            building.speaker = speaker
        if goes_on:
            building.join(following)
        building.line = building.line or place.line
        if speaker is not None:
            read_inline(building, written[start:words_start], place.at(place.line, 1 + start))
            start = words_start + end
        read_inline(building, written[start:], place.at(place.line, 1 + start))

    def _speaker(self, written: str, place: Place) -> tuple[str | None, int]:
        """The speaker whose name begins a line, and where the words begin; ``None`` where it begins with no name."""
        found = _SPEAKER.match(written) if self._speakers else None
        if found is None or (found[1] or "") != ((found[3] or "") + (found[4] or "")):
            return None, 0
        name = found[2].strip()
        for known in self._speakers:
            if known.casefold() == name.casefold():
                return known, found.end()
        if not is_speaker_name(name) or not _may_be_name(name, written[found.end() :]):
            return None, 0
        raise place.at(place.line, place.column + found.start(2)).error(
            say(f"There is no speaker “{short(name)}”.", f"没有名为“{short(name)}”的角色。"),
            advice(name, self._speakers)
            + " "
            + say(
                "Name them under “speakers:” at the top, or write \\: for a colon in the text.",
                "请在开头的 speakers: 中写明；若只是正文里的冒号，请写 \\: 。",
            ),
        )


def _may_be_name(name: str, follows: str) -> bool:
    """Whether words before a colon are taken for a name that is not known: one word, or two with capitals."""
    parts = name.split()
    if any(character.isdigit() for character in parts[0][:1]) or follows.startswith("//") or len(name) > 16:
        return False
    return len(parts) == 1 or (len(parts) == 2 and all(part[:1].isupper() for part in parts))


def _is_rule(text: str) -> bool:
    marks = text.replace(" ", "").replace("\t", "")
    return len(marks) >= 3 and marks[0] in "-*_" and marks == marks[0] * len(marks)


def _heading_settings(text: str, place: Place, offset: int) -> tuple[str, dict[str, Any]]:
    """A heading without the settings in braces at its end, and those settings."""
    stripped = text.rstrip()
    opening = stripped.rfind("{")
    if not stripped.endswith("}") or opening < 0 or (opening and stripped[opening - 1] in "\\{"):
        return stripped.rstrip("#").rstrip() if stripped.endswith(" #") else stripped, {}
    settings = read_scene_settings(stripped[opening:], place.at(place.line, 1 + offset + opening))
    return stripped[:opening].rstrip(), settings


def _without_comments(lines: list[str], offset: int, source: Path | None) -> list[str]:
    """The lines from ``offset`` on, each character of ``<!-- … -->`` put out of the way but still counted.

    Raises:
        ScriptError: A comment is never closed.
    """
    text = "\n".join(lines[offset:])
    parts: list[str] = []
    done = 0
    while True:
        start = text.find("<!--", done)
        if start < 0:
            break
        if start and text[start - 1] == "\\":
            parts.append(text[done : start + 4])
            done = start + 4
            continue
        end = text.find("-->", start + 4)
        if end < 0:
            line = text.count("\n", 0, start)
            column = start - (text.rfind("\n", 0, start) + 1)
            raise Place(source, offset + line + 1, column + 1).error(
                say("This comment is never closed.", "这个注释没有闭合。"),
                say("A comment ends with -->.", "注释以 --> 结束。"),
            )
        parts.append(text[done:start])
        parts.append("\n".join(DROPPED * len(part) for part in text[start : end + 3].split("\n")))
        done = end + 3
    parts.append(text[done:])
    return "".join(parts).split("\n")
