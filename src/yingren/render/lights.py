"""What lights the scene: three soft lights from far away and a sky."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Light:
    """A large soft light far away.

    Attributes:
        direction: Towards the light, in the camera's turn about the vertical: +x to the right of the picture, +y up,
            +z to the camera; need not have length 1.
        colour: Linear RGB.
        strength: Times ``colour`` is the radiance of a white surface that faces it.
        softness: How far the light reaches round an edge, 0 (a point) to 1 (half the sky).
    """

    direction: Colour
    colour: Colour = (1.0, 1.0, 1.0)
    strength: float = 1.0
    softness: float = 0.2


@dataclass(frozen=True, slots=True)
class Lights:
    """A lighting of a person, turned with the camera about the vertical so that it flatters from every side.

    Attributes:
        key: The main light; it throws the shadows and makes the light in the eyes.
        fill: Softens the other side.
        rim: From behind; parts hair and shoulders from the background.
        sky, ground: Linear RGB of what comes from above and below everywhere.
        shadow: How dark the key light's shadow is, 0 none to 1 black.
        exposure: Factor on all light before the film curve.
    """

    key: Light = field(default_factory=lambda: Light((-0.45, 0.6, 0.9), (1.0, 0.96, 0.91), 0.9, 0.25))
    fill: Light = field(default_factory=lambda: Light((0.8, 0.15, 0.75), (0.9, 0.95, 1.0), 0.2, 0.5))
    rim: Light = field(default_factory=lambda: Light((0.55, 0.55, -0.85), (1.0, 0.98, 0.95), 0.7, 0.1))
    sky: Colour = (0.2, 0.21, 0.23)
    ground: Colour = (0.1, 0.088, 0.08)
    shadow: float = 0.8
    exposure: float = 1.0

    def packed(self, view: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """For the kernels: float32 [5, 8].

        Rows 0–2 key, fill, rim: direction towards it in camera space (3), colour × strength × exposure (3),
        softness, shadow. Row 3: sky, 0, up in camera space (3). Row 4: ground.
        """
        table = np.zeros((5, 8), np.float32)
        turn = level_turn(view)
        for row, light in enumerate((self.key, self.fill, self.rim)):
            world = turn @ np.asarray(light.direction, np.float64)
            towards = view[:, :3] @ world
            table[row, :3] = towards / max(float(np.linalg.norm(towards)), 1e-9)
            table[row, 3:6] = np.asarray(light.colour) * light.strength * self.exposure
            table[row, 6] = light.softness
        table[0, 7] = self.shadow
        table[3, :3] = np.asarray(self.sky) * self.exposure
        table[3, 4:7] = view[:, 1]
        table[4, :3] = np.asarray(self.ground) * self.exposure
        return table

    def key_in_world(self, view: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Direction towards the key light in the world, float64 [3], length 1."""
        world = level_turn(view) @ np.asarray(self.key.direction, np.float64)
        return np.asarray(world / max(float(np.linalg.norm(world)), 1e-9), np.float64)


def level_turn(view: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The camera's turn about the vertical alone, float64 [3, 3], columns right, up, back in the world."""
    back = np.array([view[2, 0], 0.0, view[2, 2]])
    length = float(np.linalg.norm(back))
    back = back / length if length > 1e-6 else np.array([0.0, 0.0, 1.0])
    up = np.array([0.0, 1.0, 0.0])
    return np.stack([np.cross(up, back), up, back], axis=1)


LIGHTS: dict[str, Lights] = {
    "studio": Lights(),
    "news": Lights(
        key=Light((-0.35, 0.45, 1.0), (1.0, 0.98, 0.95), 0.72, 0.3),
        fill=Light((0.6, 0.2, 0.9), (0.95, 0.97, 1.0), 0.36, 0.5),
        rim=Light((0.5, 0.7, -0.8), (1.0, 1.0, 1.0), 0.55, 0.1),
        shadow=0.5,
    ),
    "warm": Lights(
        key=Light((-0.6, 0.55, 0.8), (1.0, 0.88, 0.74), 0.85, 0.25),
        fill=Light((0.8, 0.1, 0.7), (0.8, 0.87, 1.0), 0.16, 0.5),
        rim=Light((0.7, 0.5, -0.8), (1.0, 0.8, 0.6), 0.9, 0.1),
        sky=(0.22, 0.2, 0.19),
        ground=(0.14, 0.1, 0.08),
    ),
    "drama": Lights(
        key=Light((-0.95, 0.5, 0.45), (1.0, 0.95, 0.9), 0.95, 0.15),
        fill=Light((0.9, 0.1, 0.6), (0.7, 0.8, 1.0), 0.08, 0.5),
        rim=Light((0.7, 0.4, -0.9), (0.6, 0.75, 1.0), 1.1, 0.1),
        sky=(0.09, 0.1, 0.13),
        ground=(0.05, 0.045, 0.045),
        shadow=0.9,
    ),
    "flat": Lights(
        key=Light((0.0, 0.3, 1.0), (1.0, 1.0, 1.0), 0.6, 0.6),
        fill=Light((0.0, 0.2, 1.0), (1.0, 1.0, 1.0), 0.0, 0.5),
        rim=Light((0.0, 0.5, -1.0), (1.0, 1.0, 1.0), 0.2, 0.1),
        sky=(0.36, 0.36, 0.36),
        ground=(0.26, 0.26, 0.26),
        shadow=0.2,
    ),
}
"""Lightings by name."""
