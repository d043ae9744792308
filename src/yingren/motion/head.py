"""The head: drift, nods on the syllables that stand out, a fall at the end of a phrase."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.randomness import generator
from .curves import Drift, bump
from .prosody import Accent

Doubles = npt.NDArray[np.float64]

_SWAY = np.radians([0.7, 1.5, 0.9])  # down, left, tilt; root mean square while speaking
_NOD = np.radians(3.4)


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A turn that comes and goes: radians [down, left, tilt]."""

    start: float
    peak: float
    hold: float
    end: float
    turn: tuple[float, float, float]


class Head:
    """How one actor's head moves when it speaks."""

    def __init__(self, seed: int) -> None:
        self._random = generator(seed, "head")
        self._drift = Drift(3, seed=seed, purpose="head drift")
        self._strokes: list[_Stroke] = []
        self._nodded = 0.0
        self._side = float(self._random.choice([-1.0, 1.0]))

    def speak(
        self, start: float, clock: float, accents: tuple[Accent, ...], phrases: list[tuple[float, float]]
    ) -> None:
        """Plan the strokes of one speech.

        Args:
            start: Second of the actor's clock at which its first sample is heard.
            clock: The present second; nothing may start before it.
            accents: Of the speech, seconds from its start.
            phrases: (start, end) of each phrase, seconds from its start.
        """
        for accent in accents:
            if self._random.random() < 0.2:
                continue
            time = start + accent.time
            size = accent.strength * float(self._random.uniform(0.6, 1.15))
            kind = self._random.random()
            if kind < 0.72:
                turn = (_NOD * size, 0.3 * _NOD * size * self._side, 0.0)
            elif kind < 0.88:
                turn = (0.3 * _NOD * size, 0.3 * _NOD * size * self._side, 0.8 * _NOD * size * self._side)
            else:
                turn = (-0.6 * _NOD * size, 0.0, 0.3 * _NOD * size * self._side)
            if self._random.random() < 0.45:
                self._side = -self._side
            quick = float(self._random.uniform(0.9, 1.25))
            begin = max(time - 0.2 * quick, clock)
            self._strokes.append(_Stroke(begin, max(time + 0.05, begin + 0.14), 0.02, time + 0.48 * quick, turn))
        for first, last in phrases:
            if last - first < 0.8:
                continue
            begin, end = start + first, start + last
            lean = float(self._random.uniform(0.4, 1.0))
            side = float(self._random.choice([-1.0, 1.0]))
            # The head settles into another direction for each phrase and sinks a little at its end.
            turn = (0.0, np.radians(2.2) * lean * side, np.radians(1.4) * lean * -side)
            self._strokes.append(
                _Stroke(max(begin - 0.15, clock), begin + 0.45, max(end - begin - 0.8, 0.0), end + 0.5, turn)
            )
            fall = (np.radians(1.8) * float(self._random.uniform(0.6, 1.1)), 0.0, 0.0)
            self._strokes.append(_Stroke(max(end - 0.35, clock), end + 0.05, 0.12, end + 0.75, fall))

    def listen(self, clock: float, end: float) -> None:
        """Plan a listener's small nods from ``clock`` to ``end``."""
        time = max(self._nodded + float(self._random.uniform(2.5, 5.0)), clock + 0.4)
        while time < end:
            size = _NOD * float(self._random.uniform(0.5, 1.0))
            self._strokes.append(_Stroke(time, time + 0.22, 0.0, time + 0.5, (size, 0.0, 0.0)))
            if self._random.random() < 0.5:
                self._strokes.append(_Stroke(time + 0.42, time + 0.62, 0.0, time + 0.95, (0.6 * size, 0.0, 0.0)))
            self._nodded = time
            time += float(self._random.uniform(2.5, 6.0))

    def at(self, times: Doubles, energy: Doubles, speaking: Doubles) -> Doubles:
        """float64 [T, 3], radians down, left, tilt.

        Args:
            times: Seconds on the actor's clock.
            energy: float64 [T], 1 plain.
            speaking: float64 [T], 0..1; a silent head drifts less.
        """
        turn = self._drift.at(times) * _SWAY * (0.55 + 0.45 * speaking)[:, None]
        for stroke in self._strokes:
            shape = bump(times, stroke.start, stroke.peak, stroke.end, stroke.hold)
            turn += (shape * energy)[:, None] * np.array(stroke.turn)
        self._strokes = [stroke for stroke in self._strokes if stroke.end > times[-1]]
        return turn
