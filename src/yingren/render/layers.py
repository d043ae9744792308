"""Kernels for what is cut out or half transparent: hair, lashes, corneas."""

from typing import Any

import numpy as np
from numba import njit

from .arrays import LAYERS, MARGIN, SAMPLES, TILE, Canvas, Mesh, Projected, Scratch, Surfaces
from .edges import SAMPLE_X, SAMPLE_Y, hidden
from .texels import CLEAR, SOLID, alpha_at, cutout, level_of
from .visibility import FRACTION, NEARNESS


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
    if projected.soft_firsts[tile] == projected.soft_firsts[tile + 1]:
        return
    for block in range(64):
        least = np.int64(0x7FFFFFFFFFFFFFFF)
        first = (block >> 3) * 8 * TILE + (block & 7) * 8
        for row in range(8):
            for k in range(np.uint64(8)):
                least = min(least, scratch.keys[np.uint64(first + row * TILE) + k])
        scratch.coarse[block] = least
    _walk(tile, left, top, False, mesh, surfaces, projected, scratch)


@njit(nogil=True, cache=True, error_model="numpy")
def lay_edges(
    tile: Any, edge_count: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas, scratch: Scratch
) -> None:
    """List the layers of edge pixels anew, by how much of the pixel each covers."""
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    if edge_count == 0:
        return
    for slot in range(edge_count):
        scratch.layer_count[scratch.places[slot]] = 0
    _walk(tile, left, top, True, mesh, surfaces, projected, scratch)


@njit(nogil=True, cache=True, error_model="numpy")
def _walk(
    tile: Any, left: Any, top: Any, edges: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, scratch: Scratch
) -> None:
    """The tile's soft triangles over all pixels whose middle they cover, or over all edge pixels they touch."""
    points, inverse, attributes = projected.points, projected.inverse, projected.attributes
    keys, slots, samples, texels = scratch.keys, scratch.slots, scratch.samples, surfaces.texels
    for entry in range(projected.soft_firsts[tile], projected.soft_firsts[tile + 1]):
        f = projected.soft_lists[entry]
        a, b, c = mesh.triangles[f, 0], mesh.triangles[f, 1], mesh.triangles[f, 2]
        if projected.facing[f] > 0:
            b, c = c, b
        x0, y0 = np.int64(points[a, 0]), np.int64(points[a, 1])
        x1, y1 = np.int64(points[b, 0]), np.int64(points[b, 1])
        x2, y2 = np.int64(points[c, 0]), np.int64(points[c, 1])
        first_x = max((min(x0, x1, x2) >> 8) - left, 0)
        last_x = min((max(x0, x1, x2) >> 8) - left, TILE - 1)
        first_y = max((min(y0, y1, y2) >> 8) - top, 0)
        last_y = min((max(y0, y1, y2) >> 8) - top, TILE - 1)
        wanted = (np.int64(-1) << first_x) & ((np.int64(2) << last_x) - np.int64(1))
        if edges:
            touched = np.int64(0)
            for row in range(first_y, last_y + 1):
                touched |= scratch.rows[row] & wanted
            if touched == 0:
                continue
        # What lies behind all that is opaque around it needs no closer look: most of the back of a head of hair.
        nearest = np.int64(max(inverse[a], inverse[b], inverse[c]) * float(NEARNESS)) + 1
        if hidden(first_x, last_x, first_y, last_y, nearest, scratch.coarse):
            continue
        gx0, gy0 = y1 - y2, x2 - x1
        gx1, gy1 = y2 - y0, x0 - x2
        gx2, gy2 = y0 - y1, x1 - x0
        area = gx2 * (x2 - x0) + gy2 * (y2 - y0)
        reach0 = 112 * (abs(gx0) + abs(gy0)) if edges else np.int64(0)
        reach1 = 112 * (abs(gx1) + abs(gy1)) if edges else np.int64(0)
        reach2 = 112 * (abs(gx2) + abs(gy2)) if edges else np.int64(0)
        over_area = float(NEARNESS << FRACTION) / area
        i0, i1, i2 = inverse[a] * over_area, inverse[b] * over_area, inverse[c] * over_area
        m = mesh.material_of[f]
        level, sharp = level_of(a, b, c, area, attributes, surfaces.widths[m], surfaces.heights[m])
        base_texel, log_width, log_height, factor, cut = cutout(m, level, surfaces)
        u0, u1, u2 = attributes[a, 0], attributes[b, 0], attributes[c, 0]
        v0, v1, v2 = attributes[a, 1], attributes[b, 1], attributes[c, 1]
        name = np.int64(f + 1)
        px, py = (left << 8) + 128, ((first_y + top) << 8) + 128
        row0 = gx0 * (px - x1) + gy0 * (py - y1) - (0 if gx0 > 0 or (gx0 == 0 and gy0 > 0) else 1)
        row1 = gx1 * (px - x2) + gy1 * (py - y2) - (0 if gx1 > 0 or (gx1 == 0 and gy1 > 0) else 1)
        row2 = gx2 * (px - x0) + gy2 * (py - y0) - (0 if gx2 > 0 or (gx2 == 0 and gy2 > 0) else 1)
        gx0, gy0, gx1, gy1, gx2, gy2 = gx0 << 8, gy0 << 8, gx1 << 8, gy1 << 8, gx2 << 8, gy2 << 8
        # Where rows enter and leave the triangle, generously: the exact test is the edge functions'.
        low0, high0, move0 = _crossing(row0 + reach0, gx0, gy0)
        low1, high1, move1 = _crossing(row1 + reach1, gx1, gy1)
        low2, high2, move2 = _crossing(row2 + reach2, gx2, gy2)
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
            within = np.int64(-1)
            if edges and start <= stop:
                within = scratch.rows[row] & (np.int64(-1) << start) & ((np.int64(2) << stop) - np.int64(1))
            if within != 0:
                e0, e1, e2 = row0 + gx0 * start, row1 + gx1 * start, row2 + gx2 * start
                pixel = np.uint64(row * TILE + start)
                for _ in range(start, stop + 1):
                    cover = np.float32(0.0)
                    key = np.int64(0)
                    q0, q1, q2 = 0.0, 0.0, 0.0
                    if not edges:
                        if (e0 | e1 | e2) >= 0:
                            q0, q1, q2 = e0 * i0, e1 * i1, e2 * i2
                            key = ((np.int64(q0 + q1 + q2) >> FRACTION) << 32) | name
                            if key > keys[pixel]:
                                cover = np.float32(1.0)
                    elif slots[pixel] >= 0 and e0 >= -reach0 and e1 >= -reach1 and e2 >= -reach2:
                        # Outside the triangle the weights of the nearest place inside stand in.
                        q0, q1, q2 = max(e0, 0) * i0, max(e1, 0) * i1, max(e2, 0) * i2
                        key = ((np.int64(q0 + q1 + q2) >> FRACTION) << 32) | name
                        slot = np.uint64(slots[pixel])
                        for s in range(SAMPLES):
                            sx, sy = SAMPLE_X[s], SAMPLE_Y[s]
                            w0 = e0 + ((gx0 * sx + gy0 * sy) >> 8)
                            w1 = e1 + ((gx1 * sx + gy1 * sy) >> 8)
                            w2 = e2 + ((gx2 * sx + gy2 * sy) >> 8)
                            if (w0 | w1 | w2) >= 0 and key > samples[slot, np.uint64(s)]:
                                cover += np.float32(1.0 / SAMPLES)
                    if cover > 0:
                        p0, p1, p2 = np.float32(q0), np.float32(q1), np.float32(q2)
                        over = np.float32(1.0) / (p0 + p1 + p2)
                        u, v = (p0 * u0 + p1 * u1 + p2 * u2) * over, (p0 * v0 + p1 * v1 + p2 * v2) * over
                        alpha = alpha_at(u, v, texels, base_texel, log_width, log_height, factor, cut, sharp)
                        if alpha >= np.float32(SOLID):
                            if not edges:
                                keys[pixel] = key
                        elif alpha > np.float32(CLEAR):
                            _put(
                                pixel, key, alpha * cover, scratch.layer_count, scratch.layer_keys, scratch.layer_alpha
                            )
                    e0 += gx0
                    e1 += gx1
                    e2 += gx2
                    pixel += np.uint64(1)
            row0 += gy0
            row1 += gy1
            row2 += gy2


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
def _put(pixel: Any, key: Any, alpha: Any, layer_count: Any, layer_keys: Any, layer_alpha: Any) -> None:
    """Sort a layer into those of its pixel."""
    count = layer_count[pixel]
    place = count
    while place > 0 and layer_keys[pixel, place - 1] < key:
        place -= 1
    if place >= LAYERS:
        return
    if count == LAYERS:
        count -= 1
    for k in range(count, place, -1):
        layer_keys[pixel, k] = layer_keys[pixel, k - 1]
        layer_alpha[pixel, k] = layer_alpha[pixel, k - 1]
    layer_keys[pixel, place] = key
    layer_alpha[pixel, place] = alpha
    layer_count[pixel] = count + 1
