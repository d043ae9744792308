"""The body: posture, breath, the slow shift of weight, arms at rest or ready, and beats on what is stressed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.bones import BONE
from ..core.randomness import generator
from .arms import COLUMNS, STANDARD, Build, arm, resting_bones
from .curves import Drift, Eased, bump
from .prosody import Accent
from .rotations import between, euler, multiply

Doubles = npt.NDArray[np.float64]

_BREATH = 14.0 / 60.0  # breaths a second
_LEG = 0.775  # metres from hip to ankle on the standard body
_SWAY = np.array([0.009, 0.0015, 0.004])  # metres left, up, forwards; root mean square of the hips


@dataclass(frozen=True, slots=True)
class _Beat:
    time: float
    start: float
    strength: float
    sides: tuple[float, float]


class Body:
    """How one actor stands, breathes and moves its hands while it speaks."""

    def __init__(self, seed: int, build: Build = STANDARD) -> None:
        self._build = build
        self._random = generator(seed, "body")
        self._hips = Drift(3, seed=seed, purpose="weight", slowest=0.03, fastest=0.35)
        self._trunk = Drift(3, seed=seed, purpose="trunk", slowest=0.04, fastest=0.5)
        self._arms = Drift(6, seed=seed, purpose="arms", slowest=0.05, fastest=0.6)
        self._ready = Eased([0.0])
        self._inhales: list[float] = []
        self._phase = float(self._random.uniform(0.0, 1.0))
        self._beats: list[_Beat] = []
        # One hand lies on the other, and is the one that leads: the one beneath cannot leave through it.
        self._leading = int(self._random.integers(0, 2))

    def speak(self, start: float, clock: float, end: float, accents: tuple[Accent, ...]) -> None:
        """Plan breath and beats of one speech that sounds from ``start`` to ``end``; see ``Head.speak``."""
        if float(self._ready.target[0]) < 0.5:
            self._ready.move(max(start - 0.35, clock), [1.0], 0.9)
        self._inhales.append(max(start - 0.5, clock))
        last = -1e9
        for accent in accents:
            time = start + accent.time
            if accent.strength < 0.5 or time - last < 0.8 or self._random.random() < 0.35:
                continue
            last = time
            kind = self._random.random()
            if kind < 0.4:
                sides = (1.0, 0.9) if self._leading == 0 else (0.9, 1.0)
            else:
                sides = (1.0, 0.15) if self._leading == 0 else (0.15, 1.0)
            strength = accent.strength * float(self._random.uniform(0.6, 1.0))
            self._beats.append(_Beat(time, max(time - 0.42, clock), strength, sides))

    def pause(self, start: float) -> None:
        """Let the hands sink, some time after the last word."""
        if float(self._ready.target[0]) > 0.5:
            self._ready.move(start + 1.2, [0.0], 1.3)

    def at(self, times: Doubles, energy: Doubles, busy: Doubles, turn: Doubles) -> tuple[Doubles, Doubles]:
        """(Bones float64 [T, B, 4] without neck and head, hips float64 [T, 3] metres).

        Args:
            times: Seconds on the actor's clock.
            energy: float64 [T], scales the beats.
            busy: float64 [T], 1 where a gesture has the arms.
            turn: float64 [T], radians by which the upper body turns to the left.
        """
        bones = np.tile(resting_bones(), (len(times), 1, 1))
        breath = self._breath(times)
        hips = self._hips.at(times) * _SWAY
        trunk = np.radians(self._trunk.at(times) * np.array([0.35, 0.6, 0.35]))
        lean = hips[:, 0] * 0.8
        zero = np.zeros(len(times))
        bones[:, BONE["spine"]] = euler(
            np.stack([trunk[:, 0] + np.radians(0.8), trunk[:, 1] + 0.35 * turn, trunk[:, 2] - lean], -1)
        )
        bones[:, BONE["chest"]] = euler(
            np.stack([-np.radians(0.9) * breath - np.radians(0.6), 0.35 * turn, 0.5 * lean], -1)
        )
        bones[:, BONE["upperChest"]] = euler(np.stack([-np.radians(0.7) * breath, 0.3 * turn, zero], -1))
        self._legs(bones, hips)
        self._arms_at(bones, times, breath, energy * (1.0 - busy))
        return bones, hips

    def _breath(self, times: Doubles) -> Doubles:
        """float64 [T], about −1 out .. 1 in: a slow tide, and a quick draught before speaking."""
        tide = np.sin(2 * np.pi * (_BREATH * times + self._phase)) * 0.6
        for inhale in self._inhales:
            tide += 0.7 * bump(times, inhale, inhale + 0.5, inhale + 2.6)
        self._inhales = [inhale for inhale in self._inhales if inhale + 2.6 > times[-1]]
        return tide

    @staticmethod
    def _legs(bones: Doubles, hips: Doubles) -> None:
        """Keep the feet on the ground under moving hips."""
        zero = np.zeros(len(hips))
        aside, ahead = hips[:, 0] / _LEG, hips[:, 2] / _LEG
        leg, foot = euler(np.stack([ahead, zero, -aside], -1)), euler(np.stack([-ahead, zero, aside], -1))
        for side in ("left", "right"):
            bones[:, BONE[f"{side}UpperLeg"]] = leg
            bones[:, BONE[f"{side}Foot"]] = foot

    def _arms_at(self, bones: Doubles, times: Doubles, breath: Doubles, energy: Doubles) -> None:
        ready = self._ready.at(times)[:, 0]
        drift = np.radians(self._arms.at(times))
        zero = np.zeros(len(times))
        for number, (side, sign) in enumerate((("left", 1.0), ("right", -1.0))):
            columns = COLUMNS[side]
            lying = "ready" if number == self._leading else "ready-under"
            pose = between(
                arm("side", side, self._build)[None], arm(lying, side, self._build)[None], ready[:, None, None]
            )
            beat = np.zeros(len(times))
            opened = np.zeros(len(times))
            for one in self._beats:
                size = one.strength * one.sides[number]
                beat += size * bump(times, one.start, one.time - 0.1, one.time + 0.12)
                opened += size * bump(times, one.start, one.time + 0.05, one.time + 1.0, 0.25)
            beat, opened = np.minimum(beat, 1.2) * energy * ready, np.minimum(opened, 1.0) * energy * ready
            talk = between(
                pose, np.broadcast_to(arm("talk", side, self._build), pose.shape), (0.75 * opened)[:, None, None]
            )
            pose = between(
                talk, np.broadcast_to(arm("lifted", side, self._build), pose.shape), (0.55 * beat)[:, None, None]
            )
            bones[:, columns] = pose
            small = drift[:, 3 * number : 3 * number + 3]
            upper, hand = BONE[f"{side}UpperArm"], BONE[f"{side}Hand"]
            sway = euler(np.stack([zero, sign * 0.6 * small[:, 0], sign * 0.5 * small[:, 1]], -1))
            bones[:, upper] = multiply(sway, bones[:, upper])
            bones[:, hand] = multiply(bones[:, hand], euler(np.stack([zero, zero, sign * 1.2 * small[:, 2]], -1)))
            shoulder = BONE[f"{side}Shoulder"]
            lift = euler(np.stack([zero, zero, sign * np.radians(0.9) * breath], -1))
            bones[:, shoulder] = multiply(lift, bones[:, shoulder])
        self._beats = [one for one in self._beats if one.time + 1.1 > times[-1]]
