"""Kernels that turn what is seen in a tile into light and colour.

A *job* is one look at one triangle: a whole pixel, a part of an edge pixel, or one half-transparent layer. A *run* is a
row of jobs on one triangle, next to each other. Each kernel goes over all jobs of a tile, which keeps its loop small.
"""

# mypy: disable-error-code="assignment,operator"
# numba gives a name one type for whole numbers of several widths; the checker would have one name for each.

from typing import Any

import numpy as np
from numba import njit

from .arrays import PIXELS, SAMPLES, TILE, TRIANGLE, Canvas, Scratch
from .edges import SAMPLE_X, SAMPLE_Y
from .texels import level_of

FAR = 1.01
"""How many times further one corner of a triangle is than another before perspective within it counts."""

FAINT = 0.05
"""Part of a pixel's light that a layer before something closed must give to be drawn."""


@njit(nogil=True, cache=True, error_model="numpy")
def list_runs(tile: Any, edge_count: Any, soft: Any, canvas: Canvas, scratch: Scratch) -> Any:
    """Write the runs of a tile; returns how many are of whole pixels, parts of edge pixels, and layers."""
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    keys, slots, samples, place = scratch.keys, scratch.slots, scratch.samples, scratch.run_place
    runs = 0
    for row in range(TILE):
        last = np.int64(0)
        start = 0
        for column in range(TILE + 1):
            what = np.int64(0)
            if column < TILE and slots[row * TILE + column] < 0:
                what = keys[np.uint64(row * TILE + column)] & TRIANGLE
            if what == last:
                continue
            if last != 0:
                scratch.run_triangle[runs] = last
                scratch.run_length[runs] = column - start
                scratch.run_pixel[runs] = row * TILE + start
                place[runs, 0] = left + start + np.float32(0.5)
                place[runs, 1] = top + row + np.float32(0.5)
                runs += 1
            last = what
            start = column
    whole = runs
    for slot in range(edge_count):
        pixel = scratch.places[slot]
        done = 0
        for s in range(SAMPLES):
            what = samples[slot, s] & TRIANGLE
            if what == 0 or (done >> s) & 1:
                continue
            number, sum_x, sum_y = 0, 0, 0
            for t in range(s, SAMPLES):
                if samples[slot, t] & TRIANGLE == what:
                    done |= 1 << t
                    number += 1
                    sum_x += SAMPLE_X[t]
                    sum_y += SAMPLE_Y[t]
            # Shaded in the middle of what is covered: the triangle may not reach the middle of the pixel.
            over = np.float32(1 / 256) / np.float32(number)
            scratch.run_triangle[runs] = what
            scratch.run_length[runs] = 1
            scratch.run_pixel[runs] = pixel
            place[runs, 0] = left + (pixel % TILE) + np.float32(0.5) + np.float32(sum_x) * over
            place[runs, 1] = top + (pixel // TILE) + np.float32(0.5) + np.float32(sum_y) * over
            place[runs, 2] = np.float32(number) * np.float32(1.0 / SAMPLES)
            runs += 1
    parts = runs - whole
    # Left out: what a closed layer turned out to hide, and what adds next to nothing.
    if soft:
        for pixel in range(PIXELS):
            if scratch.layer_count[pixel] == 0:
                continue
            closed = keys[pixel]
            if slots[pixel] >= 0:
                closed = samples[slots[pixel], 0]
                for s in range(1, SAMPLES):
                    closed = min(closed, samples[slots[pixel], s])
            left_over = np.float32(1.0)
            for k in range(scratch.layer_count[pixel]):
                if scratch.layer_keys[pixel, k] < closed:
                    break
                light = left_over * scratch.layer_alpha[pixel, k]
                left_over -= light
                if closed > 0 and light < np.float32(FAINT):
                    continue
                scratch.run_triangle[runs] = scratch.layer_keys[pixel, k] & TRIANGLE
                scratch.run_length[runs] = 1
                scratch.run_pixel[runs] = pixel
                place[runs, 0] = left + (pixel % TILE) + np.float32(0.5)
                place[runs, 1] = top + (pixel // TILE) + np.float32(0.5)
                place[runs, 2] = scratch.layer_alpha[pixel, k]
                runs += 1
    return whole, parts, runs - whole - parts


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def measure(
    row: Any,
    a: Any,
    b: Any,
    c: Any,
    log_width: Any,
    log_height: Any,
    kind: Any,
    offsets: Any,
    points: Any,
    inverse: Any,
    attributes: Any,
    planes: Any,
    information: Any,
) -> None:
    """Write a row of ``planes`` and ``information`` for the triangle with vertices a, b, c.

    It is given the few arrays it needs, not their bundles: handing over a bundle takes longer than the work.

    ``planes``: texel x and y (1/256), light R, G, B, shine, strength and near / distance at the place of the first
    vertex, then their slopes in x, then in y. Texel places are over distance where perspective counts; elsewhere the
    last of the eight is 1. ``information``: first texel; log₂ width | log₂ height << 8 | kind << 16 | 1 << 20
    where perspective counts.
    """
    scale = np.float32(1.0 / 256.0)
    # Differences of whole numbers before the change to float32, so that nothing cancels.
    x1, y1 = np.float32(points[b, 0] - points[a, 0]) * scale, np.float32(points[b, 1] - points[a, 1]) * scale
    x2, y2 = np.float32(points[c, 0] - points[a, 0]) * scale, np.float32(points[c, 1] - points[a, 1]) * scale
    area = x1 * y2 - x2 * y1
    over = np.float32(1.0) / area
    size = max(abs(area), np.float32(1e-4)) * np.float32(65536.0)
    level, _ = level_of(a, b, c, size, attributes, log_width, log_height)
    log_width, log_height = max(log_width - level, 0), max(log_height - level, 0)
    information[row, 0] = offsets[level]
    ia, ib, ic = inverse[a], inverse[b], inverse[c]
    far = max(ia, ib, ic) > min(ia, ib, ic) * np.float32(FAR)
    information[row, 1] = log_width | log_height << 8 | kind << 16 | (1 << 20 if far else 0)
    for k in range(8):
        if k < 2:
            texture = np.float32(256 << (log_width if k == 0 else log_height))
            va = attributes[a, k] * texture - np.float32(128.0)
            vb = attributes[b, k] * texture - np.float32(128.0)
            vc = attributes[c, k] * texture - np.float32(128.0)
            if far:
                va, vb, vc = va * ia, vb * ib, vc * ic
        elif k < 7:
            va, vb, vc = attributes[a, k], attributes[b, k], attributes[c, k]
        elif far:
            va, vb, vc = ia, ib, ic
        else:
            va, vb, vc = np.float32(1.0), np.float32(1.0), np.float32(1.0)
        vb -= va
        vc -= va
        planes[row, k] = va
        planes[row, 8 + k] = (vb * y2 - vc * y1) * over
        planes[row, 16 + k] = (vc * x1 - vb * x2) * over


@njit(nogil=True, cache=True, error_model="numpy")
def mix(whole: Any, parts: Any, layers: Any, scratch: Scratch) -> None:
    """Put the jobs' colours together in ``picture``."""
    picture, colours = scratch.picture, scratch.colours
    zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
    picture[:] = 0
    job = np.uint64(0)
    for run in range(whole):
        pixel = np.uint64(scratch.run_pixel[run])
        for _ in range(scratch.run_length[run]):
            picture[zero, pixel] = colours[job, zero]
            picture[one, pixel] = colours[job, one]
            picture[two, pixel] = colours[job, two]
            picture[three, pixel] = np.float32(1.0)
            pixel += one
            job += one
    for run in range(whole, whole + parts):
        pixel = np.uint64(scratch.run_pixel[run])
        weight = scratch.run_place[run, 2]
        picture[zero, pixel] += weight * colours[job, zero]
        picture[one, pixel] += weight * colours[job, one]
        picture[two, pixel] += weight * colours[job, two]
        picture[three, pixel] += weight
        job += one
    # Layers come nearest first within a pixel; from the last backwards each lies over what is there.
    job += np.uint64(layers)
    for run in range(whole + parts + layers - 1, whole + parts - 1, -1):
        job -= one
        pixel = np.uint64(scratch.run_pixel[run])
        weight = scratch.run_place[run, 2]
        rest = np.float32(1.0) - weight
        picture[zero, pixel] = picture[zero, pixel] * rest + weight * colours[job, zero]
        picture[one, pixel] = picture[one, pixel] * rest + weight * colours[job, one]
        picture[two, pixel] = picture[two, pixel] * rest + weight * colours[job, two]
        picture[three, pixel] = picture[three, pixel] * rest + weight
