"""Curves over time that performances are made of: easing, drift that never repeats, values that move to a target."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.randomness import generator

Doubles = npt.NDArray[np.float64]


def ease(part: npt.ArrayLike) -> Doubles:
    """Minimum-jerk step: 0 up to 0, 1 from 1, with no speed and no acceleration at both ends."""
    x = np.clip(np.asarray(part, dtype=np.float64), 0.0, 1.0)
    return np.asarray(x * x * x * (x * (6.0 * x - 15.0) + 10.0), dtype=np.float64)


def bump(times: Doubles, start: float, peak: float, end: float, hold: float = 0.0) -> Doubles:
    """float64 [T]: eases from 0 at ``start`` to 1 at ``peak``, stays ``hold`` seconds, is 0 again at ``end``."""
    rising = ease((times - start) / max(peak - start, 1e-6))
    falling = ease((times - peak - hold) / max(end - peak - hold, 1e-6))
    return rising * (1.0 - falling)


class Drift:
    """Slow wandering with a 1/f spectrum, a pure function of time.

    A sum of sines whose frequencies share no period; amplitudes fall with frequency, so it sways and never trembles.
    """

    def __init__(self, channels: int, *, seed: int, purpose: str, slowest: float = 0.05, fastest: float = 0.9) -> None:
        random = generator(seed, purpose)
        waves = 9
        self._frequency = np.geomspace(slowest, fastest, waves)[None, :] * random.uniform(0.85, 1.15, (channels, waves))
        self._phase = random.uniform(0.0, 2 * np.pi, (channels, waves))
        amplitude = self._frequency**-0.8
        self._amplitude = amplitude / np.sqrt(0.5 * np.sum(amplitude**2, axis=1, keepdims=True))

    def at(self, times: Doubles) -> Doubles:
        """float64 [T, channels], root mean square 1 over long stretches."""
        angle = 2 * np.pi * times[:, None, None] * self._frequency + self._phase
        return np.asarray(np.sum(self._amplitude * np.sin(angle), axis=-1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Step:
    """From ``start`` on, move to ``target`` over ``seconds``."""

    start: float
    target: Doubles
    seconds: float


class Eased:
    """A vector that eases from target to target and remembers where it is between chunks."""

    def __init__(self, value: npt.ArrayLike) -> None:
        self._from = np.asarray(value, dtype=np.float64)
        self._step = Step(-1e9, self._from, 1e-3)
        self._waiting: list[Step] = []

    @property
    def target(self) -> Doubles:
        """Where it is going in the end."""
        return self._waiting[-1].target if self._waiting else self._step.target

    def move(self, start: float, target: npt.ArrayLike, seconds: float) -> None:
        """Go to ``target`` from second ``start`` on, instead of whatever was to begin after that."""
        self._waiting = [step for step in self._waiting if step.start < start]
        self._waiting.append(Step(start, np.asarray(target, dtype=np.float64), max(seconds, 1e-3)))

    def _value(self, times: Doubles) -> Doubles:
        part = ease((times - self._step.start) / self._step.seconds)[:, None]
        return self._from + (self._step.target - self._from) * part

    def at(self, times: Doubles) -> Doubles:
        """float64 [T, D] at rising ``times``; steps that start within them are taken up."""
        result = self._value(times)
        while self._waiting and self._waiting[0].start <= times[-1]:
            step = self._waiting.pop(0)
            self._from = self._value(np.array([step.start]))[0]
            self._step = step
            later = times >= step.start
            result[later] = self._value(times[later])
        return result
