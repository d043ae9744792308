"""Attributes of triangles laid out in a picture: which place of the body each texel shows."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .mesh import Array, Integers


@njit(cache=True)  # type: ignore[untyped-decorator]
def _fill(corners: Any, values: Any, depth: Any, out: Any, nearest: Any) -> None:
    height, width, channels = out.shape
    for t in range(len(corners)):
        ax, ay = corners[t, 0, 0], corners[t, 0, 1]
        bx, by = corners[t, 1, 0], corners[t, 1, 1]
        cx, cy = corners[t, 2, 0], corners[t, 2, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        left, right = int(np.floor(min(ax, bx, cx) - 0.5)), int(np.ceil(max(ax, bx, cx) + 0.5))
        top, bottom = int(np.floor(min(ay, by, cy) - 0.5)), int(np.ceil(max(ay, by, cy) + 0.5))
        for row in range(max(top, 0), min(bottom, height)):
            for column in range(max(left, 0), min(right, width)):
                x, y = column + 0.5, row + 0.5
                b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
                c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
                a = 1 - b - c
                if a < -1e-6 or b < -1e-6 or c < -1e-6:
                    continue
                d = a * depth[t, 0] + b * depth[t, 1] + c * depth[t, 2]
                if d > nearest[row, column]:
                    nearest[row, column] = d
                    for k in range(channels):
                        out[row, column, k] = a * values[t, 0, k] + b * values[t, 1, k] + c * values[t, 2, k]


def rasterised(
    places: Array, triangles: Integers, values: Array, depth: Array, size: tuple[int, int]
) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Draw per-vertex values.

    Args:
        places: float64 [V, 2], pixels, x right and y down.
        triangles: int64 [F, 3].
        values: float64 [V, k].
        depth: float64 [V]; where triangles overlap the greatest wins.
        size: Height and width.

    Returns:
        float64 [h, w, k] and what is covered [h, w].
    """
    out = np.zeros((*size, values.shape[1]))
    nearest = np.full(size, -np.inf)
    _fill(places[triangles], values[triangles], depth[triangles], out, nearest)
    return out, np.isfinite(nearest)
