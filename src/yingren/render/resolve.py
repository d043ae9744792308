"""Kernels that turn what is seen in a tile into colour, a list of jobs at a time.

A job is one look at one triangle: a whole pixel, part of an edge pixel, or one half-transparent layer. Each kernel runs
over all jobs of a tile, so that its loop stays small and most of them run on vector units.
"""

import math

import numpy as np
from numba import njit

from .bins import TILE
from .edges import SAMPLE_X, SAMPLE_Y, SAMPLES
from .texels import bilinear, level_of

PIXELS = TILE * TILE
TRIANGLE = 0x00FFFFFF
"""Bits of ``seen`` that hold the triangle + 1."""

PLANE = 28
"""Numbers per triangle: where it was measured (x, y), then value, slope in x, slope in y of eight quantities:
texel x, texel y (both × 256, and over distance where ``FAR``), light R, G, B, shine, strength, 1 / distance."""

INFORMATION = 5
"""Integers per triangle: first texel, log₂ width, log₂ height of the mip level, material, 1 where perspective counts."""


@njit(nogil=True, cache=True, error_model="numpy")
def list_jobs(
    tile,
    columns,
    seen,
    slots,
    places,
    edge_count,
    sample_seen,
    layer_count,
    layer_seen,
    layer_alpha,
    job_seen,
    job_x,
    job_y,
    job_pixel,
    job_weight,
):
    """Write the jobs of a tile; returns how many are whole pixels, parts of edge pixels, and layers.

    ``job_x``, ``job_y``: float32, pixels, middles at + ½. ``job_weight``: share of the pixel, or alpha of the layer.
    """
    left, top = (tile % columns) * TILE, (tile // columns) * TILE
    count = 0
    for row in range(TILE):
        for column in range(TILE):
            what = seen[top + row, left + column] & TRIANGLE
            if what != 0 and slots[row, column] < 0:
                job_seen[count] = what
                job_x[count] = left + column + np.float32(0.5)
                job_y[count] = top + row + np.float32(0.5)
                job_pixel[count] = row * TILE + column
                job_weight[count] = np.float32(1.0)
                count += 1
    whole = count
    for slot in range(edge_count):
        pixel = places[slot]
        done = 0
        for s in range(SAMPLES):
            what = sample_seen[slot, s]
            if what == 0 or (done >> s) & 1:
                continue
            number, sum_x, sum_y = 0, 0, 0
            for t in range(s, SAMPLES):
                if sample_seen[slot, t] == what:
                    done |= 1 << t
                    number += 1
                    sum_x += SAMPLE_X[t]
                    sum_y += SAMPLE_Y[t]
            over = np.float32(1.0) / np.float32(number)
            # Shaded in the middle of what is covered: the triangle may not reach the middle of the pixel.
            job_seen[count] = what
            job_x[count] = left + (pixel % TILE) + np.float32(0.5) + np.float32(sum_x) * over * np.float32(1 / 256)
            job_y[count] = top + (pixel // TILE) + np.float32(0.5) + np.float32(sum_y) * over * np.float32(1 / 256)
            job_pixel[count] = pixel
            job_weight[count] = np.float32(number) * np.float32(1.0 / SAMPLES)
            count += 1
    parts = count - whole
    for pixel in range(PIXELS):
        for k in range(layer_count[pixel]):
            job_seen[count] = layer_seen[pixel, k]
            job_x[count] = left + (pixel % TILE) + np.float32(0.5)
            job_y[count] = top + (pixel // TILE) + np.float32(0.5)
            job_pixel[count] = pixel
            job_weight[count] = layer_alpha[pixel, k]
            count += 1
    return whole, parts, count - whole - parts


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def measure(f, triangles, material_of, screen, inverse, attributes, offsets, widths, heights, planes, information):
    """Write the planes of one triangle: how each quantity changes over the screen."""
    a, b, c = triangles[f, 0], triangles[f, 1], triangles[f, 2]
    scale = np.float32(1.0 / 256.0)
    # Differences of whole numbers before the change to float32, so that nothing cancels.
    x1, y1 = np.float32(screen[b, 0] - screen[a, 0]) * scale, np.float32(screen[b, 1] - screen[a, 1]) * scale
    x2, y2 = np.float32(screen[c, 0] - screen[a, 0]) * scale, np.float32(screen[c, 1] - screen[a, 1]) * scale
    area = x1 * y2 - x2 * y1
    over = np.float32(1.0) / area
    m = material_of[f]
    level, _ = level_of(
        a, b, c, max(abs(area), np.float32(1e-3)) * np.float32(65536.0), attributes, widths[m], heights[m]
    )
    log_width, log_height = max(widths[m] - level, 0), max(heights[m] - level, 0)
    ia, ib, ic = inverse[a], inverse[b], inverse[c]
    nearest, furthest = max(ia, ib, ic), min(ia, ib, ic)
    far = nearest > furthest * np.float32(1.01)
    information[f, 0] = offsets[m, level]
    information[f, 1] = log_width
    information[f, 2] = log_height
    information[f, 3] = m
    information[f, 4] = 1 if far else 0
    row = planes[f]
    row[0] = screen[a, 0] * scale
    row[1] = screen[a, 1] * scale
    for k in range(8):
        if k < 2:
            size = np.float32(256 << (log_width if k == 0 else log_height))
            va = attributes[a, k] * size - np.float32(128.0)
            vb = attributes[b, k] * size - np.float32(128.0)
            vc = attributes[c, k] * size - np.float32(128.0)
            if far:
                va, vb, vc = va * ia, vb * ib, vc * ic
        elif k < 7:
            va, vb, vc = attributes[a, k], attributes[b, k], attributes[c, k]
        else:
            va, vb, vc = ia, ib, ic
        vb -= va
        vc -= va
        row[2 + 3 * k] = va
        row[3 + 3 * k] = (vb * y2 - vc * y1) * over
        row[4 + 3 * k] = (vc * x1 - vb * x2) * over


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def interpolate(
    count,
    frame,
    triangles,
    material_of,
    screen,
    inverse,
    attributes,
    offsets,
    widths,
    heights,
    planes,
    information,
    stamps,
    job_seen,
    job_x,
    job_y,
    texel_x,
    texel_y,
    texel_base,
    texel_size,
    light,
):
    """Bring texture coordinates and vertex light to the jobs.

    Args:
        frame: A number of this picture's own; ``stamps[f] == frame`` says that the planes of f are ready.
        texel_x, texel_y, texel_base, texel_size: int32 [jobs] out; the last is log₂ width | log₂ height << 8 |
            material << 16.
        light: float32 [5, jobs] out: R, G, B, shine, strength.
    """
    last = -1
    row = planes[0]
    base, size, far = 0, 0, 0
    for job in range(count):
        f = job_seen[job] - 1
        if f != last:
            last = f
            if stamps[f] != frame:
                measure(
                    f,
                    triangles,
                    material_of,
                    screen,
                    inverse,
                    attributes,
                    offsets,
                    widths,
                    heights,
                    planes,
                    information,
                )
                stamps[f] = frame
            row = planes[f]
            base = information[f, 0]
            size = information[f, 1] | information[f, 2] << 8 | information[f, 3] << 16
            far = information[f, 4]
        dx, dy = job_x[job] - row[0], job_y[job] - row[1]
        tx = row[2] + row[3] * dx + row[4] * dy
        ty = row[5] + row[6] * dx + row[7] * dy
        if far != 0:
            distance = np.float32(1.0) / (row[23] + row[24] * dx + row[25] * dy)
            tx *= distance
            ty *= distance
        texel_x[job] = np.int32(math.floor(tx))
        texel_y[job] = np.int32(math.floor(ty))
        texel_base[job] = base
        texel_size[job] = size
        light[0, job] = row[8] + row[9] * dx + row[10] * dy
        light[1, job] = row[11] + row[12] * dx + row[13] * dy
        light[2, job] = row[14] + row[15] * dx + row[16] * dy
        light[3, job] = row[17] + row[18] * dx + row[19] * dy
        light[4, job] = row[20] + row[21] * dx + row[22] * dy


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def fetch(count, texels, texel_x, texel_y, texel_base, texel_size, albedo):
    """Look up textures: ``albedo`` float32 [4, jobs] out, linear RGB and alpha."""
    scale = np.float32(1.0 / 65280.0)
    for job in range(count):
        size = texel_size[job]
        texel = bilinear(
            texels,
            np.int64(texel_base[job]),
            np.int64(texel_x[job]),
            np.int64(texel_y[job]),
            np.int64(size & 255),
            np.int64((size >> 8) & 255),
        )
        red = np.float32(np.int32(texel & np.uint64(0xFFFF))) * scale
        green = np.float32(np.int32((texel >> np.uint64(32)) & np.uint64(0xFFFF))) * scale
        blue = np.float32(np.int32((texel >> np.uint64(16)) & np.uint64(0xFFFF))) * scale
        albedo[0, job] = red * red
        albedo[1, job] = green * green
        albedo[2, job] = blue * blue
        albedo[3, job] = np.float32(np.int32(texel >> np.uint64(48))) * scale


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def mix(whole, parts, layers, job_pixel, job_weight, colour, picture, alpha):
    """Put the jobs' colours together: ``picture`` float32 [3, PIXELS] out, straight; ``alpha`` float32 [PIXELS] out."""
    for pixel in range(PIXELS):
        picture[0, pixel] = 0
        picture[1, pixel] = 0
        picture[2, pixel] = 0
        alpha[pixel] = 0
    for job in range(whole):
        pixel = job_pixel[job]
        picture[0, pixel] = colour[0, job]
        picture[1, pixel] = colour[1, job]
        picture[2, pixel] = colour[2, job]
        alpha[pixel] = 1
    for job in range(whole, whole + parts):
        pixel = job_pixel[job]
        weight = job_weight[job]
        picture[0, pixel] += weight * colour[0, job]
        picture[1, pixel] += weight * colour[1, job]
        picture[2, pixel] += weight * colour[2, job]
        alpha[pixel] += weight
    # Layers come nearest first within a pixel; from the last backwards each lies over what is there.
    for job in range(whole + parts + layers - 1, whole + parts - 1, -1):
        pixel = job_pixel[job]
        weight = job_weight[job]
        rest = np.float32(1.0) - weight
        picture[0, pixel] = picture[0, pixel] * rest + weight * colour[0, job]
        picture[1, pixel] = picture[1, pixel] * rest + weight * colour[1, job]
        picture[2, pixel] = picture[2, pixel] * rest + weight * colour[2, job]
        alpha[pixel] = alpha[pixel] * rest + weight


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def encode(tile, columns, picture, bits, alpha, tone, base, shift, y_plane, u_plane, v_plane, alpha_plane, bounds):
    """Film curve, BT.709 and chroma of 2×2 pixels weighted by alpha.

    Args:
        picture: float32 [3, PIXELS], linear, times alpha; overwritten. ``bits`` is the same memory as int32.
        tone: float32 [N], the film curve by ``(bits − base) >> shift``.
        bounds: int32 [tiles, 4] out: left, top, right, bottom of what is not empty, right < left for nothing.
    """
    left, top = (tile % columns) * TILE, (tile // columns) * TILE
    last = tone.shape[0] - 1
    for pixel in range(PIXELS):
        over = np.float32(1.0) / max(alpha[pixel], np.float32(1e-6))
        picture[0, pixel] = max(picture[0, pixel] * over, np.float32(1e-9))
        picture[1, pixel] = max(picture[1, pixel] * over, np.float32(1e-9))
        picture[2, pixel] = max(picture[2, pixel] * over, np.float32(1e-9))
    for channel in range(3):
        for pixel in range(PIXELS):
            index = min(max((bits[channel, pixel] - base) >> shift, 0), last)
            picture[channel, pixel] = tone[index]
    first_x, first_y, last_x, last_y = TILE, TILE, -1, -1
    for row in range(TILE):
        some = False
        for column in range(TILE):
            pixel = row * TILE + column
            luma = (
                np.float32(0.2126) * picture[0, pixel]
                + np.float32(0.7152) * picture[1, pixel]
                + np.float32(0.0722) * picture[2, pixel]
            )
            cover = np.int32(alpha[pixel] * np.float32(255.0) + np.float32(0.5))
            y_plane[top + row, left + column] = (
                np.uint8(np.int32(np.float32(16.5) + np.float32(219.0) * luma)) if cover > 0 else 16
            )
            alpha_plane[top + row, left + column] = np.uint8(cover)
            some |= cover > 0
        if some:
            first_y = min(first_y, row)
            last_y = row
            for column in range(TILE):
                if alpha_plane[top + row, left + column] > 0:
                    first_x = min(first_x, column)
                    last_x = max(last_x, column)
    bounds[tile, 0] = left + first_x
    bounds[tile, 1] = top + first_y
    bounds[tile, 2] = left + last_x
    bounds[tile, 3] = top + last_y
    for row in range(0, TILE, 2):
        for column in range(0, TILE, 2):
            p = row * TILE + column
            a0, a1, a2, a3 = alpha[p], alpha[p + 1], alpha[p + TILE], alpha[p + TILE + 1]
            total = a0 + a1 + a2 + a3
            over = np.float32(1.0) / max(total, np.float32(1e-6))
            red = (
                picture[0, p] * a0 + picture[0, p + 1] * a1 + picture[0, p + TILE] * a2 + picture[0, p + TILE + 1] * a3
            ) * over
            green = (
                picture[1, p] * a0 + picture[1, p + 1] * a1 + picture[1, p + TILE] * a2 + picture[1, p + TILE + 1] * a3
            ) * over
            blue = (
                picture[2, p] * a0 + picture[2, p + 1] * a1 + picture[2, p + TILE] * a2 + picture[2, p + TILE + 1] * a3
            ) * over
            luma = np.float32(0.2126) * red + np.float32(0.7152) * green + np.float32(0.0722) * blue
            u_plane[(top + row) >> 1, (left + column) >> 1] = np.uint8(
                np.int32(np.float32(128.5) + np.float32(224.0 / 1.8556) * (blue - luma))
            )
            v_plane[(top + row) >> 1, (left + column) >> 1] = np.uint8(
                np.int32(np.float32(128.5) + np.float32(224.0 / 1.5748) * (red - luma))
            )
