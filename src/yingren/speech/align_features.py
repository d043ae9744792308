"""What the aligner compares: the short-time spectrum of speech, made independent of who speaks and how loud."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ..media.sound import resample

Floats = npt.NDArray[np.float64]

RATE = 16000
HOP = 160
FRAMES_PER_SECOND = RATE / HOP
_WINDOW = 400
_TRANSFORM = 512
_BANDS = 40
_LOWEST, _HIGHEST = 80.0, 6000.0
_COEFFICIENTS = 13
_SPEECH_RANGE = 35.0
"""Decibels below the loud parts within which a frame counts as speech when the voice is measured."""
_DELTA_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Power of a stretch of sound.

    Attributes:
        power: float64 [T, 257]; frame ``t`` is centred on second ``t / 100``.
        loudness: float64 [T], decibels relative to the loud parts of the stretch.
    """

    power: Floats
    loudness: Floats

    def __len__(self) -> int:
        return len(self.power)


def spectrum(samples: npt.NDArray[np.float32], rate: int) -> Spectrum:
    """Measure a stretch of speech.

    Args:
        samples: float32 [N] mono.
        rate: Samples per second.
    """
    sound = resample(samples, rate, RATE).astype(np.float64)
    frames = max(1, -(-len(sound) // HOP))
    sound = np.pad(sound, (_WINDOW // 2, frames * HOP - len(sound) + _WINDOW))
    # Speech falls by 6 dB an octave; lifting the highs lets consonants weigh as much as vowels.
    sound[1:] -= 0.97 * sound[:-1]
    pieces = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP][:frames]
    power = np.abs(np.fft.rfft(pieces * np.hanning(_WINDOW), _TRANSFORM)) ** 2
    loudness = 10 * np.log10(power.sum(axis=1) + 1e-8)
    return Spectrum(power, loudness - np.percentile(loudness, 95))


def features(spoken: Spectrum, warp: float = 1.0) -> Floats:
    """Cepstra and loudness with their slopes, each dimension centred and scaled over the speech in the stretch.

    Args:
        spoken: What :func:`spectrum` gave.
        warp: How much shorter the throat should seem: 1.2 moves a man's resonances about where a woman's are.

    Returns:
        float64 [T, 26].
    """
    cepstra = np.log(spoken.power @ _mel_bank(warp).T + 1e-8) @ _cosines().T
    speech = spoken.loudness > -_SPEECH_RANGE
    cepstra = (cepstra - cepstra[speech].mean(axis=0)) / (cepstra[speech].std(axis=0) + 1e-3)
    cepstra[:, 0] = np.clip(spoken.loudness / 10, -5, 1)
    return np.hstack([cepstra, _DELTA_WEIGHT * _slopes(cepstra)])


def _slopes(values: Floats) -> Floats:
    """How each column changes, by a line fitted over two frames on each side: float64 [T, D]."""
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    slopes: Floats = (2 * (padded[4:] - padded[:-4]) + padded[3:-1] - padded[1:-3]) / 10
    return slopes


@cache
def _mel_bank(warp: float) -> Floats:
    """Triangles evenly spaced in pitch as it is heard: float64 [40, 257]."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), _BANDS + 2)
    hertz = 700 * np.expm1(edges / 1127) / warp
    low, centre, high = hertz[:-2, None], hertz[1:-1, None], hertz[2:, None]
    bins = np.arange(_TRANSFORM // 2 + 1) * RATE / _TRANSFORM
    bank = np.clip(np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)), 0, None)
    scaled: Floats = bank / (bank.sum(axis=1, keepdims=True) + 1e-9)
    return scaled


def _mel(hertz: float) -> float:
    return float(1127 * np.log1p(hertz / 700))


@cache
def _cosines() -> Floats:
    """The cosine transform that turns bands into cepstra: float64 [13, 40]."""
    turns = np.outer(np.arange(_COEFFICIENTS), np.arange(_BANDS) + 0.5) * np.pi / _BANDS
    table: Floats = np.cos(turns) * np.sqrt(2 / _BANDS)
    return table
