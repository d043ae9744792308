"""A bob with a side parting: a closed shell of hair, and strips of strands that break its outline."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d, map_coordinates

from .body import Fine
from .landmarks import Landmarks
from .mesh import Array, grid_quads, normals_of, triangles_of, unit
from .paint import Canvas, Generator, noise, smoothstep, srgb
from .part import Part
from .raster import rasterised
from .skeleton import Skeleton

_DEGREE = np.pi / 180
COLUMNS = 8
"""Clumps side by side in the strands' texture."""


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


def shell(hair: Hair, skeleton: Skeleton) -> list[Part]:
    """The closed surface below the strands and its lining, one side of the parting at a time."""
    out = []
    for side in (1.0, -1.0):
        out.append(_half(hair, skeleton, side, 72, 42))
        # A dark lining, so that nobody looks into an empty shell from below.
        inner = _half(hair, skeleton, side, 30, 20)
        out.append(
            replace(
                inner,
                name="hair lining",
                surface="hair lining",
                positions=inner.positions - inner.normals * 0.005,
                normals=-inner.normals,
                triangles=inner.triangles[:, ::-1],
                occlusion=0.35 * np.asarray(inner.occlusion),
            )
        )
    return out


def _half(hair: Hair, skeleton: Skeleton, side: float, across: int, down: int) -> Part:
    points = hair.strands(side * np.linspace(hair.cut.edge, 180, across), down)
    u, v = np.meshgrid(np.linspace(0, 1, across), np.linspace(0, 1, down), indexing="ij")
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
        np.stack([u, v], axis=-1).reshape(-1, 2),
        triangles,
        skeleton.only(len(flat), "head"),
        occlusion=shade.ravel(),
    )


def strips(hair: Hair, skeleton: Skeleton, random: Generator, *, count: int) -> Part:
    """Strips of strands over the shell."""
    rows = 19
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    place = (np.arange(count) // 2 + random.random(count)) / ((count + 1) // 2)
    azimuth = side * (hair.cut.edge - 1.5 + (181.5 - hair.cut.edge) * place**1.15)
    lift = random.uniform(0.0005, 0.0055, count)
    lift[place < 0.05] = random.uniform(0.0, 0.002, int(np.sum(place < 0.05)))
    longer = random.normal(0, 0.0025, count)
    guides = hair.strands(azimuth, rows, lift=lift, longer=longer)
    width = random.uniform(0.011, 0.020, count)
    width[place < 0.08] *= 0.6
    t = np.linspace(0, 1, rows)
    profile = (0.45 + 0.55 * smoothstep(t, 0, 0.35)) * (1 - 0.45 * smoothstep(t, 0.75, 1.0))
    along = unit(np.gradient(guides, axis=1))
    outward = unit(guides - hair.middle + np.array([0, 1, 0]) * (hair.middle[1] - guides[..., 1:2]).clip(0))
    sideways = unit(np.cross(along, outward))
    # Strips wander to the sides a little, together with their neighbours.
    wander = np.sin(t[None] * random.uniform(2, 5, count)[:, None] + random.uniform(0, 6.3, count)[:, None])
    guides = guides + sideways * (wander * 0.0022 * smoothstep(t, 0.1, 0.6))[..., None]
    tilt = random.normal(0, 0.14, count)[:, None, None]
    lean = unit(sideways + outward * tilt)
    half = (width[:, None] * profile[None])[..., None] / 2
    crest = outward * 0.0016 * profile[None, :, None]
    points = np.stack([guides - lean * half, guides + crest, guides + lean * half], axis=2)
    quads = grid_quads(rows, 3)
    parts = []
    clump = random.integers(0, COLUMNS, count)
    for index in range(count):
        flat = points[index].reshape(-1, 3)
        triangles = triangles_of(quads)
        normals = normals_of(flat, triangles)
        out = np.repeat(outward[index], 3, axis=0)
        if float(np.mean(np.sum(normals * out, axis=1))) < 0:
            triangles, normals = triangles[:, ::-1], -normals
        u = (clump[index] + np.array([0.04, 0.5, 0.96])) / COLUMNS
        uvs = np.stack(np.broadcast_arrays(u[None, :], t[:, None]), axis=-1).reshape(-1, 2)
        # Lit as part of the whole head of hair, with a little of its own shape.
        normals = unit(0.75 * out + 0.25 * normals)
        shade = np.repeat(0.72 + 0.28 * smoothstep(t, 0.0, 0.15) - 0.14 * smoothstep(t, 0.75, 1.0), 3)
        shade = shade * (0.9 + 20 * lift[index])
        parts.append((flat, normals, uvs, triangles + index * len(flat), shade))
    total = count * rows * 3
    return Part(
        "hair strips",
        "hair",
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([p[2] for p in parts]),
        np.concatenate([p[3] for p in parts]),
        skeleton.only(total, "head"),
        occlusion=np.clip(np.concatenate([p[4] for p in parts]), 0, 1),
    )


def strip_picture(colour: str, random: Generator) -> Array:
    """Clumps of strands side by side, roots above: RGBA [h, w, 4]."""
    height, width = 512, 512
    each = width // COLUMNS
    alpha = np.zeros((height, width))
    for clump in range(COLUMNS):
        canvas = Canvas(height, each)
        number = 26 + 3 * clump
        for _ in range(number):
            start = random.uniform(0.10, 0.90)
            end = 0.5 + (start - 0.5) * random.uniform(0.5, 1.0) + random.normal(0, 0.06)
            reach = random.uniform(0.93, 1.0)
            # Roots begin raggedly, so that the parting is a soft line.
            t = np.linspace(random.uniform(0.0, 0.07), 1, 14)
            xs = (start + (end - start) * t**1.3 + 0.03 * np.sin(t * 5 + random.uniform(0, 6))) * each
            canvas.stroke(np.stack([xs, t * reach * height], axis=-1), 4.2, 0.97)
        alpha[:, clump * each : (clump + 1) * each] = canvas.coverage()
    alpha = np.clip(alpha * 1.1, 0, 1)
    out = np.empty((height, width, 4))
    out[..., :3] = _streaks(height, width, colour, random)
    out[..., 3] = alpha
    return out


def shell_picture(colour: str, random: Generator) -> Array:
    """Strands that cover, ragged at the tips and at the face: RGBA [h, w, 4]."""
    height, width = 512, 1024
    out = np.empty((height, width, 4))
    out[..., :3] = _streaks(height, width, colour, random)
    v = (np.arange(height)[:, None] + 0.5) / height
    u = (np.arange(width)[None, :] + 0.5) / width
    ragged = gaussian_filter1d(random.standard_normal(width), 2.0)
    ragged /= ragged.std()
    tips = smoothstep(v - (0.955 + 0.016 * ragged[None]), 0.012, -0.012)
    edge = gaussian_filter1d(random.standard_normal(height), 4.0)
    edge /= edge.std()
    side = smoothstep(u - (0.006 + 0.003 * edge[:, None]), -0.002, 0.003)
    out[..., 3] = tips * side
    return out


def _streaks(height: int, width: int, colour: str, random: Generator) -> Array:
    """Fine and broad streaks along the strands, sRGB [h, w, 3]."""
    fine = gaussian_filter(random.standard_normal((height, width)), (60, 0.7), mode="wrap")
    broad = gaussian_filter(random.standard_normal((height, width)), (90, 5), mode="wrap")
    light = 1 + 0.20 * fine / fine.std() + 0.16 * broad / broad.std() + 0.04 * noise((height, width), 40, random)
    base = np.array(srgb(colour))
    warm = np.array([1.06, 1.0, 0.94])
    return np.asarray(np.clip(base * np.clip(light, 0.4, 2.0)[..., None] * warm, 0, 1))
