"""Layers become one picture: YUV planes mixed in bands, by as many threads as there are."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numba import njit

from ..core.frame import Frame, Plane

_BANDS = 8
"""Strips a picture is cut into. Fixed, as every pixel is worked out alone: the thread count cannot change it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture on its way into the canvas.

    Attributes:
        frame: What is seen; where it lies is ``frame.left``, ``frame.top``, even, partly outside if need be.
        opacity: 0..1, on top of the frame's own alpha.
    """

    frame: Frame
    opacity: float = 1.0


class Canvas:
    """A size to paint on and the threads that do it."""

    def __init__(self, width: int, height: int, *, transparent: bool = False, threads: int | None = None) -> None:
        if width % 2 or height % 2:
            raise ValueError(f"a 4:2:0 picture has even sides, not {width}×{height}")
        self.width, self.height, self.transparent = width, height, transparent
        self._pool = ThreadPoolExecutor(threads or min(os.cpu_count() or 1, 4), thread_name_prefix="canvas")

    def flatten(self, layers: Sequence[Layer], *, pts: int = 0, time_base: Fraction = Fraction(1, 30)) -> Frame:
        """Paint layers over each other, the first at the bottom.

        A canvas that is not transparent is black where nothing covers it. On a transparent one colour stays straight
        (not multiplied by alpha), as in every :class:`Frame`.
        """
        y = np.empty((self.height, self.width), dtype=np.uint8)
        u, v = (np.empty((self.height // 2, self.width // 2), dtype=np.uint8) for _ in range(2))
        alpha = np.empty((self.height, self.width), dtype=np.uint8) if self.transparent else None
        edges = np.linspace(0, self.height // 2, _BANDS + 1).astype(int) * 2
        tasks = [
            self._pool.submit(_paint_band, layers, (y, u, v, alpha), int(top), int(bottom))
            for top, bottom in pairwise(edges)
        ]
        for task in tasks:
            task.result()
        return Frame(y, u, v, alpha, pts=pts, time_base=time_base)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


Planes = tuple[Plane, Plane, Plane, Plane | None]


def _paint_band(layers: Sequence[Layer], planes: Planes, top: int, bottom: int) -> None:
    y, u, v, alpha = planes
    covered = layers and alpha is None and _covers(layers[0], y.shape[1], y.shape[0])
    if not covered:
        y[top:bottom], u[top // 2 : bottom // 2], v[top // 2 : bottom // 2] = 16, 128, 128
        if alpha is not None:
            alpha[top:bottom] = 0
    for layer in layers:
        _paint_layer(layer, planes, top, bottom)


def _covers(layer: Layer, width: int, height: int) -> bool:
    frame = layer.frame
    size_matches = (frame.left, frame.top, frame.width, frame.height) == (0, 0, width, height)
    return size_matches and frame.alpha is None and layer.opacity >= 1.0


def _paint_layer(layer: Layer, planes: Planes, top: int, bottom: int) -> None:
    frame = layer.frame
    opacity = min(max(layer.opacity, 0.0), 1.0)
    y, u, v, alpha = planes
    # The part of the layer that lies in this band, in canvas coordinates; all even, so chroma follows by halving.
    row0, row1 = max(frame.top, top), min(frame.top + frame.height, bottom)
    column0, column1 = max(frame.left, 0), min(frame.left + frame.width, y.shape[1])
    if row0 >= row1 or column0 >= column1 or opacity == 0.0:
        return
    here = slice(row0, row1), slice(column0, column1)
    there = slice(row0 - frame.top, row1 - frame.top), slice(column0 - frame.left, column1 - frame.left)
    here_half, there_half = _halved(here), _halved(there)
    own = (y[here], u[here_half], v[here_half])
    source = (frame.y[there], frame.u[there_half], frame.v[there_half])
    if alpha is not None:
        cover = frame.alpha[there] if frame.alpha is not None else np.full(source[0].shape, 255, dtype=np.uint8)
        _lay_on_transparent(*own, alpha[here], *source, cover, np.float32(opacity))
    elif frame.alpha is not None:
        _lay(*own, *source, frame.alpha[there], np.float32(opacity))
    elif opacity == 1.0:
        for plane, new in zip(own, source, strict=True):
            plane[:] = new
    else:
        for plane, new in zip(own, source, strict=True):
            _fade(plane, new, np.float32(opacity))


def _halved(area: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = area
    return slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)


# Single-precision arithmetic, element by element and without reassociation: fast in vector registers, and the same
# result whichever thread or band a pixel falls into.


@njit(nogil=True, cache=True)
def _fade(target: Plane, source: Plane, opacity: np.float32) -> None:
    """Mix: target += (source − target) · opacity."""
    for row in range(target.shape[0]):
        for column in range(target.shape[1]):
            below = np.float32(target[row, column])
            mixed = below + (np.float32(source[row, column]) - below) * opacity
            target[row, column] = np.uint8(mixed + np.float32(0.5))


@njit(nogil=True, cache=True)
def _lay(
    y: Plane, u: Plane, v: Plane, from_y: Plane, from_u: Plane, from_v: Plane, alpha: Plane, opacity: np.float32
) -> None:
    """Lay straight-alpha YUV over opaque YUV; chroma is covered by the mean of its four alphas."""
    half = np.float32(0.5)
    scale = opacity / np.float32(255.0)
    quarter = opacity / np.float32(1020.0)
    for row in range(y.shape[0]):
        for column in range(y.shape[1]):
            below = np.float32(y[row, column])
            cover = np.float32(alpha[row, column]) * scale
            y[row, column] = np.uint8(below + (np.float32(from_y[row, column]) - below) * cover + half)
    for row in range(u.shape[0]):
        for column in range(u.shape[1]):
            cover = (
                np.float32(alpha[2 * row, 2 * column])
                + np.float32(alpha[2 * row, 2 * column + 1])
                + np.float32(alpha[2 * row + 1, 2 * column])
                + np.float32(alpha[2 * row + 1, 2 * column + 1])
            ) * quarter
            below_u = np.float32(u[row, column])
            below_v = np.float32(v[row, column])
            u[row, column] = np.uint8(below_u + (np.float32(from_u[row, column]) - below_u) * cover + half)
            v[row, column] = np.uint8(below_v + (np.float32(from_v[row, column]) - below_v) * cover + half)


@njit(nogil=True, cache=True)
def _lay_on_transparent(
    y: Plane,
    u: Plane,
    v: Plane,
    alpha: Plane,
    from_y: Plane,
    from_u: Plane,
    from_v: Plane,
    from_alpha: Plane,
    opacity: np.float32,
) -> None:
    """Lay straight-alpha YUV over straight-alpha YUV (Porter–Duff “over”)."""
    half, one, zero = np.float32(0.5), np.float32(1.0), np.float32(0.0)
    scale = np.float32(1.0) / np.float32(255.0)
    quarter = np.float32(1.0) / np.float32(1020.0)
    for row in range(u.shape[0]):
        for column in range(u.shape[1]):
            above, below = zero, zero
            for step in range(4):
                above += np.float32(from_alpha[2 * row + step // 2, 2 * column + step % 2])
                below += np.float32(alpha[2 * row + step // 2, 2 * column + step % 2])
            above = above * quarter * opacity
            both = above + below * quarter * (one - above)
            share = above / both if both > zero else zero
            old_u, old_v = np.float32(u[row, column]), np.float32(v[row, column])
            u[row, column] = np.uint8(old_u + (np.float32(from_u[row, column]) - old_u) * share + half)
            v[row, column] = np.uint8(old_v + (np.float32(from_v[row, column]) - old_v) * share + half)
    for row in range(y.shape[0]):
        for column in range(y.shape[1]):
            above = np.float32(from_alpha[row, column]) * scale * opacity
            both = above + np.float32(alpha[row, column]) * scale * (one - above)
            share = above / both if both > zero else zero
            old = np.float32(y[row, column])
            y[row, column] = np.uint8(old + (np.float32(from_y[row, column]) - old) * share + half)
            alpha[row, column] = np.uint8(both * np.float32(255.0) + half)
