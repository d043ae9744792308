"""Making espeak's sound pleasant, without moving anything in time: tone, evenness, level and soft edges."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_FADE = 0.005
_TAPS = 255
_LOUDNESS = -20.0
"""dB below full scale of the speech itself, pauses not counted."""
_PEAK = 0.89
_WINDOW = 0.03
_EVENING = 0.25
"""Part of the differences in loudness between syllables that is taken away."""
_MOST_EVENING = 4.0
"""dB."""
_DISPERSION = 0.0012
"""Seconds by which high partials are spread; more would soften consonants, none sounds like a buzzer."""


def faded(samples: Samples, rate: int) -> Samples:
    """The same samples (float32 [N]) with edges of 5 ms that rise and fall, so that joins do not click."""
    count = min(round(_FADE * rate), len(samples) // 2)
    if count == 0:
        return samples
    out = samples.copy()
    ramp = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)
    out[:count] *= ramp
    out[-count:] *= ramp[::-1]
    return out


@cache
def _filter(rate: int, bands: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
    """A centred filter: the gains (Hz, dB) of ``bands``, and above 1 kHz a spread of the partials in time.

    A synthetic glottal pulse has all partials in phase, which is heard as a buzz; real ones do not. Delays stay under
    about a millisecond and average zero.
    """
    size = 4096
    frequency = np.fft.rfftfreq(size, 1 / rate)
    hertz, gains = zip(*bands, strict=True)
    decibel = np.interp(np.log2(np.maximum(frequency, 20)), np.log2(hertz), gains)
    octaves = np.log2(np.maximum(frequency, 1000) / 1000)
    delay = _DISPERSION * np.sin(2 * math.pi * 1.5 * octaves) * np.minimum(1, octaves * 2)
    phase = -2 * math.pi * np.cumsum(delay) * rate / size
    response = 10 ** (decibel / 20) * np.exp(1j * phase)
    impulse = np.roll(np.fft.irfft(response, size), _TAPS // 2)[:_TAPS]
    return np.asarray(impulse * np.hanning(_TAPS + 2)[1:-1])


def _loudness(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Root mean square around each sample, in dB."""
    count = max(1, round(_WINDOW * rate)) | 1
    window = np.hanning(count + 2)[1:-1]
    power = np.convolve(samples**2, window / window.sum(), mode="same")
    return np.asarray(10 * np.log10(power + 1e-9))


def polished(samples: Samples, rate: int, bands: tuple[tuple[float, float], ...]) -> Samples:
    """Speech with its tone corrected, syllables a little evened out, at −20 dB and with peaks under −1 dB.

    Args:
        samples: float32 [N].
        rate: Samples per second.
        bands: Gain in dB at each frequency in Hz, rising; between them it is interpolated.

    Returns:
        float32 [N], nothing moved by more than a millisecond.
    """
    if not len(samples) or not np.any(samples):
        return samples
    padded = np.pad(samples.astype(np.float64), _TAPS // 2)
    out = np.convolve(padded, _filter(rate, bands), mode="valid")
    level = _loudness(out, rate)
    spoken = level > level.max() - 30
    usual = 10 * math.log10(float(np.mean(10 ** (level[spoken] / 10))))
    even = np.clip((usual - level) * _EVENING, -_MOST_EVENING, _MOST_EVENING)
    out *= 10 ** (np.where(spoken, even, np.minimum(even, 0)) / 20)
    out *= 10 ** ((_LOUDNESS - usual) / 20)
    knee = 0.7 * _PEAK
    over = np.abs(out) > knee
    span = _PEAK - knee
    out[over] = np.sign(out[over]) * (knee + span * np.tanh((np.abs(out[over]) - knee) / span))
    return out.astype(np.float32)
