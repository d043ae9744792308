"""A bob with a side parting: guide curves over a head, and the closed shell of hair along them."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d, map_coordinates

from .body import Fine
from .landmarks import Landmarks
from .mesh import Array, grid_quads, normals_of, triangles_of, unit
from .paint import smoothstep
from .part import Part
from .raster import rasterised
from .skeleton import Skeleton

_DEGREE = np.pi / 180
MARGIN = 1 / 256
"""Between the shell's rim and its texture's: looking a texel further must not lead round to the other side."""


def direction(azimuth: Array | float, elevation: Array | float) -> Array:
    """Unit vectors [..., 3]; azimuth 0 is in front, positive to the character's left."""
    a, e = np.broadcast_arrays(np.asarray(azimuth, dtype=np.float64), np.asarray(elevation, dtype=np.float64))
    return np.stack([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)], axis=-1)


@dataclass(frozen=True, slots=True)
class Cut:
    """The shape of a haircut. Angles in degrees, lengths in metres.

    Attributes:
        parting: Azimuth and elevation of the parting's front end.
        crown: The same of its back end.
        edge: Azimuth at which the foremost hair hangs.
        level: Elevation below which hair hangs straight.
        tip: Height of the tips over the chin.
        volume: How far hair stands off the skull at the side.
        back: How much more at the back.
        curl: How far the tips turn inwards.
    """

    parting: tuple[float, float]
    crown: tuple[float, float]
    edge: float
    level: float
    tip: float
    volume: float
    back: float
    curl: float


class Hair:
    """Hair over one head."""

    def __init__(self, skin: Fine, marks: Landmarks, cut: Cut) -> None:
        eye = marks.eyes[0].middle
        self.cut, self.chin = cut, float(marks.chin[1])
        self.middle = np.array([0.0, eye[1] + 0.012, eye[2] - 0.078])
        self._radius = self._radii(skin)
        self._front, self._crown = (direction(a * _DEGREE, e * _DEGREE) for a, e in (cut.parting, cut.crown))

    def _radii(self, skin: Fine) -> Array:
        """Distance from the middle to the skin by elevation (180 rows, top first) and azimuth (360 columns)."""
        away = skin.positions - self.middle
        radius = np.linalg.norm(away, axis=1)
        azimuth = np.arctan2(away[:, 0], away[:, 2]) / _DEGREE
        elevation = np.arcsin(away[:, 1] / radius) / _DEGREE
        triangles = triangles_of(skin.quads)
        near = radius[triangles].max(axis=1) < 0.16
        triangles = triangles[near & (np.ptp(azimuth[triangles], axis=1) < 180)]
        places = np.stack([azimuth + 180, 90 - elevation], axis=-1)
        drawn, covered = rasterised(places, triangles, radius[:, None], radius, (180, 360))
        filled = np.where(covered, drawn[..., 0], 0)
        weight = gaussian_filter(covered.astype(np.float64), 5, mode=("nearest", "wrap"))
        return np.asarray(gaussian_filter(filled, 5, mode=("nearest", "wrap")) / np.maximum(weight, 1e-6))

    def skull(self, towards: Array) -> Array:
        """Distance to the (smoothed) skin in unit directions [..., 3]."""
        azimuth = np.arctan2(towards[..., 0], towards[..., 2]) / _DEGREE + 180
        elevation = 90 - np.arcsin(np.clip(towards[..., 1], -1, 1)) / _DEGREE
        flat = map_coordinates(self._radius, [elevation.ravel() - 0.5, azimuth.ravel() - 0.5], order=1, mode="nearest")
        return np.asarray(flat.reshape(azimuth.shape))

    def _root(self, azimuth: Array) -> Array:
        """Where on the parting the hair that hangs at an azimuth (degrees) grows: unit directions."""
        s = np.clip((np.abs(azimuth) - self.cut.edge) / (180 - self.cut.edge), 0, 1) ** 0.8
        return slerp(self._front, self._crown, s)

    def strands(self, azimuth: Array, count: int, *, lift: Array | float = 0.0, longer: Array | float = 0.0) -> Array:
        """Guide curves.

        Args:
            azimuth: float64 [n], degrees at which hair hangs, its sign the side of the parting.
            count: Points on each.
            lift: Metres by which it lies outside the shell.
            longer: Metres by which it hangs lower than the others.

        Returns:
            float64 [n, count, 3], root first.
        """
        cut = self.cut
        azimuth = np.atleast_1d(np.asarray(azimuth, dtype=np.float64))
        lift = np.broadcast_to(np.asarray(lift, dtype=np.float64), azimuth.shape)[:, None]
        root, end = self._root(azimuth), direction(azimuth * _DEGREE, cut.level * _DEGREE)
        over = 34
        t = np.linspace(0, 1, over)
        towards = slerp(root[:, None], end[:, None], np.broadcast_to(t, (len(azimuth), over)))
        behind = smoothstep(np.abs(azimuth), 70, 165)[:, None]
        grown = smoothstep(t, -0.12, 0.42)[None, :]
        stand = (cut.volume + cut.back * behind) * (0.30 + 0.70 * grown) + lift * (0.25 + 0.75 * grown)
        # The foremost hair lies close to the temple.
        stand = stand * (0.55 + 0.45 * smoothstep(np.abs(azimuth), cut.edge, cut.edge + 26))[:, None]
        points = self.middle + towards * (self.skull(towards) + stand)[..., None]
        tip = self.chin + cut.tip - np.asarray(longer, dtype=np.float64)
        tip = np.broadcast_to(tip, azimuth.shape)
        fall = np.maximum(points[:, -1, 1] - tip, 0.005)
        hang = 16
        h = np.linspace(0, 1, hang + 1)[1:]
        out = direction(azimuth * _DEGREE, 0.0)
        # It swings out a little below the ear, then turns in at the tips.
        swing = 0.007 * np.sin(np.pi * np.clip(h * 0.9, 0, 1))[None] - cut.curl * h[None] ** 2.2
        low = points[:, -1:, :] + out[:, None, :] * swing[..., None]
        low[..., 1] -= fall[:, None] * h[None]
        curve = gaussian_filter1d(np.concatenate([points, low], axis=1), 2.4, axis=1, mode="nearest")
        curve[:, 0] = points[:, 0]
        return resampled(curve, count)

    def hairline(self) -> Array:
        """Elevation (degrees) of the hairline by azimuth −90 … 90 in steps of a degree: float64 [181]."""
        lines = []
        for side in (-1.0, 1.0):
            t = np.linspace(0, 1, 60)
            way = slerp(self._front[None], direction(side * self.cut.edge * _DEGREE, self.cut.level * _DEGREE)[None], t)
            lines.append(np.stack([np.arctan2(way[:, 0], way[:, 2]), np.arcsin(way[:, 1])], axis=-1) / _DEGREE)
        both = np.concatenate(lines)
        order = np.argsort(both[:, 0])
        return np.asarray(np.interp(np.arange(-90, 91), both[order, 0], both[order, 1]))


def slerp(start: Array, end: Array, t: Array) -> Array:
    """Unit vectors between unit vectors along the great circle."""
    cosine = np.clip(np.sum(start * end, axis=-1), -1, 1)
    angle = np.maximum(np.arccos(cosine), 1e-6)
    a = np.sin((1 - t) * angle) / np.sin(angle)
    b = np.sin(t * angle) / np.sin(angle)
    return unit(a[..., None] * start + b[..., None] * end)


def resampled(curves: Array, count: int) -> Array:
    """Curves [n, k, 3] with points at equal distances: [n, count, 3]."""
    steps = np.linalg.norm(np.diff(curves, axis=1), axis=-1)
    along = np.concatenate([np.zeros((len(curves), 1)), np.cumsum(steps, axis=1)], axis=1)
    wanted = np.linspace(0, 1, count)
    return np.stack(
        [
            np.stack([np.interp(wanted * s[-1], s, curve[:, i]) for i in range(3)], axis=-1)
            for curve, s in zip(curves, along, strict=True)
        ]
    )


def places_on(curves: Array, t: Array) -> Array:
    """Places at fractions ``t`` [m] along evenly spaced curves [n, k, 3]: [n, m, 3]."""
    place = t * (curves.shape[1] - 1)
    low = np.minimum(place.astype(int), curves.shape[1] - 2)
    part = (place - low)[None, :, None]
    return np.asarray(curves[:, low] * (1 - part) + curves[:, low + 1] * part)


def shell(hair: Hair, skeleton: Skeleton) -> list[Part]:
    """The closed surface below the locks and its lining, one side of the parting at a time."""
    out = []
    # Rows lie close where hair bends over the head.
    fine = np.concatenate([np.linspace(0, 0.5, 18), np.linspace(0.57, 0.92, 6), [0.96, 1.0]])
    for side in (1.0, -1.0):
        out.append(_half(hair, skeleton, side, 37, fine))
        # A dark lining, so that nobody looks into an empty shell from below; at the tips it is strands.
        lining = _inside(_half(hair, skeleton, side, 20, np.linspace(0, 0.93, 11)), 0.005)
        out.append(replace(lining, name="hair lining", surface="hair lining"))
        out.append(_inside(_half(hair, skeleton, side, 22, np.array([0.90, 0.95, 1.0])), 0.001))
    return out


def _inside(outside: Part, depth: float) -> Part:
    """A surface as seen from within, ``depth`` metres further in and darker."""
    return replace(
        outside,
        positions=outside.positions - outside.normals * depth,
        normals=-outside.normals,
        triangles=outside.triangles[:, ::-1],
        occlusion=0.35 * np.asarray(outside.occlusion),
    )


def _half(hair: Hair, skeleton: Skeleton, side: float, across: int, rows: Array) -> Part:
    points = places_on(hair.strands(side * np.linspace(hair.cut.edge, 180, across), 60), rows)
    down = len(rows)
    u, v = np.meshgrid(np.linspace(0, 1, across), rows, indexing="ij")
    # Locks: shallow waves across the surface, deeper towards the tips.
    wave = np.sin(u * 61 + 2.1 * np.sin(u * 17)) * 0.6 + np.sin(u * 23 + 1.3) * 0.4
    triangles = triangles_of(grid_quads(across, down))
    flat = points.reshape(-1, 3)
    normals = normals_of(flat, triangles)
    if float(np.mean(np.sum(normals * (flat - hair.middle), axis=1))) < 0:
        triangles, normals = triangles[:, ::-1], -normals
    flat = flat + normals * (0.0016 * wave * smoothstep(v, 0.05, 0.6)).reshape(-1, 1)
    shade = 0.62 + 0.38 * smoothstep(v, 0.0, 0.16) - 0.28 * smoothstep(v, 0.72, 1.0)
    return Part(
        "hair shell",
        "hair shell",
        flat,
        normals_of(flat, triangles),
        MARGIN + (1 - 2 * MARGIN) * np.stack([u, v], axis=-1).reshape(-1, 2),
        triangles,
        skeleton.only(len(flat), "head"),
        occlusion=shade.ravel(),
    )
