"""A voice made of hums: fast, exact and the same everywhere. For tests, and for trying a layout without an engine."""

import hashlib
import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..core.speech import Phoneme, Speech, Word
from .lexicon import Lexicon
from .normalise import Piece
from .reading import Target, lay_out
from .scripts import detect
from .sentences import split_sentences
from .sound import faded
from .voice import Voice, VoiceInfo

_RATE = 16000
_VOWELS = ("a", "i", "u", "ə", "oʊ", "y")
_CONSONANTS = ("m", "t", "s", "p", "l", "f", "k", "b")
_SYLLABLE = 0.2
_PAUSE = 0.15


class FakeVoice(Voice):
    """Says every Chinese character in one syllable and every other word in one for each three letters.

    A syllable is a consonant and a vowel, chosen by the word's letters, of 0.2 s at speed 1; punctuation is 0.15 s of
    silence. The sound is a hum whose pitch follows the vowel.
    """

    def __init__(self, name: str = "fake", *, lexicon: Lexicon | None = None) -> None:
        del lexicon
        self.info = VoiceInfo(
            name=name,
            languages=("*",),
            rate=_RATE,
            word_times=True,
            phoneme_times=True,
            licence="Apache-2.0",
            description="Hums instead of words; for tests",
        )

    def synthesize(self, text: str, *, language: str = "auto", speed: float = 1.0) -> Iterator[Speech]:
        """See :class:`~yingren.speech.voice.Voice`."""
        for sentence in split_sentences(text):
            spoken = detect(sentence) if language == "auto" else language
            yield _hum(sentence, spoken, speed)


def _hum(text: str, language: str, speed: float) -> Speech:
    targets = lay_out(text, (Piece(0, len(text), text),), "plain").targets
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    sounds: list[npt.NDArray[np.float32]] = [np.zeros(round(0.05 * _RATE), np.float32)]
    time, reached = 0.05, 0
    for target in targets:
        if words and any(not character.isspace() for character in text[reached : target.at]):
            sounds.append(np.zeros(round(_PAUSE / speed * _RATE), np.float32))
            time += len(sounds[-1]) / _RATE
        reached = target.at + target.length
        start = time
        for consonant, vowel in _syllables(target):
            count = round(_SYLLABLE / speed * _RATE)
            middle, end = time + 0.3 * count / _RATE, time + count / _RATE
            phonemes.append(Phoneme(_CONSONANTS[consonant], time, middle))
            phonemes.append(Phoneme(_VOWELS[vowel], middle, end, stress=2))
            ramp = np.arange(count, dtype=np.float32) / _RATE
            tone = 0.3 * np.sin(2 * math.pi * (180 + 20 * vowel) * ramp) + 0.1 * np.sin(2 * math.pi * 900 * ramp)
            tone[: int(0.3 * count)] *= 0.3
            sounds.append(faded(tone.astype(np.float32), _RATE))
            time = end
        words.append(Word(target.text, start, time, target.at, target.length))
    sounds.append(np.zeros(round(0.1 * _RATE), np.float32))
    return Speech(np.concatenate(sounds), _RATE, text, tuple(words), tuple(phonemes), language)


def _syllables(target: Target) -> Iterator[tuple[int, int]]:
    count = max(1, math.ceil(target.length / 3))
    digest = hashlib.sha256(target.text.encode()).digest()
    for index in range(count):
        yield digest[2 * index % 32] % len(_CONSONANTS), digest[(2 * index + 1) % 32] % len(_VOWELS)
