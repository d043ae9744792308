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
    red, green, blue, alpha = picture[0], picture[1], picture[2], picture[3]
    one = np.uint64(1)
    last = np.int32(tone.shape[0] - 1)
    base = np.int32(TONE_BASE)
    for pixel in range(np.uint64(PIXELS)):
        over = np.float32(1.0) / max(alpha[pixel], np.float32(1e-6))
        red[pixel] *= over
        green[pixel] *= over
        blue[pixel] *= over
    for channel in range(3):
        plane, number = picture[channel], bits[channel]
        for pixel in range(np.uint64(PIXELS)):
            index = min(max((number[pixel] - base) >> np.int32(TONE_SHIFT), np.int32(0)), last)
            plane[pixel] = tone[np.uint32(index)]
    first_x, first_y, last_x, last_y = TILE, TILE, -1, -1
    for row in range(TILE):
        some = np.int32(0)
        start = np.uint64(row * TILE)
        line_y = canvas.y[top + row, left : left + TILE]
        line_alpha = canvas.alpha[top + row, left : left + TILE]
        for column in range(np.uint64(TILE)):
            pixel = start + column
            cover = np.int32(alpha[pixel] * np.float32(255.0) + np.float32(0.5))
            luma = RED * red[pixel] + GREEN * green[pixel] + BLUE * blue[pixel]
            value = np.int32(np.float32(16.5) + np.float32(219.0) * luma)
            line_y[column] = np.uint8(value if cover > 0 else np.int32(16))
            line_alpha[column] = np.uint8(cover)
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
        start = np.uint64(row * TILE)
        line_u = canvas.u[(top + row) >> 1, left >> 1 : (left + TILE) >> 1]
        line_v = canvas.v[(top + row) >> 1, left >> 1 : (left + TILE) >> 1]
        for column in range(np.uint64(TILE // 2)):
            p = start + column + column
            q = p + np.uint64(TILE)
            a0, a1, a2, a3 = alpha[p], alpha[p + one], alpha[q], alpha[q + one]
            over = np.float32(1.0) / max(a0 + a1 + a2 + a3, np.float32(1e-6))
            r = (red[p] * a0 + red[p + one] * a1 + red[q] * a2 + red[q + one] * a3) * over
            g = (green[p] * a0 + green[p + one] * a1 + green[q] * a2 + green[q + one] * a3) * over
            b = (blue[p] * a0 + blue[p + one] * a1 + blue[q] * a2 + blue[q + one] * a3) * over
            luma = RED * r + GREEN * g + BLUE * b
            blueness = np.float32(128.5) + np.float32(224.0 / 1.8556) * (b - luma)
            redness = np.float32(128.5) + np.float32(224.0 / 1.5748) * (r - luma)
            line_u[column] = np.uint8(np.int32(blueness))
            line_v[column] = np.uint8(np.int32(redness))
