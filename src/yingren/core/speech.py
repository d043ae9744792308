"""What is heard: samples, and when each word and phoneme is said."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text, and when it is said (seconds from the start of the samples).

    ``at`` and ``length`` are in characters of ``Speech.text``. In Chinese each character is a word of its own.
    """

    text: str
    start: float
    end: float
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Phoneme:
    """A sound in IPA, without stress marks, tones kept apart.

    Attributes:
        symbol: IPA, for example ``"p"``, ``"tʂ"``, ``"aɪ"``, ``"y"``.
        start, end: Seconds from the start of the samples.
        stress: 0 none, 1 secondary, 2 primary.
        tone: Mandarin tone 1..5, 0 where there is none.
    """

    symbol: str
    start: float
    end: float
    stress: int = 0
    tone: int = 0


@dataclass(frozen=True, slots=True)
class Speech:
    """One stretch of speech, usually a sentence.

    Attributes:
        samples: float32 [N], mono, −1..1.
        rate: Samples per second.
        text: What is said, exactly as it was given to the voice.
        words: In order, not overlapping; empty when they are not known.
        phonemes: In order, not overlapping, pauses left out; empty when they are not known.
        language: ``"zh"``, ``"en"`` or another BCP 47 code.
    """

    samples: npt.NDArray[np.float32]
    rate: int
    text: str = ""
    words: tuple[Word, ...] = ()
    phonemes: tuple[Phoneme, ...] = ()
    language: str = "zh"

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate
