"""Pixels as people write them become pixels as video has them (BT.709, limited range, 4:2:0)."""

import re

import numpy as np
import numpy.typing as npt
from numba import njit

from ..core.errors import InputError
from ..core.frame import Frame, Plane
from ..core.language import say
from ..core.randomness import generator

Colour = tuple[int, int, int]
"""sRGB, 0..255."""

_GRAIN = np.float32(0.8)
"""Standard deviation of the grain that hides bands, in levels."""
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def colour(text: str) -> Colour:
    """Read ``#rgb`` or ``#rrggbb``.

    Raises:
        InputError: It is neither.
    """
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise InputError(
            say(f"“{text}” is not a colour.", f"“{text}”不是颜色。"),
            hint=say("Write it as #rrggbb, for example #1b2a4a.", "请写成 #rrggbb，例如 #1b2a4a。"),
        )
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def solid(width: int, height: int, rgb: Colour) -> Frame:
    """A frame of one colour."""
    y, u, v = to_yuv(rgb)
    return Frame(
        np.full((height, width), y, dtype=np.uint8),
        np.full((height // 2, width // 2), u, dtype=np.uint8),
        np.full((height // 2, width // 2), v, dtype=np.uint8),
    )


def to_yuv(rgb: Colour) -> tuple[int, int, int]:
    """One colour as limited-range BT.709."""
    red, green, blue = rgb
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        round(16 + luma * 219 / 255),
        round(128 + (blue - luma) / 1.8556 * 224 / 255),
        round(128 + (red - luma) / 1.5748 * 224 / 255),
    )


def to_rgb(frame: Frame) -> npt.NDArray[np.uint8]:
    """A frame as sRGB pixels for looking at and for covers: uint8 [h, w, 3], or [h, w, 4] where it has alpha."""
    y = (frame.y.astype(np.float32) - 16) * (255 / 219)
    u, v = (
        (np.repeat(np.repeat(plane, 2, axis=0), 2, axis=1).astype(np.float32) - 128) * (255 / 224)
        for plane in (frame.u, frame.v)
    )
    rgb = np.stack([y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u], axis=-1)
    pixels = np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
    return pixels if frame.alpha is None else np.dstack([pixels, frame.alpha])


def from_rgba(premultiplied: npt.NDArray[np.uint8], left: int = 0, top: int = 0) -> Frame:
    """Drawn pixels (uint8 [h, w, 4], colour multiplied by alpha, even sides) as a layer with straight colour."""
    height, width = premultiplied.shape[:2]
    y, alpha = np.empty((height, width), np.uint8), np.empty((height, width), np.uint8)
    u, v = np.empty((height // 2, width // 2), np.uint8), np.empty((height // 2, width // 2), np.uint8)
    _convert(np.ascontiguousarray(premultiplied), y, u, v, alpha)
    return Frame(y, u, v, alpha, left, top)


@njit(nogil=True, cache=True)
def _convert(rgba: Plane, y: Plane, u: Plane, v: Plane, alpha: Plane) -> None:
    height, width = y.shape
    for row in range(height):
        for column in range(width):
            cover = np.float32(rgba[row, column, 3])
            alpha[row, column] = rgba[row, column, 3]
            if cover > 0:
                scale = np.float32(219.0) / cover
                luma = (
                    np.float32(0.2126) * rgba[row, column, 0]
                    + np.float32(0.7152) * rgba[row, column, 1]
                    + np.float32(0.0722) * rgba[row, column, 2]
                )
                y[row, column] = np.uint8(min(luma * scale + np.float32(16.5), np.float32(235.0)))
            else:
                y[row, column] = 16
    for row in range(height // 2):
        for column in range(width // 2):
            # H.264 sites chroma on the left of each pair: its pixels are the column's own and both neighbours.
            red = green = blue = cover = np.float32(0.0)
            for down in range(2):
                for across in range(-1, 2):
                    x = min(max(2 * column + across, 0), width - 1)
                    weight = np.float32(2.0 if across == 0 else 1.0)
                    red += weight * rgba[2 * row + down, x, 0]
                    green += weight * rgba[2 * row + down, x, 1]
                    blue += weight * rgba[2 * row + down, x, 2]
                    cover += weight * rgba[2 * row + down, x, 3]
            if cover > 0:
                luma = np.float32(0.2126) * red + np.float32(0.7152) * green + np.float32(0.0722) * blue
                scale = np.float32(224.0) / cover
                u[row, column] = np.uint8(np.float32(128.5) + (blue - luma) / np.float32(1.8556) * scale)
                v[row, column] = np.uint8(np.float32(128.5) + (red - luma) / np.float32(1.5748) * scale)
            else:
                u[row, column] = v[row, column] = 128


def dithered(rgb: npt.NDArray[np.float32], seed: int = 0) -> Frame:
    """Smooth colours (float32 [h, w, 3], sRGB 0..1) as a frame without bands.

    They are rounded after noise. White noise would do for the screen, but an encoder drops it as not worth its bits,
    and the bands are back; a grain two pixels wide is kept by x264 at usual qualities, and is cheap as it stands still.
    """
    noise = generator(seed, "dither")
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    y = 16 + 219 * luma
    # Halve colour differences, not rounded chroma, so that no precision is lost before the noise.
    blue, red = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748
    planes = [y, 128 + 224 * _halve(blue), 128 + 224 * _halve(red)]
    rounded = []
    for plane, low, high in zip(planes, (16, 16, 16), (235, 240, 240), strict=True):
        white = noise.standard_normal(plane.shape, dtype=np.float32)
        grain = white + np.roll(white, 1, 0) + np.roll(white, 1, 1) + np.roll(white, (1, 1), (0, 1))
        rounding = noise.random(plane.shape, dtype=np.float32) - np.float32(0.5)
        rounded.append(np.clip(np.rint(plane + _GRAIN / 2 * grain + rounding), low, high).astype(np.uint8))
    return Frame(rounded[0], rounded[1], rounded[2])


def _halve(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Mean of row pairs, and of each even column with its neighbours as left-sited chroma has it."""
    rows = (plane[0::2] + plane[1::2]) / 2
    left = np.concatenate([rows[:, :1], rows[:, 1:-1:2]], axis=1)
    return np.asarray((left + 2 * rows[:, 0::2] + rows[:, 1::2]) / 4, dtype=np.float32)
