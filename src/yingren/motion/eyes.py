"""Where the eyes look and when they blink: scheduled ahead by a seeded generator, carried over chunk joints."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.motion import TimedCue
from ..core.randomness import generator
from .curves import Eased, ease

Doubles = npt.NDArray[np.float64]

_CLOSING, _SHUT, _OPENING = 0.075, 0.03, 0.15  # seconds
_SACCADE = 0.045
_LOOK = 2.2  # seconds that a look lasts where the cue does not say

LOOKS: dict[str, tuple[float, float]] = {
    "camera": (0.0, 0.0),
    "left": (-0.42, 0.0),
    "right": (0.42, 0.0),
    "up": (0.0, 0.3),
    "down": (0.0, -0.34),
    "up-left": (-0.35, 0.22),
    "up-right": (0.35, 0.22),
    "down-left": (-0.35, -0.25),
    "down-right": (0.35, -0.25),
    "away": (0.38, -0.06),
}
"""Cue → (yaw, pitch) of the look, radians. Left and right are those of the picture, as the writer sees it."""


@dataclass(frozen=True, slots=True)
class Blink:
    """A blink: when the lids start to fall, how far they come, and how long it takes against a plain one."""

    start: float
    depth: float
    slow: float

    @property
    def end(self) -> float:
        """Second at which the eyes are open again."""
        return self.start + (_CLOSING + _SHUT + _OPENING) * self.slow


class Blinks:
    """Blinks of one actor: every 3.6 s or so, sooner at pauses."""

    def __init__(self, seed: int) -> None:
        self._random = generator(seed, "blinks")
        self._active: list[Blink] = []
        self._next = float(self._random.uniform(0.8, 2.5))

    def _interval(self) -> float:
        return float(np.clip(self._random.lognormal(np.log(3.5), 0.45), 1.2, 9.0))

    def _add(self, start: float) -> None:
        half = self._random.random() < 0.12
        depth = float(self._random.uniform(0.45, 0.7) if half else self._random.uniform(0.96, 1.0))
        self._active.append(Blink(start, depth, float(self._random.uniform(0.9, 1.2))))
        self._next = start + self._interval()
        if not half and self._random.random() < 0.05:
            self._next = self._active[-1].end + float(self._random.uniform(0.05, 0.15))

    def at(self, times: Doubles, pauses: Sequence[float] = ()) -> Doubles:
        """float64 [T], 0 open, 1 shut.

        Args:
            times: Seconds on the actor's clock, rising from call to call.
            pauses: Ends of phrases in ``times``; a blink that is due soon is drawn to them.
        """
        end = float(times[-1])
        wanted = [pause + 0.04 for pause in pauses if self._random.random() < 0.55]
        while True:
            last = self._active[-1].end if self._active else float(times[0]) - 2.0
            drawn = [w for w in wanted if w > last + 0.9 and w > times[0] and self._next - 2.6 < w < self._next + 0.3]
            start = drawn[0] if drawn else max(self._next, float(times[0]))
            if start > end:
                break
            self._add(start)
        lids = np.zeros(len(times))
        for blink in self._active:
            since = (times - blink.start) / blink.slow
            shape = ease(since / _CLOSING) * (1.0 - ease((since - _CLOSING - _SHUT) / _OPENING))
            lids = np.maximum(lids, blink.depth * shape)
        self._active = [blink for blink in self._active if blink.end > end] or self._active[-1:]
        return lids


class Looks:
    """Where one actor looks: a home (the camera), small shifts around it, glances aside at pauses, and cues."""

    def __init__(self, seed: int, home: float) -> None:
        self._random = generator(seed, "looks")
        self._home = np.array([home, 0.0])
        self._eyes = Eased(self._home)
        self._head = Eased(self._home)
        self._small = Eased(np.zeros(2))
        self._resting = self._home
        self._towards = self._home
        self._back = -1.0  # second at which the last cue is over
        self._next_shift = float(self._random.uniform(0.3, 1.0))

    def _look(self, time: float, target: Doubles) -> None:
        distance = float(np.linalg.norm(target - self._towards))
        self._towards = target
        self._eyes.move(time, target, _SACCADE + 0.03 * distance)
        # The head starts a moment later and takes its time.
        self._head.move(time + 0.05, target, 0.35 + 0.6 * distance)

    def at(
        self, start: float, times: Doubles, cues: Sequence[TimedCue], pauses: Sequence[float], resting: float | None
    ) -> tuple[Doubles, Doubles]:
        """(Eyes float64 [T, 2], head float64 [T, 2]): directions in the world, yaw and pitch, radians.

        Args:
            start: Second of the actor's clock that the cues' times count from.
            times: Seconds on the actor's clock.
            cues: Of which the looks are taken.
            pauses: Ends of phrases, in the actor's seconds.
            resting: Yaw of whom it listens to; ``None`` for its home.
        """
        first, end = float(times[0]), float(times[-1])
        rest = self._home if resting is None else np.array([resting, 0.0])
        if not np.array_equal(rest, self._resting):
            self._resting = rest
            self._look(max(first + float(self._random.uniform(0.02, 0.2)), self._back), rest)
        looks = sorted(
            ((start + timed.time, timed.cue) for timed in cues if timed.cue.kind == "look"), key=lambda look: look[0]
        )
        for time, cue in looks:
            begin = max(time, first)
            if cue.name == "camera":
                self._back = begin
                self._look(begin, self._home)
                continue
            self._back = begin + (cue.seconds if cue.seconds is not None else _LOOK)
            self._look(begin, np.array(LOOKS.get(cue.name, LOOKS["camera"])))
            self._look(self._back, rest)
        if not looks and resting is None:
            for pause in pauses:
                if pause > self._back and pause + 0.9 < end and self._random.random() < 0.2:
                    side = float(self._random.choice([-1.0, 1.0]))
                    aside = np.array([side * self._random.uniform(0.1, 0.2), self._random.uniform(-0.14, 0.05)])
                    self._look(pause, self._home + aside)
                    self._look(pause + float(self._random.uniform(0.45, 0.8)), self._home)
        return self._eyes.at(times) + self._shifts(times), self._head.at(times)

    def _shifts(self, times: Doubles) -> Doubles:
        """float64 [T, 2]: fixations a degree or two about the target, as over a listener's eyes and mouth."""
        while self._next_shift <= times[-1]:
            spot = self._random.normal(0.0, 1.0, 2) * np.array([0.018, 0.011])
            self._small.move(self._next_shift, np.clip(spot, -0.04, 0.04), _SACCADE)
            self._next_shift += float(np.clip(self._random.lognormal(np.log(0.9), 0.5), 0.3, 3.0))
        return self._small.at(times)
