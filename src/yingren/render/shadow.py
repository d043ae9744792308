"""The key light's shadows: how far towards the light the first surface lies, on a grid across the light."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .arrays import SHADOW, Mesh
from .camera import Camera

EMPTY = -1.0e30

SOFT = 0.008
"""Metres behind a surface over which its shadow grows from nothing to full: the unit of depth in the map."""

BIAS = 0.6
"""In units of ``SOFT``: what lies no further behind the map's surface is lit."""


def shadow_view(camera: Camera, aspect: float, towards: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """World → map, float64 [3, 4]: column, row (texels), nearness to the light in units of ``SOFT``.

    The map covers what the camera sees about its target, and hangs on the camera alone: a person who moves does not
    make it swim.
    """
    eye, target = np.asarray(camera.eye, np.float64), np.asarray(camera.target, np.float64)
    half = float(np.linalg.norm(target - eye)) * math.tan(camera.fov / 2) * max(1.0, aspect) * 1.25
    half = min(max(half, 0.3), 1.5)
    right = np.cross([0.0, 1.0, 0.0], towards)
    length = float(np.linalg.norm(right))
    right = right / length if length > 1e-6 else np.array([1.0, 0.0, 0.0])
    up = np.cross(towards, right)
    scale = SHADOW / (2 * half)
    rows = np.stack([right * scale, up * scale, towards / SOFT])
    shift = -rows @ target + np.array([SHADOW / 2, SHADOW / 2, 0.0])
    return np.concatenate([rows, shift[:, None]], axis=1)


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def shift(positions: Any, start: Any, stop: Any, offset: Any, view: Any, places: Any) -> None:
    """Vertices ``start..stop`` of one model into the map's space: ``places`` float32 [V, 3] out."""
    for i in range(start, stop):
        x, y, z = positions[i, 0], positions[i, 1], positions[i, 2]
        for k in range(3):
            places[offset + i, k] = view[k, 0] * x + view[k, 1] * y + view[k, 2] * z + view[k, 3]


@njit(nogil=True, cache=True, error_model="numpy")
def cast(start: Any, stop: Any, mesh: Mesh, sided: Any, places: Any, depth: Any) -> None:
    """Draw ``casters`` ``start..stop`` into a map, float32 [SHADOW, SHADOW]; the greatest depth stays."""
    triangles = mesh.triangles
    for entry in range(start, stop):
        f = mesh.casters[entry]
        a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
        x0, y0, x1, y1, x2, y2 = (
            places[a, 0], places[a, 1], places[b, 0], places[b, 1], places[c, 0], places[c, 1],
        )  # fmt: skip
        left = max(math.ceil(min(x0, x1, x2) - np.float32(0.5)), 0)
        right = min(math.floor(max(x0, x1, x2) - np.float32(0.5)), SHADOW - 1)
        top = max(math.ceil(min(y0, y1, y2) - np.float32(0.5)), 0)
        bottom = min(math.floor(max(y0, y1, y2) - np.float32(0.5)), SHADOW - 1)
        if left > right or top > bottom:
            continue
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        # The side away from the light lies behind the other one, where there is another.
        if abs(area) < np.float32(1e-6) or (area < 0 and sided[mesh.material_of[f]] == 0):
            continue
        over = np.float32(1.0) / area
        d0, d1, d2 = places[a, 2], places[b, 2], places[c, 2]
        for y in range(top, bottom + 1):
            py = np.float32(y) + np.float32(0.5)
            for x in range(left, right + 1):
                px = np.float32(x) + np.float32(0.5)
                w1 = ((px - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) * over
                w2 = ((x1 - x0) * (py - y0) - (px - x0) * (y1 - y0)) * over
                if w1 >= 0 and w2 >= 0 and w1 + w2 <= np.float32(1.0):
                    near = d0 + w1 * (d1 - d0) + w2 * (d2 - d0)
                    if near > depth[y, x]:
                        depth[y, x] = near


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def through(depth: Any, a: Any, b: Any, c: Any) -> Any:
    """Part of the key light, 0..1, that reaches a place of the map's space: 5×5 texels, bilinearly weighted."""
    x = np.int64(math.floor(a - np.float32(0.5)))
    y = np.int64(math.floor(b - np.float32(0.5)))
    if x < 2 or y < 2 or x > SHADOW - 4 or y > SHADOW - 4:
        return np.float32(1.0)
    part_x = a - np.float32(0.5) - np.float32(x)
    part_y = b - np.float32(0.5) - np.float32(y)
    limit = c + np.float32(1.0 + BIAS)
    total = np.float32(0.0)
    for dy in range(-2, 4):
        weight_y = np.float32(1.0)
        if dy == -2:
            weight_y = np.float32(1.0) - part_y
        elif dy == 3:
            weight_y = part_y
        for dx in range(-2, 4):
            weight = weight_y
            if dx == -2:
                weight *= np.float32(1.0) - part_x
            elif dx == 3:
                weight *= part_x
            lit = min(max(limit - depth[np.uint64(y + dy), np.uint64(x + dx)], np.float32(0.0)), np.float32(1.0))
            total += weight * lit
    return total * np.float32(1.0 / 25.0)
