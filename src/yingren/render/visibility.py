"""The visibility kernel: which opaque triangle is seen at the middle of each pixel."""

from typing import Any

import numpy as np
from numba import njit

from .arrays import MARGIN, TILE, Canvas, Mesh, Projected, Surfaces

NEARNESS = 1 << 30
"""Steps of depth: ``near / distance`` times this is a key's upper half."""

FRACTION = 16
"""Bits of depth below one step, so that adding slopes along a row stays exact enough."""

STEEP = 2.0**52
"""Depth slopes beyond this (a sliver seen from its side) count as flat."""


@njit(nogil=True, cache=True, error_model="numpy")
def see(tiles: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas) -> None:
    """Fill the ``keys`` of some tiles with what is opaque.

    Triangles are walked in whole blocks of four pixels without a branch inside, which the compiler turns into vector
    code; a pixel's greatest key wins, so the order of triangles does not matter.
    """
    for tile in tiles:
        _see(tile, mesh, surfaces, projected, canvas)


@njit(nogil=True, cache=True, error_model="numpy")
def _see(tile: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas) -> None:
    triangles, points, inverse = mesh.triangles, projected.points, projected.inverse
    keys, stride = canvas.keys, canvas.shape[1]
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    for y in range(top, top + TILE):
        base = np.uint64((y + MARGIN) * stride + left + MARGIN)
        for k in range(np.uint64(TILE)):
            keys[base + k] = 0
    for entry in range(projected.firsts[tile], projected.firsts[tile + 1]):
        f = projected.lists[entry]
        a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
        if projected.facing[f] > 0:
            b, c = c, b
        x0, y0 = np.int64(points[a, 0]), np.int64(points[a, 1])
        x1, y1 = np.int64(points[b, 0]), np.int64(points[b, 1])
        x2, y2 = np.int64(points[c, 0]), np.int64(points[c, 1])
        m = mesh.material_of[f]
        # First and last pixel whose middle may be inside.
        first_x = max((min(x0, x1, x2) + 127) >> 8, left)
        last_x = min((max(x0, x1, x2) - 128) >> 8, left + TILE - 1)
        first_y = max((min(y0, y1, y2) + 127) >> 8, top)
        last_y = min((max(y0, y1, y2) - 128) >> 8, top + TILE - 1)
        if first_x > last_x or first_y > last_y:
            continue
        first_x &= ~3
        # Edge functions: twice the area towards each side, in (1/256 pixel)², exact.
        gx0, gy0 = y1 - y2, x2 - x1
        gx1, gy1 = y2 - y0, x0 - x2
        gx2, gy2 = y0 - y1, x1 - x0
        px, py = (first_x << 8) + 128, (first_y << 8) + 128
        e0 = gx0 * (px - x1) + gy0 * (py - y1)
        e1 = gx1 * (px - x2) + gy1 * (py - y2)
        e2 = gx2 * (px - x0) + gy2 * (py - y0)
        area = gx2 * (x2 - x0) + gy2 * (y2 - y0)
        # A pixel on an edge belongs to one of the two triangles: that with the edge at its top or left.
        e0 -= 0 if gx0 > 0 or (gx0 == 0 and gy0 > 0) else 1
        e1 -= 0 if gx1 > 0 or (gx1 == 0 and gy1 > 0) else 1
        e2 -= 0 if gx2 > 0 or (gx2 == 0 and gy2 > 0) else 1
        over_area = float(NEARNESS << FRACTION) / area
        i0, i1, i2 = inverse[a] * over_area, inverse[b] * over_area, inverse[c] * over_area
        slope_x = 256.0 * (gx0 * i0 + gx1 * i1 + gx2 * i2)
        slope_y = 256.0 * (gy0 * i0 + gy1 * i1 + gy2 * i2)
        if abs(slope_x) + abs(slope_y) < STEEP:
            row_depth, dx, dy = np.int64(e0 * i0 + e1 * i1 + e2 * i2), np.int64(slope_x), np.int64(slope_y)
        else:
            row_depth, dx, dy = np.int64(inverse[a] * float(NEARNESS << FRACTION)), np.int64(0), np.int64(0)
        gx0, gy0, gx1, gy1, gx2, gy2 = gx0 << 8, gy0 << 8, gx1 << 8, gy1 << 8, gx2 << 8, gy2 << 8
        name = np.int64((f + 1) | (surfaces.groups[m] << 24))
        blocks = ((last_x - first_x) >> 2) + 1
        for y in range(first_y, last_y + 1):
            w0, w1, w2, d = e0, e1, e2, row_depth
            base = np.uint64((y + MARGIN) * stride + first_x + MARGIN)
            for _ in range(blocks):
                for k in range(np.uint64(4)):
                    j = np.int64(k)
                    inside = ((w0 + j * gx0) | (w1 + j * gx1) | (w2 + j * gx2)) >= 0
                    key = (((d + j * dx) >> FRACTION) << 32) | name
                    keys[base + k] = max(keys[base + k], key if inside else np.int64(0))
                base += np.uint64(4)
                w0 += gx0 * 4
                w1 += gx1 * 4
                w2 += gx2 * 4
                d += dx * 4
            e0 += gy0
            e1 += gy1
            e2 += gy2
            row_depth += dy
