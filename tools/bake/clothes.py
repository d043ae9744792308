"""A blazer with lapels over a blouse, trousers and shoes, cut from MakeHuman's tights."""

from dataclasses import replace

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree

from .cloth import Sheet, Under, clipped, draped, flap, hemmed, merged, mirrored
from .landmarks import front_of
from .mesh import Array, compact, grid_quads, refine, triangles_of
from .paint import Generator, near, noise, smoothstep
from .part import Part
from .skeleton import Skeleton
from .source import Source


class Tailor:
    """Measures one body and makes its clothes."""

    def __init__(self, source: Source, positions: Array, weights: Array, bones: Skeleton) -> None:
        used, quads = compact(source.mesh.faces[source.mesh.groups["helper-tights"]])
        step = refine(quads, len(used))
        skin = step(weights[used])
        self._body = Sheet(step(positions[used]), triangles_of(step.faces), skin / skin.sum(axis=1, keepdims=True))
        base = weights[used]
        self._coarse = Sheet(positions[used], triangles_of(quads), base / base.sum(axis=1, keepdims=True))
        self._bones = bones
        self._at = {name: bones.bind[index] for index, name in enumerate(bones.names)}
        names = list(bones.names)
        self._swap = np.array(
            [
                names.index(
                    name.replace("left", "right", 1) if name.startswith("left") else name.replace("right", "left", 1)
                )
                for name in names
            ]
        )
        self._arm = self._arm_share(skin)
        neck, hips = self._at["neck"], self._at["hips"]
        self._size = float(neck[1] - hips[1]) / 0.518
        """1 for the body this was first cut on."""

    def _arm_share(self, weights: Array) -> Array:
        """How much each vertex belongs to an arm, 0..1."""
        columns = [index for index, name in enumerate(self._bones.names) if "Arm" in name or "Hand" in name]
        return np.asarray(weights[:, columns].sum(axis=1))

    def _height(self, metres: float) -> float:
        """A height below (or above) the neck joint."""
        return float(self._at["neck"][1] + metres * self._size)

    def parts(self) -> list[Part]:
        """Everything worn."""
        jacket = self._drape()
        under = Under(jacket)
        front = self._jacket(jacket)
        blouse = self._blouse()
        trousers, shoes = self._lower()
        lapels = merged([self._lapel(under), mirrored(self._lapel(under), self._swap)])
        collar = self._collar(under)
        shade = _shadow(front.positions, [lapels, collar], 0.010)
        return [
            front.part("jacket", "blazer", occlusion=shade),
            lapels.part("lapels", "lapels", occlusion=np.full(len(lapels.positions), 0.8)),
            collar.part("collar", "lapels", occlusion=np.full(len(collar.positions), 0.85)),
            blouse.part("blouse", "blouse", scale=10),
            trousers.part("trousers", "trousers"),
            shoes.part("shoes", "shoes"),
            self._buttons(under).part("buttons", "buttons"),
        ]

    def _drape(self) -> Sheet:
        """The jacket's outside before it is cut."""
        body, p = self._body, self._body.positions
        shoulder = self._at["leftUpperArm"]
        least = np.full(len(p), 0.011)
        least -= 0.0055 * smoothstep(self._arm, 0.4, 1.0)
        # Padding on the shoulders, room at the waist and hips.
        for side in (1, -1):
            place = shoulder * np.array([side, 1, 1]) + np.array([-side * 0.02, 0.045, -0.005])
            least += 0.006 * near(np.linalg.norm(p - place, axis=1), 0.05)
        waist = near(p[:, 1] - self._height(-0.34), 0.09) * (self._arm < 0.3)
        least += 0.010 * waist
        least += 0.006 * smoothstep(p[:, 1], self._height(-0.45), self._height(-0.58)) * (self._arm < 0.3)
        return draped(body, least, steps=26)

    def _opening(self, y: Array) -> Array:
        """Half the width of the jacket's front opening at heights y, metres."""
        button, last, top = self._height(-0.268), self._height(-0.385), self._height(-0.012)
        t = np.clip((y - button) / (top - button), 0, 1.4)
        vee = 0.054 * self._size * t**0.92
        below = np.clip((last - y) / 0.22, 0, 1)
        return np.where(y > button, vee, 0.034 * below**1.7) - 0.0015

    def _jacket(self, drape: Sheet) -> Sheet:
        p = drape.positions
        front = p[:, 2] > self._at["neck"][2] - 0.005
        opening = np.where(front, np.abs(p[:, 0]) - self._opening(p[:, 1]), 1.0)
        # The collar stands where the neck goes through: a hole that leans forwards.
        neck = self._at["neck"]
        hole = np.hypot(p[:, 0], (p[:, 2] - neck[2] - 0.004) * 0.9) - 0.058 * self._size
        # At the back it reaches less far down.
        rim = self._height(-0.035) + 0.055 * smoothstep(p[:, 2], neck[2] + 0.01, neck[2] - 0.035)
        hole = np.where(p[:, 1] > rim - 0.01, np.maximum(hole, rim - p[:, 1]), 1.0)
        hem = p[:, 1] - self._height(-0.60)
        arm = self._arm_place(p)
        cuff = np.where(self._arm > 0.6, 1.07 - arm, 1.0) * 0.2
        inside = np.minimum.reduce([opening, hole, np.where(self._arm > 0.6, 1.0, hem), cuff])
        return hemmed(clipped(drape, inside), 0.004)

    def _arm_place(self, p: Array) -> Array:
        """How far along the forearm a place is: 0 at the elbow, 1 at the wrist."""
        out = np.zeros(len(p))
        for side in ("left", "right"):
            elbow, wrist = self._at[f"{side}LowerArm"], self._at[f"{side}Hand"]
            along = wrist - elbow
            t = (p - elbow) @ along / (along @ along)
            out = np.where(np.sign(p[:, 0]) == np.sign(elbow[0]), t, out)
        return out

    def _blouse(self) -> Sheet:
        body = self._body
        sheet = draped(body, np.full(len(body.positions), 0.0022), steps=8)
        p = sheet.positions
        # A soft V at the collar bones, high at the sides of the neck.
        line = self._height(-0.072) + 0.75 * np.abs(p[:, 0]) + 4.0 * p[:, 0] ** 2
        line = np.where(p[:, 2] < self._at["neck"][2] + 0.02, np.minimum(line, self._height(-0.008)), line)
        inside = np.minimum(line - p[:, 1], p[:, 1] - self._height(-0.40))
        inside = np.minimum(inside, 0.20 - np.abs(p[:, 0]))
        return hemmed(clipped(sheet, inside), 0.003)

    def _lower(self) -> tuple[Sheet, Sheet]:
        body = self._coarse
        p = body.positions
        arm = self._arm_share(body.weights)
        least = 0.005 + 0.010 * smoothstep(p[:, 1], self._at["leftUpperLeg"][1] - 0.1, self._at["leftFoot"][1])
        legs = draped(body, least, steps=20)
        ankle = self._at["leftFoot"][1]
        inside = np.minimum(self._height(-0.36) - p[:, 1], p[:, 1] - ankle + 0.012)
        inside = np.where(arm > 0.3, -1.0, inside)
        feet = draped(body, np.full(len(p), 0.004), steps=12)
        shoes = clipped(feet, ankle + 0.02 - feet.positions[:, 1])
        # Soles are flat on the ground.
        flat = np.maximum(shoes.positions, [-np.inf, 0.0, -np.inf])
        return hemmed(clipped(legs, inside), 0.004), replace(shoes, positions=flat)

    def _edge(self, count: int) -> Array:
        """The left edge of the opening from the button to the side of the neck, seen from the front: [n, 2]."""
        y = np.linspace(self._height(-0.262), self._height(-0.012), count)
        return np.stack([self._opening(y), y], axis=-1)

    def _lapel(self, under: Under) -> Sheet:
        """The left lapel: it folds along the opening's edge and lies on the chest."""
        rows, columns = 34, 12
        edge = self._edge(rows)
        t = np.linspace(0, 1, rows)
        gorge = 0.80
        # Width along the fold: nothing at the button, widest at the peak, cut off along the gorge.
        width = CubicSpline([0, 0.12, 0.45, 0.72, 1.0], [0.002, 0.020, 0.052, 0.071, 0.078])(t / gorge) * self._size
        outward = np.array([0.88, 0.475])
        s = np.linspace(0, 1, columns)
        kept = t <= gorge + 1e-9
        start, w = edge[kept], width[kept]
        flat = start[:, None, :] + (s[None, :] * w[:, None])[..., None] * outward
        # Rows sag a little towards the button, so that the outer edge is a gentle curve.
        flat[..., 1] -= 0.010 * (s[None, :] ** 2) * np.sin(np.pi * np.clip(t[kept] / gorge, 0, 1))[:, None]
        return self._laid(flat, under, 0.0045, 0.0045)

    def _laid(self, flat: Array, under: Under, height: float, roll: float) -> Sheet:
        """A grid [r, c, 2] seen from the front, laid on the jacket; it rolls up along its first column."""
        columns = flat.shape[1]
        points = np.concatenate([flat, np.full((*flat.shape[:2], 1), 0.4)], axis=-1)
        points[..., 2] = self._front_depth(under, flat)
        s = np.linspace(0, 1, columns)
        points = under.above(points, height + roll * np.exp(-((s / 0.16) ** 2))[None, :] * np.ones((len(flat), 1)))
        return flap(points, under, 0.0045)

    def _front_depth(self, under: Under, flat: Array) -> Array:
        sheet = under.sheet
        chosen = sheet.triangles[(sheet.positions[sheet.triangles][:, :, 2].min(axis=1) > -0.02)]
        return front_of(sheet.positions, chosen, step=0.002).depth(flat[..., 0], flat[..., 1])

    def _collar(self, under: Under) -> Sheet:
        """From one gorge around the back of the neck to the other."""
        size = self._size
        edge = self._edge(34)
        start, side, neck = edge[int(0.76 * 33)], edge[-1], self._at["neck"]
        depth = self._front_depth(under, np.array([[start, side]]))[0]
        turns = np.deg2rad([92, 125, 155, 180])
        heights = neck[1] + np.array([0.022, 0.033, 0.039, 0.041]) * size
        around = [self._neck(turn, height, 0.0045) for turn, height in zip(turns, heights, strict=True)]
        fallen = [
            self._neck(turn, height, 0.019) - np.array([0, 0.036 * size, 0])
            for turn, height in zip(turns, heights, strict=True)
        ]
        fold = np.array([[*start, depth[0] + 0.004], [*side, depth[1] + 0.004], *around])
        outer = np.array(
            [
                [start[0] + 0.032 * size, start[1] + 0.028 * size, depth[0] - 0.01],
                [side[0] + 0.025 * size, side[1] + 0.000 * size, depth[1] - 0.02],
                *fallen,
            ]
        )
        t = np.linspace(0, 1, len(fold))
        fine = np.linspace(0, 1, 30)
        a, b = (CubicSpline(t, line, bc_type=((2, np.zeros(3)), (1, _level(line, t))))(fine) for line in (fold, outer))
        s = np.linspace(0, 1, 9)
        grid = a[:, None] * (1 - s)[None, :, None] + b[:, None] * s[None, :, None]
        # The stand folds over in a soft roll.
        grid[..., 1] += (0.005 * np.sin(np.pi * s) * (1 - 0.5 * s))[None, :]
        grid = under.above(grid, 0.0045 + 0.002 * np.exp(-((s / 0.2) ** 2))[None, :])
        # Inside it goes down along the neck; in front there is nothing to hide.
        inner = a - np.array([0.0, 0.020, 0.0]) * smoothstep(fine, 0.16, 0.4)[:, None]
        grid = np.concatenate([inner[:, None], grid], axis=1)
        left = flap(grid, under, 0.003)
        return merged([left, mirrored(left, self._swap)])

    def _neck(self, turn: float, height: float, clearance: float) -> Array:
        """A place beside the neck: at an angle (0 in front) and height, ``clearance`` metres off the skin."""
        neck = self._at["neck"]
        away = self._body.positions - np.array([0, 0, neck[2]])
        level = np.abs(away[:, 1] - height) < 0.012
        angle = np.abs(np.arctan2(np.abs(away[:, 0]), away[:, 2]) - turn)
        chosen = level & (angle < 0.35) & (np.hypot(away[:, 0], away[:, 2]) < 0.1)
        radius = float(np.hypot(away[chosen, 0], away[chosen, 2]).max()) + clearance
        return np.array([np.sin(turn) * radius, height, neck[2] + np.cos(turn) * radius])

    def _buttons(self, under: Under) -> Sheet:
        """Two discs on the closing."""
        out = []
        for height in (-0.283, -0.372):
            ring = np.linspace(0, 2 * np.pi, 17)
            radius = np.array([0.0, 0.006, 0.0085, 0.0095, 0.0095])
            rise = np.array([0.0030, 0.0030, 0.0036, 0.0028, 0.0])
            middle = np.array([[[0.006, self._height(height)]]])
            z = float(self._front_depth(under, middle)[0, 0]) + 0.0025
            grid = np.stack(
                [
                    0.006 + radius[:, None] * np.cos(ring),
                    self._height(height) + radius[:, None] * np.sin(ring),
                    z + rise[:, None] * np.ones_like(ring),
                ],
                axis=-1,
            )
            rows, columns = grid.shape[:2]
            triangles = triangles_of(grid_quads(rows, columns))
            flat = grid.reshape(-1, 3)
            out.append(Sheet(flat, triangles, under.weights(np.tile(middle_of(flat), (len(flat), 1)))))
        return merged(out)


def _level(line: Array, t: Array) -> Array:
    """The direction in which a line crosses the middle of the back: straight across."""
    return np.array([(line[-1, 0] - line[-2, 0]) / (t[-1] - t[-2]), 0.0, 0.0])


def _shadow(positions: Array, sheets: list[Sheet], width: float) -> Array:
    """How open places are beside sheets that lie on them: darkest at the sheets' edges."""
    tree = cKDTree(np.concatenate([sheet.positions for sheet in sheets]))
    distance = np.asarray(tree.query(positions)[0])
    return 0.45 + 0.55 * smoothstep(distance, 0.003, width + 0.003)


def middle_of(points: Array) -> Array:
    """Their mean, [1, 3]."""
    return np.asarray(points.mean(axis=0, keepdims=True))


def weave(random: Generator) -> Array:
    """A fine twill, near white so that the surface's colour shows: sRGB [h, w, 3]."""
    size = 256
    rows, columns = np.mgrid[0:size, 0:size]
    twill = np.sin((rows + columns) * 2 * np.pi / 8) * 0.5 + np.sin((rows - 2 * columns) * 2 * np.pi / 16) * 0.25
    grain = noise((size, size), 1.0, random)
    light = 0.93 + 0.030 * twill + 0.028 * grain
    return np.repeat(np.clip(light, 0, 1)[..., None], 3, axis=-1)
