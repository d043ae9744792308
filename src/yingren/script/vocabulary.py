"""The words a script may use, read from ``vocabulary.yaml``."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import yaml

from ..core.errors import nearest
from ..core.language import say


class Words:
    """Names of one kind with the other ways to write each of them.

    Case, and the difference between a space, ``-`` and ``_``, do not matter.
    """

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.aliases = table
        self._names = {_plain(way): name for name, ways in table.items() for way in (name, *ways)}

    def __iter__(self) -> Iterator[str]:
        return iter(self.aliases)

    def __contains__(self, written: str) -> bool:
        return _plain(written) in self._names

    def get(self, written: str) -> str | None:
        """The name that ``written`` stands for, or ``None`` if it is not of this kind."""
        return self._names.get(_plain(written))

    def ways(self) -> Iterator[str]:
        """Every way to write every name."""
        return iter(self._names)


@cache
def words(kind: str) -> Words:
    """The words of one kind: a section of ``vocabulary.yaml``, such as ``"gestures"``."""
    return Words(_vocabulary()[kind])


@cache
def cue_words() -> tuple[str, ...]:
    """Every way to begin a cue."""
    return tuple(way for kind in ("emotions", "gestures", "cues") for way in words(kind).ways())


def advice(written: str, known: Words | Iterable[str]) -> str:
    """What to write instead: the nearest way to write a known word, or the names there are."""
    names = tuple(known)
    near = nearest(short(written), known.ways() if isinstance(known, Words) else names)
    if near is not None:
        return say(f"Did you mean “{near}”?", f"是不是想写“{near}”？")
    if len(names) > 40:
        return say("docs/script-format.md lists what there is.", "可用的词见 docs/script-format.md。")
    return say(f"There is: {', '.join(names)}.", f"可用的有：{'、'.join(names)}。")


def short(text: str, limit: int = 40) -> str:
    """Text cut so that it fits a message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def sections() -> tuple[str, ...]:
    """The kinds of words there are."""
    return tuple(_vocabulary())


def _plain(written: str) -> str:
    return "-".join(written.casefold().replace("_", "-").split())


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    text = (files(__package__) / "vocabulary.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return loaded
