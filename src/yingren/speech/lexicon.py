"""A user's own pronunciations of names.

One entry a line, ``word`` and pronunciation separated by a tab or ``=``; ``#`` begins a comment::

    单雄信 = shan4 xiong2 xin4
    Xiaomi = shyow me
    Huawei = /hwɑːweɪ/

Pinyin with tone numbers (or accents), a respelling in plain letters, or IPA between slashes.
"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """How one word is said: exactly one of pinyin syllables, IPA or a respelling."""

    word: str
    pinyin: tuple[str, ...] = ()
    ipa: str = ""
    respelling: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Entries by word."""

    entries: dict[str, Entry] = field(default_factory=dict)


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        InputError: It cannot be read, or a line is wrong; file and line are named.
    """
    return Lexicon()
