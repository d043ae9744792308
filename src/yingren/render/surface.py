"""The kernel for how surfaces look in each pixel: texture × light + shine."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import Mesh, Projected, Scratch, Surfaces
from .resolve import measure
from .scene import HAIR


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def shade(runs: Any, lights: Any, mesh: Mesh, surfaces: Surfaces, projected: Projected, scratch: Scratch) -> None:
    """Fill ``colours`` of the jobs of all runs.

    Triangles are measured when they are first met in a tile; ``stamps[f] - serial`` is then the row that was written.

    Texels are weighed as whole numbers, two channels in the halves of a word, with weights that sum to 256.
    """
    planes, colours, texels = scratch.planes, scratch.colours, surfaces.texels
    points = projected.points
    zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
    tint_red = lights[0, 3] / max(lights[0, 4], np.float32(1e-6))
    tint_blue = lights[0, 5] / max(lights[0, 4], np.float32(1e-6))
    scale = np.float32(1.0 / 65280.0)
    halves = np.uint64(0x00FF00FF)
    job = np.uint64(0)
    serial, measured = scratch.serial[0], np.int64(0)
    for run in range(runs):
        f = scratch.run_triangle[run] - 1
        row = scratch.stamps[f] - serial
        if row < 0:
            row = measured
            measured += 1
            scratch.stamps[f] = serial + row
            m = mesh.material_of[f]
            measure(
                row,
                mesh.triangles[f, 0],
                mesh.triangles[f, 1],
                mesh.triangles[f, 2],
                surfaces.widths[m],
                surfaces.heights[m],
                surfaces.kinds[m],
                surfaces.offsets[m],
                points,
                projected.inverse,
                projected.attributes,
                planes,
                scratch.information,
            )
        a = mesh.triangles[f, 0]
        dx = scratch.run_place[run, 0] - points[a, 0] * np.float32(1 / 256)
        dy = scratch.run_place[run, 1] - points[a, 1] * np.float32(1 / 256)
        base = np.int64(scratch.information[row, 0])
        size = np.int64(scratch.information[row, 1])
        log_width, log_height, kind = size & 255, (size >> 8) & 255, (size >> 16) & 15
        mask_x, mask_y = (np.int64(1) << log_width) - 1, (np.int64(1) << log_height) - 1
        s0, s1, s2, s3 = planes[row, 8], planes[row, 9], planes[row, 10], planes[row, 11]
        s4, s5, s6, s7 = planes[row, 12], planes[row, 13], planes[row, 14], planes[row, 15]
        v0 = planes[row, 0] + s0 * dx + planes[row, 16] * dy
        v1 = planes[row, 1] + s1 * dx + planes[row, 17] * dy
        v2 = planes[row, 2] + s2 * dx + planes[row, 18] * dy
        v3 = planes[row, 3] + s3 * dx + planes[row, 19] * dy
        v4 = planes[row, 4] + s4 * dx + planes[row, 20] * dy
        v5 = planes[row, 5] + s5 * dx + planes[row, 21] * dy
        v6 = planes[row, 6] + s6 * dx + planes[row, 22] * dy
        v7 = planes[row, 7] + s7 * dx + planes[row, 23] * dy
        if mask_x + mask_y == 0:
            texel = texels[np.uint64(base)]
            red, green = np.float32(texel & 255) / np.float32(255), np.float32((texel >> 8) & 255) / np.float32(255)
            blue, alpha = np.float32((texel >> 16) & 255) / np.float32(255), np.float32(texel >> 24) / np.float32(255)
            red, green, blue = red * red, green * green, blue * blue
            for _ in range(scratch.run_length[run]):
                colours[job, zero] = max(red * v2 + v5 * tint_red, np.float32(0.0))
                colours[job, one] = max(green * v3 + v5, np.float32(0.0))
                colours[job, two] = max(blue * v4 + v5 * tint_blue, np.float32(0.0))
                colours[job, three] = alpha
                v2 += s2
                v3 += s3
                v4 += s4
                v5 += s5
                job += one
            continue
        flat = (size >> 20) & 1 == 0
        for _ in range(scratch.run_length[run]):
            if flat:
                x, y = np.int64(math.floor(v0)), np.int64(math.floor(v1))
            else:
                over = np.float32(1.0) / v7
                x, y = np.int64(math.floor(v0 * over)), np.int64(math.floor(v1 * over))
            part_x, part_y = np.uint64(x & 255), np.uint64(y & 255)
            x0, y0 = (x >> 8) & mask_x, (y >> 8) & mask_y
            x1, y1 = (x0 + 1) & mask_x, (y0 + 1) & mask_y
            upper, lower = base + (y0 << log_width), base + (y1 << log_width)
            t00, t10 = np.uint64(texels[np.uint64(upper + x0)]), np.uint64(texels[np.uint64(upper + x1)])
            t01, t11 = np.uint64(texels[np.uint64(lower + x0)]), np.uint64(texels[np.uint64(lower + x1)])
            w11 = (part_x * part_y) >> np.uint64(8)
            w10, w01 = part_x - w11, part_y - w11
            w00 = np.uint64(256) - part_x - w01
            even = (t00 & halves) * w00 + (t10 & halves) * w10 + (t01 & halves) * w01 + (t11 & halves) * w11
            odd = (
                ((t00 >> np.uint64(8)) & halves) * w00
                + ((t10 >> np.uint64(8)) & halves) * w10
                + ((t01 >> np.uint64(8)) & halves) * w01
                + ((t11 >> np.uint64(8)) & halves) * w11
            )
            red = np.float32(np.int64(even & np.uint64(0xFFFF))) * scale
            green = np.float32(np.int64(odd & np.uint64(0xFFFF))) * scale
            blue = np.float32(np.int64(even >> np.uint64(16))) * scale
            shine, own = v5, np.float32(0.0)
            if kind == HAIR:
                # Each strand throws the light a little differently: a hash of the texel's column.
                left, right = ((x0 * 2654435761) >> 20) & 255, ((x1 * 2654435761) >> 20) & 255
                turn = np.float32(left * (256 - (x & 255)) + right * (x & 255)) * np.float32(1.0 / 65536.0)
                shine, own = _strand(v5, v6, green, turn)
            red, green, blue = red * red, green * green, blue * blue
            colours[job, zero] = max(red * (v2 + own * tint_red) + shine * tint_red, np.float32(0.0))
            colours[job, one] = max(green * (v3 + own) + shine, np.float32(0.0))
            colours[job, two] = max(blue * (v4 + own * tint_blue) + shine * tint_blue, np.float32(0.0))
            colours[job, three] = np.float32(np.int64(odd >> np.uint64(16))) * scale
            v0 += s0
            v1 += s1
            v2 += s2
            v3 += s3
            v4 += s4
            v5 += s5
            v6 += s6
            v7 += s7
            job += one
    scratch.serial[0] = serial + measured


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def _strand(along: Any, strength: Any, green: Any, turn: Any) -> Any:
    """The two highlights of hair: of the light's colour towards the root, of the hair's own towards the tip.

    After Marschner et al. 2003, in the short form of Scheuermann 2004. ``along``: cosine between strand and half
    vector. ``green``, ``turn``: what the texture and the strand shift it by.
    """
    noise = turn - np.float32(0.5) + green
    first = along + np.float32(0.06) + np.float32(0.16) * noise
    second = along - np.float32(0.16) + np.float32(0.22) * noise
    first = max(np.float32(1.0) - first * first, np.float32(0.0))
    second = max(np.float32(1.0) - second * second, np.float32(0.0))
    for _ in range(4):
        first *= first
        second *= second
    first *= first
    return (
        np.float32(0.085) * first * first * (np.float32(0.4) + turn) * strength,
        np.float32(1.1) * second * strength,
    )
