"""JSON whose every value knows where it was written."""

import json
import math
import re
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from ..core.language import say
from .place import Place
from .source import checked_text
from .vocabulary import advice, short

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],]|[^\s{}\[\],:"]+')
_Path = tuple[str | int, ...]


class Node:
    """One value of a JSON document.

    Attributes:
        value: As :mod:`json` reads it.
        path: Keys and indices from the root to it.
    """

    def __init__(self, value: Any, path: _Path, document: "_Document") -> None:
        self.value, self.path, self._document = value, path, document

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self._document.place(self.path)

    def key_place(self, key: str) -> Place:
        """Where a key of this object stands."""
        return self._document.place((*self.path, key, ""))

    def fields(self, allowed: tuple[str, ...] | None = None) -> "dict[str, Node]":
        """The values of an object by key.

        Raises:
            ScriptError: It is no object, or has a key that is not ``allowed``.
        """
        if not isinstance(self.value, dict):
            self._expected(say("an object in braces", "花括号里的对象"))
        for key in self.value:
            if allowed is not None and key not in allowed:
                raise self.key_place(key).error(
                    say(f"There is no key “{short(key)}” here.", f"这里没有“{short(key)}”这个键。"),
                    advice(key, allowed),
                )
        return {key: Node(value, (*self.path, key), self._document) for key, value in self.value.items()}

    def items(self) -> "list[Node]":
        """The values of an array.

        Raises:
            ScriptError: It is none.
        """
        if not isinstance(self.value, list):
            self._expected(say("a list in brackets", "方括号里的列表"))
        return [Node(value, (*self.path, index), self._document) for index, value in enumerate(self.value)]

    def text(self) -> str:
        """A string.

        Raises:
            ScriptError: It is none, or holds control characters.
        """
        if not isinstance(self.value, str):
            self._expected(say("text in quotes", "引号里的文字"))
        try:
            return checked_text("x" + self.value)[1:]
        except Exception as error:
            raise self.place.error(getattr(error, "message", str(error))) from None

    def written(self) -> str:
        """A string, number, switch or [width, height] as it would be written in front matter.

        Raises:
            ScriptError: It is none of these.
        """
        match self.value:
            case str():
                return self.text()
            case bool():
                return "true" if self.value else "false"
            case int() | float():
                return repr(self.value)
            case [int() as width, int() as height]:
                return f"{width}x{height}"
        self._expected(say("one value", "一个值"))

    def number(self, lowest: float, highest: float) -> float:
        """A number within bounds.

        Raises:
            ScriptError: It is none, or outside.
        """
        if (
            isinstance(self.value, bool)
            or not isinstance(self.value, int | float)
            or not lowest <= self.value <= highest
        ):
            self._expected(say(f"a number from {lowest:g} to {highest:g}", f"{lowest:g} 到 {highest:g} 之间的数"))
        return float(self.value)

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number within bounds.

        Raises:
            ScriptError: It is none, or outside.
        """
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not lowest <= self.value <= highest:
            self._expected(say(f"a whole number from {lowest} to {highest}", f"{lowest} 到 {highest} 之间的整数"))
        return int(self.value)

    def _expected(self, what: str) -> NoReturn:
        found = short(json.dumps(self.value, ensure_ascii=False, default=str)) if _is_plain(self.value) else "…"
        raise self.place.error(say(f"Expected {what}, found {found}.", f"应为{what}，却是 {found}。"))


def read_json(text: str, source: Path | None = None) -> Node:
    """Read a JSON document.

    Raises:
        ScriptError: It is no JSON, or an object has a key twice.
    """
    text = checked_text(text, source)
    document = _Document(text, source)
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise document.at(error.pos).error(
            say(f"This is not JSON: {error.msg}.", f"这不是 JSON：{error.msg}。")
        ) from None
    except _Repeated as error:
        raise Place(source).error(
            say(
                f"The key “{short(error.args[0])}” stands twice in one object.",
                f"同一对象里“{short(error.args[0])}”写了两次。",
            )
        ) from None
    except (ValueError, RecursionError) as error:
        raise Place(source).error(
            say(
                f"This JSON cannot be read: {short(str(error), 120)}.", f"无法读取这段 JSON：{short(str(error), 120)}。"
            )
        ) from None
    return Node(value, (), document)


class _Document:
    """Where each value of a document starts, found once it is asked for."""

    def __init__(self, text: str, source: Path | None) -> None:
        self._text, self._source = text, source

    def place(self, path: _Path) -> Place:
        return self.at(self._offsets.get(path, 0))

    def at(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(self._source, line, offset - self._line_starts[line - 1] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", self._text))]

    @cached_property
    def _offsets(self) -> dict[_Path, int]:
        """Path → offset of a value; with ``""`` behind it, of its key. The text is known to be JSON."""
        offsets: dict[_Path, int] = {}
        path: list[str | int] = []
        # What each open bracket waits for: an index that counts on, or a key (None until it is read).
        for token in _TOKEN.finditer(self._text):
            first = token.group()[0]
            if first in "}]":
                path.pop()
                continue
            if first == ",":
                last = path[-1]
                path[-1] = last + 1 if isinstance(last, int) else _KEY
                continue
            if path and path[-1] is _KEY:
                key = json.loads(token.group())
                path[-1] = key
                offsets[(*path, "")] = token.start()
                continue
            offsets[tuple(path)] = token.start()
            if first in "{[":
                path.append(_KEY if first == "{" else 0)
        return offsets


class _KeyMark(str):
    """Stands in a path where a key is still to be read; told from any key by identity."""


_KEY = _KeyMark()


class _Repeated(Exception):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | bool) or (isinstance(value, int | float) and math.isfinite(value))
