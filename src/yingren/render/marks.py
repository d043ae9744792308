"""The kernel that finds where outlines run."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import PIXELS, TILE, Canvas, Mesh, Projected, Scratch
from .visibility import NEARNESS

ROUND = 1.5
"""Metres: diameter of the largest round thing. Within one pixel of its outline a ball's surface falls away by the root
of pixel × diameter; an edge further than that behind what is in front of it is hidden."""


@njit(nogil=True, cache=True, error_model="numpy")
def mark(tile: Any, lens: Any, mesh: Mesh, projected: Projected, canvas: Canvas, scratch: Scratch) -> None:
    """Fill ``marks`` of a tile: an edge is an outline where only one of its triangles is seen, or it has only one.

    Soft triangles have none: what is cut out of a texture has its edge there, and it is soft already.
    """
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    for pixel in range(PIXELS):
        scratch.marks[pixel] = 0
    for entry in range(projected.firsts[tile], projected.firsts[tile + 1]):
        f = projected.lists[entry]
        for k in range(3):
            other = mesh.neighbours[f, k]
            if other < 0 or projected.facing[other] != projected.facing[f]:
                a, b = mesh.triangles[f, k], mesh.triangles[f, (k + 1) % 3]
                _mark(left, top, lens, a, b, projected.points, projected.inverse, scratch.keys, scratch.marks)


@njit(nogil=True, cache=True, error_model="numpy")
def _mark(left: Any, top: Any, lens: Any, a: Any, b: Any, points: Any, inverse: Any, keys: Any, marks: Any) -> None:
    """Mark every pixel of the tile that an edge of a triangle touches and nothing much nearer hides."""
    ax, ay = points[a, 0] / 256.0 - left, points[a, 1] / 256.0 - top
    bx, by = points[b, 0] / 256.0 - left, points[b, 1] / 256.0 - top
    if max(ax, bx) < 0 or max(ay, by) < 0 or min(ax, bx) >= TILE or min(ay, by) >= TILE:
        return
    da, db = np.float64(inverse[a]), np.float64(inverse[b])
    steep = abs(by - ay) > abs(bx - ax)
    if steep:
        ax, ay, bx, by = ay, ax, by, bx
    if ax > bx:
        ax, ay, bx, by, da, db = bx, by, ax, ay, db, da
    length = bx - ax
    slope = (by - ay) / length if length > 1e-9 else 0.0
    fall = (db - da) / length if length > 1e-9 else 0.0
    for step in range(max(math.floor(ax), 0), min(math.floor(bx), TILE - 1) + 1):
        start, stop = max(float(step), ax), min(step + 1.0, bx)
        low, high = ay + (start - ax) * slope, ay + (stop - ax) * slope
        if low > high:
            low, high = high, low
        d = da + ((start + stop) * 0.5 - ax) * fall
        distance = lens[3] / max(d, 1e-9)
        fall_away = math.sqrt(ROUND * distance / lens[0])
        limit = np.int64((d + fall_away * d / distance) * NEARNESS)
        for across in range(max(math.floor(low), 0), min(math.floor(high), TILE - 1) + 1):
            pixel = np.uint64(step * TILE + across if steep else across * TILE + step)
            if (keys[pixel] >> 32) <= limit:
                marks[pixel] = 1
