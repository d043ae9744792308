"""Eyeballs of our own: round, finest in front, with a slight bulge over the iris; and the lashes around them."""

from dataclasses import dataclass, replace

import numpy as np

from .mesh import Array, Integers, grid_of, grid_quads, triangles_of
from .part import Part
from .skeleton import Skeleton
from .source import Source

_RINGS, _SECTORS = 20, 32
_KEPT = 1.6
"""Radians from the eye's axis to where the eyeball ends: no gaze shows more."""
IRIS = 0.47
"""Radians from the eye's axis to the rim of the iris."""
REACH = 1.9
"""Radians from the eye's axis to the rim of the eyeball's texture."""


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
    """The front half of an eyeball; the texture is a disc seen from the front, its middle the pupil."""
    angle = np.linspace(0, 1, _RINGS)
    # Rings lie closer over the iris.
    polar = _KEPT * (0.55 * angle + 0.45 * angle**2)
    turn = np.arange(_SECTORS) / _SECTORS * 2 * np.pi
    p, t = np.meshgrid(polar, turn, indexing="ij")
    bulge = 0.055 * np.exp(-((p / (0.8 * IRIS)) ** 2) * 0.9)
    radius = ball.radius * (1 + bulge)
    direction = np.stack([np.sin(p) * np.cos(t), np.sin(p) * np.sin(t), np.cos(p)], axis=-1)
    positions = (ball.middle + direction * radius[..., None]).reshape(-1, 3)
    reach = p / REACH * 0.49
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


def lash_grid(source: Source, positions: Array, group: str, ball: Eyeball) -> Integers:
    """The vertices of a lash strip: rows from tips to roots, columns from the nose outwards."""
    grid = grid_of(source.mesh.faces[source.mesh.groups[group]])
    if grid.shape[0] > grid.shape[1]:
        grid = grid.T
    away = np.linalg.norm(positions[grid] - ball.middle, axis=-1).mean(axis=1)
    if away[0] < away[-1]:
        grid = grid[::-1]
    return grid[:, ::-1] if abs(positions[grid[0, 0], 0]) > abs(positions[grid[0, -1], 0]) else grid


def fitted_blinks(source: Source, positions: Array, shapes: dict[str, Array], overlap: float) -> dict[str, Array]:
    """The shapes with ``eyeBlink`` made to end where this face's lower lid is, ``overlap`` metres below its rim."""
    out = dict(shapes)
    for ball in eyeballs(source, positions):
        name = f"eyeBlink{ball.side.title()}"
        letter = ball.side[0]
        upper = lash_grid(source, positions, f"helper-{letter}-eyelashes-2", ball)[-1]
        lower = lash_grid(source, positions, f"helper-{letter}-eyelashes-1", ball)[-1]
        away = np.abs(positions[upper, 0])
        floor = np.interp(away, np.abs(positions[lower, 0]), positions[lower, 1])
        need = positions[upper, 1] - floor + overlap
        have = np.maximum(-out[name][upper, 1], 1e-4)
        share = np.clip(need / have, 0.3, 1.25)
        # The corners barely move, and what they would ask for is not to be trusted.
        share[0], share[-1] = share[1], share[-2]
        out[name] = out[name] * np.interp(np.abs(positions[:, 0]), away, share)[:, None]
    return out


def lash_part(
    source: Source,
    positions: Array,
    group: str,
    surface: str,
    ball: Eyeball,
    weights: Array,
    shapes: dict[str, Array],
) -> Part:
    """One of MakeHuman's lash strips with texture places of ours: u from the nose outwards, v from tips to roots."""
    grid = lash_grid(source, positions, group, ball)
    rows, columns = grid.shape
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    place = grid.ravel()
    part = Part(
        group,
        surface,
        positions[place],
        np.zeros((len(place), 3)),
        np.stack([u, v], axis=-1).reshape(-1, 2),
        triangles_of(grid_quads(rows, columns)),
        weights[place],
        {name: delta[place] for name, delta in shapes.items() if np.abs(delta[place]).max() > 1e-6},
    )
    # Lashes are lit like the lid they stand on, not like the paper they are drawn on.
    outward = part.positions - ball.middle
    return replace(part, normals=outward / np.linalg.norm(outward, axis=1, keepdims=True))
