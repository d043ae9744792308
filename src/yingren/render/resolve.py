"""Kernels that turn what is seen in a tile into light and colour.

A *job* is one look at one triangle: a whole pixel, a part of an edge pixel, or one half-transparent layer. A *run* is a
row of jobs on one triangle, next to each other. Each kernel goes over all jobs of a tile, which keeps its loop small.
"""

import numpy as np
from numba import njit

from .arrays import PIXELS, SAMPLES, TILE, TRIANGLE
from .edges import SAMPLE_X, SAMPLE_Y
from .texels import level_of

FAR = 1.01
"""How many times further one corner of a triangle is than another before perspective within it counts."""


@njit(nogil=True, cache=True, error_model="numpy")
def list_runs(tile, edge_count, soft, canvas, scratch):
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
    # What a closed layer turned out to hide is left out.
    if soft:
        for pixel in range(PIXELS):
            for k in range(scratch.layer_count[pixel]):
                if slots[pixel] < 0 and scratch.layer_keys[pixel, k] < keys[pixel]:
                    break
                scratch.run_triangle[runs] = scratch.layer_keys[pixel, k] & TRIANGLE
                scratch.run_length[runs] = 1
                scratch.run_pixel[runs] = pixel
                place[runs, 0] = left + (pixel % TILE) + np.float32(0.5)
                place[runs, 1] = top + (pixel // TILE) + np.float32(0.5)
                place[runs, 2] = scratch.layer_alpha[pixel, k]
                runs += 1
    return whole, parts, runs - whole - parts


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def measure(f, mesh, surfaces, projected, scratch):
    """Write a triangle's row of ``planes`` and ``information``.

    ``planes``: eight quantities (as ``Scratch.values``) at the screen's corner (0, 0) of the triangle's first vertex,
    then their slopes in x, then in y. ``information``: first texel; sizes, kind and material.
    """
    attributes, points, inverse, planes = projected.attributes, projected.points, projected.inverse, scratch.planes
    a, b, c = mesh.triangles[f, 0], mesh.triangles[f, 1], mesh.triangles[f, 2]
    scale = np.float32(1.0 / 256.0)
    # Differences of whole numbers before the change to float32, so that nothing cancels.
    x1, y1 = np.float32(points[b, 0] - points[a, 0]) * scale, np.float32(points[b, 1] - points[a, 1]) * scale
    x2, y2 = np.float32(points[c, 0] - points[a, 0]) * scale, np.float32(points[c, 1] - points[a, 1]) * scale
    area = x1 * y2 - x2 * y1
    over = np.float32(1.0) / area
    m = mesh.material_of[f]
    level, _ = level_of(
        a,
        b,
        c,
        max(abs(area), np.float32(1e-4)) * np.float32(65536.0),
        attributes,
        surfaces.widths[m],
        surfaces.heights[m],
    )
    log_width, log_height = max(surfaces.widths[m] - level, 0), max(surfaces.heights[m] - level, 0)
    scratch.information[f, 0] = surfaces.offsets[m, level]
    scratch.information[f, 1] = log_width | log_height << 8 | surfaces.kinds[m] << 16 | m << 20
    ia, ib, ic = inverse[a], inverse[b], inverse[c]
    far = max(ia, ib, ic) > min(ia, ib, ic) * np.float32(FAR)
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
        elif far:
            va, vb, vc = ia, ib, ic
        else:
            va, vb, vc = np.float32(1.0), np.float32(1.0), np.float32(1.0)
        vb -= va
        vc -= va
        planes[f, k] = va
        planes[f, 8 + k] = (vb * y2 - vc * y1) * over
        planes[f, 16 + k] = (vc * x1 - vb * x2) * over


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def interpolate(runs, frame, mesh, surfaces, projected, scratch):
    """Fill ``values`` and ``looks`` of the jobs of all runs; returns how many jobs there are.

    ``frame`` is this picture's own number: ``stamps[f] == frame`` says that a triangle has been measured for it.
    """
    planes, values, looks = scratch.planes, scratch.values, scratch.looks
    points = projected.points
    job = np.uint64(0)
    one, two, three, four, five, six, seven = (
        np.uint64(1),
        np.uint64(2),
        np.uint64(3),
        np.uint64(4),
        np.uint64(5),
        np.uint64(6),
        np.uint64(7),
    )
    zero = np.uint64(0)
    for run in range(runs):
        f = scratch.run_triangle[run] - 1
        if scratch.stamps[f] != frame:
            measure(f, mesh, surfaces, projected, scratch)
            scratch.stamps[f] = frame
        a = mesh.triangles[f, 0]
        dx = scratch.run_place[run, 0] - points[a, 0] * np.float32(1 / 256)
        dy = scratch.run_place[run, 1] - points[a, 1] * np.float32(1 / 256)
        base = np.uint32(scratch.information[f, 0])
        size = np.uint32(scratch.information[f, 1])
        s0, s1, s2, s3 = planes[f, 8], planes[f, 9], planes[f, 10], planes[f, 11]
        s4, s5, s6, s7 = planes[f, 12], planes[f, 13], planes[f, 14], planes[f, 15]
        v0 = planes[f, 0] + s0 * dx + planes[f, 16] * dy
        v1 = planes[f, 1] + s1 * dx + planes[f, 17] * dy
        v2 = planes[f, 2] + s2 * dx + planes[f, 18] * dy
        v3 = planes[f, 3] + s3 * dx + planes[f, 19] * dy
        v4 = planes[f, 4] + s4 * dx + planes[f, 20] * dy
        v5 = planes[f, 5] + s5 * dx + planes[f, 21] * dy
        v6 = planes[f, 6] + s6 * dx + planes[f, 22] * dy
        v7 = planes[f, 7] + s7 * dx + planes[f, 23] * dy
        for _ in range(scratch.run_length[run]):
            values[job, zero] = v0
            values[job, one] = v1
            values[job, two] = v2
            values[job, three] = v3
            values[job, four] = v4
            values[job, five] = v5
            values[job, six] = v6
            values[job, seven] = v7
            looks[job, zero] = base
            looks[job, one] = size
            v0 += s0
            v1 += s1
            v2 += s2
            v3 += s3
            v4 += s4
            v5 += s5
            v6 += s6
            v7 += s7
            job += one
    return np.int64(job)


@njit(nogil=True, cache=True, error_model="numpy")
def mix(whole, parts, layers, scratch):
    """Put the jobs' colours together in ``picture``."""
    picture, colours = scratch.picture, scratch.colours
    zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
    for pixel in range(np.uint64(PIXELS)):
        picture[pixel, zero] = 0
        picture[pixel, one] = 0
        picture[pixel, two] = 0
        picture[pixel, three] = 0
    job = np.uint64(0)
    for run in range(whole):
        pixel = np.uint64(scratch.run_pixel[run])
        for _ in range(scratch.run_length[run]):
            picture[pixel, zero] = colours[job, zero]
            picture[pixel, one] = colours[job, one]
            picture[pixel, two] = colours[job, two]
            picture[pixel, three] = np.float32(1.0)
            pixel += one
            job += one
    for run in range(whole, whole + parts):
        pixel = np.uint64(scratch.run_pixel[run])
        weight = scratch.run_place[run, 2]
        picture[pixel, zero] += weight * colours[job, zero]
        picture[pixel, one] += weight * colours[job, one]
        picture[pixel, two] += weight * colours[job, two]
        picture[pixel, three] += weight
        job += one
    # Layers come nearest first within a pixel; from the last backwards each lies over what is there.
    job += np.uint64(layers)
    for run in range(whole + parts + layers - 1, whole + parts - 1, -1):
        job -= one
        pixel = np.uint64(scratch.run_pixel[run])
        weight = scratch.run_place[run, 2]
        rest = np.float32(1.0) - weight
        picture[pixel, zero] = picture[pixel, zero] * rest + weight * colours[job, zero]
        picture[pixel, one] = picture[pixel, one] * rest + weight * colours[job, one]
        picture[pixel, two] = picture[pixel, two] * rest + weight * colours[job, two]
        picture[pixel, three] = picture[pixel, three] * rest + weight
