"""Arms by where the hand is: two-bone inverse kinematics on a standard body, fingers by shape.

Poses are written for the left arm (``gestures.json``) and mirrored for the right. A hand is placed in metres: x from
the middle of the body outwards, y up and z forwards from the shoulder joint.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.bones import BONE
from .rotations import IDENTITY, euler, from_matrix, inverse, mirrored, multiply

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Build:
    """The lengths that decide where a hand comes to lie; those of the packaged presenter by default.

    Attributes:
        upper: Metres from shoulder to elbow.
        lower: Metres from elbow to wrist.
        shoulder: Metres from the middle of the body to the shoulder joint.
    """

    upper: float = 0.238
    lower: float = 0.218
    shoulder: float = 0.14

    def hand(self, place: tuple[float, float, float]) -> Doubles:
        """float64 [3]: a pose's place of the hand, from this body's shoulder joint.

        Near the middle of the body places are kept, so that hands that touch still touch; out at the side they move
        with the shoulder; forwards and upwards they go by the length of the arm.
        """
        reach = (self.upper + self.lower) / (_WRITTEN.upper + _WRITTEN.lower)
        outer = float(np.clip((place[0] - 0.09) / 0.07, 0.0, 1.0))
        x = place[0] + outer * (self.shoulder - _WRITTEN.shoulder) - self.shoulder
        return np.array([x, place[1] * reach, place[2] * reach])


_WRITTEN = Build(0.238, 0.218, 0.158)  # the body that gestures.json was written on
STANDARD = Build()

_FINGERS = ("Thumb", "Index", "Middle", "Ring", "Little")
_ARM = ("Shoulder", "UpperArm", "LowerArm", "Hand")


def _finger_bones(finger: str) -> tuple[str, ...]:
    parts = ("Metacarpal", "Proximal", "Distal") if finger == "Thumb" else ("Proximal", "Intermediate", "Distal")
    return tuple(finger + part for part in parts)


PARTS: tuple[str, ...] = (*_ARM, *(bone for finger in _FINGERS for bone in _finger_bones(finger)))
"""Bones of an arm, without ``left`` or ``right``."""

COLUMNS: dict[str, npt.NDArray[np.int64]] = {
    side: np.array([BONE[side + part] for part in PARTS]) for side in ("left", "right")
}
"""Side → columns of ``Motion.bones`` for ``PARTS``."""


@cache
def gesture_data() -> dict[str, Any]:
    """``gestures.json``."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath("gestures.json").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True, slots=True)
class ArmPose:
    """Where an arm is, written for the left one.

    Attributes:
        hand: Wrist, metres, as ``Build.hand`` reads it.
        palm: Which way the palm faces.
        fingers: Which way the fingers point.
        elbow: Which way the elbow points off the line from shoulder to wrist.
        shape: Name of a hand shape.
        shoulder: Degrees by which the shoulder is lifted, and brought forwards.
    """

    hand: tuple[float, float, float]
    palm: tuple[float, float, float]
    fingers: tuple[float, float, float]
    elbow: tuple[float, float, float] = (0.45, -1.0, -0.35)
    shape: str = "relaxed"
    shoulder: tuple[float, float] = (0.0, 0.0)


def _unit(v: Doubles) -> Doubles:
    return np.asarray(v / max(float(np.linalg.norm(v)), 1e-9), dtype=np.float64)


def _frame(x: Doubles, y: Doubles) -> Doubles:
    """Quaternion whose x axis is ``x`` and whose y axis is as near ``y`` as can be."""
    x = _unit(x)
    y = _unit(y - x * float(x @ y))
    return from_matrix(np.stack([x, y, np.cross(x, y)], axis=-1))


def _twist(q: Doubles) -> float:
    """Radians of ``q`` about the x axis, −π..π."""
    angle = 2.0 * float(np.arctan2(q[0], q[3]))
    return (angle + np.pi) % (2 * np.pi) - np.pi


def solve(pose: ArmPose, build: Build = STANDARD) -> Doubles:
    """float64 [19, 4]: local rotations of the left arm by ``PARTS``."""
    lift, forwards = np.radians(pose.shoulder)
    shoulder = euler(np.array([0.0, -forwards, lift]))
    target = build.hand(pose.hand)
    first, second = build.upper, build.lower
    reach = float(np.clip(np.linalg.norm(target), 0.12, 0.995 * (first + second)))
    along = _unit(target)
    # The law of cosines puts the elbow on a circle about the line to the hand; the hint picks the point on it.
    ahead = (first**2 - second**2 + reach**2) / (2 * reach)
    aside = np.sqrt(max(first**2 - ahead**2, 1e-8))
    hint = np.array(pose.elbow, dtype=np.float64)
    elbow = along * ahead + _unit(hint - along * float(hint @ along)) * aside
    upper_axis, lower_axis = _unit(elbow), _unit(along * reach - elbow)
    # The elbow bends towards the upper arm's own +z, so its hinge is y.
    hinge = _unit(np.cross(lower_axis, upper_axis))
    upper = _frame(upper_axis, hinge)
    lower = _frame(lower_axis, hinge)
    hand = _frame(np.array(pose.fingers, dtype=np.float64), -np.array(pose.palm, dtype=np.float64))
    hand_local = multiply(inverse(lower), hand)
    # A forearm turns along its length: half of the wrist's roll belongs to it.
    roll = euler(np.array([0.5 * _twist(hand_local), 0.0, 0.0]))
    arm = [
        shoulder,
        multiply(inverse(shoulder), upper),
        multiply(multiply(inverse(upper), lower), roll),
        multiply(inverse(roll), hand_local),
    ]
    return np.concatenate([np.stack(arm), hand_shape(pose.shape)])


@cache
def hand_shape(name: str) -> Doubles:
    """float64 [15, 4]: local rotations of the left hand's fingers, thumb first."""
    entry = gesture_data()["shapes"][name]
    angles = np.zeros((15, 3))
    for number, finger in enumerate(_FINGERS):
        for part, value in enumerate(entry[finger.lower()]):
            angles[3 * number + part] = value if isinstance(value, list) else (0.0, 0.0, -value)
    return euler(np.radians(angles))


@cache
def arm(name: str, side: str, build: Build = STANDARD) -> Doubles:
    """float64 [19, 4]: local rotations by ``PARTS`` of the pose ``name`` in ``gestures.json``."""
    entry: dict[str, Any] = gesture_data()["poses"][name]
    solved = solve(ArmPose(**entry), build)
    return solved if side == "left" else mirrored(solved)


def resting_bones() -> Doubles:
    """float64 [B, 4], all at the VRM rest pose."""
    return np.tile(IDENTITY, (len(BONE), 1))
