"""Kernels for what one sample a pixel cannot show: outlines with eight samples, and what is half transparent."""

import numpy as np
from numba import njit

from .bins import TILE
from .texels import alpha_at, level_of
from .visibility import SOLID

SAMPLES = 8
"""Samples in a pixel with an edge: the usual eight queens, in 1/256 pixel from its middle."""

SAMPLE_X = (16, -16, 80, -48, -80, -112, 48, 112)
SAMPLE_Y = (-48, 48, 16, -80, 80, -16, 112, -112)

LAYERS = 6
"""Most half-transparent layers in a pixel; the nearest are kept."""


@njit(nogil=True, cache=True, error_model="numpy")
def find_edges(tile, columns, height, width, seen, marks, slots, places):
    """List the pixels of a tile that need more samples.

    Besides the marks these are pixels where two opaque materials meet.

    Args:
        slots: int16 [TILE, TILE] out, number of the pixel in the list, or −1.
        places: int16 [TILE²] out, the pixels, y × TILE + x.

    Returns:
        How many there are.
    """
    left, top = (tile % columns) * TILE, (tile // columns) * TILE
    count = 0
    for row in range(TILE):
        y = top + row
        for column in range(TILE):
            x = left + column
            wanted = marks[y, x] != 0
            group = seen[y, x] >> 24
            if not wanted and group != 0:
                if x > 0:
                    other = seen[y, x - 1] >> 24
                    wanted |= other != group and other != 0
                if x + 1 < width:
                    other = seen[y, x + 1] >> 24
                    wanted |= other != group and other != 0
                if y > 0:
                    other = seen[y - 1, x] >> 24
                    wanted |= other != group and other != 0
                if y + 1 < height:
                    other = seen[y + 1, x] >> 24
                    wanted |= other != group and other != 0
            slots[row, column] = -1
            if wanted:
                slots[row, column] = count
                places[count] = row * TILE + column
                count += 1
    return count


@njit(nogil=True, cache=True, error_model="numpy")
def sample(
    tile,
    columns,
    firsts,
    lists,
    triangles,
    material_of,
    facing,
    screen,
    inverse,
    attributes,
    materials,
    blends,
    texels,
    offsets,
    widths,
    heights,
    depth,
    slots,
    edge_count,
    translucent,
    sample_depth,
    sample_seen,
    layer_count,
    layer_depth,
    layer_seen,
    layer_alpha,
):
    """Fill the samples of edge pixels with what is opaque, then list what is half transparent in all pixels.

    Args:
        sample_depth, sample_seen: float32, int32 [TILE², SAMPLES] out, for edge pixels by slot; triangle + 1.
        layer_count: uint8 [TILE²] out; layer_depth, layer_seen, layer_alpha: [TILE², LAYERS] out, nearest first.
    """
    left, top = (tile % columns) * TILE, (tile // columns) * TILE
    for slot in range(edge_count):
        for s in range(SAMPLES):
            sample_depth[slot, s] = 0
            sample_seen[slot, s] = 0
    layer_count[:] = 0
    # Opaque first (rounds 0 and 1 differ only in which triangles they take), so that layers behind it are left out.
    for turn in range(2):
        if (turn == 0 and edge_count == 0) or (turn == 1 and translucent == 0):
            continue
        for entry in range(firsts[tile], firsts[tile + 1]):
            f = lists[entry]
            m = material_of[f]
            blend = blends[m]
            if turn == 1 and blend == 0:
                continue
            a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
            if facing[f] > 0:
                b, c = c, b
            x0, y0 = np.int64(screen[a, 0]), np.int64(screen[a, 1])
            x1, y1 = np.int64(screen[b, 0]), np.int64(screen[b, 1])
            x2, y2 = np.int64(screen[c, 0]), np.int64(screen[c, 1])
            first_x = max(min(x0, x1, x2) >> 8, left)
            last_x = min(max(x0, x1, x2) >> 8, left + TILE - 1)
            first_y = max(min(y0, y1, y2) >> 8, top)
            last_y = min(max(y0, y1, y2) >> 8, top + TILE - 1)
            if turn == 0:
                touched = False
                for y in range(first_y, last_y + 1):
                    for x in range(first_x, last_x + 1):
                        touched |= slots[y - top, x - left] >= 0
                if not touched:
                    continue
            gx0, gy0 = y1 - y2, x2 - x1
            gx1, gy1 = y2 - y0, x0 - x2
            gx2, gy2 = y0 - y1, x1 - x0
            area = gx2 * (x2 - x0) + gy2 * (y2 - y0)
            bias0 = 0 if gx0 > 0 or (gx0 == 0 and gy0 > 0) else 1
            bias1 = 0 if gx1 > 0 or (gx1 == 0 and gy1 > 0) else 1
            bias2 = 0 if gx2 > 0 or (gx2 == 0 and gy2 > 0) else 1
            reach0 = 128 * (abs(gx0) + abs(gy0))
            reach1 = 128 * (abs(gx1) + abs(gy1))
            reach2 = 128 * (abs(gx2) + abs(gy2))
            over_area = 1.0 / area
            i0, i1, i2 = inverse[a] * over_area, inverse[b] * over_area, inverse[c] * over_area
            slope_x = np.float32(gx0 * i0 + gx1 * i1 + gx2 * i2)
            slope_y = np.float32(gy0 * i0 + gy1 * i1 + gy2 * i2)
            level, sharp = 0, np.float32(1.0)
            if blend != 0:
                level, sharp = level_of(a, b, c, area, attributes, widths[m], heights[m])
            name = np.int32(f + 1)
            for y in range(first_y, last_y + 1):
                py = (y << 8) + 128
                for x in range(first_x, last_x + 1):
                    slot = slots[y - top, x - left]
                    if slot < 0 and turn == 0:
                        continue
                    px = (x << 8) + 128
                    e0 = gx0 * (px - x1) + gy0 * (py - y1) - bias0
                    e1 = gx1 * (px - x2) + gy1 * (py - y2) - bias1
                    e2 = gx2 * (px - x0) + gy2 * (py - y0) - bias2
                    if slot < 0:
                        if (e0 | e1 | e2) < 0:
                            continue
                    elif e0 < -reach0 or e1 < -reach1 or e2 < -reach2:
                        continue
                    d = np.float32(e0 * i0 + e1 * i1 + e2 * i2)
                    if slot < 0 and d <= depth[y, x]:
                        continue
                    alpha = np.float32(1.0)
                    if blend != 0:
                        # Outside the triangle the weights of the nearest inside stand in.
                        q0, q1, q2 = max(e0, 0) * i0, max(e1, 0) * i1, max(e2, 0) * i2
                        alpha = alpha_at(
                            np.float32(q0),
                            np.float32(q1),
                            np.float32(q2),
                            np.float32(q0 + q1 + q2),
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
                        if (alpha >= np.float32(SOLID)) != (turn == 0) or alpha < np.float32(0.004):
                            continue
                    covered = 0
                    if slot >= 0:
                        for s in range(SAMPLES):
                            sx, sy = SAMPLE_X[s], SAMPLE_Y[s]
                            w0 = e0 + gx0 * sx + gy0 * sy
                            w1 = e1 + gx1 * sx + gy1 * sy
                            w2 = e2 + gx2 * sx + gy2 * sy
                            if (w0 | w1 | w2) >= 0:
                                near = d + slope_x * np.float32(sx) + slope_y * np.float32(sy)
                                if near > sample_depth[slot, s]:
                                    covered += 1
                                    if turn == 0:
                                        sample_depth[slot, s] = near
                                        sample_seen[slot, s] = name
                        if covered == 0 or turn == 0:
                            continue
                        alpha *= np.float32(covered) * np.float32(1.0 / SAMPLES)
                    pixel = (y - top) * TILE + x - left
                    count = np.int64(layer_count[pixel])
                    place = count
                    while place > 0 and layer_depth[pixel, place - 1] < d:
                        place -= 1
                    if place >= LAYERS:
                        continue
                    if count == LAYERS:
                        count -= 1
                    for k in range(count, place, -1):
                        layer_depth[pixel, k] = layer_depth[pixel, k - 1]
                        layer_seen[pixel, k] = layer_seen[pixel, k - 1]
                        layer_alpha[pixel, k] = layer_alpha[pixel, k - 1]
                    layer_depth[pixel, place] = d
                    layer_seen[pixel, place] = name
                    layer_alpha[pixel, place] = alpha
                    layer_count[pixel] = count + 1
