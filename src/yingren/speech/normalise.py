"""From what is written to what is said, without losing where it was written.

A text becomes :class:`Piece` after piece, without gaps: most are said as they stand, others (numbers, dates, prices,
abbreviations) are said as something else and become one word of the caption each.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

from .lexicon import Entry, Lexicon
from .scanning import Rules


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original text and how it is said.

    Attributes:
        at, length: Characters of the original text.
        spoken: What is said, in words; the same number of characters where ``plain``.
        plain: Whether it is said as it stands, each character or word of it a word of its own.
        pinyin: Syllables to be used instead of reading ``spoken``; from the lexicon.
        sounds: espeak phonemes to be used instead of reading ``spoken``; from the lexicon.
    """

    at: int
    length: int
    spoken: str
    plain: bool = True
    pinyin: tuple[str, ...] = ()
    sounds: str = ""


@cache
def _rules(language: str) -> Rules | None:
    if language == "zh":
        from .rules_zh import RULES
    elif language == "en":
        from .rules_en import RULES
    else:
        return None
    return RULES


def narrow(text: str) -> str:
    """Wide letters, digits and signs as narrow ones; the text keeps its length."""
    return "".join(
        narrowed
        if len(narrowed := unicodedata.normalize("NFKC", character)) == 1 and character not in "…～"
        else character
        for character in text
    )


def normalise(text: str, language: str, lexicon: Lexicon | None = None) -> tuple[Piece, ...]:
    """What to say for a sentence in ``language``; the pieces cover it exactly.

    ``"zh"`` and ``"en"`` have rules; in other languages only the lexicon speaks and espeak reads the rest.
    """
    rules, written = _rules(language), _written(text)
    pieces: list[Piece] = []
    index = plain = 0
    while index < len(text):
        found = _of_lexicon(text, index, lexicon, language) if lexicon and lexicon.entries else None
        if found is None and rules is not None and not text[index].isspace():
            hit = rules.at(written, index)
            if hit is not None:
                start, end, spoken = hit
                found = Piece(start, end - start, spoken, plain=False)
        if found is None:
            index += 1
            continue
        if found.at > plain:
            pieces.append(Piece(plain, found.at - plain, text[plain : found.at]))
        pieces.append(found)
        index = plain = found.at + found.length
    if plain < len(text):
        pieces.append(Piece(plain, len(text) - plain, text[plain:]))
    return tuple(pieces)


_KEEP = frozenset("，。！？；：（）…～℃℉㎡²³Ⅰ")


def _written(text: str) -> str:
    return "".join(character if character in _KEEP else narrow(character) for character in text)


def _of_lexicon(text: str, index: int, lexicon: Lexicon, language: str) -> Piece | None:
    entry: Entry | None = lexicon.match(text, index)
    if entry is None:
        return None
    length = len(entry.word)
    if entry.pinyin:
        if language != "zh":
            return Piece(index, length, " ".join(pinyin.rstrip("12345") for pinyin in entry.pinyin), plain=False)
        same = len(entry.pinyin) == length
        return Piece(index, length, text[index : index + length], plain=same, pinyin=entry.pinyin)
    if entry.ipa:
        return Piece(index, length, text[index : index + length], plain=False, sounds=entry.sounds())
    return Piece(index, length, entry.respelling, plain=False)
