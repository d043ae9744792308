"""Where things are on a shaped head."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

from .body import Fine
from .eyes import Eyeball, eyeballs, lash_grid
from .mesh import Array, Integers, triangles_of
from .raster import rasterised
from .source import Source

_LASHES = {
    "left": ("helper-l-eyelashes-2", "helper-l-eyelashes-1"),
    "right": ("helper-r-eyelashes-2", "helper-r-eyelashes-1"),
}


@dataclass(frozen=True, slots=True)
class Front:
    """The head seen from the front as a height field: depth z over x and y.

    Attributes:
        z: float64 [h, w], metres; −1 beside the head.
        left, top: Metres of the first texel's corner; step: metres of a texel.
    """

    z: Array
    left: float
    top: float
    step: float

    def depth(self, x: Array, y: Array) -> Array:
        """Z at places, from the texels around them."""
        rows = (self.top - np.asarray(y)) / self.step - 0.5
        columns = (np.asarray(x) - self.left) / self.step - 0.5
        return np.asarray(map_coordinates(self.z, [rows, columns], order=1, mode="nearest"))


def front_of(positions: Array, triangles: Integers, *, step: float = 0.0005) -> Front:
    """The height field of a mesh [V, 3] seen from the front."""
    left, right = float(positions[:, 0].min()) - 0.01, float(positions[:, 0].max()) + 0.01
    bottom, top = float(positions[:, 1].min()) - 0.01, float(positions[:, 1].max()) + 0.01
    size = (int((top - bottom) / step), int((right - left) / step))
    places = np.stack([(positions[:, 0] - left) / step, (top - positions[:, 1]) / step], axis=-1)
    z, covered = rasterised(places, triangles, positions[:, 2:], positions[:, 2], size)
    return Front(np.where(covered, z[..., 0], -1), left, top, step)


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Places on the head, metres.

    Attributes:
        eyes: Left, right.
        upper_lids, lower_lids: By side, float64 [n, 3], lash roots from the inner to the outer corner.
        front: The skin from the front.
        mouth_left, mouth_right: Corners of the mouth, float64 [3].
        lip_top, lip_bottom, chin, nose_tip: Heights or places on the middle line, float64 [3].
    """

    eyes: tuple[Eyeball, Eyeball]
    upper_lids: dict[str, Array]
    lower_lids: dict[str, Array]
    front: Front
    mouth_left: Array
    mouth_right: Array
    nose_tip: Array
    chin: Array


def find(source: Source, positions: Array, ring: Integers, skin: Fine) -> Landmarks:
    """Landmarks of a shaped base mesh.

    Args:
        source: The raw material.
        positions: Shaped base mesh [V, 3].
        ring: Base vertices where the lips meet the inside of the mouth.
        skin: The refined head.
    """
    left, right = eyeballs(source, positions)
    upper: dict[str, Array] = {}
    lower: dict[str, Array] = {}
    for side, groups in _LASHES.items():
        ball = left if side == "left" else right
        for out, group in zip((upper, lower), groups, strict=True):
            grid = lash_grid(source, positions, group, ball)
            out[side] = positions[grid[-1]]
    rim = positions[ring]
    front = front_of(skin.positions, triangles_of(skin.quads))
    middle = skin.positions[np.abs(skin.positions[:, 0]) < 0.004]
    face = middle[middle[:, 1] > left.middle[1] - 0.14]
    nose = face[np.argmax(face[:, 2])]
    below = middle[(middle[:, 1] < nose[1] - 0.03) & (middle[:, 1] > nose[1] - 0.11)]
    chin = below[np.argmax(below[:, 2] - 0.6 * below[:, 1])]
    return Landmarks(
        (left, right), upper, lower, front, rim[np.argmax(rim[:, 0])], rim[np.argmin(rim[:, 0])], nose, chin
    )
