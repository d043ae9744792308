"""From a human's pose to a skeleton's matrices."""

import numpy as np
import numpy.typing as npt

from ..core.bones import BONE, BONES, PARENT
from ..core.motion import Pose
from .model import Skeleton
from .nodes import Doubles, matrix_of, world_of

YAW_LIMIT = 0.62
"""Radians an eye turns to a side at most."""
PITCH_LIMIT = 0.42
"""Radians an eye turns up or down at most."""

_FOLDED = ("spine", "chest", "upperChest", "neck", "leftShoulder", "rightShoulder")
"""Bones that a model may lack; their turn then belongs to the bone above."""


class Rig:
    """A skeleton that takes VRM's normalised rotations, whatever its nodes' own axes are at rest."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self.rest = world_of(skeleton.parents, skeleton.translations, skeleton.rotations, skeleton.scales)
        turns = self.rest[:, :3, :3] / np.maximum(np.linalg.norm(self.rest[:, :3, :3], axis=1, keepdims=True), 1e-12)
        identity = np.eye(3)
        self._above = np.array([turns[p] if p >= 0 else identity for p in skeleton.parents]).reshape(-1, 3, 3)
        self._local = matrix_of(skeleton.rotations)
        self._columns = np.array([BONE[name] for name in skeleton.humanoid], np.int64)
        self._nodes = np.array(list(skeleton.humanoid.values()), np.int64)
        # Parents first, so that two missing bones in a row fold in the right order.
        self._missing = [
            (BONE[name], BONE[parent])
            for name in reversed(BONES)
            if name in _FOLDED and name not in skeleton.humanoid and (parent := PARENT[name]) is not None
        ]
        self._rest_palette = self.rest[skeleton.joints] @ skeleton.inverse_bind.astype(np.float64)

    @property
    def rest_palette(self) -> Doubles:
        """Joint matrices at rest, float64 [J, 4, 4]."""
        return self._rest_palette

    def palette(self, pose: Pose) -> Doubles:
        """Joint matrices of a pose, float64 [J, 4, 4]: from where vertices are stored to where they are."""
        skeleton = self._skeleton
        if not skeleton.humanoid:
            return self._rest_palette
        turns = matrix_of(pose.bones)
        for missing, bearer in self._missing:
            turns[bearer] = turns[bearer] @ turns[missing]
        eye = _gaze(pose.gaze)
        for name in ("leftEye", "rightEye"):
            turns[BONE[name]] = turns[BONE[name]] @ eye
        local = np.zeros((len(skeleton.parents), 4, 4))
        local[:, :3, :3] = self._local
        above = self._above[self._nodes]
        own = turns[self._columns]
        local[self._nodes, :3, :3] = above.transpose(0, 2, 1) @ own @ above @ self._local[self._nodes]
        local[:, :3, :3] *= skeleton.scales[:, None, :]
        local[:, :3, 3] = skeleton.translations
        local[:, 3, 3] = 1
        hips = skeleton.humanoid["hips"]
        local[hips, :3, 3] += self._above[hips].T @ pose.hips.astype(np.float64)
        for index, parent in enumerate(skeleton.parents):
            if parent >= 0:
                local[index] = local[parent] @ local[index]
        return local[skeleton.joints] @ skeleton.inverse_bind.astype(np.float64)


def limited(gaze: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Yaw and pitch that eyes can reach, radians."""
    yaw, pitch = float(gaze[0]), float(gaze[1])
    return min(max(yaw, -YAW_LIMIT), YAW_LIMIT), min(max(pitch, -PITCH_LIMIT), PITCH_LIMIT)


def _gaze(gaze: npt.NDArray[np.float32]) -> Doubles:
    yaw, pitch = limited(gaze)
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    return np.asarray(about_y @ about_x)
