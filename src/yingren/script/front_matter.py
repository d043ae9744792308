"""The settings at the top of a Markdown script: YAML between two lines of ``---``, each value with its place."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..core.language import say
from ..core.script import Settings, Speaker
from .place import Place
from .settings import SCENE_KEYS, Field, Names, checked, parse_speaker
from .vocabulary import words

_LARGEST = 64 * 1024
_LONGEST_SPEAKER = 24
_FULL_WIDTH_COLON = re.compile(r"^( *)([^\s:：#'\"\[\]{}]{1,32})：( ?)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stood above the text.

    Attributes:
        settings: With defaults for what was not written.
        speakers: By name.
        lines: How many lines of the file it takes, its two ``---`` with it.
    """

    settings: Settings = field(default_factory=Settings)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    lines: int = 0


def read_front_matter(lines: list[str], source: Path | None, names: Names | None = None) -> FrontMatter:
    """Read the front matter, if the file begins with one.

    Args:
        lines: The whole file, without line ends.
        source: Its path, for messages and for the files it names.
        names: See :func:`~yingren.script.settings.checked`.

    Raises:
        ScriptError: It is not closed, is no YAML mapping, or a key or value cannot be used.
    """
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        return FrontMatter()
    opening = Place(source, first + 1, 1)
    last = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)
    if last is None:
        raise opening.error(
            say("The settings are never closed.", "设置部分没有结束。"),
            say("Write a second line of --- under them.", "请在设置下面再写一行 ---。"),
        )
    inside = lines[first + 1 : last]
    shifted = {number for number, line in enumerate(inside) if _FULL_WIDTH_COLON.match(line)}
    text = "\n".join(_FULL_WIDTH_COLON.sub(r"\1\2: ", line) if _key_of(line) else line for line in inside)
    reader = _Reader(opening.at(first + 2, 1), {n for n in shifted if _key_of(inside[n]) and "： " not in inside[n]})
    fields, speakers = reader.read(text, names)
    return FrontMatter(Settings(**checked(fields, names)), speakers, last + 1)


def read_scene_settings(text: str, place: Place) -> dict[str, object]:
    """The settings in braces behind a heading: ``{camera: close, background: studio}``.

    Args:
        text: With the braces.
        place: Of the opening brace.

    Raises:
        ScriptError: This is no YAML mapping, or a key or value cannot be used here.
    """
    reader = _Reader(place, set())
    root = reader.mapping(reader.compose(text))
    return checked((reader.field(key, value) for key, value in root), allowed=SCENE_KEYS)


def _key_of(line: str) -> str | None:
    """The known key that a full-width colon follows on this line."""
    found = _FULL_WIDTH_COLON.match(line)
    if found is None:
        return None
    return words("speaker_keys" if found[1] else "keys").get(found[2])


class _Reader:
    """Walks YAML nodes and knows where each of them was written.

    Args:
        start: The place in the script of the first character.
        shifted: Numbers of lines, from 0, on which one character was inserted near the start.
    """

    def __init__(self, start: Place, shifted: set[int]) -> None:
        self._start, self._shifted = start, shifted

    def compose(self, text: str) -> yaml.Node | None:
        """The nodes of ``text``."""
        if len(text) > _LARGEST:
            raise self._start.error(
                say("The settings are too long.", "设置部分太长。"),
                say(f"At most {_LARGEST} characters.", f"最多 {_LARGEST} 个字符。"),
            )
        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._at(mark).error(
                say(f"This is not YAML: {error.problem}.", f"这不是 YAML：{error.problem}。"),
                say(
                    "Write “key: value”, one a line; put quotes around a value with : or #.",
                    "每行写一个“键: 值”；含有 : 或 # 的值要加引号。",
                ),
            ) from None
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            raise self._start.error(
                say(f"This is not YAML that can be read: {type(error).__name__}.", "无法读取这段 YAML。")
            ) from None

    def read(self, text: str, names: Names | None) -> tuple[list[Field], dict[str, Speaker]]:
        """Fields and speakers of a whole front matter."""
        fields: list[Field] = []
        speakers: dict[str, Speaker] = {}
        seen = False
        for key, value in self.mapping(self.compose(text)):
            if words("keys").get(self.text(key)) != "speakers":
                fields.append(self.field(key, value))
                continue
            if seen:
                raise self._at(key.start_mark).error(say("“speakers” stands here twice.", "“speakers”写了两次。"))
            seen, speakers = True, self._speakers(value, names)
        return fields, speakers

    def field(self, key: yaml.Node, value: yaml.Node) -> Field:
        """A key and its plain value."""
        return Field(self.text(key), self.text(value), self._at(key.start_mark), self._at(value.start_mark))

    def mapping(self, node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
        """The pairs of a mapping; nothing at all is an empty one."""
        if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"):
            return []
        if not isinstance(node, yaml.MappingNode):
            raise self._at(node.start_mark).error(
                say("Expected “key: value”.", "应为“键: 值”。"),
                say("For example: title: Morning news", "例如：title: 早间新闻"),
            )
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        return pairs

    def text(self, node: yaml.Node) -> str:
        """The characters of a scalar, whatever type YAML would give it: 9:16 would be the number 556."""
        if not isinstance(node, yaml.ScalarNode):
            raise self._at(node.start_mark).error(
                say("Expected one value, not a list or a mapping.", "应为一个值，而不是列表或映射。")
            )
        value: str = node.value
        if node.style is None and node.tag == "tag:yaml.org,2002:null":
            return ""
        if any("\ud800" <= character <= "\udfff" or character == "\0" for character in value):
            raise self._at(node.start_mark).error(say("There is a character here that is none.", "这里有无效的字符。"))
        return value

    def _speakers(self, node: yaml.Node, names: Names | None) -> dict[str, Speaker]:
        speakers: dict[str, Speaker] = {}
        for key, value in self.mapping(node):
            name, place = self.text(key).strip(), self._at(key.start_mark)
            if not is_speaker_name(name):
                raise place.error(
                    say(f"“{name[:40]}” cannot be a speaker's name.", f"“{name[:40]}”不能作为角色名。"),
                    say(
                        f"A name has 1 to {_LONGEST_SPEAKER} characters and no colon, bracket or line end.",
                        f"角色名为 1 到 {_LONGEST_SPEAKER} 个字，不含冒号、方括号或换行。",
                    ),
                )
            if name in speakers:
                raise place.error(say(f"“{name}” stands here twice.", f"“{name}”写了两次。"))
            speakers[name] = parse_speaker(name, (self.field(*pair) for pair in self.mapping(value)), names)
        if not speakers:
            raise self._at(node.start_mark).error(
                say("There are no speakers here.", "这里没有角色。"),
                say("For example: speakers: {lin: {colour: blue}}", "例如：speakers: {lin: {colour: 蓝色}}"),
            )
        return speakers

    def _at(self, mark: yaml.error.Mark | None) -> Place:
        if mark is None:
            return self._start
        column = mark.column + 1 - (mark.line in self._shifted and mark.column > 0)
        if mark.line == 0:
            column += self._start.column - 1
        return self._start.at(self._start.line + mark.line, column)


def is_speaker_name(name: str) -> bool:
    """Whether lines could be given to a speaker of that name."""
    return 0 < len(name) <= _LONGEST_SPEAKER and name == name.strip() and not set(name) & set(":：[]\\*\n\r\t{}#")
