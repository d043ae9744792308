"""Where lips are in contact: a track of its own, because viewers notice lips that almost meet."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .curves import ease
from .visemes import Viseme

Doubles = npt.NDArray[np.float64]

_CLOSING, _OPENING = 0.06, 0.05  # seconds to contact and from it, where there is room
_LEAST = 0.03  # seconds that a quick opening is given on either side
_NASALS = frozenset("mɱ")


@dataclass(frozen=True, slots=True)
class Segment:
    """One viseme in time.

    Attributes:
        viseme: How it looks.
        start, end: Seconds from the start of the samples.
        opening: Factor on its jaw target.
        symbol: The phoneme it is part of.
    """

    viseme: Viseme
    start: float
    end: float
    opening: float
    symbol: str

    @property
    def middle(self) -> float:
        """Second."""
        return (self.start + self.end) / 2


@dataclass
class _Hold:
    """A stretch of contact; ``frame`` is the one seen in any case."""

    start: float
    end: float
    frame: float
    closing: float = _CLOSING
    opening: float = _OPENING


def _hold(segment: Segment, times: Doubles) -> _Hold:
    """When the sound wants contact."""
    length = segment.end - segment.start
    # Engines time a stop from its burst and leave the shut phase to the gap before; the shorter, the more so.
    start = segment.start - float(np.clip(0.06 - 0.6 * length, 0.005, 0.04))
    tail = 0.015 if _NASALS & set(segment.symbol) else max(0.02, 0.3 * length)
    end = max(segment.end - tail, segment.start + 0.012)
    frame = float(times[np.argmin(np.abs(times - (start + end) / 2))])
    return _Hold(min(start, frame), max(end, frame), frame)


def _make_room(before: _Hold, after: _Hold, between: list[Segment], times: Doubles) -> None:
    """Let the mouth open for the vowel between two contacts, for a frame at least, or stay shut where there is none."""
    vowels = [segment for segment in between if segment.viseme.vowel]
    if not vowels:
        if after.start - before.end < _CLOSING + _OPENING:
            before.end = max(before.end, after.start)
        return
    middle = (vowels[0].start + vowels[-1].end) / 2
    free = times[(times > before.frame + 1e-6) & (times < after.frame - 1e-6)]
    if not len(free):
        return
    open_at = float(free[np.argmin(np.abs(free - middle))])
    before.end = max(before.frame, min(before.end, open_at - _LEAST))
    after.start = min(after.frame, max(after.start, open_at + _LEAST))
    before.opening = min(_OPENING, open_at - before.end)
    after.closing = min(_CLOSING, after.start - open_at)


def contact_track(segments: list[Segment], times: Doubles, kind: str) -> Doubles:
    """float64 [T]: 1 where the lips are in contact for sounds of ``kind``, for one frame of ``times`` at least.

    The way to it and from it takes 60 and 50 ms; where a vowel between two contacts is shorter than both, the contacts
    and the ways are cut so that the vowel is seen, as far as the frames allow.

    Args:
        segments: In order of time.
        times: float64 [T], rising seconds.
        kind: ``"bilabial"`` (lip on lip: p, b, m) or ``"labiodental"`` (lip on teeth: f, v).
    """
    contact = np.zeros(len(times))
    places = [index for index, segment in enumerate(segments) if segment.viseme.kind == kind]
    if not len(times) or not places:
        return contact
    holds = [_hold(segments[index], times) for index in places]
    for number in range(len(places) - 1):
        between = segments[places[number] + 1 : places[number + 1]]
        _make_room(holds[number], holds[number + 1], between, times)
    for hold in holds:
        first, last = np.searchsorted(times, (hold.start - hold.closing, hold.end + hold.opening))
        own = times[first : last + 1]
        coming = ease((own - hold.start + hold.closing) / hold.closing)
        going = ease((own - hold.end) / hold.opening)
        contact[first : last + 1] = np.maximum(contact[first : last + 1], np.minimum(coming, 1.0 - going))
    return contact
