"""Teeth: MakeHuman's two bands, resampled and bulged tooth by tooth."""

from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline

from .mesh import Array, grid_of, grid_quads, normals_of, triangles_of, unit
from .paint import Generator, mixed, near, noise, smoothstep
from .part import Part
from .source import Source

_WIDTHS = {
    "upper": (1.0, 0.80, 0.88, 0.82, 0.80, 1.05, 1.0),
    "lower": (0.66, 0.70, 0.80, 0.82, 0.82, 1.1, 1.1),
}
"""Of the teeth from the middle outwards, compared with an upper front tooth."""
_COLUMNS, _ROWS = 6, 9
GUM = 0.34
"""Part of the band's front that is gum."""


def borders(jaw: str) -> Array:
    """Where teeth begin and end along an arch, 0..1, float64 [15]."""
    widths = _WIDTHS[jaw]
    ends = np.cumsum([0.0, *reversed(widths), *widths])
    return np.asarray(ends / ends[-1])


def teeth_part(source: Source, positions: Array, jaw: str, weights: Array, shapes: dict[str, Array]) -> Part:
    """The upper or lower arch: u from right to left, v from gum (0) over the edge (2/3) to the back (1)."""
    group = f"helper-{jaw}-teeth"
    grid = grid_of(source.mesh.faces[source.mesh.groups[group]])
    if grid.shape[0] > grid.shape[1]:
        grid = grid.T
    if positions[grid[0], 2].mean() < positions[grid[-1], 2].mean():
        grid = grid[::-1]
    if positions[grid[0, 0], 0] > positions[grid[0, -1], 0]:
        grid = grid[:, ::-1]
    arch = positions[grid[0]]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(arch, axis=0), axis=1))])
    along /= along[-1]
    ends = borders(jaw)
    inner = np.linspace(0, 1, _COLUMNS, endpoint=False)
    u = np.concatenate([*(a + inner * (b - a) for a, b in pairwise(ends)), [1.0]])
    across = CubicSpline(along, np.eye(len(along)))(u)
    v = np.linspace(0, 1, _ROWS)
    down = CubicSpline(np.linspace(0, 1, 4), np.eye(4))(v)

    def spread(values: Array) -> Array:
        return np.asarray(np.einsum("vr,uc,rck->vuk", down, across, values[grid]))

    fine = spread(positions)
    # MakeHuman's arch is as wide as the mouth and shows at its corners; its upper edge hides behind the lip.
    fine = fine * np.array([0.90, 1, 1]) - np.array([0, 0.0028 if jaw == "upper" else 0.0012, 0.0025])
    fine[..., 2] -= 0.0065 * smoothstep(np.abs(fine[..., 0]), 0.007, 0.022)
    quads = grid_quads(len(v), len(u))
    triangles = triangles_of(quads)
    flat = fine.reshape(-1, 3)
    normals = normals_of(flat, triangles).reshape(fine.shape)
    middle = flat.mean(axis=0)
    if float(np.mean(np.sum(normals[2] * (fine[2] - middle), axis=-1))) < 0:
        triangles, normals = triangles[:, ::-1], -normals
    tooth = np.clip(np.searchsorted(ends, u, side="right") - 1, 0, len(ends) - 2)
    inside = (u - ends[tooth]) / (ends[tooth + 1] - ends[tooth]) * 2 - 1
    crown = smoothstep(v, GUM * 0.55, GUM * 0.9)[:, None] * smoothstep(v, 0.98, 0.8)[:, None]
    bulge = (1 - np.abs(inside) ** 2.6)[None, :] * crown
    out = unit(normals * np.array([1, 0.15, 1]))
    fine = fine + out * (bulge * 0.00075)[..., None]
    # Corners of the biting edge are rounded off.
    tip = near(v - 2 / 3, 0.10)[:, None] * (np.abs(inside) ** 5)[None, :]
    fine[..., 1] += (0.0009 if jaw == "upper" else -0.0007) * tip
    flat = fine.reshape(-1, 3)
    uu, vv = np.meshgrid(u, v)
    skin = np.clip(spread(weights), 0, None).reshape(-1, weights.shape[1])
    moved = {name: spread(delta).reshape(-1, 3) for name, delta in shapes.items() if np.abs(delta[grid]).max() > 1e-6}
    return Part(
        f"{jaw} teeth",
        "teeth",
        flat,
        normals_of(flat, triangles),
        np.stack([uu, vv], axis=-1).reshape(-1, 2),
        triangles,
        skin / skin.sum(axis=1, keepdims=True),
        moved,
    )


def teeth_picture(random: Generator) -> Array:
    """Gums, ivory and the gaps between, for both arches: sRGB [h, w, 3]."""
    height, width = 128, 1024
    picture = np.broadcast_to(np.array((0.90, 0.87, 0.81)), (height, width, 3)).copy()
    v = (np.arange(height)[:, None] + 0.5) / height
    u = (np.arange(width)[None, :] + 0.5) / width
    ends = borders("upper")
    tooth = np.clip(np.searchsorted(ends, u, side="right") - 1, 0, len(ends) - 2)
    inside = (u - ends[tooth]) / (ends[tooth + 1] - ends[tooth]) * 2 - 1
    # Whiter at the biting edge, warmer at the neck.
    picture = mixed(picture, (0.82, 0.74, 0.62), 0.45 * smoothstep(v, 0.5, GUM) * np.ones_like(u))
    picture = mixed(picture, (0.55, 0.42, 0.36), 0.55 * smoothstep(np.abs(inside), 0.88, 1.0) * np.ones_like(v))
    line = GUM - 0.10 * (np.abs(inside) ** 2.5) * -1.0 - 0.06
    gum = smoothstep(v - line, 0.03, -0.03)
    picture = mixed(picture, (0.70, 0.38, 0.37), gum)
    picture = mixed(picture, (0.40, 0.24, 0.21), smoothstep(v, 0.74, 0.95) * np.ones_like(u) * 0.8)
    return np.asarray(picture * (1 + 0.012 * noise((height, width), 9, random))[..., None])
