"""Scripts as JSON: what programs write, and what every other format can be turned into."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ..core.language import say
from ..core.script import Cue, CueKind, Line, Scene, Script, Settings, Speaker
from .cues import LONGEST_PAUSE, LONGEST_SHOWN
from .front_matter import is_speaker_name
from .inline import LineBuilder, read_inline
from .json_tree import Node, read_json
from .lines import finished
from .place import Place
from .settings import (
    SCENE_KEYS,
    Field,
    Names,
    checked,
    overridden,
    parse_speaker,
)
from .subtitles import LONGEST_MOVIE, check_times
from .values import parse_background, parse_music
from .vocabulary import Words, short, words

FORMAT = "yingren-script"
VERSION = 1

_KINDS: tuple[CueKind, ...] = get_args(CueKind)
_MOST_LINES = 2**31


def to_json(script: Script) -> str:
    """A script as JSON; :func:`parse_json` with the same ``source`` gives an equal script back.

    What has its default value is left out. Paths under the script's folder are written relative to it.
    """
    folder = script.folder.absolute()
    document = {
        "format": FORMAT,
        "version": VERSION,
        "settings": _changed(script.settings, Settings(), folder),
        "speakers": {name: _changed(speaker, Speaker(name), folder) for name, speaker in script.speakers.items()},
        "scenes": [
            _changed(scene, Scene(), folder) | {"lines": [_line_to_json(line, folder) for line in scene.lines]}
            for scene in script.scenes
        ],
    }
    return (
        json.dumps({key: value for key, value in document.items() if value != {}}, ensure_ascii=False, indent=2) + "\n"
    )


def parse_json(
    text: str,
    source: Path | None = None,
    *,
    set_: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read a script in JSON, as :func:`to_json` writes it; a line may also be one string, read as in Markdown.

    Raises:
        ScriptError: It is no JSON, or anything in it is wrong, with the line and column of the value.
    """
    root = read_json(text, source)
    top = root.fields(("format", "version", "settings", "speakers", "scenes"))
    if "format" in top and top["format"].value != FORMAT:
        raise top["format"].place.error(say(f"The format is not “{FORMAT}”.", f"格式不是“{FORMAT}”。"))
    if "version" in top:
        top["version"].whole(1, VERSION)
    settings = Settings(**_settings(top["settings"], names)) if "settings" in top else Settings()
    settings = overridden(settings, set_ or {}, source, names)
    speakers = _speakers(top["speakers"], names) if "speakers" in top else {}
    reader = _Reader(tuple(speakers))
    scenes = tuple(reader.scene(node) for node in top["scenes"].items()) if "scenes" in top else ()
    return finished(Script(settings, scenes, speakers, source), Place(source))


def _changed(value: object, default: object, folder: Path) -> dict[str, Any]:
    """The fields of a dataclass that differ from their default, lines and the speaker's own name left out."""
    found = {}
    for field in fields(value):  # type: ignore[arg-type]
        this = getattr(value, field.name)
        if this != getattr(default, field.name) and field.name not in ("lines", "cues"):
            found[field.name] = _plain(this, folder)
    return found


def _plain(value: Any, folder: Path) -> Any:
    if isinstance(value, Path):
        return value.relative_to(folder).as_posix() if value.is_relative_to(folder) else str(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def _line_to_json(line: Line, folder: Path) -> dict[str, Any]:
    found = {"text": line.text} | _changed(line, Line(line.text), folder)
    if line.cues:
        found["cues"] = [{"kind": cue.kind} | _changed(cue, Cue(cue.kind), folder) for cue in line.cues]
    return found


def _settings(node: Node, names: Names | None, allowed: tuple[str, ...] | None = None) -> dict[str, Any]:
    return checked(_fields(node), names, allowed)


def _fields(node: Node) -> list[Field]:
    return [Field(key, value.written(), node.key_place(key), value.place) for key, value in node.fields().items()]


def _speakers(node: Node, names: Names | None) -> dict[str, Speaker]:
    speakers = {}
    for name, value in node.fields().items():
        if not is_speaker_name(name):
            raise node.key_place(name).error(
                say(f"“{short(name)}” cannot be a speaker's name.", f"“{short(name)}”不能作为角色名。")
            )
        speakers[name] = parse_speaker(name, _fields(value), names)
    return speakers


class _Reader:
    """Reads scenes, and remembers when the last timed line ended."""

    def __init__(self, speakers: tuple[str, ...]) -> None:
        self._speakers = speakers
        self._previous_end = 0.0

    def scene(self, node: Node) -> Scene:
        found = node.fields(("heading", "lines", "settings", "line"))
        return Scene(
            found["heading"].text() if "heading" in found else "",
            tuple(self.line(line) for line in found["lines"].items()) if "lines" in found else (),
            _settings(found["settings"], None, SCENE_KEYS) if "settings" in found else {},
            found["line"].whole(1, _MOST_LINES) if "line" in found else 1,
        )

    def line(self, node: Node) -> Line:
        if isinstance(node.value, str):
            return self._written_line(node)
        found = node.fields(("text", "speaker", "cues", "start", "end", "audio", "line", "speed"))
        text = found["text"].text() if "text" in found else ""
        line = Line(
            text,
            self._speaker(found.get("speaker")),
            self._cues(found["cues"], len(text)) if "cues" in found else (),
            *self._times(node, found),
            audio=_audio(found["audio"]) if "audio" in found else None,
            line=found["line"].whole(1, _MOST_LINES) if "line" in found else 1,
            speed=found["speed"].number(0.25, 4.0) if "speed" in found else 1.0,
        )
        if not (line.text or line.cues or line.audio):
            raise node.place.error(say("This line holds nothing.", "这一行没有内容。"))
        return line

    def _written_line(self, node: Node) -> Line:
        """A line as one string: cues in brackets, their columns those of the string."""
        place = node.place
        builder = LineBuilder(place.line, self._speaker(None))
        read_inline(builder, node.text(), place.at(place.line, place.column + 1))
        if builder.empty:
            raise place.error(say("This line holds nothing.", "这一行没有内容。"))
        return builder.take()

    def _speaker(self, node: Node | None) -> str:
        if node is None:
            return self._speakers[0] if self._speakers else ""
        name = node.text()
        if name not in self._speakers and (name or self._speakers):
            raise node.place.unknown("speaker", "角色", name, Words({known: [] for known in self._speakers}))
        return name

    def _times(self, node: Node, found: dict[str, Node]) -> tuple[float | None, float | None]:
        if "start" not in found and "end" not in found:
            return None, None
        if "start" not in found or "end" not in found:
            raise node.place.error(say("“start” and “end” stand together.", "start 和 end 要一起写。"))
        start, end = found["start"].number(0.0, LONGEST_MOVIE), found["end"].number(0.0, LONGEST_MOVIE)
        check_times(start, end, self._previous_end, found["start"].place)
        self._previous_end = end
        return start, end

    def _cues(self, node: Node, length: int) -> tuple[Cue, ...]:
        cues = tuple(_cue(item, length) for item in node.items())
        for item, before, cue in zip(node.items()[1:], cues, cues[1:], strict=False):
            if cue.at < before.at:
                raise item.place.error(say("Cues stand in the order of “at”.", "提示要按 at 的顺序排列。"))
        return cues


def _cue(node: Node, length: int) -> Cue:
    found = node.fields(("kind", "name", "at", "strength", "seconds", "place", "line", "column"))
    if "kind" not in found:
        raise node.place.error(say("This cue has no “kind”.", "这个提示没有 kind。"))
    kind = cast(CueKind, found["kind"].place.word("cue kind", "提示类别", found["kind"].text(), _table(_KINDS)))
    seconds = place = None
    if "seconds" in found:
        longest = LONGEST_PAUSE if kind == "pause" else LONGEST_SHOWN
        seconds = found["seconds"].number(0.0, longest)
        if seconds == 0.0:
            raise found["seconds"].place.error(say("A duration is longer than 0.", "时长应大于 0。"))
    if "place" in found:
        written = found["place"]
        place = cast(
            Literal["full", "beside", "behind"],
            written.place.word("place", "位置", written.text(), words("places")),
        )
    return Cue(
        kind,
        _cue_name(kind, found["name"].text() if "name" in found else "", found.get("name", node).place),
        found["at"].whole(0, length) if "at" in found else 0,
        found["strength"].number(0.0, 1.0) if "strength" in found else 1.0,
        seconds,
        place,
        found["line"].whole(0, _MOST_LINES) if "line" in found else 0,
        found["column"].whole(0, _MOST_LINES) if "column" in found else 0,
    )


def _cue_name(kind: CueKind, name: str, place: Place) -> str:
    match kind:
        case "emotion" | "gesture" | "look" | "camera":
            return place.word(
                kind, {"emotion": "情绪", "gesture": "手势", "look": "方向"}.get(kind, "镜头"), name, words(kind + "s")
            )
        case "show":
            return place.file(name, "picture")
        case "clip":
            return place.file(name, "video")
        case "music":
            return parse_music(name, place)
        case "background":
            return parse_background(name, place)
        case "title":
            return name
        case "pause" | "hide":
            if name:
                raise place.error(say(f"A {kind} has no name.", f"{kind} 没有 name。"))
            return ""


def _audio(node: Node) -> Path:
    return node.place.absolute(node.place.file(node.text(), "sound"))


def _table(names: tuple[str, ...]) -> Words:
    return Words({name: [] for name in names})
