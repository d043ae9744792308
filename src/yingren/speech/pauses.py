"""Where a recording can be cut: its pauses."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from ..media.sound import Samples

_HOP = 0.01
_LONG_PAUSE = 0.45
"""Seconds of quiet between two things said."""
_QUIET = 10 ** (-35 / 20)
"""Loudness of a pause relative to speech."""
_LONGEST = 20.0
"""Seconds after which a stretch is cut where it is quietest."""


def loudness(samples: Samples, rate: int) -> npt.NDArray[np.float32]:
    """Root mean square over 10 ms each: float32 [T]."""
    hop = max(1, round(_HOP * rate))
    frames = len(samples) // hop
    levels: npt.NDArray[np.float32] = np.sqrt(np.square(samples[: frames * hop].reshape(frames, hop)).mean(axis=1))
    return levels


def quietest(samples: Samples, rate: int, start: float, end: float) -> float:
    """The second between ``start`` and ``end`` about which the sound is quietest, near the middle of a pause."""
    if end - start < 2 * _HOP:
        return (start + end) / 2
    levels = loudness(samples[round(start * rate) : round(end * rate)], rate)
    if len(levels) < 3:
        return (start + end) / 2
    smooth = np.convolve(levels, np.ones(5) / 5, mode="same") if len(levels) >= 5 else levels
    quiet = np.flatnonzero(smooth <= smooth.min() * 1.5 + 1e-5)
    return start + (float(np.median(quiet)) + 0.5) * _HOP


def stretches(chunks: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """Cut a recording in the middle of its long pauses; nothing is lost.

    Args:
        chunks: float32 [n] each, in order.
        rate: Samples per second.

    Yields:
        float32 [m], at most about 20 s each.
    """
    held = np.zeros(0, np.float32)
    peak = 0.0
    for chunk in chunks:
        held = np.concatenate([held, chunk])
        if len(chunk):
            peak = max(0.9 * peak, float(np.percentile(loudness(chunk, rate), 95)) if len(chunk) > rate // 10 else peak)
        while (cut := _cut(held, rate, peak)) is not None:
            yield held[:cut]
            held = held[cut:]
    if len(held):
        yield held


def _cut(samples: Samples, rate: int, peak: float) -> int | None:
    """The sample in the middle of the first long pause that lies between two sounds, if there is one."""
    hop = max(1, round(_HOP * rate))
    quiet = loudness(samples, rate) < max(peak * _QUIET, 1e-4)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if start > 0 and end < len(quiet) and (end - start) * _HOP >= _LONG_PAUSE:
            return int((start + end) // 2 * hop)
    if len(samples) > _LONGEST * rate:
        return round(quietest(samples, rate, _LONGEST * 0.6, _LONGEST) * rate)
    return None
