"""The user's pictures and videos as layers: opened once, read as they are needed."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import skia
from numba import njit

from ..core.frame import Frame, Plane
from ..media.picture import picture_size, read_picture
from ..media.video_in import VideoReader, open_video
from .colour import from_rgba
from .drawing import INK, drawn, paint, rounded
from .layout import Box

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"})
ZOOM = 1.07
"""How much larger than its place a still is kept, for the slow zoom over it."""
_OPEN_VIDEOS = 3
_HAZE = 0.55
"""How bright the blurred surroundings of a clip are."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what is in it.

    Attributes:
        path: Where it is; not part of what it looks like.
        content: SHA-256 of its bytes.
    """

    path: Path = field(compare=False, repr=False)
    content: str

    @property
    def is_picture(self) -> bool:
        """A still by its name; anything else is opened as a video."""
        return self.path.suffix.lower() in PICTURE_SUFFIXES


def source(path: Path) -> Source:
    """Read and digest a file.

    Raises:
        MediaError: It is missing, or no picture or video.
    """
    if path.suffix.lower() in PICTURE_SUFFIXES:
        read_picture(path, longest=64)
    else:
        open_video(path).close()
    with path.open("rb") as file:
        return Source(path, hashlib.file_digest(file, "sha256").hexdigest())


def image_of(still: Source, longest: int) -> skia.Image:
    """A picture for drawing, its longer side scaled down to so many pixels if it has more."""
    pixels = read_picture(still.path, longest=longest)
    return skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType)


def aspect(still: Source) -> float:
    """Width ÷ height."""
    width, height = picture_size(still.path)
    return width / height


SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


def draw_still(still: Source, width: int, height: int, fit: str, blur: float) -> Frame:
    """A picture at a size: ``"cover"`` fills it; ``"contain"`` shows all, over a blurred enlargement of itself."""
    image = image_of(still, 2 * max(width, height))
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    ratios = width / image.width(), height / image.height()

    def lay(scale: float, brush: skia.Paint) -> None:
        wide, high = image.width() * scale, image.height() * scale
        place = skia.Rect.MakeXYWH((width - wide) / 2, (height - high) / 2, wide, high)
        canvas.drawImageRect(image, place, SMOOTH, brush)

    brush = skia.Paint(AntiAlias=True)
    if fit == "contain":
        canvas.drawColor(skia.Color(*INK))
        brush.setImageFilter(skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp))
        lay(max(ratios) * 1.15, brush)
        canvas.drawColor(skia.Color(*INK, 118))
        lay(min(ratios), skia.Paint(AntiAlias=True))
    else:
        if blur > 0:
            brush.setImageFilter(skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp))
        lay(max(ratios) * (1.0 if blur == 0 else 1.06), brush)
    frame = from_rgba(pixels)
    return replace(frame, alpha=None) if frame.alpha is not None and frame.alpha.min() == 255 else frame


@lru_cache(maxsize=8)
def _corners(width: int, height: int, radius: float) -> Plane:
    box = Box(0, 0, width, height)
    frame = drawn(box, lambda canvas: canvas.drawRRect(rounded(box, radius), paint()))
    assert frame.alpha is not None
    return frame.alpha


@lru_cache(maxsize=4)
def _kept_still(still: Source, width: int, height: int, fit: str, blur: float) -> Frame:
    return draw_still(still, width, height, fit, blur)


def draw_zoomed(still: Source, box: Box, radius: float, fit: str, zoom: float) -> Frame:
    """A picture in a box, ``zoom`` 1..``ZOOM`` times as large as fits, the middle of it seen."""
    width, height = round(box.width), round(box.height)
    blur = 0.03 * height if fit == "contain" else 0.0
    large = _kept_still(still, _even(width * ZOOM), _even(height * ZOOM), fit, blur)
    step = ZOOM / zoom
    planes = [np.empty((height, width), np.uint8), *(np.empty((height // 2, width // 2), np.uint8) for _ in range(2))]
    for plane, origin in zip(planes, (large.y, large.u, large.v), strict=True):
        _sample(origin, plane, np.float32(step))
    alpha = _corners(width, height, radius) if radius > 0 else None
    if large.alpha is not None:
        own = np.empty((height, width), np.uint8)
        _sample(large.alpha, own, np.float32(step))
        alpha = own
    return Frame(planes[0], planes[1], planes[2], alpha, round(box.left), round(box.top))


@njit(nogil=True, cache=True)
def _sample(source: Plane, target: Plane, step: np.float32) -> None:
    """Take every ``step``-th pixel of the source about its middle, between pixels linear."""
    half = np.float32(0.5)
    high, wide = source.shape
    columns = np.empty(target.shape[1], np.int32)
    shares = np.empty(target.shape[1], np.float32)
    left = np.float32(wide) * half - np.float32(target.shape[1]) * half * step + half * step - half
    top = np.float32(high) * half - np.float32(target.shape[0]) * half * step + half * step - half
    for column in range(target.shape[1]):
        x = min(max(left + np.float32(column) * step, np.float32(0)), np.float32(wide - 1.001))
        columns[column] = int(x)
        shares[column] = x - np.float32(int(x))
    for row in range(target.shape[0]):
        y = min(max(top + np.float32(row) * step, np.float32(0)), np.float32(high - 1.001))
        upper, lower = source[int(y)], source[int(y) + 1]
        down = y - np.float32(int(y))
        for column in range(target.shape[1]):
            at, across = columns[column], shares[column]
            above = np.float32(upper[at]) + (np.float32(upper[at + 1]) - np.float32(upper[at])) * across
            below = np.float32(lower[at]) + (np.float32(lower[at + 1]) - np.float32(lower[at])) * across
            target[row, column] = np.uint8(above + (below - above) * down + half)


def draw_shadow(box: Box, radius: float, unit: float) -> Frame:
    """The soft shadow a card throws, and a hair of light round it."""
    reach = 46 * unit
    area = Box(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach * 1.4)
    below = Box(box.left, box.top + 14 * unit, box.right, box.bottom + 14 * unit)

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawRRect(rounded(below, radius), paint(INK, 0.62, blur=18 * unit))

    return drawn(area, draw)


def draw_rim(box: Box, radius: float, unit: float) -> Frame:
    """A thin light edge that lifts a picture from a dark background."""
    inner = Box(box.left + unit, box.top + unit, box.right - unit, box.bottom - unit)
    return drawn(box, lambda canvas: canvas.drawRRect(rounded(inner, radius), paint(alpha=0.28, stroke=2 * unit)))


def _blurred(plane: Plane) -> Plane:
    """A small plane smoothed by averaging over five pixels each way, twice."""
    smooth = plane.astype(np.float32)
    for axis in (0, 1, 0, 1):
        width = [(2, 2) if side == axis else (0, 0) for side in (0, 1)]
        padded = np.pad(smooth, width, mode="edge")
        count = plane.shape[axis]
        parts = [np.take(padded, range(at, at + count), axis=axis) for at in range(5)]
        smooth = np.mean(parts, axis=0, dtype=np.float32)
    return np.asarray(np.rint(smooth), dtype=np.uint8)


class Videos:
    """Videos of one movie, few of them open at a time."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, VideoReader] = OrderedDict()

    def __repr__(self) -> str:
        return "Videos()"

    def reader(self, video: Source) -> VideoReader:
        """The open file."""
        reader = self._open.pop(video.content, None)
        if reader is None:
            reader = open_video(video.path)
        self._open[video.content] = reader
        while len(self._open) > _OPEN_VIDEOS:
            self._open.popitem(last=False)[1].close()
        return reader

    def draw(self, video: Source, seconds: float, box: Box, radius: float, fit: str) -> Frame:
        """The video at a second of its own, in a box."""
        width, height = round(box.width), round(box.height)
        frame = self.reader(video).at(seconds, width, height, fit="contain" if fit == "contain" else "cover")
        left = round(box.left) + (width - frame.width) // 4 * 2
        top = round(box.top) + (height - frame.height) // 4 * 2
        alpha = _corners(frame.width, frame.height, radius) if radius > 0 else None
        return replace(frame, left=left, top=top, alpha=alpha)

    def draw_haze(self, video: Source, seconds: float, width: int, height: int) -> Frame:
        """The video blurred beyond recognition and darkened: what a clip of another shape stands on."""
        small = self.reader(video).at(seconds, _even(width / 24), _even(height / 24), fit="cover")
        planes = [np.empty((height, width), np.uint8), *(np.empty((height // 2, width // 2), np.uint8) for _ in "uv")]
        dark = np.rint(16 + (small.y.astype(np.float32) - 16) * _HAZE).astype(np.uint8)
        for plane, origin in zip(planes, (dark, small.u, small.v), strict=True):
            _sample(_blurred(origin), plane, np.float32(origin.shape[1] / plane.shape[1]))
        return Frame(planes[0], planes[1], planes[2])

    def close(self) -> None:
        """Close all files."""
        while self._open:
            self._open.popitem()[1].close()


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)
