"""What a human does: face, bones and gaze over time, bound to no avatar."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .bones import BONES
from .faces import ARKIT
from .script import Cue

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TimedCue:
    """A cue and the second at which it happens, on the clock of what it is passed with."""

    time: float
    cue: Cue


@dataclass(frozen=True, slots=True)
class Pose:
    """One moment of a :class:`Motion`.

    Attributes:
        face: float32 [52], ARKit order, 0..1.
        bones: float32 [B, 4], local rotations xyzw by ``core.bones.BONES``, from the VRM rest pose (T-pose),
            in VRM 1.0 normalised axes: at rest every bone's axes are the model's (+Y up, +Z forward, +X to the
            character's left).
        hips: float32 [3], metres from the rest place.
        gaze: float32 [2], yaw and pitch of the eyes in the head, radians; yaw > 0 to the character's left,
            pitch > 0 up.
    """

    face: Floats
    bones: Floats
    hips: Floats
    gaze: Floats


@dataclass(frozen=True, slots=True)
class Motion:
    """A performance.

    Attributes:
        rate: Poses per second.
        face: float32 [T, 52], ARKit order, 0..1.
        bones: float32 [T, B, 4], as in :class:`Pose`.
        hips: float32 [T, 3], metres.
        gaze: float32 [T, 2], radians.
    """

    rate: float
    face: Floats
    bones: Floats
    hips: Floats
    gaze: Floats

    def __post_init__(self) -> None:
        frames = len(self.face)
        expected = {
            "face": (frames, len(ARKIT)),
            "bones": (frames, len(BONES), 4),
            "hips": (frames, 3),
            "gaze": (frames, 2),
        }
        for name, shape in expected.items():
            found = getattr(self, name).shape
            if found != shape:
                raise ValueError(f"Motion.{name} has shape {found}, expected {shape}")

    def __len__(self) -> int:
        return len(self.face)

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self) / self.rate

    def frame(self, index: int) -> Pose:
        """The pose at a frame number."""
        return Pose(self.face[index], self.bones[index], self.hips[index], self.gaze[index])

    def at(self, time: float) -> Pose:
        """The pose at a second, between frames where it falls between; held before the start and after the end."""
        position = min(max(time * self.rate, 0.0), len(self) - 1.0)
        lower = int(position)
        upper = min(lower + 1, len(self) - 1)
        part = np.float32(position - lower)
        bones = self.bones[lower] * (1 - part)
        towards = self.bones[upper] * part
        # q and -q are one rotation: take the sign that is near, then normalise (angles between frames are small).
        sign = np.sign(np.sum(self.bones[lower] * self.bones[upper], axis=-1, keepdims=True))
        bones = bones + towards * np.where(sign == 0, 1, sign)
        bones /= np.linalg.norm(bones, axis=-1, keepdims=True)
        return Pose(
            self.face[lower] * (1 - part) + self.face[upper] * part,
            bones.astype(np.float32),
            self.hips[lower] * (1 - part) + self.hips[upper] * part,
            self.gaze[lower] * (1 - part) + self.gaze[upper] * part,
        )
