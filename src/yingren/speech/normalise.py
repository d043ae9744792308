"""From what is written to what is said, without losing where it was written.

A text becomes :class:`Piece` after piece, without gaps: most are said as they stand, others (numbers, dates, prices,
abbreviations) are said as something else and become one word of the caption each.
"""

from dataclasses import dataclass

from .lexicon import Lexicon


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


def normalise(text: str, language: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """What to say for a sentence in ``language``; the pieces cover it exactly."""
    return (Piece(0, len(text), text),) if text else ()
