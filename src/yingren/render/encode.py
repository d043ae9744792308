"""The kernel from linear light to the planes of a frame."""

# mypy: disable-error-code="assignment,operator"
# numba gives a name one type for whole numbers of several widths; the checker would have one name for each.

from typing import Any

import numpy as np
from numba import njit

from .arrays import PIXELS, TILE, Canvas, Scratch
from .colour import TONE_BASE, TONE_SHIFT

RED, GREEN, BLUE = np.float32(0.2126), np.float32(0.7152), np.float32(0.0722)


@njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
def encode(tile: Any, tone: Any, canvas: Canvas, scratch: Scratch) -> None:
    """Film curve, BT.709, and the chroma of 2×2 pixels weighted by alpha; writes the planes and ``bounds``.

    ``tone``: float32 [N], the film curve by ``(bits − TONE_BASE) >> TONE_SHIFT``.
    """
    left, top = (tile % canvas.shape[0]) * TILE, (tile // canvas.shape[0]) * TILE
    picture, bits = scratch.picture, scratch.bits
    zero, one, two, three = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3)
    last = np.int32(tone.shape[0] - 1)
    base = np.int32(TONE_BASE)
    for pixel in range(np.uint64(PIXELS)):
        over = np.float32(1.0) / max(picture[pixel, three], np.float32(1e-6))
        picture[pixel, zero] *= over
        picture[pixel, one] *= over
        picture[pixel, two] *= over
        for k in range(np.uint64(3)):
            index = min(max(np.int32(bits[pixel, k] - base) >> np.int32(TONE_SHIFT), np.int32(0)), last)
            picture[pixel, k] = tone[np.uint32(index)]
    first_x, first_y, last_x, last_y = TILE, TILE, -1, -1
    for row in range(TILE):
        some = np.int32(0)
        for column in range(TILE):
            pixel = np.uint64(row * TILE + column)
            cover = np.int32(picture[pixel, three] * np.float32(255.0) + np.float32(0.5))
            luma = RED * picture[pixel, zero] + GREEN * picture[pixel, one] + BLUE * picture[pixel, two]
            value = np.int32(np.float32(16.5) + np.float32(219.0) * luma)
            canvas.y[top + row, left + column] = np.uint8(value if cover > 0 else np.int32(16))
            canvas.alpha[top + row, left + column] = np.uint8(cover)
            some |= cover
        if some > 0:
            first_y = min(first_y, row)
            last_y = row
            column = 0
            while canvas.alpha[top + row, left + column] == 0:
                column += 1
            first_x = min(first_x, column)
            column = TILE - 1
            while canvas.alpha[top + row, left + column] == 0:
                column -= 1
            last_x = max(last_x, column)
    canvas.bounds[tile, 0] = left + first_x
    canvas.bounds[tile, 1] = top + first_y
    canvas.bounds[tile, 2] = left + last_x
    canvas.bounds[tile, 3] = top + last_y
    for row in range(0, TILE, 2):
        for column in range(0, TILE, 2):
            p = np.uint64(row * TILE + column)
            q = p + np.uint64(TILE)
            a0, a1, a2, a3 = picture[p, three], picture[p + one, three], picture[q, three], picture[q + one, three]
            over = np.float32(1.0) / max(a0 + a1 + a2 + a3, np.float32(1e-6))
            a0, a1, a2, a3 = a0 * over, a1 * over, a2 * over, a3 * over
            red = (
                picture[p, zero] * a0
                + picture[p + one, zero] * a1
                + picture[q, zero] * a2
                + picture[q + one, zero] * a3
            )
            green = (
                picture[p, one] * a0 + picture[p + one, one] * a1 + picture[q, one] * a2 + picture[q + one, one] * a3
            )
            blue = picture[p, two] * a0 + picture[p + one, two] * a1 + picture[q, two] * a2 + picture[q + one, two] * a3
            luma = RED * red + GREEN * green + BLUE * blue
            blueness = np.float32(128.5) + np.float32(224.0 / 1.8556) * (blue - luma)
            redness = np.float32(128.5) + np.float32(224.0 / 1.5748) * (red - luma)
            canvas.u[(top + row) >> 1, (left + column) >> 1] = np.uint8(np.int32(blueness))
            canvas.v[(top + row) >> 1, (left + column) >> 1] = np.uint8(np.int32(redness))
