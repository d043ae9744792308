"""What the aligner compares: the short-time spectrum of speech, made independent of who speaks and how loud."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ..media.sound import resample
from .align_path import products

Floats = npt.NDArray[np.float32]

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
        power: float32 [T, 257]; frame ``t`` is centred on second ``t / 100``.
        loudness: float32 [T], decibels relative to the loud parts of the stretch.
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
    sound = resample(samples, rate, RATE)
    frames = max(1, -(-len(sound) // HOP))
    sound = np.pad(sound, (_WINDOW // 2, frames * HOP - len(sound) + _WINDOW))
    # Speech falls by 6 dB an octave; lifting the highs lets consonants weigh as much as vowels.
    sound[1:] -= np.float32(0.97) * sound[:-1]
    pieces = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::HOP][:frames]
    spectra = np.fft.rfft(pieces * np.hanning(_WINDOW).astype(np.float32), _TRANSFORM)
    power = (np.abs(spectra) ** 2).astype(np.float32)
    loudness = 10 * np.log10(power.sum(axis=1) + 1e-8)
    return Spectrum(power, loudness - np.percentile(loudness, 95))


def features(spoken: Spectrum, warp: float = 1.0) -> Floats:
    """Cepstra and loudness with their slopes, each dimension centred and scaled over the speech in the stretch.

    Args:
        spoken: What :func:`spectrum` gave.
        warp: How much shorter the throat should seem: 1.2 moves a man's resonances about where a woman's are.

    Returns:
        float32 [T, 26].
    """
    bands = np.log(products(spoken.power, _mel_bank(warp)) + np.float32(1e-8))
    cepstra: Floats = products(bands, _cosines())
    speech = spoken.loudness > -_SPEECH_RANGE
    cepstra = (cepstra - cepstra[speech].mean(axis=0)) / (cepstra[speech].std(axis=0) + 1e-3)
    cepstra[:, 0] = np.clip(spoken.loudness / 10, -5, 1)
    return np.hstack([cepstra, _DELTA_WEIGHT * _slopes(cepstra)]).astype(np.float32)


def _slopes(values: Floats) -> Floats:
    """How each column changes, by a line fitted over two frames on each side: float32 [T, D]."""
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    rises: Floats = (2 * (padded[4:] - padded[:-4]) + padded[3:-1] - padded[1:-3]) * np.float32(0.1)
    return rises


@cache
def _mel_bank(warp: float) -> Floats:
    """Triangles evenly spaced in pitch as it is heard: float32 [40, 257]."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), _BANDS + 2)
    hertz = 700 * np.expm1(edges / 1127) / warp
    low, centre, high = hertz[:-2, None], hertz[1:-1, None], hertz[2:, None]
    bins = np.arange(_TRANSFORM // 2 + 1) * RATE / _TRANSFORM
    bank = np.clip(np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre)), 0, None)
    scaled: Floats = (bank / (bank.sum(axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return scaled


def _mel(hertz: float) -> float:
    return float(1127 * np.log1p(hertz / 700))


@cache
def _cosines() -> Floats:
    """The cosine transform that turns bands into cepstra: float32 [13, 40]."""
    turns = np.outer(np.arange(_COEFFICIENTS), np.arange(_BANDS) + 0.5) * np.pi / _BANDS
    table: Floats = (np.cos(turns) * np.sqrt(2 / _BANDS)).astype(np.float32)
    return table
