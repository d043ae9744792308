"""The packaged music, composed here: loops that stay out of a speaker's way. Free for any use, as the program is."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ..media.loudness import RATE
from .synthesis import Ring, bass, electric_piano, pad, pluck, reverberated, shaker, soft_drum

Wave = npt.NDArray[np.float32]

VERSION = 1
"""Part of the cached file's name; another sound, another number."""

_PEAK = 0.7


def compose(name: str) -> Wave:
    """float32 [N, 2] at 48 kHz: the bed of that name, to be repeated as it is."""
    samples = BEDS[name]()
    samples -= samples.mean(axis=0, keepdims=True)
    return _speech_hollow(samples) * np.float32(_PEAK / np.abs(samples).max())


def _speech_hollow(samples: Wave) -> Wave:
    """4 dB less between 1 and 4 kHz, where consonants are understood."""
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
    octaves = np.log2(np.maximum(pitch, 1.0) / 2000)
    gain = 10 ** (-4.0 * np.exp(-(octaves**2)) / 20)
    out = np.fft.irfft(np.fft.rfft(samples, axis=0) * gain[:, None], len(samples), axis=0)
    return out.astype(np.float32)


def _calm() -> Wave:
    """Eight bars at 80 a minute, C major with added ninths: pads, a slow electric piano, a bass on each chord."""
    beat = 60 / 80
    chords = (
        (36, (55, 59, 62, 64), (67, 71, 74, 76)),  # Cmaj9
        (33, (55, 59, 60, 64), (67, 71, 72, 76)),  # Am9
        (29, (53, 57, 60, 67), (65, 69, 72, 79)),  # Fadd9
        (31, (55, 57, 62, 65), (67, 69, 74, 77)),  # G9sus
    )
    melody = (0, 2, 1, 3, 2, 1, 3, 2)
    ring = Ring(32 * beat)
    for number, (root, low, high) in enumerate(chords):
        start = number * 8 * beat
        ring.add(start, pad(low, 8 * beat, brightness=1.6), 0.18)
        ring.add(start, bass(root + 12, 7.5 * beat), 0.20)
        for step, tone in enumerate(melody):
            late = 0.012 * ((step * 7 + number * 3) % 3)
            wide = -0.35 if step % 2 else 0.35
            soft = 0.085 if step % 4 == 0 else 0.06
            ring.add(start + step * beat + late, electric_piano(high[tone], 1.6 * beat), soft, wide)
        for bar in range(2):
            ring.add(start + (4 * bar + 3.5) * beat, pluck(high[3] + 12, decay=4.0), 0.022, 0.6)
    return reverberated(ring.samples, seconds=2.6, wet=0.30)


def _news() -> Wave:
    """Eight bars at 112 a minute, D minor: muted eighths over a soft drum, chords that change every two bars."""
    beat = 60 / 112
    chords = (
        (38, (57, 62, 65, 69)),  # Dm
        (34, (58, 62, 65, 70)),  # B♭
        (41, (57, 60, 65, 69)),  # F
        (36, (55, 60, 64, 67)),  # C
    )
    figure = (0, 2, 1, 2, 3, 2, 1, 2, 0, 2, 1, 2, 3, 1, 2, 1)
    ring = Ring(32 * beat)
    for number, (root, tones) in enumerate(chords):
        start = number * 8 * beat
        ring.add(start, pad(tones, 8 * beat, brightness=1.45), 0.17)
        for step, tone in enumerate(figure):
            strong = 0.11 if step % 4 == 0 else 0.075
            wide = 0.3 if step % 2 else -0.3
            ring.add(start + step * beat / 2, pluck(tones[tone] + 12, decay=7.0, brightness=1.55), strong, wide)
        for step in range(8):
            ring.add(start + step * beat, bass(root, 0.42 * beat), 0.20 if step % 2 == 0 else 0.13)
            if step % 2 == 0:
                ring.add(start + step * beat, soft_drum(), 0.22)
        for step in range(16):
            ring.add(start + step * beat / 2, shaker(step), 0.042 if step % 2 else 0.02, 0.25)
    return reverberated(ring.samples, seconds=1.6, wet=0.20)


BEDS: dict[str, Callable[[], Wave]] = {"calm": _calm, "news": _news}
"""Name → what composes it."""
