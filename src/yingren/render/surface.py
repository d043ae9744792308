"""Kernels for how surfaces look in each pixel: highlights too sharp for vertices, and the final colour of a job."""

import math

import numpy as np
from numba import njit

from .scene import HAIR


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def colour_jobs(count, kinds, lights, texel_x, texel_size, light, albedo, colour):
    """Light × texture + shine: ``colour`` float32 [3, jobs] out, linear.

    Hair has two highlights, one of the light's colour towards the root and one of the hair's own towards the tip
    (Marschner et al. 2003, in the short form of Scheuermann 2004); the texture's strands shift them.
    """
    key_red, key_green, key_blue = lights[0, 3], lights[0, 4], lights[0, 5]
    even = np.float32(1.0) / max(key_green, np.float32(1e-6))
    tint_red, tint_blue = key_red * even, key_blue * even
    for job in range(count):
        red, green, blue = albedo[0, job], albedo[1, job], albedo[2, job]
        kind = kinds[texel_size[job] >> 16]
        shine = light[3, job]
        own = np.float32(0.0)
        if kind == HAIR:
            noise = math.sqrt(green) - np.float32(0.3)
            first = shine + np.float32(0.10) + np.float32(0.25) * noise
            second = shine - np.float32(0.14) + np.float32(0.35) * noise
            first = max(np.float32(1.0) - first * first, np.float32(0.0))
            second = max(np.float32(1.0) - second * second, np.float32(0.0))
            first *= first
            first *= first
            first *= first
            first *= first
            first *= first
            second *= second
            second *= second
            second *= second
            second *= second
            shine = np.float32(0.10) * first * first * light[4, job]
            own = np.float32(0.8) * second * light[4, job]
        colour[0, job] = max(red * (light[0, job] + own * tint_red) + shine * tint_red, np.float32(0.0))
        colour[1, job] = max(green * (light[1, job] + own) + shine, np.float32(0.0))
        colour[2, job] = max(blue * (light[2, job] + own * tint_blue) + shine * tint_blue, np.float32(0.0))
