"""How a text is pronounced, and how long each sound takes, without a recording of it: for aligning other voices."""

from dataclasses import dataclass, replace
from functools import cache

from ..core.speech import Phoneme
from .espeak import EspeakVoice
from .lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class PronouncedWord:
    """A word of a text and its sounds.

    Attributes:
        text: As it stands in the text.
        at, length: Where, in characters of the text that was given.
        phonemes: With times in seconds, as the built-in voice says the whole text at its normal speed; later
            sentences come after earlier ones.
    """

    text: str
    at: int
    length: int
    phonemes: tuple[Phoneme, ...]


@cache
def _voice() -> EspeakVoice:
    return EspeakVoice("espeak")


def phonemes_of(text: str, language: str = "auto", *, lexicon: Lexicon | None = None) -> tuple[PronouncedWord, ...]:
    """The words of ``text`` with their phonemes, in order. Words that make no sound (emoji, marks) are left out.

    Raises:
        VoiceError: The built-in voice does not speak the language, or failed.
    """
    voice = EspeakVoice("espeak", lexicon=lexicon) if lexicon else _voice()
    found: list[PronouncedWord] = []
    offset, clock = 0, 0.0
    for speech in voice.synthesize(text, language=language):
        for word in speech.words:
            inside = tuple(
                replace(phoneme, start=phoneme.start + clock, end=phoneme.end + clock)
                for phoneme in speech.phonemes
                if word.start - 1e-6 <= (phoneme.start + phoneme.end) / 2 <= word.end + 1e-6
            )
            if inside:
                found.append(PronouncedWord(word.text, word.at + offset, word.length, inside))
        offset += len(speech.text)
        clock += speech.duration
    if lexicon:
        voice.close()
    return tuple(found)
