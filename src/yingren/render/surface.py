"""Kernels for how surfaces look in each pixel: texture × light, and highlights too sharp for vertices."""

import math

import numpy as np
from numba import njit

from .scene import HAIR


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def shade(jobs, lights, texels, values, looks, colours):
    """Texture × light + shine of all jobs.

    Hair has two highlights, one of the light's colour towards the root and one of the hair's own towards the tip
    (Marschner et al. 2003, in the short form of Scheuermann 2004); the texture's strands shift them.

    Texels are weighed as whole numbers, two channels in the halves of 32 bits, with weights that sum to 256.
    """
    zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
    four, five, six, seven = np.uint64(4), np.uint64(5), np.uint64(6), np.uint64(7)
    tint_red = lights[0, 3] / max(lights[0, 4], np.float32(1e-6))
    tint_blue = lights[0, 5] / max(lights[0, 4], np.float32(1e-6))
    scale = np.float32(1.0 / 65280.0)
    halves, low, byte = np.uint32(0x00FF00FF), np.uint32(0xFFFF), np.uint32(255)
    for job in range(np.uint64(jobs)):
        base, size = looks[job, zero], looks[job, one]
        log_width, log_height = size & byte, (size >> np.uint32(8)) & byte
        over = np.float32(1.0) / values[job, seven]
        x = np.uint32(np.int32(math.floor(values[job, zero] * over)))
        y = np.uint32(np.int32(math.floor(values[job, one] * over)))
        mask_x = (np.uint32(1) << log_width) - np.uint32(1)
        mask_y = (np.uint32(1) << log_height) - np.uint32(1)
        part_x, part_y = x & byte, y & byte
        x0, y0 = (x >> np.uint32(8)) & mask_x, (y >> np.uint32(8)) & mask_y
        x1, y1 = (x0 + np.uint32(1)) & mask_x, (y0 + np.uint32(1)) & mask_y
        row0, row1 = base + (y0 << log_width), base + (y1 << log_width)
        t00, t10 = texels[np.uint32(row0 + x0)], texels[np.uint32(row0 + x1)]
        t01, t11 = texels[np.uint32(row1 + x0)], texels[np.uint32(row1 + x1)]
        w11 = np.uint32((part_x * part_y) >> np.uint32(8))
        w10, w01 = np.uint32(part_x - w11), np.uint32(part_y - w11)
        w00 = np.uint32(np.uint32(256) - part_x - w01)
        even = np.uint32((t00 & halves) * w00 + (t10 & halves) * w10 + (t01 & halves) * w01 + (t11 & halves) * w11)
        odd = np.uint32(
            ((t00 >> np.uint32(8)) & halves) * w00
            + ((t10 >> np.uint32(8)) & halves) * w10
            + ((t01 >> np.uint32(8)) & halves) * w01
            + ((t11 >> np.uint32(8)) & halves) * w11
        )
        red = np.float32(np.int32(even & low)) * scale
        blue = np.float32(np.int32(even >> np.uint32(16))) * scale
        green = np.float32(np.int32(odd & low)) * scale
        alpha = np.float32(np.int32(odd >> np.uint32(16))) * scale

        shine, strength = values[job, five], values[job, six]
        # Each strand throws the light a little differently: a hash of the texel's column.
        left = ((x0 * np.uint32(2654435761)) >> np.uint32(20)) & byte
        right = ((x1 * np.uint32(2654435761)) >> np.uint32(20)) & byte
        turn = np.float32(np.int32(left * (np.uint32(256) - part_x) + right * part_x)) * np.float32(1.0 / 65536.0)
        noise = turn - np.float32(0.5) + green
        first = shine + np.float32(0.06) + np.float32(0.16) * noise
        second = shine - np.float32(0.16) + np.float32(0.22) * noise
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
        is_hair = ((size >> np.uint32(16)) & np.uint32(15)) == np.uint32(HAIR)
        own = np.float32(1.1) * second * strength if is_hair else np.float32(0.0)
        shine = np.float32(0.085) * first * first * (np.float32(0.4) + turn) * strength if is_hair else shine
        colours[job, zero] = max(red * red * (values[job, two] + own * tint_red) + shine * tint_red, np.float32(0.0))
        colours[job, one] = max(green * green * (values[job, three] + own) + shine, np.float32(0.0))
        colours[job, two] = max(
            blue * blue * (values[job, four] + own * tint_blue) + shine * tint_blue, np.float32(0.0)
        )
        colours[job, three] = alpha
