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
_FLUTTER = ((0.006, 3.1), (0.004, 5.3))
"""Depth (part of the pitch) and speed (Hz) of two waves."""
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


def _convolved(samples: npt.NDArray[np.float64], kernel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The samples filtered by a kernel of odd length around its middle; they keep their number."""
    size = 1 << (len(samples) + len(kernel) - 2).bit_length()
    product = np.fft.rfft(samples, size) * np.fft.rfft(kernel, size)
    start = len(kernel) // 2
    return np.fft.irfft(product, size)[start : start + len(samples)]


def _fluttered(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Let the pitch waver by about a percent, as a living voice does; nothing moves by more than half a millisecond."""
    time = np.arange(len(samples)) / rate
    shift = sum(depth / (2 * math.pi * speed) * np.sin(2 * math.pi * speed * time) for depth, speed in _FLUTTER)
    place = np.clip((time + shift) * rate, 1, max(len(samples) - 3, 1))
    index = place.astype(int)
    part = place - index
    before, here, after, later = (samples[np.minimum(index + step, len(samples) - 1)] for step in (-1, 0, 1, 2))
    # Catmull-Rom: straight lines between samples would dull the consonants.
    third = 3 * (here - after) + later - before
    second = 2 * before - 5 * here + 4 * after - later
    return np.asarray(here + 0.5 * part * (after - before + part * (second + part * third)))


def _loudness(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Root mean square around each sample, in dB."""
    count = max(1, round(_WINDOW * rate)) | 1
    window = np.hanning(count + 2)[1:-1]
    power = np.maximum(_convolved(samples**2, window / window.sum()), 0)
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
    out = _convolved(_fluttered(samples.astype(np.float64), rate), _filter(rate, bands))
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
