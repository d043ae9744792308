"""The skin of face and neck: tone, blush, lips, lids, brows, hairline."""

from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from .body import FaceMap, Fine
from .hair import Hair
from .landmarks import Landmarks
from .mesh import Array, Integers, triangles_of
from .paint import Canvas, Generator, mixed, near, noise, smoothstep, srgb
from .raster import rasterised

SIZE = 2048


class FacePainter:
    """Knows the place on the head that each texel of the face texture shows.

    Attributes:
        place: float64 [h, w, 3], metres, where ``covered``.
        body: float64 [h, w, 2], MakeHuman's texture place, v up.
    """

    def __init__(self, skin: Fine, faces: Integers, face_map: FaceMap, marks: Landmarks) -> None:
        self.marks, self._map = marks, face_map
        part = skin.part("head", "", np.isin(np.arange(len(skin.quads)), faces), face_map)
        # Sharing corners with their own texture places, so that both sets can be drawn at once.
        corners = skin.quads[faces].ravel()
        uv = skin.uvs[skin.quads_uv[faces].ravel()]
        azimuth = face_map.azimuth(skin.positions)[skin.quads[faces]]
        torn = np.ptp(azimuth, axis=1) > np.pi
        azimuth[torn] = np.where(azimuth[torn] < 0, azimuth[torn] + 2 * np.pi, azimuth[torn])
        places = face_map.uv(azimuth.ravel(), skin.positions[corners][:, 1]) * SIZE
        values = np.concatenate([skin.positions[corners], uv, skin.normals[corners]], axis=1)
        away = np.hypot(values[:, 0], values[:, 2] - face_map.axis)
        quads = np.arange(len(corners)).reshape(-1, 4)
        drawn, self.covered = rasterised(places, triangles_of(quads), values, away, (SIZE, SIZE))
        self.place, self.body, self.normal = drawn[..., :3], drawn[..., 3:5], drawn[..., 5:8]
        del part

    def uv(self, x: Array, y: Array) -> Array:
        """Pixels [..., 2] of places on the front of the face."""
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        z = self.marks.front.depth(x, y)
        return self._map.uv(np.arctan2(x, z - self._map.axis), y) * SIZE

    def mask(self, picture: Array) -> Array:
        """One of MakeHuman's masks over the face texture."""
        height, width = picture.shape
        rows, columns = (1 - self.body[..., 1]) * height - 0.5, self.body[..., 0] * width - 0.5
        out = map_coordinates(picture, [rows, columns], order=1, mode="nearest")
        return np.where(self.covered, out, 0)

    def distance(self, place: Any, squash: tuple[float, float, float] = (1, 1, 1)) -> Array:
        """Metres from each texel to a place, axes stretched by ``squash``."""
        return np.asarray(np.linalg.norm((self.place - np.asarray(place)) * np.array(squash), axis=-1))


def paint(
    painter: FacePainter, lips: Array, hair: Hair, colours: dict[str, str], brow: dict[str, float], random: Generator
) -> Array:
    """The face texture, sRGB float64 [h, w, 3].

    Args:
        painter: Where texels are.
        lips: MakeHuman's mask of the lips.
        hair: Where the hairline is.
        colours: ``skin``, ``lips``, ``blush``, ``hair`` … as ``#rrggbb``.
        brow: Numbers that shape the brows.
        random: For noise and strokes.
    """
    size = (SIZE, SIZE)
    picture = np.broadcast_to(np.array(srgb(colours["skin"])), (*size, 3)).copy()
    picture = _tone(painter, picture, colours, random)
    picture = _eyes(painter, picture, colours)
    picture = _lips(painter, picture, painter.mask(lips), colours, random)
    picture = _brows(painter, picture, colours, brow, random)
    picture = _scalp(painter, picture, hair, colours, random)
    return np.clip(picture, 0, 1)


def _tone(painter: FacePainter, picture: Array, colours: dict[str, str], random: Generator) -> Array:
    size = picture.shape[:2]
    marks = painter.marks
    x, y = painter.place[..., 0], painter.place[..., 1]
    eye = marks.eyes[0].middle
    blush = srgb(colours["blush"])
    nose, chin = marks.nose_tip, marks.chin
    for side in (1, -1):
        apple = np.array([side * 0.041, (eye[1] * 0.42 + nose[1] * 0.58), nose[2] - 0.035])
        picture = mixed(picture, blush, 0.34 * near(painter.distance(apple, (0.8, 1.25, 0.6)), 0.021))
        temple = np.array([side * 0.058, eye[1] - 0.012, eye[2] - 0.03])
        picture = mixed(picture, blush, 0.16 * near(painter.distance(temple, (1, 1.2, 0.6)), 0.022))
        ear = np.array([side * 0.078, eye[1] - 0.015, eye[2] - 0.1])
        picture = mixed(picture, blush, 0.30 * near(painter.distance(ear), 0.026))
        wing = np.array([side * 0.0165, nose[1] - 0.004, nose[2] - 0.014])
        picture = mixed(picture, blush, 0.16 * near(painter.distance(wing), 0.007))
        # The hollow under the eye is a little darker and cooler.
        hollow = np.array([side * eye[0] * 0.9, eye[1] - 0.0165, eye[2] + 0.013])
        picture = mixed(picture, (0.70, 0.52, 0.47), 0.10 * near(painter.distance(hollow, (0.75, 1.6, 0.5)), 0.012))
    picture = mixed(picture, blush, 0.20 * near(painter.distance(nose), 0.010))
    picture = mixed(picture, blush, 0.12 * near(painter.distance(chin), 0.016))
    # Forehead a touch lighter, jaw and neck a touch cooler and darker.
    picture = picture * (1 + 0.018 * smoothstep(y, eye[1] + 0.02, eye[1] + 0.06))[..., None]
    under = smoothstep(y, chin[1] - 0.005, chin[1] - 0.035)
    picture = mixed(picture, (0.80, 0.62, 0.53), 0.16 * under)
    nostril = near(np.hypot(np.abs(x) - 0.0085, (y - (nose[1] - 0.0125)) * 1.2), 0.0050)
    nostril = (
        nostril * smoothstep(painter.normal[..., 1], 0.0, -0.5) * smoothstep(y, nose[1] - 0.0165, nose[1] - 0.0135)
    )
    picture = mixed(picture, (0.42, 0.20, 0.16), 0.55 * gaussian_filter(nostril, 3))
    blood, brown = noise(size, 60, random), noise(size, 22, random)
    fine, pores = noise(size, 3.2, random), noise(size, 1.1, random)
    picture = picture * (1 + np.stack([0.004 * blood, -0.009 * blood, -0.007 * blood], axis=-1))
    # Below the chin the texture is drawn small and its grain would show large.
    grain = 0.25 + 0.75 * smoothstep(y, chin[1] - 0.03, chin[1] + 0.01)
    picture = picture * (1 + (grain * (0.006 * brown + 0.007 * fine + 0.010 * pores))[..., None])
    spots = np.clip(noise(size, 2.0, random) - 3.3, 0, 1) * smoothstep(y, chin[1], eye[1])
    return mixed(picture, (0.62, 0.42, 0.33), 0.22 * spots)


def _eyes(painter: FacePainter, picture: Array, colours: dict[str, str]) -> Array:
    """Shadow in the fold, a thin line along the upper lashes, warm rims."""
    shadow, liner = srgb(colours["shadow"]), srgb(colours["liner"])
    height, width = picture.shape[:2]
    lines, rims = Canvas(height, width), Canvas(height, width)
    for side in ("left", "right"):
        sign = 1 if side == "left" else -1
        upper, lower = painter.marks.upper_lids[side], painter.marks.lower_lids[side]
        ball = painter.marks.eyes[0 if side == "left" else 1]
        lid = ball.middle + np.array([sign * 0.001, 0.0075, 0.008])
        picture = mixed(picture, shadow, 0.42 * near(painter.distance(lid, (0.62, 1.25, 0.4)), 0.0095))
        outer = upper[-1] + np.array([sign * 0.000, 0.0015, 0])
        picture = mixed(picture, shadow, 0.10 * near(painter.distance(outer, (0.8, 1.2, 0.5)), 0.006))
        for shift, strength in ((0.0, 1.0), (0.0004, 0.85), (0.0008, 0.5)):
            points = upper[1:-2].copy()
            points[:, 1] += shift
            place = painter.uv(points[:, 0], points[:, 1])
            lines.stroke(place[::-1], 4.0, strength * 0.6)
        place = painter.uv(lower[3:-2, 0], lower[3:-2, 1])
        rims.stroke(place[::-1], 4.0, 0.5)
    picture = mixed(picture, liner, 0.60 * gaussian_filter(lines.coverage(), 1.6))
    return mixed(picture, liner, 0.22 * gaussian_filter(rims.coverage(), 2.2))


def _lips(painter: FacePainter, picture: Array, mask: Array, colours: dict[str, str], random: Generator) -> Array:
    size = picture.shape[:2]
    mask = smoothstep(gaussian_filter(mask, 4.5), 0.45, 0.97)
    lip = np.array(srgb(colours["lips"]))
    x, y = painter.place[..., 0], painter.place[..., 1]
    marks = painter.marks
    seam = (marks.mouth_left[1] + marks.mouth_right[1]) / 2
    # Fine lines run across the lips: noise stretched along y.
    lines = gaussian_filter(random.standard_normal(size), (14, 1.6))
    lines /= lines.std()
    shade = 1 + 0.022 * lines + 0.03 * noise(size, 9, random)
    fullness = near(np.abs(x), 0.016) * near(np.abs(y - (seam - 0.006)), 0.004)
    colour = lip * shade[..., None] * (1 + 0.10 * fullness)[..., None]
    colour = colour * (1 - 0.22 * near(np.abs(y - seam), 0.0013) * (np.abs(x) < 0.03))[..., None]
    picture = picture + (colour - picture) * (0.80 * mask)[..., None]
    edge = gaussian_filter(mask, 7) * (1 - mask)
    return mixed(picture, tuple((lip * 0.85).tolist()), 0.22 * edge)


def _brows(
    painter: FacePainter, picture: Array, colours: dict[str, str], brow: dict[str, float], random: Generator
) -> Array:
    """Hair by hair along an arched line, over a soft powder."""
    height, width = picture.shape[:2]
    hairs, powder = Canvas(height, width), Canvas(height, width)
    for side in (1, -1):
        eye = painter.marks.eyes[0 if side == 1 else 1].middle
        for index in range(int(brow["hairs"])):
            s = (index + random.random()) / brow["hairs"]
            across = random.uniform(-1, 1)
            x, y, slope, thick = _brow_line(s, brow)
            y += across * thick * (0.5 + 0.5 * np.sqrt(random.random())) - 0.0004 * (1 - s) ** 2
            # Hairs stand up at the nose and lie along the arch further out; upper ones lean down, lower ones up.
            lean = np.deg2rad(58 * (1 - s) ** 1.6 + 8) - 0.45 * across * min(1, 2.2 * s) + random.normal(0, 0.09)
            angle = np.arctan(slope) + lean * (1 - 0.5 * s)
            length = brow["length"] * random.uniform(0.75, 1.15) * (1 - 0.35 * s)
            t = np.linspace(0, 1, 5)
            bend = angle - 0.5 * t * lean
            xs = x + np.cumsum(np.cos(bend)) * length / 5
            ys = y + np.cumsum(np.sin(bend)) * length / 5
            hairs.stroke(painter.uv(side * xs, eye[1] + ys), 1.7, random.uniform(0.25, 0.55))
        line = [_brow_line(float(v), brow) for v in np.linspace(0.02, 0.97, 40)]
        for row in np.linspace(-0.75, 0.75, 9):
            ys = np.array([y + row * thick for _, y, _, thick in line])
            xs = np.array([x for x, *_ in line])
            powder.stroke(painter.uv(side * xs, eye[1] + ys), 6.0, 0.55, taper=False)
    colour = srgb(colours["brow"])
    fade = gaussian_filter(powder.coverage(), 5)
    picture = mixed(picture, colour, brow["powder"] * fade)
    return mixed(picture, colour, 0.80 * gaussian_filter(hairs.coverage(), 0.9))


def _brow_line(s: float, brow: dict[str, float]) -> tuple[float, float, float, float]:
    """Distance from the middle, height over the eye's middle, slope and half thickness (metres) at 0 (nose) … 1."""
    x = brow["inner"] + (brow["outer"] - brow["inner"]) * s
    peak = brow["peak"]
    rise = np.sin(np.pi / 2 * min(s / peak, 1.0)) ** 1.2 * brow["arch"] if s > 0 else 0.0
    fall = max(0.0, (s - peak) / (1 - peak)) ** 1.7 * brow["drop"]
    y = brow["height"] + rise - fall
    step = 1e-3
    if s + step <= 1:
        slope = (_brow_height(s + step, brow) - y) / (step * (brow["outer"] - brow["inner"]))
    else:
        slope = -0.4
    thick = brow["thick"] * min(1.0, 0.72 + 1.2 * s) * (1 - 0.86 * max(0.0, (s - 0.42) / 0.58) ** 1.25)
    return x, y, slope, max(thick, 0.0003)


def _brow_height(s: float, brow: dict[str, float]) -> float:
    peak = brow["peak"]
    rise = np.sin(np.pi / 2 * min(s / peak, 1.0)) ** 1.2 * brow["arch"]
    fall = max(0.0, (s - peak) / (1 - peak)) ** 1.7 * brow["drop"]
    return float(brow["height"] + rise - fall)


def _scalp(painter: FacePainter, picture: Array, hair: Hair, colours: dict[str, str], random: Generator) -> Array:
    """Dark under the hair, with a soft shadow and short fine hairs where it begins."""
    away = painter.place - hair.middle
    azimuth = np.rad2deg(np.arctan2(away[..., 0], away[..., 2]))
    elevation = np.rad2deg(np.arctan2(away[..., 1], np.hypot(away[..., 0], away[..., 2])))
    table = hair.hairline()
    line = np.interp(azimuth.ravel(), np.arange(-90, 91), table).reshape(azimuth.shape)
    # Beside the face hair hangs down: everything behind its edge lies in its shadow.
    inside = np.where(np.abs(azimuth) < hair.cut.edge, elevation - line, np.abs(azimuth) - hair.cut.edge)
    inside = np.where((elevation < hair.cut.level) & (np.abs(azimuth) < hair.cut.edge), -20.0, inside)
    strokes = gaussian_filter(random.standard_normal(picture.shape[:2]), (9, 1.2))
    ragged = 0.38 * strokes / strokes.std() + 0.35 * noise(picture.shape[:2], 24, random)
    shadow = smoothstep(inside, -7.0, 1.5) * (elevation > -35)
    picture = mixed(picture, (0.52, 0.36, 0.29), 0.38 * shadow)
    grown = smoothstep(inside + ragged, -1.6, 2.6) * smoothstep(elevation, -32, -12)
    return mixed(picture, srgb(colours["hair"]), 0.88 * grown)
