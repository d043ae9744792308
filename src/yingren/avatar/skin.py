"""Shapes and skin weights applied: the inner loop of posing."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .model import Floats, Model


@njit(nogil=True, cache=True)
def _bend(
    starts: Any, indices: Any, moves: Any, turns: Any, active: Any, weights: Any, positions: Any, normals: Any
) -> None:
    for a in range(len(active)):
        weight = weights[a]
        for k in range(starts[active[a]], starts[active[a] + 1]):
            v = indices[k]
            for i in range(3):
                positions[v, i] += weight * moves[k, i]
                normals[v, i] += weight * turns[k, i]


@njit(nogil=True, cache=True)
def _skin(joints: Any, weights: Any, palette: Any, positions: Any, normals: Any) -> None:
    m = np.empty((3, 4), np.float32)
    for v in range(len(positions)):
        m[:] = 0
        for k in range(4):
            w = weights[v, k]
            if w > 0:
                joint = palette[joints[v, k]]
                for r in range(3):
                    for c in range(4):
                        m[r, c] += w * joint[r, c]
        x, y, z = positions[v, 0], positions[v, 1], positions[v, 2]
        a, b, c2 = normals[v, 0], normals[v, 1], normals[v, 2]
        length = np.float32(0)
        for r in range(3):
            positions[v, r] = m[r, 0] * x + m[r, 1] * y + m[r, 2] * z + m[r, 3]
            n = m[r, 0] * a + m[r, 1] * b + m[r, 2] * c2
            normals[v, r] = n
            length += n * n
        if length > 0:
            scale = np.float32(1) / np.sqrt(length)
            for r in range(3):
                normals[v, r] *= scale


class Skinner:
    """One model made ready to be deformed."""

    def __init__(self, model: Model) -> None:
        self._model = model
        lengths = [len(morph.indices) for morph in model.morphs]
        self._starts = np.cumsum([0, *lengths]).astype(np.int64)
        empty = np.zeros((0, 3), np.float32)
        self._indices = np.concatenate([np.zeros(0, np.int32), *(morph.indices for morph in model.morphs)])
        self._moves = np.concatenate([empty, *(morph.positions for morph in model.morphs)])
        self._turns = np.concatenate([empty, *(morph.normals for morph in model.morphs)])

    def __call__(self, shapes: Floats, palette: npt.NDArray[np.float64]) -> tuple[Floats, Floats]:
        """Deform.

        Args:
            shapes: float32 [M], weight of each of the model's morphs.
            palette: float64 [J, 4, 4], from where a joint's vertices are stored to where they are.

        Returns:
            Positions and unit normals, float32 [V, 3] each, new arrays.
        """
        model = self._model
        positions, normals = model.positions.copy(), model.normals.copy()
        active = np.flatnonzero(np.abs(shapes) > 1e-4)
        if len(active):
            weights = shapes[active].astype(np.float32)
            _bend(self._starts, self._indices, self._moves, self._turns, active, weights, positions, normals)
        rows = np.ascontiguousarray(palette[:, :3, :], np.float32)
        _skin(model.joints, model.weights, rows, positions, normals)
        return positions, normals
