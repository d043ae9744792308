"""The visibility kernel: which opaque triangle is seen at the middle of each pixel."""

from typing import Any

import numpy as np
from numba import njit

from .arrays import MARGIN, TILE, Canvas, Mesh, Projected, Scratch, Surfaces

NEARNESS = 1 << 30
"""Steps of depth: ``near / distance`` times this is a key's upper half."""

FRACTION = 16
"""Bits of depth below one step, so that adding slopes along a row stays exact enough."""

STEEP = 2.0**52
"""Depth slopes beyond this (a sliver seen from its side) count as flat."""


SLACK = 4
"""Steps of depth that adding up slopes may err by."""

WIDE = 8
"""Pixels that rows of a triangle are rounded to."""

AGAIN = 96
"""Triangles drawn before ``coarse`` is worked out anew."""


@njit(nogil=True, cache=True, error_model="numpy")
def see(tiles: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas, scratch: Scratch) -> None:
    """Fill the ``keys`` of some tiles with what is opaque.

    Triangles are walked in whole blocks of pixels without a branch inside, which the compiler turns into vector
    code; a pixel's greatest key wins, so the order of triangles does not matter. What turns its inside to the camera
    comes last: the back of a jacket is then hidden by its front, and left out.
    """
    for tile in tiles:
        left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
        for y in range(top, top + TILE):
            base = np.uint64((y + MARGIN) * canvas.shape[1] + left + MARGIN)
            for k in range(np.uint64(TILE)):
                canvas.keys[base + k] = 0
        scratch.coarse[:] = 0
        _see(tile, 1, mesh, surfaces, projected, canvas, scratch)
        _see(tile, -1, mesh, surfaces, projected, canvas, scratch)


@njit(nogil=True, cache=True, error_model="numpy")
def coarsen(keys: Any, start: Any, stride: Any, least: Any, coarse: Any) -> None:
    """Fill ``coarse`` with the least of each 8×8 keys of a tile that starts at ``start``. ``least``: room."""
    for block_y in range(8):
        base = np.uint64(start + block_y * 8 * stride)
        for k in range(np.uint64(TILE)):
            least[k] = keys[base + k]
        for _ in range(7):
            base += np.uint64(stride)
            for k in range(np.uint64(TILE)):
                least[k] = min(least[k], keys[base + k])
        for block_x in range(8):
            lowest = least[block_x * 8]
            for k in range(1, 8):
                lowest = min(lowest, least[block_x * 8 + k])
            coarse[block_y * 8 + block_x] = lowest


@njit(nogil=True, cache=True, error_model="numpy")
def hidden(first_x: Any, last_x: Any, first_y: Any, last_y: Any, nearest: Any, coarse: Any) -> Any:
    """Whether everything in a part of a tile is nearer than ``nearest`` (upper half of a key)."""
    for block_y in range(first_y >> 3, (last_y >> 3) + 1):
        for block_x in range(first_x >> 3, (last_x >> 3) + 1):
            if (coarse[np.uint64(block_y * 8 + block_x)] >> 32) <= nearest:
                return False
    return True


@njit(nogil=True, cache=True, error_model="numpy")
def _see(
    tile: Any,
    facing: Any,
    mesh: Mesh,
    surfaces: Surfaces,
    projected: Projected,
    canvas: Canvas,
    scratch: Scratch,
) -> None:
    """Draw the triangles of a tile that face one way, the last first: clothes come after what they cover."""
    triangles, points, inverse = mesh.triangles, projected.points, projected.inverse
    coarse, least = scratch.coarse, scratch.least
    keys, stride = canvas.keys, canvas.shape[1]
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    corner = (top + MARGIN) * stride + left + MARGIN
    drawn = AGAIN if facing < 0 else 0
    for entry in range(projected.firsts[tile + 1] - 1, projected.firsts[tile] - 1, -1):
        f = projected.lists[entry]
        if projected.facing[f] != facing:
            continue
        a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
        if facing > 0:
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
        if drawn >= AGAIN:
            coarsen(keys, corner, stride, least, coarse)
            drawn = 0
        nearest = np.int64(max(inverse[a], inverse[b], inverse[c]) * float(NEARNESS)) + SLACK
        if hidden(first_x - left, last_x - left, first_y - top, last_y - top, nearest, coarse):
            continue
        drawn += 1
        first_x &= ~(WIDE - 1)
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
        count = ((last_x - first_x) & ~(WIDE - 1)) + WIDE
        for y in range(first_y, last_y + 1):
            w0, w1, w2, d = e0, e1, e2, row_depth
            base = np.uint64((y + MARGIN) * stride + first_x + MARGIN)
            for k in range(np.uint64(count)):
                key = ((d >> FRACTION) << 32) | name
                keys[base + k] = max(keys[base + k], key if (w0 | w1 | w2) >= 0 else np.int64(0))
                w0 += gx0
                w1 += gx1
                w2 += gx2
                d += dx
            e0 += gy0
            e1 += gy1
            e2 += gy2
            row_depth += dy
