"""A user's own pronunciations of names.

One entry a line, ``word`` and pronunciation separated by a tab or ``=``; ``#`` begins a comment::

    单雄信 = shan4 xiong2 xin4
    Xiaomi = shyow me
    Huawei = /ˈhwɑːweɪ/

Pinyin with tone numbers or accents, a respelling in plain letters, or IPA between slashes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from ..core.language import say
from .data import table
from .scripts import is_han

_LARGEST = 4 << 20
_LONGEST_WORD = 64
_SYLLABLE = re.compile(r"[a-zü]{1,6}[1-5]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Entry:
    """How one word is said: exactly one of pinyin syllables, IPA or a respelling."""

    word: str
    pinyin: tuple[str, ...] = ()
    ipa: str = ""
    respelling: str = ""

    def sounds(self) -> str:
        """The IPA in espeak's own letters for English sounds."""
        return "".join(_sounds(self.ipa))


class Lexicon:
    """Entries, found by where they stand in a text; upper and lower case are the same."""

    def __init__(self, entries: tuple[Entry, ...] = ()) -> None:
        self.entries = {entry.word: entry for entry in entries}
        self._by_first: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries.values(), key=lambda entry: -len(entry.word)):
            self._by_first.setdefault(entry.word[0].lower(), []).append(entry)

    def match(self, text: str, index: int) -> Entry | None:
        """The entry of the longest word that stands at ``index``, not inside another word."""
        for entry in self._by_first.get(text[index].lower(), ()):
            end = index + len(entry.word)
            if text[index:end].lower() == entry.word.lower() and not _inside(text, index, end):
                return entry
        return None


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a Latin letter goes on before ``start`` or after ``end``."""

    def joined(left: str, right: str) -> bool:
        return all(_LETTER.match(character) and not is_han(character) for character in (left, right))

    return (start > 0 and joined(text[start - 1], text[start])) or (
        end < len(text) and joined(text[end - 1], text[end])
    )


def _sounds(ipa: str) -> Iterator[str]:
    """Espeak's names of the sounds in an IPA string.

    Raises:
        ValueError: It holds a sound that English does not have; the argument is that sound.
    """
    names: dict[str, str] = table("phonemes")["english_names"]
    index = 0
    while index < len(ipa):
        for length in (3, 2, 1):
            if ipa[index : index + length] in names:
                yield names[ipa[index : index + length]]
                index += length
                break
        else:
            raise ValueError(ipa[index])


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file (UTF-8).

    Raises:
        InputError: It cannot be read, or a line is wrong; file and line are named.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(say(f"{path} is too large for a lexicon.", f"{path} 太大，不像发音词典。"))
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say(f"The lexicon {path} cannot be read: {error}.", f"无法读取发音词典 {path}：{error}。"),
            hint=say("Give a text file in UTF-8.", "请提供 UTF-8 编码的文本文件。"),
        ) from error
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                entries.append(_entry(line))
            except ValueError as error:
                raise InputError(
                    f"{path}:{number}: {error}",
                    hint=say(
                        "Write: word = pronunciation, as in: 单雄信 = shan4 xiong2 xin4, or: Nike = /ˈnaɪki/",
                        "格式：词 = 读音，例如：单雄信 = shan4 xiong2 xin4，或：Nike = /ˈnaɪki/",
                    ),
                ) from error
    return Lexicon(tuple(entries))


def _entry(line: str) -> Entry:
    word, separator, said = line.partition("\t") if "\t" in line else line.partition("=")
    word, said = word.strip(), said.split("#")[0].strip()
    if not separator:
        raise ValueError(say("there is no “=” or tab", "缺少“=”或制表符"))
    if not word or not said:
        raise ValueError(say("the word or its pronunciation is missing", "缺少词或读音"))
    if len(word) > _LONGEST_WORD or len(said) > 4 * _LONGEST_WORD:
        raise ValueError(say("the entry is too long", "词条太长"))
    if said.startswith("/"):
        return _ipa_entry(word, said)
    syllables = tuple(_numbered(part) for part in re.split(r"[\s']+", said.lower()))
    if all(_SYLLABLE.fullmatch(syllable) for syllable in syllables):
        return _pinyin_entry(word, tuple(syllable.replace("ü", "v") for syllable in syllables))
    if any(is_han(character) for character in word) and not any(is_han(character) for character in said):
        wrong = next(part for part in said.split() if not _SYLLABLE.fullmatch(_numbered(part.lower())))
        raise ValueError(say(f"“{wrong}” is not pinyin with a tone (1–5)", f"“{wrong}”不是带声调（1–5）的拼音"))
    if not re.fullmatch(r"[\w\s'’.\-]+", said):
        raise ValueError(say(f"“{said}” is not a pronunciation", f"“{said}”不是读音"))
    return Entry(word, respelling=said)


def _ipa_entry(word: str, said: str) -> Entry:
    ipa = said.strip("/").replace(" ", "")
    try:
        sounds = "".join(_sounds(ipa))
    except ValueError as error:
        raise ValueError(
            say(f"“{error.args[0]}” is not a sound of English", f"“{error.args[0]}”不是英语里的音")
        ) from error
    if not sounds:
        raise ValueError(say("there is nothing between the slashes", "斜杠之间没有内容"))
    return Entry(word, ipa=ipa)


def _pinyin_entry(word: str, syllables: tuple[str, ...]) -> Entry:
    from .mandarin import is_syllable

    for syllable in syllables:
        if not is_syllable(syllable):
            raise ValueError(say(f"“{syllable}” is not a syllable of pinyin", f"“{syllable}”不是拼音音节"))
    characters = sum(map(is_han, word))
    if characters and characters == len(word) and characters != len(syllables):
        raise ValueError(
            say(
                f"“{word}” has {characters} characters but {len(syllables)} syllables",
                f"“{word}”有 {characters} 个字，读音却有 {len(syllables)} 个音节",
            )
        )
    return Entry(word, pinyin=syllables)


_ACCENTS = {accented: (plain, str(tone)) for plain, row in {
    "a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"
}.items() for tone, accented in enumerate(row, 1)}  # fmt: skip


def _numbered(syllable: str) -> str:
    """``"xióng"`` → ``"xiong2"``; what has no accent stays as it is."""
    for index, character in enumerate(syllable):
        if character in _ACCENTS:
            plain, tone = _ACCENTS[character]
            return syllable[:index] + plain + syllable[index + 1 :] + tone
    return syllable
