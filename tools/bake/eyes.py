"""Eyeballs of our own: round, finest in front, with a slight bulge over the iris."""

from dataclasses import dataclass

import numpy as np

from .mesh import Array, grid_quads, triangles_of
from .part import Part
from .skeleton import Skeleton
from .source import Source

_RINGS, _SECTORS = 26, 40
IRIS = 0.47
"""Radians from the eye's axis to the rim of the iris."""


@dataclass(frozen=True, slots=True)
class Eyeball:
    """Where an eye is: middle float64 [3] and radius, metres."""

    side: str
    middle: Array
    radius: float


def eyeballs(source: Source, positions: Array) -> list[Eyeball]:
    """Left and right, fitted to MakeHuman's helper eyes of a shaped base mesh."""
    out = []
    for side, group in (("left", "helper-l-eye"), ("right", "helper-r-eye")):
        ball = positions[source.vertices([group])]
        low, high = ball.min(axis=0), ball.max(axis=0)
        radius = float((high - low)[:2].mean() / 2)
        middle = (low + high) / 2
        # The helper bulges in front; a sphere that touches its back keeps clear of the lids.
        middle[2] = low[2] + radius
        out.append(Eyeball(side, middle, radius))
    return out


def eye_part(ball: Eyeball, skeleton: Skeleton) -> Part:
    """The front two thirds of an eyeball; the texture is a disc seen from the front, its middle the pupil."""
    angle = np.linspace(0, 1, _RINGS)
    # Rings lie closer over the iris.
    polar = 2.1 * (0.55 * angle + 0.45 * angle**2)
    turn = np.arange(_SECTORS) / _SECTORS * 2 * np.pi
    p, t = np.meshgrid(polar, turn, indexing="ij")
    bulge = 0.055 * np.exp(-((p / (0.8 * IRIS)) ** 2) * 0.9)
    radius = ball.radius * (1 + bulge)
    direction = np.stack([np.sin(p) * np.cos(t), np.sin(p) * np.sin(t), np.cos(p)], axis=-1)
    positions = (ball.middle + direction * radius[..., None]).reshape(-1, 3)
    reach = p / polar[-1] * 0.49
    uvs = np.stack([0.5 + reach * np.cos(t), 0.5 - reach * np.sin(t)], axis=-1).reshape(-1, 2)
    triangles = triangles_of(grid_quads(_RINGS, _SECTORS, closed=True))
    part = Part(
        f"{ball.side} eye",
        "eye",
        positions,
        direction.reshape(-1, 3),
        uvs,
        triangles,
        skeleton.only(len(positions), f"{ball.side}Eye"),
    )
    return part.smoothed()
