"""Measures of a performance, for tests and for ``yingren check``: do lips meet, is the jaw still, do they lag?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.faces import SHAPE
from ..core.motion import Motion
from ..core.speech import Phoneme, Speech
from .lips import segments_of
from .prosody import RATE, loudness_of, silences_of, smoothed

Floats = npt.NDArray[np.float32]

# How far each shape at weight 1 moves the lips apart (or together), in units of jawOpen at 1: measured on the inner
# lips of the packaged face units 10 mm from the middle, and rounded to the side that finds gaps.
_OPENS = {
    "jawOpen": 1.0,
    "mouthFunnel": 0.1,
    "mouthLowerDownLeft": 0.1,
    "mouthLowerDownRight": 0.1,
    "mouthUpperUpLeft": 0.11,
    "mouthUpperUpRight": 0.11,
    "mouthShrugUpper": 0.1,
    "mouthClose": -1.0,
    "mouthPressLeft": -0.035,
    "mouthPressRight": -0.035,
    "mouthRollLower": -0.08,
    "mouthRollUpper": -0.05,
}

TOUCHING = 0.01
"""Lips with a gap of no more than this touch."""


def lip_gap(face: Floats) -> Floats:
    """How far apart the lips are in the middle: 0 touching, 1 a jaw dropped as far as it goes.

    A proxy by weights alone: what parts the lips (jaw, funnel, lifted or lowered lips) less what brings them together
    (``mouthClose`` equal to ``jawOpen`` closes them on an ARKit face; pressing and rolling add a little).

    Args:
        face: float32 [T, 52].

    Returns:
        float32 [T], 0..1.
    """
    gap = np.zeros(len(face), dtype=np.float32)
    for name, weight in _OPENS.items():
        gap += np.float32(weight) * face[:, SHAPE[name]]
    return np.clip(gap, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Closure:
    """A sound that needs the lips to touch, and the smallest gap around it."""

    phoneme: Phoneme
    gap: float


def closures(speech: Speech, motion: Motion, lead: float) -> list[Closure]:
    """For each p, b and m of ``speech``: the smallest ``lip_gap`` from 50 ms before it to its end.

    Args:
        speech: With phonemes.
        motion: What was acted for it.
        lead: Second of ``motion`` at which the first sample is heard.
    """
    gap = lip_gap(motion.face)
    found = []
    for segment in segments_of(speech, np.zeros(0)):
        if segment.viseme.kind != "bilabial":
            continue
        first = int(np.ceil((segment.start - 0.05 + lead) * motion.rate))
        last = max(int(np.floor((segment.end + lead) * motion.rate)), first) + 1
        inside = gap[max(first, 0) : last]
        phoneme = Phoneme(segment.symbol, segment.start, segment.end)
        found.append(Closure(phoneme, float(inside.min()) if len(inside) else 1.0))
    return found


def silence_jaw(speech: Speech, motion: Motion, lead: float, *, over: float = 0.2) -> float:
    """The most that the jaw is open in any silence longer than ``over``, once the voice has been gone for 0.12 s.

    The last 0.1 s of a silence is left out: lips part before the voice does, in life as here.

    Returns:
        Weight of ``jawOpen``, 0..1.
    """
    worst = 0.0
    for start, end in silences_of(speech, loudness_of(speech.samples, speech.rate)):
        if end - start <= over:
            continue
        first = max(start + 0.12 + lead, 0.0) if np.isfinite(start) else 0.0
        last = min(end - 0.1 + lead, motion.duration) if np.isfinite(end) else motion.duration
        inside = motion.face[int(np.ceil(first * motion.rate)) : int(np.floor(last * motion.rate)), SHAPE["jawOpen"]]
        worst = max(worst, float(inside.max(initial=0.0)))
    return worst


def lag(speech: Speech, motion: Motion, lead: float, *, most: float = 0.25) -> float:
    """Seconds by which the jaw comes after the voice (negative: before), where both move most alike.

    Compares ``jawOpen`` with the loudness of the voice at 100 values per second.
    """
    loudness = np.clip(loudness_of(speech.samples, speech.rate), -40.0, 5.0)
    if len(loudness) < 20 or len(motion) < 3:
        return 0.0
    smooth = smoothed(loudness, 9)
    steps = round(most * RATE)
    places = np.arange(-steps, len(smooth) + steps) / RATE + 0.5 / RATE + lead
    jaw = np.interp(places, np.arange(len(motion)) / motion.rate, motion.face[:, SHAPE["jawOpen"]])
    best, at = -2.0, 0
    for shift in range(-steps, steps + 1):
        own = jaw[steps + shift : steps + shift + len(smooth)]
        if own.std() < 1e-9 or smooth.std() < 1e-9:
            continue
        alike = float(np.corrcoef(own, smooth)[0, 1])
        if alike > best:
            best, at = alike, shift
    return at / RATE
