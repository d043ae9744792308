"""Lips that meet: at rest, and wherever the mouth is closed over an open jaw."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from .body import Fine
from .cloth import neighbours
from .mesh import Array, Integers, triangles_of
from .paint import near, smoothstep

_SHUT = ("mouthPressLeft", "mouthPressRight", "mouthRollLower", "mouthRollUpper", "mouthPucker")


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the lips touch: int64 vertices of the refined skin, in order of x, facing each other pair by pair."""

    upper: Integers
    lower: Integers


def seam_of(skin: Fine, is_head: npt.NDArray[np.bool_]) -> Seam:
    """The inner rims of both lips: the loop of vertices that skin and inside of the mouth share, cut at its corners."""
    rim = np.intersect1d(skin.quads[is_head], skin.quads[~is_head])
    sides = np.stack([skin.quads, np.roll(skin.quads, -1, axis=1)], axis=-1).reshape(-1, 2)
    sides = np.unique(np.sort(sides[np.isin(sides, rim).all(axis=1)], axis=1), axis=0)
    beside: dict[int, list[int]] = {}
    for a, b in sides.tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    places = skin.positions
    right, left = int(rim[np.argmin(places[rim, 0])]), int(rim[np.argmax(places[rim, 0])])
    ways = []
    for first in beside[right]:
        way = [right, first]
        while way[-1] != left:
            way.append(next(v for v in beside[way[-1]] if v != way[-2]))
        ways.append(np.array(way[1:-1], dtype=np.int64))
    lower, upper = sorted(ways, key=lambda way: float(places[way, 1].mean()))
    lower = lower[np.argsort(places[lower, 0])]
    facing = [upper[np.argmin(np.abs(places[upper, 0] - x))] for x in places[lower, 0]]
    return Seam(np.array(facing, dtype=np.int64), lower)


def sealed(skin: Fine, seam: Seam, overlap: float) -> Fine:
    """The skin with its lips brought together at rest, and ``mouthClose`` made to undo ``jawOpen`` at the rims.

    Args:
        skin: The refined skin.
        seam: Where the lips touch.
        overlap: Metres by which the rims pass each other, so that no light comes between.
    """
    places = skin.positions
    x = places[seam.lower, 0]
    gap = places[seam.upper, 1] - places[seam.lower, 1] + overlap
    middle = (places[seam.upper] + places[seam.lower]) / 2
    height = np.interp(places[:, 0], x, middle[:, 1])
    depth = np.interp(places[:, 0], x, middle[:, 2])
    # 0 for the upper lip, 1 for the lower: below the line where they touch.
    share = smoothstep(places[:, 1] - height, 0.0004, -0.0004)
    reach = near(np.hypot(places[:, 1] - height, 0.7 * (places[:, 2] - depth)), 0.0065)
    reach = reach * smoothstep(np.abs(places[:, 0]), 1.15 * np.abs(x).max(), 1.0 * np.abs(x).max())
    move = np.interp(places[:, 0], x, gap) * reach
    moved = places.copy()
    moved[:, 1] += move * (share - 0.5)
    shapes = dict(skin.shapes)
    both = shapes["jawOpen"] + shapes["mouthClose"]
    left_open = {"mouthClose": both[seam.upper] - both[seam.lower]}
    for name in _SHUT:
        # These move the rims out of sight; what is seen must stay shut, so they may close but not open.
        left_open[name] = np.maximum(shapes[name][seam.upper] - shapes[name][seam.lower], 0) * np.array([0, 1, 0])
    for name, apart in left_open.items():
        # What is left open (or pushed through) is shared between the lips in the same way as at rest.
        rest = np.stack([np.interp(places[:, 0], x, apart[:, axis]) for axis in (1, 2)], axis=-1)
        shapes[name] = shapes[name].copy()
        shapes[name][:, 1:] += rest * (reach * (share - 0.5))[:, None]
    return replace(skin.moved(moved), shapes=shapes)


def widest(skin: Fine, seam: Seam, weights: dict[str, float]) -> float:
    """The widest opening between the rims with some shapes applied, metres."""
    places: Array = skin.positions + sum(
        (skin.shapes[name] * weight for name, weight in weights.items()), np.zeros_like(skin.positions)
    )
    return float((places[seam.upper, 1] - places[seam.lower, 1]).max())


def softened(skin: Fine, seam: Seam, names: tuple[str, ...], steps: int) -> Fine:
    """The skin with some shapes smoothed over the cheeks, where the face units fold hard; the lips keep theirs."""
    mean = neighbours(triangles_of(skin.quads), len(skin.positions))
    away = cKDTree(skin.positions[np.concatenate([seam.upper, seam.lower])]).query(skin.positions)[0]
    share = smoothstep(np.asarray(away), 0.006, 0.018)[:, None]
    shapes = dict(skin.shapes)
    for name in names:
        smooth = shapes[name]
        for _ in range(steps):
            smooth = smooth + share * 0.6 * (np.asarray(mean @ smooth) - smooth)
        shapes[name] = smooth
    return replace(skin, shapes=shapes)
