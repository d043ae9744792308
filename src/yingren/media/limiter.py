"""Keeping peaks, those between the samples too, under a ceiling.

In two steps, so that a long movie needs little memory: :class:`PeakMeter` listens to the sound once and keeps one
number a millisecond; :func:`limiting_gain` makes of these the curve by which the sound is turned down.
"""

import numpy as np
import numpy.typing as npt

from .loudness import RATE

Samples = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

CELL = RATE // 1000
"""Samples that share one peak and one gain: a millisecond."""

_ATTACK_CELLS = 5
_RELEASE_DB_PER_CELL = 0.04
_OVERSAMPLING = 4
_TAPS = 12  # of each of the interpolator's phases


def _interpolator() -> npt.NDArray[np.float32]:
    """float32 [3, taps]: a windowed sinc that gives the values at a quarter, half and three quarters of a sample."""
    reach = _TAPS * _OVERSAMPLING
    place = (np.arange(reach) - reach // 2) / _OVERSAMPLING
    phases = (np.sinc(place) * np.kaiser(reach + 1, 6.0)[:-1]).reshape(_TAPS, _OVERSAMPLING).T[1:]
    phases /= phases.sum(axis=1, keepdims=True)
    return np.asarray(phases, np.float32)


_PHASES = _interpolator()


class PeakMeter:
    """Listens to stereo blocks and keeps the highest true peak of each millisecond."""

    def __init__(self) -> None:
        self._before: Samples = np.zeros((_TAPS, 2), np.float32)
        self._rest: npt.NDArray[np.float32] = np.zeros(0, np.float32)
        self._peaks: list[npt.NDArray[np.float32]] = []

    def add(self, block: Samples) -> None:
        """Listen to more: float32 [N, 2]."""
        extended = np.concatenate([self._before, block])
        # What is between samples is known half the taps later; limiting_gain allows for a cell to either side.
        highest = np.abs(extended[_TAPS // 2 : len(extended) - _TAPS // 2]).max(axis=1)
        for side in range(2):
            for phase in _PHASES:
                between = np.convolve(extended[1:, side], phase, mode="valid")
                np.maximum(highest, np.abs(between), out=highest)
        self._before = extended[len(extended) - _TAPS :]
        self._keep(highest)

    def _keep(self, highest: npt.NDArray[np.float32]) -> None:
        joined = np.concatenate([self._rest, highest])
        whole = len(joined) // CELL * CELL
        self._peaks.append(joined[:whole].reshape(-1, CELL).max(axis=1))
        self._rest = joined[whole:]

    def finish(self) -> npt.NDArray[np.float32]:
        """float32 [ms]: amplitudes, one for each millisecond heard, begun ones too."""
        self.add(np.zeros((_TAPS // 2, 2), np.float32))
        if len(self._rest):
            self._keep(np.zeros(CELL - len(self._rest), np.float32))
        return np.concatenate(self._peaks)


def limiting_gain(peaks: npt.NDArray[np.float32], ceiling_db: float) -> Floats:
    """The gain in dB, ≤ 0, in the middle of each millisecond, that keeps all peaks under the ceiling.

    It falls along a straight line within 5 ms before a peak and comes back at 40 dB a second.

    Args:
        peaks: From :class:`PeakMeter`, already multiplied by whatever gain is to be applied.
        ceiling_db: dBTP.
    """
    needed = np.minimum(0.0, ceiling_db - 20 * np.log10(np.maximum(peaks, 1e-6), dtype=np.float64))
    # Between the middles of two cells the gain is between theirs, and a peak may be counted to the cell after its own.
    padded = np.pad(needed, (1, 1))
    needed = np.minimum(np.minimum(padded[:-2], padded[2:]), needed)
    falling = needed.copy()
    for cells in range(1, _ATTACK_CELLS):
        falling[:-cells] = np.minimum(falling[:-cells], needed[cells:] * (1 - cells / _ATTACK_CELLS))
    # min over the past of (gain then + release since) is a running minimum once the release is taken off.
    released = np.arange(len(falling)) * _RELEASE_DB_PER_CELL
    gain: Floats = np.minimum(np.minimum.accumulate(falling - released) + released, 0.0)
    return gain


def gain_curve(gain_db: Floats, start: int, count: int) -> npt.NDArray[np.float32]:
    """float32 [count]: the factor for each sample from ``start`` on, of gains from :func:`limiting_gain`."""
    first, last = max(0, start // CELL - 1), min(len(gain_db), (start + count) // CELL + 2)
    middles = (np.arange(first, last) + 0.5) * CELL
    decibels = np.interp(np.arange(start, start + count), middles, gain_db[first:last])
    return (10 ** (decibels / 20)).astype(np.float32)
