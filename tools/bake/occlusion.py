"""How open to light each vertex is: rays through a grid of small boxes that the surfaces fill."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .mesh import Array, Integers

Boxes = npt.NDArray[np.bool_]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _fill(corners: Any, low: Any, size: float, boxes: Any) -> None:
    for t in range(len(corners)):
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        longest = 0.0
        for i in range(3):
            longest = max(longest, abs(b[i] - a[i]), abs(c[i] - a[i]), abs(c[i] - b[i]))
        steps = int(longest / size * 1.6) + 1
        for i in range(steps + 1):
            for j in range(steps + 1 - i):
                u, v = i / steps, j / steps
                inside = True
                place = np.empty(3, np.int64)
                for k in range(3):
                    place[k] = int(np.floor((a[k] + u * (b[k] - a[k]) + v * (c[k] - a[k]) - low[k]) / size))
                    inside = inside and 0 <= place[k] < boxes.shape[k]
                if inside:
                    boxes[place[0], place[1], place[2]] = True


@njit(cache=True)  # type: ignore[untyped-decorator]
def _cast(
    places: Any, normals: Any, rays: Any, low: Any, size: float, start: float, reach: float, boxes: Any, out: Any
) -> None:
    for v in range(len(places)):
        open_light, all_light = 0.0, 0.0
        for r in range(len(rays)):
            facing = rays[r, 0] * normals[v, 0] + rays[r, 1] * normals[v, 1] + rays[r, 2] * normals[v, 2]
            if facing < 0.08:
                continue
            all_light += facing
            seen = 1.0
            distance = start
            while distance < reach:
                inside = True
                place = np.empty(3, np.int64)
                for k in range(3):
                    point = places[v, k] + normals[v, k] * start + rays[r, k] * distance
                    place[k] = int(np.floor((point - low[k]) / size))
                    inside = inside and 0 <= place[k] < boxes.shape[k]
                if not inside:
                    break
                if boxes[place[0], place[1], place[2]]:
                    # What is far away darkens less.
                    seen = (distance / reach) ** 1.5
                    break
                distance += size * 0.8
            open_light += facing * seen
        out[v] = open_light / max(all_light, 1e-9)


def _sphere(count: int) -> Array:
    """Directions spread evenly, float64 [n, 3]."""
    i = np.arange(count) + 0.5
    polar, turn = np.arccos(1 - 2 * i / count), np.pi * (1 + 5**0.5) * i
    return np.stack([np.cos(turn) * np.sin(polar), np.cos(polar), np.sin(turn) * np.sin(polar)], axis=-1)


def openness(
    places: Array, normals: Array, around: Array, triangles: Integers, *, size: float, reach: float, rays: int = 160
) -> Array:
    """How much of the hemisphere over each vertex is open, 0..1.

    Args:
        places: float64 [V, 3], metres.
        normals: float64 [V, 3], unit.
        around: float64 [W, 3], vertices of what may stand in the way.
        triangles: int64 [F, 3] into ``around``.
        size: Metres of a box: what is nearer than two of them does not count.
        reach: Metres beyond which nothing counts.
        rays: How many directions are tried.
    """
    low = places.min(axis=0) - reach
    shape = np.ceil((places.max(axis=0) + reach - low) / size).astype(np.int64)
    boxes: Boxes = np.zeros(tuple(shape.tolist()), np.bool_)
    _fill(around[triangles], low, size, boxes)
    out = np.ones(len(places))
    _cast(places, normals, _sphere(rays), low, size, 1.5 * size, reach, boxes, out)
    return out
