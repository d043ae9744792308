"""Normals where a file has none, and how shapes bend them."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float32]


def welded(positions: Floats) -> npt.NDArray[np.int32]:
    """One number for all vertices at exactly the same place: int32 [V]. Seams of texture part them only on paper."""
    rows = np.ascontiguousarray(positions + np.float32(0)).view(np.dtype((np.void, 12))).ravel()
    _, inverse = np.unique(rows, return_inverse=True)
    return inverse.astype(np.int32).ravel()


@njit(nogil=True, cache=True)
def _gathered(flat: Any, triangles: Any, weld: Any, count: int) -> Any:
    out = np.zeros((count, 3), np.float64)
    for f in range(len(triangles)):
        for k in range(3):
            w = weld[triangles[f, k]]
            for i in range(3):
                out[w, i] += flat[f, i]
    return out


def smooth_normals(positions: Floats, triangles: npt.NDArray[np.int32], weld: npt.NDArray[np.int32]) -> Floats:
    """Area-weighted unit normals, float32 [V, 3]; vertices that ``weld`` joins get one."""
    a, b, c = (positions[triangles[:, i]].astype(np.float64) for i in range(3))
    flat = np.cross(b - a, c - a)
    summed = _gathered(flat, triangles, weld, int(weld.max(initial=-1)) + 1)
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    summed = np.where(length > 1e-20, summed / np.maximum(length, 1e-20), (0.0, 1.0, 0.0))
    return summed[weld].astype(np.float32)


class Bending:
    """Works out how a shape changes the normals of one mesh."""

    def __init__(self, positions: Floats, triangles: npt.NDArray[np.int32], weld: npt.NDArray[np.int32]) -> None:
        self._positions, self._triangles, self._weld = positions, triangles, weld
        self._count = int(weld.max(initial=-1)) + 1
        self._corners = weld[triangles]
        self._rest = smooth_normals(positions, triangles, weld)

    def __call__(self, indices: npt.NDArray[np.int32], moves: Floats) -> tuple[npt.NDArray[np.int32], Floats]:
        """Vertices [n] whose normals change when ``indices`` move by ``moves``, and by how much, float32 [n, 3]."""
        touched = np.zeros(self._count, np.bool_)
        touched[self._weld[indices]] = True
        near = touched[self._corners].any(axis=1)
        ring = np.zeros(self._count, np.bool_)
        ring[self._corners[near]] = True
        # Normals of the ring need every triangle around it, moved or not.
        around = self._triangles[ring[self._corners].any(axis=1)]
        positions = self._positions.copy()
        positions[indices] += moves
        bent = smooth_normals(positions, around, self._weld)
        vertices = np.flatnonzero(ring[self._weld])
        change = bent[vertices] - self._rest[vertices]
        kept = np.abs(change).max(axis=1) > 2e-3
        return vertices[kept].astype(np.int32), change[kept]
