"""Gestures as the script asks for them: prepare, stroke, hold, retract, laid over whatever the arms were doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ..core.bones import BONE
from ..core.errors import nearest
from ..core.motion import TimedCue
from .arms import COLUMNS, STANDARD, Build, arm, gesture_data
from .curves import bump, ease
from .rotations import between, euler, multiply

Doubles = npt.NDArray[np.float64]

_SIDES = ("left", "right")
_BODY = ("hips", "spine", "chest", "upperChest", "head")
_SHORTEST = 0.32  # seconds to raise a hand without it snapping


@dataclass(frozen=True, slots=True)
class Gesture:
    """One gesture, ready to be played.

    Attributes:
        name: As in ``gestures.json``.
        seconds: From the first movement to the last.
        stroke: Second at which it lands.
        arms: Side → (seconds float64 [K], local rotations float64 [K, 19, 4]).
        body: Bone → (seconds float64 [K], radians float64 [K, 3]), added to the bone.
    """

    name: str
    seconds: float
    stroke: float
    arms: dict[str, tuple[Doubles, Doubles]]
    body: dict[str, tuple[Doubles, Doubles]]


def gesture_names() -> list[str]:
    """Names of all gestures, without aliases."""
    return list(gesture_data()["gestures"])


@cache
def gesture(name: str, build: Build = STANDARD) -> Gesture:
    """The gesture of that name, of an alias of it, or the nearest there is; a small beat where none is near."""
    data = gesture_data()
    known = data["gestures"]
    chosen = data["aliases"].get(name, name)
    if chosen not in known:
        near = nearest(chosen, [*known, *data["aliases"]]) or "beat"
        chosen = data["aliases"].get(near, near)
    entry = known[chosen]
    arms = {
        side: (
            np.array([time for time, _ in entry[side]], dtype=np.float64),
            np.stack([arm(pose, side, build) for _, pose in entry[side]]),
        )
        for side in _SIDES
        if side in entry
    }
    body = {
        bone: (
            np.array([time for time, _ in entry[bone]], dtype=np.float64),
            np.radians(np.array([angles for _, angles in entry[bone]], dtype=np.float64)),
        )
        for bone in _BODY
        if bone in entry
    }
    return Gesture(chosen, float(entry["seconds"]), float(entry["stroke"]), arms, body)


@dataclass(frozen=True, slots=True)
class _Playing:
    gesture: Gesture
    start: float
    strength: float

    @property
    def end(self) -> float:
        return self.start + self.gesture.seconds


def _keyed(seconds: Doubles, since: Doubles) -> tuple[npt.NDArray[np.int64], Doubles]:
    """(Key before each moment, eased part of the way to the next)."""
    lower = np.clip(np.searchsorted(seconds, since, side="right") - 1, 0, max(len(seconds) - 2, 0))
    upper = np.minimum(lower + 1, len(seconds) - 1)
    span = np.maximum(seconds[upper] - seconds[lower], 1e-6)
    return lower, ease((since - seconds[lower]) / span)


class Gestures:
    """The gestures one actor is making."""

    def __init__(self, build: Build = STANDARD) -> None:
        self._build = build
        self._playing: list[_Playing] = []

    def cue(self, start: float, cues: Sequence[TimedCue]) -> None:
        """Take up the gesture cues among ``cues``, whose times count from second ``start``."""
        for timed in cues:
            if timed.cue.kind == "gesture":
                chosen = gesture(timed.cue.name, self._build)
                begin = max(start + timed.time - chosen.stroke, start)
                self._playing.append(_Playing(chosen, begin, float(np.clip(timed.cue.strength, 0.0, 1.0))))
        self._playing.sort(key=lambda playing: playing.start)

    def busy(self, times: Doubles) -> Doubles:
        """float64 [T]: 1 where a gesture has the arms, eased; beats leave them alone there."""
        result = np.zeros(len(times))
        for playing in self._playing:
            if playing.gesture.arms:
                result = np.maximum(
                    result,
                    bump(times, playing.start - 0.3, playing.start, playing.end + 0.2, playing.gesture.seconds - 0.2),
                )
        return result

    def apply(self, bones: Doubles, times: Doubles) -> Doubles:
        """Lay the gestures over ``bones`` (float64 [T, B, 4], changed in place); gives the head's share.

        Returns:
            float64 [T, 3], radians to add to the head.
        """
        head = np.zeros((len(times), 3))
        for playing in self._playing:
            made, strength = playing.gesture, playing.strength
            since = times - playing.start
            inside = (since > 0) & (since < made.seconds)
            if not np.any(inside):
                continue
            own = since[inside]
            raise_for = max(_SHORTEST, made.stroke)
            lower_for = min(0.75, 0.45 * made.seconds)
            weight = bump(own, 0.0, raise_for, made.seconds, max(made.seconds - raise_for - lower_for, 0.0))
            for side, (seconds, poses) in made.arms.items():
                lower, part = _keyed(seconds, own)
                upper = np.minimum(lower + 1, len(seconds) - 1)
                pose = between(poses[lower], poses[upper], part[:, None, None])
                place = np.ix_(inside, COLUMNS[side])
                bones[place] = between(bones[place], pose, (weight * (0.6 + 0.4 * strength))[:, None, None])
            for bone, (seconds, angles) in made.body.items():
                lower, part = _keyed(seconds, own)
                upper = np.minimum(lower + 1, len(seconds) - 1)
                turn = (angles[lower] + (angles[upper] - angles[lower]) * part[:, None]) * strength
                if bone == "head":
                    head[inside] += turn
                    continue
                column = BONE[bone]
                bones[inside, column] = multiply(bones[inside, column], euler(turn))
                if bone == "hips":
                    # Legs stay where they stand while the pelvis tips.
                    for side in _SIDES:
                        leg = BONE[f"{side}UpperLeg"]
                        bones[inside, leg] = multiply(euler(-turn), bones[inside, leg])
        if len(times):
            self._playing = [playing for playing in self._playing if playing.end > times[-1]]
        return head
