"""The visibility kernel: which triangle is seen at the middle of each pixel, and where edges run."""

import math

import numpy as np
from numba import njit

from .bins import TILE
from .texels import alpha_at, level_of

SOLID = 0.98
"""Alpha from which a pixel of hair counts as closed."""

EDGE_DEPTH = 0.02
"""Metres: an edge further behind the surface in front is hidden. A round head falls away by almost a centimetre within
one pixel of its outline, so this must not be small."""


@njit(nogil=True, cache=True, error_model="numpy")
def see(
    tile,
    columns,
    firsts,
    lists,
    triangles,
    material_of,
    neighbours,
    facing,
    screen,
    inverse,
    attributes,
    materials,
    blends,
    groups,
    texels,
    offsets,
    widths,
    heights,
    depth,
    seen,
    marks,
):
    """Draw one tile.

    Args:
        firsts, lists: The tile's triangles.
        depth: float32 [H, W] out, 1 / distance, 0 for nothing. H and W are whole tiles.
        seen: int32 [H, W] out, triangle + 1 with the material's group << 24; 0 for nothing.
        marks: uint8 [H, W] out, 1 where an outline or a border runs through the pixel and is not hidden.

    Returns:
        1 if the tile holds triangles that are not opaque, else 0.
    """
    left, top = (tile % columns) * TILE, (tile // columns) * TILE
    for y in range(top, top + TILE):
        for x in range(left, left + TILE):
            depth[y, x] = 0
            seen[y, x] = 0
            marks[y, x] = 0
    translucent = 0
    for entry in range(firsts[tile], firsts[tile + 1]):
        f = lists[entry]
        a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
        if facing[f] > 0:
            b, c = c, b
        x0, y0 = np.int64(screen[a, 0]), np.int64(screen[a, 1])
        x1, y1 = np.int64(screen[b, 0]), np.int64(screen[b, 1])
        x2, y2 = np.int64(screen[c, 0]), np.int64(screen[c, 1])
        # First and last pixel whose middle may be inside.
        first_x = max((min(x0, x1, x2) + 127) >> 8, left)
        last_x = min((max(x0, x1, x2) - 128) >> 8, left + TILE - 1)
        first_y = max((min(y0, y1, y2) + 127) >> 8, top)
        last_y = min((max(y0, y1, y2) - 128) >> 8, top + TILE - 1)
        m = material_of[f]
        blend = blends[m]
        if blend != 0:
            translucent = 1
        if first_x > last_x or first_y > last_y:
            continue
        # Edge functions: twice the area towards each side, in 1/256 pixels squared, exact.
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
        over_area = 1.0 / area
        level, sharp = 0, np.float32(1.0)
        if blend != 0:
            level, sharp = level_of(a, b, c, area, attributes, widths[m], heights[m])
        i0, i1, i2 = inverse[a] * over_area, inverse[b] * over_area, inverse[c] * over_area
        row_depth = np.float32(e0 * i0 + e1 * i1 + e2 * i2)
        step_x = np.float32(256.0 * (gx0 * i0 + gx1 * i1 + gx2 * i2))
        step_y = np.float32(256.0 * (gy0 * i0 + gy1 * i1 + gy2 * i2))
        gx0, gy0, gx1, gy1, gx2, gy2 = gx0 << 8, gy0 << 8, gx1 << 8, gy1 << 8, gx2 << 8, gy2 << 8
        name = np.int32((f + 1) | (groups[m] << 24))
        for y in range(first_y, last_y + 1):
            w0, w1, w2, d = e0, e1, e2, row_depth
            for x in range(first_x, last_x + 1):
                if (w0 | w1 | w2) >= 0:
                    if d > depth[y, x]:
                        if blend == 0 or (
                            alpha_at(
                                np.float32(w0 * i0),
                                np.float32(w1 * i1),
                                np.float32(w2 * i2),
                                d,
                                a,
                                b,
                                c,
                                m,
                                blend,
                                level,
                                sharp,
                                attributes,
                                materials,
                                texels,
                                offsets,
                                widths,
                                heights,
                            )
                            >= np.float32(SOLID)
                        ):
                            depth[y, x] = d
                            seen[y, x] = name
                w0 += gx0
                w1 += gx1
                w2 += gx2
                d += step_x
            e0 += gy0
            e1 += gy1
            e2 += gy2
            row_depth += step_y
    for entry in range(firsts[tile], firsts[tile + 1]):
        f = lists[entry]
        for k in range(3):
            other = neighbours[f, k]
            if other < 0 or facing[other] != facing[f]:
                a, b = triangles[f, k], triangles[f, (k + 1) % 3]
                _mark(left, top, screen, inverse, a, b, depth, marks)
    return translucent


@njit(nogil=True, cache=True, error_model="numpy")
def _mark(left, top, screen, inverse, a, b, depth, marks):
    """Mark every pixel of the tile that the line from vertex a to b touches and nothing much nearer hides."""
    ax, ay = screen[a, 0] / 256.0 - left, screen[a, 1] / 256.0 - top
    bx, by = screen[b, 0] / 256.0 - left, screen[b, 1] / 256.0 - top
    da, db = inverse[a], inverse[b]
    steep = abs(by - ay) > abs(bx - ax)
    if steep:
        ax, ay, bx, by = ay, ax, by, bx
    if ax > bx:
        ax, ay, bx, by, da, db = bx, by, ax, ay, db, da
    if bx < 0 or ax >= TILE:
        return
    length = bx - ax
    slope = (by - ay) / length if length > 1e-9 else 0.0
    fall = (db - da) / length if length > 1e-9 else 0.0
    for step in range(max(int(math.floor(ax)), 0), min(int(math.floor(bx)), TILE - 1) + 1):
        start, stop = max(float(step), ax), min(step + 1.0, bx)
        low, high = ay + (start - ax) * slope, ay + (stop - ax) * slope
        if low > high:
            low, high = high, low
        d = da + ((start + stop) * 0.5 - ax) * fall
        limit = d + EDGE_DEPTH * d * d
        for across in range(max(int(math.floor(low)), 0), min(int(math.floor(high)), TILE - 1) + 1):
            x, y = (across + left, step + top) if steep else (step + left, across + top)
            if depth[y, x] <= limit:
                marks[y, x] = 1
