"""Generated rooms out of focus: what stands behind a presenter who has no place of their own.

Light is added up as light (linear), at half size as everything is blurred, then brought to the screen with a soft
shoulder and dithered, so that 8-bit video shows no bands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.errors import UnknownName
from ..core.frame import Frame
from ..core.randomness import generator
from .colour import dithered

Floats = npt.NDArray[np.float32]
Light = tuple[float, float, float]


def _light(code: int, strength: float = 1.0) -> Light:
    """A screen colour ``0xrrggbb`` as light."""
    channels = [(code >> shift & 255) / 255 for shift in (16, 8, 0)]
    red, green, blue = (strength * channel**2.2 for channel in channels)
    return red, green, blue


@dataclass
class _Stage:
    """Light being added up. Lengths are parts of the longer side; x from the middle, y from the top.

    Attributes:
        x, y: float32 [h, w], coordinates of each pixel.
        light: float32 [h, w, 3].
        half: Half the width, top to bottom 0..``tall``.
    """

    width: int
    height: int
    x: Floats = field(init=False)
    y: Floats = field(init=False)
    light: Floats = field(init=False)
    half: float = field(init=False)
    tall: float = field(init=False)

    def __post_init__(self) -> None:
        longer = max(self.width, self.height)
        rows = (np.arange(self.height, dtype=np.float32) + 0.5) / longer
        columns = (np.arange(self.width, dtype=np.float32) + 0.5 - self.width / 2) / longer
        self.x, self.y = np.meshgrid(columns, rows)
        self.light = np.zeros((self.height, self.width, 3), dtype=np.float32)
        self.half, self.tall = self.width / longer / 2, self.height / longer

    def add(self, amount: npt.NDArray[np.floating[Any]], light: Light) -> None:
        self.light += amount[..., None] * np.asarray(light, dtype=np.float32)

    def dim(self, amount: npt.NDArray[np.floating[Any]]) -> None:
        """Multiply by 1 − amount."""
        self.light *= (1 - np.clip(amount, 0, 1))[..., None]

    def slope(self, *stops: tuple[float, Light]) -> None:
        """Light that changes from top to bottom: (part of the height, light)."""
        at = [stop for stop, _ in stops]
        for channel in range(3):
            values = [light[channel] for _, light in stops]
            self.light[..., channel] += np.interp(self.y / self.tall, at, values).astype(np.float32)

    def glow(self, x: float, y: float, across: float, down: float, light: Light) -> None:
        """A soft ellipse."""
        self.add(np.exp(-(((self.x - x) / across) ** 2) - ((self.y - y) / down) ** 2), light)

    def ellipse(self, x: float, y: float, across: float, down: float) -> Floats:
        """A soft ellipse as amounts, float32 [h, w]."""
        return np.exp(-(((self.x - x) / across) ** 2) - ((self.y - y) / down) ** 2).astype(np.float32)

    def slant(self, offset: float, wide: float, lean: float) -> Floats:
        """A soft upright beam that leans, as amounts."""
        away = self.x + lean * (self.y - 0.35 * self.tall) - offset
        return np.exp(-((away / wide) ** 2)).astype(np.float32)

    def board(self, left: float, top: float, right: float, bottom: float, *, radius: float, soft: float) -> Floats:
        """A board with round corners out of focus, as amounts."""
        return _step(-_outside_box(self.x, self.y, left, top, right, bottom, radius) / soft)

    def panel_rim(
        self, left: float, top: float, right: float, bottom: float, light: Light, *, radius: float, soft: float
    ) -> None:
        """The lit edge of a board."""
        away = _outside_box(self.x, self.y, left, top, right, bottom, radius)
        self.add(np.exp(-((away / soft) ** 2)), light)

    def panel(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        light: Light,
        *,
        radius: float,
        soft: float,
        rim: float = 0.0,
    ) -> None:
        """A lit board with round corners, out of focus by ``soft``; ``rim`` brightens its edge."""
        away = _outside_box(self.x, self.y, left, top, right, bottom, radius)
        inside = _step(-away / soft)
        shade = 0.55 + 0.45 * np.clip((bottom - self.y) / max(bottom - top, 1e-6), 0, 1)
        self.add(inside * shade, light)
        if rim:
            self.add(np.exp(-((away / (soft * 0.9)) ** 2)) * rim, light)

    def cover(
        self, left: float, top: float, right: float, bottom: float, *, radius: float, soft: float, amount: float
    ) -> None:
        """A dark board in front of what is there."""
        self.dim(amount * _step(-_outside_box(self.x, self.y, left, top, right, bottom, radius) / soft))

    def bar(self, x0: float, y0: float, x1: float, y1: float, thick: float, light: Light, halo: float = 6.0) -> None:
        """A tube of light with its halo."""
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
        away = np.hypot(self.x - x0 - along * dx, self.y - y0 - along * dy)
        self.add(np.exp(-((away / thick) ** 2)), light)
        self.add(np.exp(-((away / (thick * halo)) ** 2)) * 0.16, light)

    def disc(self, x: float, y: float, radius: float, light: Light) -> None:
        """A small lamp out of focus: a flat disc, a little brighter at its edge."""
        longer = max(self.width, self.height)
        reach = radius * 1.1 * longer + 1
        row, column = y * longer, x * longer + self.width / 2
        rows = slice(max(0, int(row - reach)), max(0, int(row + reach) + 1))
        columns = slice(max(0, int(column - reach)), max(0, int(column + reach) + 1))
        away = np.hypot(self.x[rows, columns] - x, self.y[rows, columns] - y)
        inside = _step((radius - away) / (0.10 * radius) + 0.5)
        shine = inside * (0.75 + 0.35 * np.clip(away / radius, 0, 1) ** 4)
        self.light[rows, columns] += shine[..., None] * np.asarray(light, dtype=np.float32)

    def vignette(self, amount: float) -> None:
        """Darken towards the corners."""
        reach = np.hypot(self.half, self.tall / 2)
        self.dim(amount * np.clip(np.hypot(self.x, self.y - self.tall / 2) / reach, 0, 1) ** 2.4)

    def picture(self) -> Floats:
        """Light as screen colours, float32 [h, w, 3] 0..1, highlights rolled off."""
        return np.asarray((1 - np.exp(-self.light * 1.15)) ** (1 / 2.2), dtype=np.float32)


def _step(value: npt.NDArray[np.floating[Any]]) -> Floats:
    """0 below −1, 1 above 1, smooth between."""
    part = np.clip(value * 0.5 + 0.5, 0, 1)
    return np.asarray(part * part * (3 - 2 * part), dtype=np.float32)


def _outside_box(x: Floats, y: Floats, left: float, top: float, right: float, bottom: float, radius: float) -> Floats:
    """Distance to a box with round corners, negative inside."""
    across = np.abs(x - (left + right) / 2) - (right - left) / 2 + radius
    down = np.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius
    outer = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    return np.asarray(outer + np.minimum(np.maximum(across, down), 0) - radius, dtype=np.float32)


def _lamps(
    stage: _Stage, name: str, count: int, lights: list[Light], *, top: float, bottom: float, size: float
) -> None:
    """Lamps out of focus, to both sides and away from where a face is."""
    random = generator(7, "look", name)
    for index in range(count):
        side = -1 if index % 2 else 1
        x = side * stage.half * (0.42 + 0.62 * random.random())
        y = stage.tall * (top + (bottom - top) * random.random())
        strength = 0.25 + 0.75 * random.random() ** 2
        red, green, blue = lights[int(random.integers(len(lights)))]
        stage.disc(x, y, size * (0.55 + 0.9 * random.random()), (red * strength, green * strength, blue * strength))


def _studio(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope((0.0, _light(0x040915)), (0.40, _light(0x081A33)), (0.72, _light(0x061226)), (1.0, _light(0x02050B)))
    # A video wall from side to side: deep blue, crossed by slanting light, brighter behind the presenter.
    wall = stage.board(-2, 0.070 * tall, 2, 0.665 * tall, radius=0.0, soft=0.012)
    stage.add(wall, _light(0x0F3563, 0.34))
    stage.add(wall * stage.ellipse(0.0, 0.33 * tall, 0.20, 0.25), _light(0x237B9C, 0.62))
    stage.add(wall * stage.ellipse(0.75 * half, 0.10 * tall, 0.20, 0.16), _light(0x2F5FD0, 0.40))
    for offset, wide, strength in (
        (-0.235, 0.060, 0.20),
        (-0.125, 0.014, 0.20),
        (0.155, 0.020, 0.26),
        (0.215, 0.055, 0.16),
    ):
        stage.add(wall * stage.slant(offset, wide, 0.42), _light(0x3FB9E0, strength))
    for seam in (-0.98, -0.49, 0.49, 0.98):
        stage.dim(0.30 * np.exp(-(((stage.x - seam * half) / 0.0032) ** 2)) * wall)
    for edge, strength in ((0.070, 0.30), (0.665, 0.45)):
        stage.bar(-1.3 * half, edge * tall, 1.3 * half, edge * tall, 0.0030, _light(0x7FDDF7, strength), halo=8.0)
    # Slim warm lamps stand to both sides: what is cool and what is warm part the depth.
    for side in (-1, 1):
        x = side * 0.90 * half
        stage.bar(x, 0.15 * tall, x, 0.59 * tall, 0.0075, _light(0xFFCF9A, 0.95), halo=5.5)
        stage.bar(x, 0.74 * tall, x, 0.84 * tall, 0.012, _light(0xFFB870, 0.055), halo=3.0)
    # The edge of the stage, and its light on the floor.
    stage.cover(-2, 0.715 * tall, 2, 2.0, radius=0.0, soft=0.010, amount=0.50)
    stage.glow(0.0, 0.735 * tall, 0.30, 0.050, _light(0x2FA6C6, 0.26))
    for index, x in enumerate((-0.86, -0.64, -0.30, 0.36, 0.58, 0.88)):
        light = _light(0xFFDDB0 if index % 2 else 0xBFEFFF, 0.10 + 0.09 * ((index * 2) % 3))
        stage.disc(x * half, (0.030 + 0.028 * ((index * 5) % 4) / 3) * tall, 0.010 + 0.013 * abs(x), light)
    warm, cool = _light(0xFFB867, 0.30), _light(0x66DDF2, 0.20)
    _lamps(stage, "studio", 9, [warm, cool, cool], top=0.12, bottom=0.45, size=0.018)
    stage.vignette(0.55)


def _newsroom(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope((0.0, _light(0x060E22)), (0.5, _light(0x0C2550)), (0.74, _light(0x081834)), (1.0, _light(0x030814)))
    stage.glow(0.0, 0.34 * tall, 0.30, 0.26, _light(0x2A62C8, 0.50))
    # A wall of screens far out of focus, each with a picture of its own; one of them is red.
    lights = [_light(0x2F78E0, 0.20), _light(0x2FA0C4, 0.17), _light(0x9DB8E8, 0.10), _light(0x1E4FA0, 0.22)]
    random = generator(3, "screens")
    for row in range(3):
        for column in range(4):
            left = (-1.05 + column * 0.535) * half
            top = (0.075 + row * 0.198) * tall
            right, bottom = left + 0.50 * half, top + 0.182 * tall
            light = _light(0xE0483C, 0.15) if (row, column) == (0, 3) else lights[int(random.integers(4))]
            stage.panel(left, top, right, bottom, light, radius=0.006, soft=0.012)
            inside = stage.board(left, top, right, bottom, radius=0.006, soft=0.012)
            x, y = left + random.random() * 0.5 * half, top + random.random() * 0.18 * tall
            stage.add(inside * stage.ellipse(x, y, 0.16 * half, 0.05 * tall), _light(0xBFD8FF, 0.16))
    stage.bar(-1.2 * half, 0.690 * tall, 1.2 * half, 0.690 * tall, 0.0034, _light(0xFF5548, 0.60), halo=8.0)
    stage.bar(-1.2 * half, 0.048 * tall, 1.2 * half, 0.048 * tall, 0.0026, _light(0x8DB8FF, 0.45), halo=8.0)
    stage.cover(-2, 0.705 * tall, 2, 2.0, radius=0.0, soft=0.012, amount=0.55)
    _lamps(stage, "newsroom", 7, [_light(0xCFE0FF, 0.22), _light(0x5A8CFF, 0.28)], top=0.02, bottom=0.22, size=0.018)
    stage.vignette(0.55)


def _warm(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope((0.0, _light(0x4A2E1E)), (0.45, _light(0x8A5A38)), (0.75, _light(0x5B3822)), (1.0, _light(0x24150D)))
    stage.glow(-0.55 * half, 0.22 * tall, 0.26, 0.24, _light(0xFFC98A, 0.75))
    stage.glow(0.5 * half, 0.5 * tall, 0.4, 0.3, _light(0xC97B4A, 0.25))
    for row, top in enumerate((0.13, 0.30, 0.47)):
        stage.bar(
            0.18 * half, (top + 0.145) * tall, 1.2 * half, (top + 0.145) * tall, 0.006, _light(0x3A2113, 0.5), halo=2
        )
        random = generator(11, "shelf", row)
        x = 0.30
        while x < 1.05:
            wide = 0.05 + 0.10 * random.random()
            light = [_light(0xB8452F, 0.4), _light(0xE2B36A, 0.4), _light(0x3E6B66, 0.5), _light(0xD9C7A8, 0.35)]
            high = 0.06 + 0.06 * random.random()
            stage.panel(
                x * half,
                (top + 0.14 - high) * tall,
                (x + wide) * half,
                (top + 0.14) * tall,
                light[int(random.integers(4))],
                radius=0.003,
                soft=0.008,
            )
            x += wide + 0.02
    stage.disc(-0.72 * half, 0.17 * tall, 0.05, _light(0xFFE2B0, 0.9))
    _lamps(stage, "warm", 8, [_light(0xFFC27A, 0.45), _light(0xFF9A55, 0.35)], top=0.04, bottom=0.5, size=0.018)
    stage.vignette(0.5)


def _night(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope((0.0, _light(0x05060F)), (0.5, _light(0x15123A)), (0.72, _light(0x221643)), (1.0, _light(0x07060F)))
    stage.glow(-0.6 * half, 0.45 * tall, 0.28, 0.30, _light(0x7A3CFF, 0.40))
    stage.glow(0.7 * half, 0.40 * tall, 0.26, 0.32, _light(0xFF3C8E, 0.32))
    stage.bar(-0.82 * half, 0.12 * tall, -0.82 * half, 0.62 * tall, 0.004, _light(0xB07BFF, 1.1))
    stage.bar(0.82 * half, 0.18 * tall, 0.82 * half, 0.68 * tall, 0.004, _light(0xFF6FB2, 1.0))
    _lamps(
        stage,
        "night",
        16,
        [_light(0x7E9BFF, 0.4), _light(0xFF7AC0, 0.35), _light(0xFFC36E, 0.4)],
        top=0.05,
        bottom=0.6,
        size=0.024,
    )
    stage.vignette(0.6)


def _city(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope(
        (0.0, _light(0x0A1430)),
        (0.40, _light(0x27315E)),
        (0.56, _light(0x8A5668)),
        (0.66, _light(0x1B1B33)),
        (1.0, _light(0x080A16)),
    )
    random = generator(5, "city")
    for index in range(11):
        x = (-1.1 + index * 0.21) * half
        top = (0.24 + 0.26 * random.random()) * tall
        stage.cover(x, top, x + 0.24 * half, 0.74 * tall, radius=0.002, soft=0.008, amount=0.62)
    for _ in range(70):
        x, y = (random.random() * 2.2 - 1.1) * half, (0.34 + 0.36 * random.random()) * tall
        light = [_light(0xFFC46B, 0.5), _light(0xFFE9C0, 0.4), _light(0x7FB6FF, 0.4), _light(0xFF6A4D, 0.4)][
            int(random.integers(4))
        ]
        stage.disc(x, y, 0.004 + 0.010 * random.random() ** 2, light)
    _lamps(
        stage,
        "city",
        12,
        [_light(0xFFB45C, 0.45), _light(0x6FA8FF, 0.3), _light(0xFF5F57, 0.35)],
        top=0.45,
        bottom=0.72,
        size=0.026,
    )
    # The window's frame, near and soft.
    for x in (-0.98, 0.98):
        stage.cover((x - 0.10) * half, -1, (x + 0.10) * half, 2, radius=0.0, soft=0.014, amount=0.85)
    stage.vignette(0.5)


def _mint(stage: _Stage) -> None:
    half, tall = stage.half, stage.tall
    stage.slope((0.0, _light(0xDDF3EA)), (0.55, _light(0xC3E8DB)), (0.74, _light(0xA9D9CB)), (1.0, _light(0x8CC6B8)))
    stage.glow(-0.5 * half, 0.12 * tall, 0.40, 0.34, _light(0xFFFFFF, 0.5))
    stage.cover(0.18 * half, 0.08 * tall, 1.4 * half, 0.70 * tall, radius=0.09, soft=0.014, amount=0.10)
    stage.cover(-1.4 * half, 0.33 * tall, -0.38 * half, 0.70 * tall, radius=0.06, soft=0.012, amount=0.08)
    stage.cover(-2, 0.72 * tall, 2, 2, radius=0.0, soft=0.02, amount=0.14)
    stage.glow(0.0, 0.42 * tall, 0.3, 0.34, _light(0xFFFFFF, 0.22))
    stage.vignette(0.18)


LOOKS: dict[str, Callable[[_Stage], None]] = {
    "studio": _studio,
    "newsroom": _newsroom,
    "warm": _warm,
    "night": _night,
    "city": _city,
    "mint": _mint,
}
"""Rooms by name."""

LIGHTS_FOR = {
    "studio": "studio",
    "newsroom": "news",
    "warm": "warm",
    "night": "drama",
    "city": "studio",
    "mint": "news",
}
"""The lighting that goes with a room."""


def draw_look(name: str, width: int, height: int) -> Frame:
    """A room as a background.

    Raises:
        UnknownName: There is none of that name.
    """
    if name not in LOOKS:
        raise UnknownName("background", "背景", name, LOOKS)
    stage = _Stage(width // 2, height // 2)
    LOOKS[name](stage)
    return dithered(_doubled(stage.picture()))


def _doubled(picture: Floats) -> Floats:
    """Twice the size, between pixels linear."""
    padded = np.pad(picture, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = np.empty((picture.shape[0] * 2, padded.shape[1], 3), dtype=np.float32)
    rows[0::2] = 0.75 * padded[1:-1] + 0.25 * padded[:-2]
    rows[1::2] = 0.75 * padded[1:-1] + 0.25 * padded[2:]
    result = np.empty((rows.shape[0], picture.shape[1] * 2, 3), dtype=np.float32)
    result[:, 0::2] = 0.75 * rows[:, 1:-1] + 0.25 * rows[:, :-2]
    result[:, 1::2] = 0.75 * rows[:, 1:-1] + 0.25 * rows[:, 2:]
    return result
