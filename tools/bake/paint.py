"""Painting with numbers: noise, soft marks, strokes, and pictures as bytes."""

import io

import numpy as np
import numpy.typing as npt
import skia
from PIL import Image
from scipy.ndimage import gaussian_filter

from .mesh import Array

Generator = np.random.Generator


def noise(size: tuple[int, int], blur: float, random: Generator) -> Array:
    """Smooth noise of deviation 1, float64 [h, w]; ``blur`` pixels wide."""
    reduced = max(1, int(blur // 3))
    small = (max(4, size[0] // reduced + 2), max(4, size[1] // reduced + 2))
    field = gaussian_filter(random.standard_normal(small), blur / reduced, mode="wrap")
    field /= field.std()
    if reduced > 1:
        rows = np.linspace(0, small[0] - 1.001, size[0])
        columns = np.linspace(0, small[1] - 1.001, size[1])
        r, c = rows.astype(int), columns.astype(int)
        fr, fc = (rows - r)[:, None], (columns - c)[None, :]
        field = (field[r][:, c] * (1 - fc) + field[r][:, c + 1] * fc) * (1 - fr) + (
            field[r + 1][:, c] * (1 - fc) + field[r + 1][:, c + 1] * fc
        ) * fr
    return np.asarray(field[: size[0], : size[1]])


def near(distance: Array, width: float) -> Array:
    """A soft mark: 1 at distance 0, fading over ``width``."""
    return np.asarray(np.exp(-((distance / width) ** 2)))


def smoothstep(values: Array, low: float, high: float) -> Array:
    """0 below ``low``, 1 above ``high``, smooth between; also downward when ``low`` > ``high``."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def mixed(picture: Array, colour: tuple[float, float, float], amount: Array) -> Array:
    """A picture [h, w, 3] with a colour laid over it, ``amount`` [h, w]."""
    return picture + (np.array(colour) - picture) * np.clip(amount, 0, 1)[..., None]


def srgb(colour: str) -> tuple[float, float, float]:
    """``#rrggbb`` as three numbers 0..1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def linear(colour: str) -> tuple[float, float, float, float]:
    """``#rrggbb`` as a linear RGBA factor."""
    red, green, blue = (float(((value + 0.055) / 1.055) ** 2.4) for value in srgb(colour))
    return red, green, blue, 1.0


class Canvas:
    """A layer of coverage, 0..1, drawn with antialiased strokes."""

    def __init__(self, height: int, width: int) -> None:
        self._surface = skia.Surface(width, height)
        self._canvas = self._surface.getCanvas()

    def stroke(self, points: Array, width: float, strength: float, *, taper: bool = True) -> None:
        """Draw along ``points`` [n, 2] (x, y in pixels), thinner towards the end."""
        count = len(points) - 1
        for index in range(count):
            paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeCap=skia.Paint.kRound_Cap)
            part = 1 - index / count if taper else 1.0
            paint.setStrokeWidth(float(width * (0.35 + 0.65 * part)))
            paint.setColor4f(skia.Color4f(1, 1, 1, float(strength * (0.35 + 0.65 * part))))
            (x0, y0), (x1, y1) = points[index], points[index + 1]
            self._canvas.drawLine(float(x0), float(y0), float(x1), float(y1), paint)

    def coverage(self) -> Array:
        """What was drawn, float64 [h, w]."""
        return np.asarray(self._surface.toarray()[..., 3], dtype=np.float64) / 255


def jpeg(picture: Array, quality: int = 88) -> bytes:
    """SRGB [h, w, 3] 0..1 as JPEG bytes."""
    out = io.BytesIO()
    Image.fromarray(_bytes(picture)).save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()


def png(picture: Array) -> bytes:
    """SRGB and alpha [h, w, 4] 0..1 as PNG bytes."""
    out = io.BytesIO()
    Image.fromarray(_bytes(picture)).save(out, "PNG", optimize=True)
    return out.getvalue()


def _bytes(picture: Array) -> npt.NDArray[np.uint8]:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
