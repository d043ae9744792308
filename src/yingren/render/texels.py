"""Small functions of the kernels that look into textures."""

import math
from typing import Any

import numpy as np
from numba import njit

from .arrays import Surfaces

MASK = 1
"""The value of ``Surfaces.blends`` for cut-out materials."""

SOLID = 0.93
"""Alpha from which a pixel of hair counts as closed."""

CLEAR = 0.02
"""Alpha up to which nothing is seen."""

LEVELS = 12
"""Mip levels a texture can have."""


@njit(nogil=True, cache=True, error_model="numpy")
def level_of(a: Any, b: Any, c: Any, area: Any, attributes: Any, log_width: Any, log_height: Any) -> Any:
    """The mip level that suits a triangle, and how many pixels one of its texels spans (1 at least, 8 at most).

    ``area`` is twice the triangle's area on screen in (1/256 pixel)².
    """
    u0, v0 = attributes[a, 0], attributes[a, 1]
    du1, dv1 = attributes[b, 0] - u0, attributes[b, 1] - v0
    du2, dv2 = attributes[c, 0] - u0, attributes[c, 1] - v0
    texture = abs(du1 * dv2 - du2 * dv1) * np.float32(1 << (log_width + log_height)) * np.float32(65536.0)
    ratio = texture / np.float32(area)
    level = 0
    # The finer level until texels are well under a pixel: hair and pores stay crisp.
    while ratio > np.float32(2.8) and level < LEVELS - 1:
        ratio *= np.float32(0.25)
        level += 1
    sharp = np.float32(1.0)
    if ratio < np.float32(1.0):
        sharp = min(np.float32(1.0) / math.sqrt(max(ratio, np.float32(1e-4))), np.float32(8.0))
    return level, sharp


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def alpha_at(
    u: Any, v: Any, texels: Any, base: Any, log_width: Any, log_height: Any, factor: Any, cut: Any, sharp: Any
) -> Any:
    """Alpha 0..1 of a texture at (u, v), bilinear.

    Args:
        u: float32, to the right.
        v: float32, down.
        texels: uint32 [N].
        base: First texel of the mip level.
        log_width: log₂ of its width.
        log_height: log₂ of its height.
        factor: The material's own alpha.
        cut: Cutoff of a mask, which is made one pixel wide where the texture is magnified and left as soft as it is
            where not; negative for what is mixed as it is.
        sharp: Pixels that a texel spans, at least 1.
    """
    x = np.int64(math.floor(u * np.float32(256 << log_width))) - 128
    y = np.int64(math.floor(v * np.float32(256 << log_height))) - 128
    mask_x, mask_y = (1 << log_width) - 1, (1 << log_height) - 1
    x0, y0 = (x >> 8) & mask_x, (y >> 8) & mask_y
    x1 = (x0 + 1) & mask_x
    row0, row1 = base + (y0 << log_width), base + (((y0 + 1) & mask_y) << log_width)
    part_x, part_y = np.float32(x & 255) * np.float32(1 / 256), np.float32(y & 255) * np.float32(1 / 256)
    upper0, upper1 = np.float32(texels[np.uint64(row0 + x0)] >> 24), np.float32(texels[np.uint64(row0 + x1)] >> 24)
    lower0, lower1 = np.float32(texels[np.uint64(row1 + x0)] >> 24), np.float32(texels[np.uint64(row1 + x1)] >> 24)
    upper = upper0 + (upper1 - upper0) * part_x
    lower = lower0 + (lower1 - lower0) * part_x
    alpha = (upper + (lower - upper) * part_y) * np.float32(1.0 / 255.0) * factor
    if cut >= 0:
        alpha = (alpha - cut) * sharp + np.float32(0.5)
    return min(max(alpha, np.float32(0.0)), np.float32(1.0))


@njit(nogil=True, cache=True, error_model="numpy", inline="always")
def cutout(m: Any, level: Any, surfaces: Surfaces) -> Any:
    """What :func:`alpha_at` wants to know of a material: base, log₂ width, log₂ height, factor, cut."""
    log_width, log_height = max(surfaces.widths[m] - level, 0), max(surfaces.heights[m] - level, 0)
    cut = surfaces.numbers[m, 9] if surfaces.blends[m] == MASK else np.float32(-1.0)
    return np.int64(surfaces.offsets[m, level]), log_width, log_height, surfaces.numbers[m, 3], cut
