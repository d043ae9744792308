"""Kernels for pixels with an edge in them: which they are, and what their eight samples see."""

from typing import Any

import numpy as np
from numba import njit

from .arrays import MARGIN, SAMPLES, TILE, TILE_BITS, Canvas, Mesh, Projected, Scratch, Surfaces
from .layers import put
from .texels import CLEAR, SOLID, alpha_at, cutout, level_of
from .visibility import FRACTION, NEARNESS, SLACK, STEEP, hidden

SAMPLE_X = np.array([16, -16, 80, -48, -80, -112, 48, 112])
SAMPLE_Y = np.array([-48, 48, 16, -80, 80, -16, 112, -112])
"""Places of the samples in 1/256 pixel from its middle: eight queens, so that upright edges show each step."""


@njit(nogil=True, cache=True, error_model="numpy")
def find_edges(tile: Any, canvas: Canvas, scratch: Scratch) -> Any:
    """List the pixels of a tile that need more samples; returns how many.

    Besides the marked ones these are pixels where two opaque materials meet. Writes ``slots``,
    ``slot_starts``, ``places``, ``rows``.
    """
    stride = np.uint64(canvas.shape[1])
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    keys, slots = canvas.keys, scratch.slots
    count = 0
    for row in range(TILE):
        y = top + row
        base = np.uint64((y + MARGIN) * canvas.shape[1] + left + MARGIN)
        start = np.uint64(row * TILE)
        for k in range(np.uint64(TILE)):
            here = base + k
            group = (scratch.keys[start + k] >> 24) & 127
            one = (keys[here - np.uint64(1)] >> 24) & 127
            two = (keys[here + np.uint64(1)] >> 24) & 127
            three = (keys[here - stride] >> 24) & 127
            four = (keys[here + stride] >> 24) & 127
            # A product is 0 where either side is empty or not opaque: outlines there are marked, or soft already.
            apart = (one - group) * one | (two - group) * two | (three - group) * three | (four - group) * four
            slots[start + k] = np.int16(1 if apart * group != 0 else 0)
        bits = np.int64(0)
        scratch.slot_starts[row] = count
        for column in range(TILE):
            if slots[row * TILE + column] != 0 or scratch.marks[row * TILE + column] != 0:
                slots[row * TILE + column] = count
                scratch.places[count] = row * TILE + column
                bits |= np.int64(1) << column
                count += 1
            else:
                slots[row * TILE + column] = -1
        scratch.rows[row] = bits
    scratch.slot_starts[TILE] = count
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def sample(
    tile: Any, count: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, canvas: Canvas, scratch: Scratch
) -> None:
    """Fill ``samples`` of the edge pixels with what is opaque or closed, and list their layers anew.

    A layer of an edge pixel has the alpha of the texture times how much of the pixel it covers.
    """
    if count == 0:
        return
    for slot in range(count):
        scratch.layer_count[scratch.places[slot]] = 0
        for s in range(SAMPLES):
            scratch.samples[slot, s] = 0
    for lists, firsts in ((projected.lists, projected.firsts), (projected.soft_lists, projected.soft_firsts)):
        _sample(tile, lists, firsts, mesh, surfaces, projected, canvas, scratch)


@njit(nogil=True, cache=True, error_model="numpy")
def _sample(
    tile: Any,
    lists: Any,
    firsts: Any,
    mesh: Mesh,
    surfaces: Surfaces,
    projected: Projected,
    canvas: Canvas,
    scratch: Scratch,
) -> None:
    points, inverse, samples = projected.points, projected.inverse, scratch.samples
    slot_starts = scratch.slot_starts
    attributes, texels = projected.attributes, surfaces.texels
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    steps = np.zeros((4, SAMPLES), np.int64)
    for entry in range(firsts[tile], firsts[tile + 1]):
        f = lists[entry]
        a, b, c = mesh.triangles[f, 0], mesh.triangles[f, 1], mesh.triangles[f, 2]
        x0, y0 = np.int64(points[a, 0]), np.int64(points[a, 1])
        x1, y1 = np.int64(points[b, 0]), np.int64(points[b, 1])
        x2, y2 = np.int64(points[c, 0]), np.int64(points[c, 1])
        first_x = max((min(x0, x1, x2) >> 8) - left, 0)
        last_x = min((max(x0, x1, x2) >> 8) - left, TILE - 1)
        first_y = max((min(y0, y1, y2) >> 8) - top, 0)
        last_y = min((max(y0, y1, y2) >> 8) - top, TILE - 1)
        first_slot, last_slot = slot_starts[first_y], slot_starts[last_y + 1]
        if first_slot == last_slot:
            continue
        wanted = (np.int64(-1) << first_x) & ((np.int64(2) << last_x) - np.int64(1))
        touched = np.int64(0)
        for row in range(first_y, last_y + 1):
            touched |= scratch.rows[np.uint64(row)]
        if touched & wanted == 0:
            continue
        nearest = np.int64(max(inverse[a], inverse[b], inverse[c]) * float(NEARNESS)) + SLACK
        if hidden(first_x, last_x, first_y, last_y, nearest, scratch.coarse):
            continue
        if projected.facing[f] > 0:
            b, c, x1, y1, x2, y2 = c, b, x2, y2, x1, y1
        gx0, gy0 = y1 - y2, x2 - x1
        gx1, gy1 = y2 - y0, x0 - x2
        gx2, gy2 = y0 - y1, x1 - x0
        area = gx2 * (x2 - x0) + gy2 * (y2 - y0)
        bias0 = 0 if gx0 > 0 or (gx0 == 0 and gy0 > 0) else 1
        bias1 = 0 if gx1 > 0 or (gx1 == 0 and gy1 > 0) else 1
        bias2 = 0 if gx2 > 0 or (gx2 == 0 and gy2 > 0) else 1
        reach0, reach1, reach2 = 112 * (abs(gx0) + abs(gy0)), 112 * (abs(gx1) + abs(gy1)), 112 * (abs(gx2) + abs(gy2))
        over_area = float(NEARNESS << FRACTION) / area
        i0, i1, i2 = inverse[a] * over_area, inverse[b] * over_area, inverse[c] * over_area
        slope_x = gx0 * i0 + gx1 * i1 + gx2 * i2
        slope_y = gy0 * i0 + gy1 * i1 + gy2 * i2
        flat = abs(slope_x) + abs(slope_y) >= STEEP / 256
        if flat:
            slope_x, slope_y = 0.0, 0.0
        for s in range(SAMPLES):
            sx, sy = SAMPLE_X[s], SAMPLE_Y[s]
            steps[0, s] = gx0 * sx + gy0 * sy
            steps[1, s] = gx1 * sx + gy1 * sy
            steps[2, s] = gx2 * sx + gy2 * sy
            steps[3, s] = np.int64(slope_x * sx + slope_y * sy)
        m = mesh.material_of[f]
        blend = mesh.blend_of[f]
        level, sharp = 0, np.float32(1.0)
        if blend != 0:
            level, sharp = level_of(a, b, c, area, attributes, surfaces.widths[m], surfaces.heights[m])
        base_texel, log_width, log_height, factor, cut = cutout(m, level, surfaces)
        u0, u1, u2 = attributes[a, 0], attributes[b, 0], attributes[c, 0]
        v0, v1, v2 = attributes[a, 1], attributes[b, 1], attributes[c, 1]
        name = np.int64(f + 1)
        for slot in range(first_slot, last_slot):
            place = scratch.places[np.uint64(slot)]
            column = place & (TILE - 1)
            if column < first_x or column > last_x:
                continue
            px = ((column + left) << 8) + 128
            py = (((place >> TILE_BITS) + top) << 8) + 128
            e0 = gx0 * (px - x1) + gy0 * (py - y1) - bias0
            e1 = gx1 * (px - x2) + gy1 * (py - y2) - bias1
            e2 = gx2 * (px - x0) + gy2 * (py - y0) - bias2
            if e0 < -reach0 or e1 < -reach1 or e2 < -reach2:
                continue
            alpha = np.float32(1.0)
            if blend != 0:
                # Outside the triangle the weights of the nearest place inside stand in.
                p0, p1, p2 = np.float32(max(e0, 0) * i0), np.float32(max(e1, 0) * i1), np.float32(max(e2, 0) * i2)
                over = np.float32(1.0) / (p0 + p1 + p2)
                u, v = (p0 * u0 + p1 * u1 + p2 * u2) * over, (p0 * v0 + p1 * v1 + p2 * v2) * over
                alpha = alpha_at(u, v, texels, base_texel, log_width, log_height, factor, cut, sharp)
                if alpha <= np.float32(CLEAR):
                    continue
            d = np.int64(inverse[a] * float(NEARNESS << FRACTION) if flat else e0 * i0 + e1 * i1 + e2 * i2)
            here = np.uint64(slot)
            zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
            if alpha >= np.float32(SOLID):
                for s in range(np.uint64(SAMPLES)):
                    inside = ((e0 + steps[zero, s]) | (e1 + steps[one, s]) | (e2 + steps[two, s])) >= 0
                    key = (((d + steps[three, s]) >> FRACTION) << 32) | name
                    samples[here, s] = max(samples[here, s], key if inside else np.int64(0))
                continue
            cover = 0
            middle = ((d >> FRACTION) << 32) | name
            for s in range(np.uint64(SAMPLES)):
                inside = ((e0 + steps[zero, s]) | (e1 + steps[one, s]) | (e2 + steps[two, s])) >= 0
                cover += 1 if inside and middle > samples[here, s] else 0
            if cover > 0:
                alpha *= np.float32(cover) * np.float32(1.0 / SAMPLES)
                put(place, middle, alpha, scratch.layer_count, scratch.layer_keys, scratch.layer_alpha)
