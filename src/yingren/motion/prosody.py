"""What the voice does besides words: loudness, pitch, silences, and the syllables that stand out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.speech import Speech
from .visemes import visemes_of

Doubles = npt.NDArray[np.float64]

RATE = 100
"""Values per second of the tracks here."""
_FLOOR = -90.0
_QUIET = 32.0  # decibels under the speech's own level: room noise and breath, no voice


@dataclass(frozen=True, slots=True)
class Accent:
    """A syllable that stands out.

    Attributes:
        time: Middle of its vowel, seconds from the start of the samples.
        strength: 0..1 among the accents of this speech.
    """

    time: float
    strength: float


@dataclass(frozen=True, slots=True)
class Prosody:
    """Tracks at ``RATE`` values per second; value ``i`` is at second ``(i + 0.5) / RATE``.

    Attributes:
        loudness: float64 [N], decibels over the speech's level (its louder parts are near 0), at least −90.
        pitch: float64 [N], semitones from the speaker's median, 0 where there is no voice.
        silences: As ``silences_of`` gives them.
        accents: In order of time.
    """

    loudness: Doubles
    pitch: Doubles
    silences: tuple[tuple[float, float], ...]
    accents: tuple[Accent, ...]


def loudness_of(samples: npt.NDArray[np.float32], rate: int) -> Doubles:
    """float64 [N], decibels of 20 ms windows every 10 ms, relative to the level of the louder parts."""
    hop = max(1, round(rate / RATE))
    count = -(-len(samples) // hop)
    if count == 0:
        return np.zeros(0)
    padded = np.zeros(count * hop + 1, dtype=np.float64)
    padded[1 : len(samples) + 1] = np.cumsum(samples.astype(np.float64) ** 2)
    padded[len(samples) + 1 :] = padded[len(samples)]
    centres = np.arange(count) * hop + hop // 2
    start, end = np.maximum(centres - hop, 0), np.minimum(centres + hop, len(padded) - 1)
    power = np.maximum((padded[end] - padded[start]) / np.maximum(end - start, 1), 1e-12)
    level = np.percentile(power, 90)
    return np.asarray(np.maximum(10 * np.log10(power / max(float(level), 1e-9)), _FLOOR), dtype=np.float64)


def smoothed(track: Doubles, width: int) -> Doubles:
    """float64 [N]: a moving average over ``width`` (odd) values, bell-shaped; the ends are held."""
    kernel = np.hanning(width + 2)[1:-1]
    padded = np.pad(track, width // 2, mode="edge") if len(track) else np.zeros(width - 1)
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def pitch_of(samples: npt.NDArray[np.float32], rate: int, loudness: Doubles) -> Doubles:
    """float64 [N], semitones from the median, 0 where no voice is heard; by autocorrelation."""
    step = max(1, rate // 5500)
    slow = samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1)
    slow_rate = rate / step
    window = round(0.04 * slow_rate)
    count = len(loudness)
    if len(slow) < window or count == 0:
        return np.zeros(count)
    padded = np.pad(slow, (window // 2, window))
    starts = np.minimum((np.arange(count) / RATE * slow_rate).astype(np.int64), len(padded) - window)
    first, last = max(2, int(slow_rate / 420)), min(window - 1, int(slow_rate / 70))
    lags, height = np.ones(count), np.zeros(count)
    # In pieces, so that an hour of sound needs no gigabytes.
    for begin in range(0, count, 4000):
        piece = slice(begin, begin + 4000)
        frames = padded[starts[piece, None] + np.arange(window)] * np.hanning(window)
        correlation = np.fft.irfft(np.abs(np.fft.rfft(frames, 2 * window)) ** 2)[:, :window]
        peaks = np.argmax(correlation[:, first:last], axis=1) + first
        tops = np.take_along_axis(correlation, peaks[:, None], axis=1)[:, 0]
        lags[piece], height[piece] = peaks, tops / np.maximum(correlation[:, 0], 1e-12)
    voiced = (height > 0.35) & (loudness > -25)
    if not np.any(voiced):
        return np.zeros(count)
    semitones = 12 * np.log2(slow_rate / lags)
    relative = semitones - np.median(semitones[voiced])
    return np.where(voiced, np.clip(relative, -12, 12), 0.0)


def silences_of(speech: Speech, loudness: Doubles, shortest: float = 0.12) -> list[tuple[float, float]]:
    """Stretches without sound: (start, end) seconds from the start of the samples.

    What comes before the samples and after them is silent too: the first starts at −inf where the speech starts with
    silence or at once, and the last ends at +inf.
    """
    quiet = np.concatenate([[False], loudness < -_QUIET, [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    found = [(start / RATE, end / RATE) for start, end in edges.reshape(-1, 2).tolist()]
    end_of_all = len(loudness) / RATE
    if found and found[0] == (0.0, end_of_all):
        return [(-np.inf, np.inf)]
    before = found.pop(0)[1] if found and found[0][0] == 0.0 else 0.0
    after = found.pop()[0] if found and found[-1][1] >= end_of_all else speech.duration
    inner = [(start, end) for start, end in found if end - start >= shortest]
    return [(-np.inf, before), *inner, (after, np.inf)]


def _syllables(speech: Speech, loudness: Doubles) -> list[tuple[float, float]]:
    """(Middle of the vowel, stress 0..1) of each syllable; peaks of loudness where no phonemes are known."""
    if speech.phonemes:
        return [
            ((phoneme.start + phoneme.end) / 2, phoneme.stress / 2)
            for phoneme in speech.phonemes
            if any(viseme.vowel for viseme in visemes_of(phoneme.symbol))
        ]
    if len(loudness) < 3:
        return []
    smooth = smoothed(loudness, 11)
    peaks = np.flatnonzero((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & (smooth[1:-1] > -18)) + 1
    return [((peak + 0.5) / RATE, 0.5) for peak in peaks]


def _accents(syllables: list[tuple[float, float]], loudness: Doubles, pitch: Doubles) -> tuple[Accent, ...]:
    """Syllables louder, higher or more stressed than those around them, at least 0.35 s apart."""
    if not syllables or not len(loudness):
        return ()
    scores = []
    for time, stress in syllables:
        around = slice(max(0, int((time - 0.06) * RATE)), int((time + 0.06) * RATE) + 1)
        local = loudness[around]
        if not len(local):
            scores.append(-1e9)
            continue
        scores.append(float(local.max()) / 6 + float(np.max(pitch[around], initial=0.0)) / 5 + stress)
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    chosen: list[int] = []
    limit = max(1, round(0.45 * len(scores)))
    for index in ranked[:limit]:
        if all(abs(syllables[index][0] - syllables[other][0]) >= 0.35 for other in chosen):
            chosen.append(index)
    low, high = scores[ranked[limit - 1]], scores[ranked[0]]
    return tuple(
        Accent(syllables[index][0], 0.35 + 0.65 * (scores[index] - low) / max(high - low, 1e-6))
        for index in sorted(chosen)
    )


def prosody_of(speech: Speech) -> Prosody:
    """Listen to ``speech``."""
    loudness = loudness_of(speech.samples, speech.rate)
    pitch = pitch_of(speech.samples, speech.rate, loudness)
    return Prosody(
        loudness,
        pitch,
        tuple(silences_of(speech, loudness)),
        _accents(_syllables(speech, loudness), loudness, pitch),
    )
