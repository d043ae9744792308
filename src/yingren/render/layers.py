"""Kernels for what is cut out or half transparent: hair, lashes, corneas."""

from typing import Any

import numpy as np
from numba import njit

from .arrays import LAYERS, MARGIN, TILE, Canvas, Mesh, Projected, Scratch, Surfaces
from .texels import CLEAR, SOLID, cutout, level_of
from .visibility import FRACTION, NEARNESS, SLACK, STEEP, coarsen, hidden

HIDDEN = 0.06
"""Part of the light behind some layers that must come through them for anything further back to be looked at."""

FAR = 1.01
"""How many times further one corner of a triangle is than another before perspective within it counts."""

AGAIN = 768
"""Pixels closed before ``coarse`` is worked out anew."""


@njit(nogil=True, cache=True, error_model="numpy")
def lay(tile: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas, scratch: Scratch) -> None:
    """Copy the tile's ``keys``, put into them what is closed of its soft triangles, and list the rest as layers."""
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    for row in range(TILE):
        base = np.uint64((top + row + MARGIN) * canvas.shape[1] + left + MARGIN)
        start = np.uint64(row * TILE)
        for k in range(np.uint64(TILE)):
            scratch.keys[start + k] = canvas.keys[base + k]
            scratch.layer_count[start + k] = 0
    coarsen(scratch.keys, 0, TILE, scratch.least, scratch.coarse)
    if projected.soft_firsts[tile] == projected.soft_firsts[tile + 1]:
        return
    _walk(tile, left, top, mesh, surfaces, projected, scratch)


@njit(nogil=True, cache=True, error_model="numpy")
def _walk(
    tile: Any, left: Any, top: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, scratch: Scratch
) -> None:
    """The tile's soft triangles over all pixels whose middle they cover."""
    points, inverse, attributes = projected.points, projected.inverse, projected.attributes
    keys, texels = scratch.keys, surfaces.texels
    closed = 0
    for entry in range(projected.soft_firsts[tile], projected.soft_firsts[tile + 1]):
        f = projected.soft_lists[entry]
        a, b, c = mesh.triangles[f, 0], mesh.triangles[f, 1], mesh.triangles[f, 2]
        if projected.facing[f] > 0:
            b, c = c, b
        x0, y0 = np.int64(points[a, 0]), np.int64(points[a, 1])
        x1, y1 = np.int64(points[b, 0]), np.int64(points[b, 1])
        x2, y2 = np.int64(points[c, 0]), np.int64(points[c, 1])
        first_x = max(((min(x0, x1, x2) + 127) >> 8) - left, 0)
        last_x = min(((max(x0, x1, x2) - 128) >> 8) - left, TILE - 1)
        first_y = max(((min(y0, y1, y2) + 127) >> 8) - top, 0)
        last_y = min(((max(y0, y1, y2) - 128) >> 8) - top, TILE - 1)
        if first_x > last_x or first_y > last_y:
            continue
        # What lies behind all that is closed around it needs no closer look: most of the back of a head of hair.
        if closed >= AGAIN:
            coarsen(keys, 0, TILE, scratch.least, scratch.coarse)
            closed = 0
        nearest = np.int64(max(inverse[a], inverse[b], inverse[c]) * float(NEARNESS)) + SLACK
        if hidden(first_x, last_x, first_y, last_y, nearest, scratch.coarse):
            continue
        gx0, gy0 = y1 - y2, x2 - x1
        gx1, gy1 = y2 - y0, x0 - x2
        gx2, gy2 = y0 - y1, x1 - x0
        area = gx2 * (x2 - x0) + gy2 * (y2 - y0)
        m = mesh.material_of[f]
        level, sharp = level_of(a, b, c, area, attributes, surfaces.widths[m], surfaces.heights[m])
        base, log_width, log_height, factor, cut = cutout(m, level, surfaces)
        scale = factor * np.float32(1.0 / 65280.0)
        if cut >= 0:
            scale, shift = scale * sharp, np.float32(0.5) - cut * sharp
        else:
            shift = np.float32(0.0)
        mask_x, mask_y = (np.int64(1) << log_width) - 1, (np.int64(1) << log_height) - 1
        name = np.int64(f + 1)
        px, py = (left << 8) + 128, ((first_y + top) << 8) + 128
        row0 = gx0 * (px - x1) + gy0 * (py - y1) - (0 if gx0 > 0 or (gx0 == 0 and gy0 > 0) else 1)
        row1 = gx1 * (px - x2) + gy1 * (py - y2) - (0 if gx1 > 0 or (gx1 == 0 and gy1 > 0) else 1)
        row2 = gx2 * (px - x0) + gy2 * (py - y0) - (0 if gx2 > 0 or (gx2 == 0 and gy2 > 0) else 1)
        gx0, gy0, gx1, gy1, gx2, gy2 = gx0 << 8, gy0 << 8, gx1 << 8, gy1 << 8, gx2 << 8, gy2 << 8
        over = 1.0 / area
        ia, ib, ic = inverse[a] * over, inverse[b] * over, inverse[c] * over
        far = max(inverse[a], inverse[b], inverse[c]) > min(inverse[a], inverse[b], inverse[c]) * FAR
        # Depth and texel are whole numbers with a fraction, and move by whole steps, unless perspective counts.
        step = float(NEARNESS << FRACTION)
        slope_x, slope_y = step * (gx0 * ia + gx1 * ib + gx2 * ic), step * (gy0 * ia + gy1 * ib + gy2 * ic)
        if abs(slope_x) + abs(slope_y) >= STEEP:
            continue
        depth, depth_x, depth_y = (
            np.int64(step * (row0 * ia + row1 * ib + row2 * ic)),
            np.int64(slope_x),
            np.int64(slope_y),
        )
        wa, wb, wc = (ia, ib, ic) if far else (over, over, over)
        wide, high = float(np.int64(1) << (log_width + 24)), float(np.int64(1) << (log_height + 24))
        ua, ub, uc = attributes[a, 0] * wa * wide, attributes[b, 0] * wb * wide, attributes[c, 0] * wc * wide
        va, vb, vc = attributes[a, 1] * wa * high, attributes[b, 1] * wb * high, attributes[c, 1] * wc * high
        u, u_x, u_y = row0 * ua + row1 * ub + row2 * uc, gx0 * ua + gx1 * ub + gx2 * uc, gy0 * ua + gy1 * ub + gy2 * uc
        v, v_x, v_y = row0 * va + row1 * vb + row2 * vc, gx0 * va + gx1 * vb + gx2 * vc, gy0 * va + gy1 * vb + gy2 * vc
        if not far:
            u -= float(1 << 23)
            v -= float(1 << 23)
        # Where rows enter and leave the triangle, generously: the exact test is the edge functions'.
        low0, high0, move0 = _crossing(row0, gx0, gy0)
        low1, high1, move1 = _crossing(row1, gx1, gy1)
        low2, high2, move2 = _crossing(row2, gx2, gy2)
        least, most = float(first_x), float(last_x)
        for row in range(first_y, last_y + 1):
            start = np.int64(max(least, max(low0, max(low1, low2))))
            stop = np.int64(min(most, min(high0, min(high1, high2)) + 1.0))
            low0 += move0
            high0 += move0
            low1 += move1
            high1 += move1
            low2 += move2
            high2 += move2
            e0, e1, e2 = row0 + gx0 * start, row1 + gx1 * start, row2 + gx2 * start
            d = depth + depth_x * start
            pixel = np.uint64(row * TILE + start)
            for column in range(start, stop + 1):
                key = ((d >> FRACTION) << 32) | name
                if (e0 | e1 | e2) >= 0 and key > keys[pixel]:
                    if far:
                        w = 1.0 / (e0 * ia + e1 * ib + e2 * ic)
                        x = np.int64((u + u_x * column) * w - float(1 << 23)) >> 16
                        y = np.int64((v + v_x * column) * w - float(1 << 23)) >> 16
                    else:
                        x, y = np.int64(u + u_x * column) >> 16, np.int64(v + v_x * column) >> 16
                    part_x, part_y = x & 255, y & 255
                    tx, ty = (x >> 8) & mask_x, (y >> 8) & mask_y
                    ux, uy = (tx + 1) & mask_x, (ty + 1) & mask_y
                    upper, lower = base + (ty << log_width), base + (uy << log_width)
                    t00, t10 = (
                        np.int64(texels[np.uint64(upper + tx)] >> 24),
                        np.int64(texels[np.uint64(upper + ux)] >> 24),
                    )
                    t01, t11 = (
                        np.int64(texels[np.uint64(lower + tx)] >> 24),
                        np.int64(texels[np.uint64(lower + ux)] >> 24),
                    )
                    above, below = (t00 << 8) + (t10 - t00) * part_x, (t01 << 8) + (t11 - t01) * part_x
                    alpha = np.float32(above + (((below - above) * part_y) >> 8)) * scale + shift
                    if alpha >= np.float32(SOLID):
                        keys[pixel] = key
                        closed += 1
                    elif alpha > np.float32(CLEAR):
                        last = put(pixel, key, alpha, scratch.layer_count, scratch.layer_keys, scratch.layer_alpha)
                        if last > 0:
                            keys[pixel] = max(keys[pixel], last)
                            closed += 1
                e0 += gx0
                e1 += gx1
                e2 += gx2
                d += depth_x
                pixel += np.uint64(1)
            row0 += gy0
            row1 += gy1
            row2 += gy2
            depth += depth_y
            u += u_y
            v += v_y


@njit(nogil=True, cache=True, error_model="numpy")
def _crossing(edge: Any, slope_x: Any, slope_y: Any) -> Any:
    """Column where an edge crosses the first row, as a lower and as an upper bound, and how it moves a row."""
    if slope_x == 0:
        return -1.0e9, 1.0e9, 0.0
    over = -1.0 / slope_x
    place, move = min(max(edge * over, -1.0e9), 1.0e9), min(max(slope_y * over, -1.0e7), 1.0e7)
    if slope_x > 0:
        return place, 1.0e9, move
    return -1.0e9, place, move


@njit(nogil=True, cache=True, error_model="numpy")
def put(pixel: Any, key: Any, alpha: Any, layer_count: Any, layer_keys: Any, layer_alpha: Any) -> Any:
    """Sort a layer into those of its pixel.

    Returns:
        The key of the layer behind which too little light comes through to look further, 0 for none.
    """
    count = layer_count[pixel]
    place = count
    while place > 0 and layer_keys[pixel, place - 1] < key:
        place -= 1
    if place >= LAYERS:
        return np.int64(0)
    if count == LAYERS:
        count -= 1
    for k in range(count, place, -1):
        layer_keys[pixel, k] = layer_keys[pixel, k - 1]
        layer_alpha[pixel, k] = layer_alpha[pixel, k - 1]
    layer_keys[pixel, place] = key
    layer_alpha[pixel, place] = alpha
    layer_count[pixel] = count + 1
    left_over = np.float32(1.0)
    for k in range(count + 1):
        left_over *= np.float32(1.0) - layer_alpha[pixel, k]
        if left_over < np.float32(HIDDEN):
            layer_count[pixel] = k + 1
            return layer_keys[pixel, k]
    return np.int64(0)
