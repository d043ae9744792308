"""Small functions of the kernels that look into textures."""

import math

import numpy as np
from numba import njit

MASK = 1
"""The value of ``Scene.blends`` for cut-out materials."""


@njit(nogil=True, cache=True, error_model="numpy")
def level_of(a, b, c, area, attributes, log_width, log_height):
    """The mip level that suits a triangle, and how many pixels one of its texels spans (1 at least, 8 at most).

    ``area`` is twice the triangle's area on screen in (1/256 pixel)².
    """
    u0, v0 = attributes[a, 0], attributes[a, 1]
    texture = abs((attributes[b, 0] - u0) * (attributes[c, 1] - v0) - (attributes[c, 0] - u0) * (attributes[b, 1] - v0))
    ratio = np.float32(texture * np.float32(1 << (log_width + log_height)) * np.float32(65536.0)) / np.float32(area)
    level = 0
    # The finer level until texels are well under a pixel: hair and pores stay crisp.
    while ratio > np.float32(2.8) and level < 11:
        ratio *= np.float32(0.25)
        level += 1
    sharp = np.float32(1.0)
    if ratio < np.float32(1.0):
        sharp = min(np.float32(1.0) / math.sqrt(max(ratio, np.float32(1e-4))), np.float32(8.0))
    return level, sharp


@njit(nogil=True, cache=True, error_model="numpy")
def bilinear(texels, base, x, y, log_width, log_height):
    """Four channels of a texture between its texels, each 0..65280 in 16 bits of the result, red lowest.

    ``x``, ``y``: texel coordinates in 1/256, middles of texels at whole numbers. Wraps around.
    """
    mask_x = (1 << log_width) - 1
    mask_y = (1 << log_height) - 1
    part_x, part_y = x & 255, y & 255
    x0, y0 = (x >> 8) & mask_x, (y >> 8) & mask_y
    x1 = (x0 + 1) & mask_x
    row0, row1 = base + (y0 << log_width), base + (((y0 + 1) & mask_y) << log_width)
    w11 = (part_x * part_y) >> 8
    w10 = part_x - w11
    w01 = part_y - w11
    w00 = 256 - part_x - w01
    return (
        _spread(texels[row0 + x0]) * np.uint64(w00)
        + _spread(texels[row0 + x1]) * np.uint64(w10)
        + _spread(texels[row1 + x0]) * np.uint64(w01)
        + _spread(texels[row1 + x1]) * np.uint64(w11)
    )


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _spread(texel):
    wide = np.uint64(texel)
    return (wide & np.uint64(0x00FF00FF)) | ((wide & np.uint64(0xFF00FF00)) << np.uint64(24))


@njit(nogil=True, cache=True, error_model="numpy")
def alpha_at(p0, p1, p2, d, a, b, c, m, blend, level, sharp, attributes, materials, texels, offsets, widths, heights):
    """Alpha 0..1 of a pixel. ``p0..p2`` weigh vertices a, b, c and sum to ``d`` = 1 / distance.

    A cut-out edge is made one pixel wide where its texture is magnified, and left as soft as it is where not.
    """
    over = np.float32(1.0) / d
    u = (p0 * attributes[a, 0] + p1 * attributes[b, 0] + p2 * attributes[c, 0]) * over
    v = (p0 * attributes[a, 1] + p1 * attributes[b, 1] + p2 * attributes[c, 1]) * over
    log_width, log_height = max(widths[m] - level, 0), max(heights[m] - level, 0)
    x = np.int64(math.floor(u * np.float32(256 << log_width))) - 128
    y = np.int64(math.floor(v * np.float32(256 << log_height))) - 128
    texel = bilinear(texels, np.int64(offsets[m, level]), x, y, log_width, log_height)
    alpha = np.float32(texel >> np.uint64(48)) * np.float32(1.0 / 65280.0) * materials[m, 3]
    if blend == MASK:
        alpha = (alpha - materials[m, 9]) * sharp + np.float32(0.5)
    return min(max(alpha, np.float32(0.0)), np.float32(1.0))
