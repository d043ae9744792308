"""Small models with known answers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from yingren.avatar.model import Floats, Material, Model, Posed, Skeleton
from yingren.render import Light, Lights

DARK = Lights(
    key=Light((0.0, 0.0, 1.0), strength=0.0),
    fill=Light((0.0, 0.0, 1.0), strength=0.0),
    rim=Light((0.0, 0.0, 1.0), strength=0.0),
    sky=(1.0, 1.0, 1.0),
    ground=(1.0, 1.0, 1.0),
    shadow=0.0,
)
"""The same light from everywhere: a dull surface shows its own colour."""


def posed(
    positions: npt.ArrayLike,
    triangles: npt.ArrayLike,
    materials: Sequence[Material],
    *,
    normals: npt.ArrayLike | None = None,
    uvs: npt.ArrayLike | None = None,
    material_of: npt.ArrayLike | None = None,
) -> Posed:
    """A model of plain lists, standing as it is."""
    places = np.asarray(positions, np.float32).reshape(-1, 3)
    faces = np.asarray(triangles, np.int32).reshape(-1, 3)
    count = len(places)
    facing = np.tile(np.array([0, 0, 1], np.float32), (count, 1)) if normals is None else normals
    skeleton = Skeleton(
        ("root",),
        np.array([-1], np.int32),
        np.zeros((1, 3), np.float32),
        np.array([[0, 0, 0, 1]], np.float32),
        np.ones((1, 3), np.float32),
        np.zeros(1, np.int32),
        np.eye(4, dtype=np.float32)[None],
        {},
    )
    model = Model(
        places,
        np.asarray(facing, np.float32),
        np.zeros((count, 2), np.float32) if uvs is None else np.asarray(uvs, np.float32),
        np.ones(count, np.float32),
        faces,
        np.zeros(len(faces), np.int16) if material_of is None else np.asarray(material_of, np.int16),
        np.zeros((count, 4), np.uint16),
        np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1)),
        (),
        tuple(materials),
        skeleton,
    )
    return Posed(model, model.positions, model.normals)


def quad(
    x0: float, y0: float, x1: float, y1: float, *, z: float = 0.0, material: Material | None = None, **named: object
) -> Posed:
    """An upright rectangle that faces +Z; uv (0, 0) is its upper left corner."""
    corners = [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]
    uvs = [(0, 1), (1, 1), (1, 0), (0, 0)]
    return posed(corners, [(0, 1, 2), (0, 2, 3)], [material or flat((0.5, 0.5, 0.5))], uvs=uvs)


def sphere(radius: float, centre: tuple[float, float, float], material: Material, steps: int = 96) -> Posed:
    """A ball of ``2 × steps²`` faces."""
    down, around = np.meshgrid(
        np.linspace(0, np.pi, steps + 1), np.linspace(0, 2 * np.pi, 2 * steps + 1), indexing="ij"
    )
    normals = np.stack([np.sin(down) * np.sin(around), np.cos(down), np.sin(down) * np.cos(around)], -1).reshape(-1, 3)
    width = 2 * steps + 1
    first = (np.arange(steps)[:, None] * width + np.arange(2 * steps)[None]).reshape(-1)
    faces = np.concatenate(
        [np.stack([first, first + width, first + 1], 1), np.stack([first + 1, first + width, first + width + 1], 1)]
    )
    uvs = np.stack([around / (2 * np.pi), down / np.pi], -1).reshape(-1, 2)
    return posed(normals * radius + np.array(centre), faces, [material], normals=normals, uvs=uvs)


def flat(colour: tuple[float, float, float], alpha: float = 1.0) -> Material:
    """A dull material of one linear colour."""
    return Material("flat", "plain", (*colour, alpha), roughness=1.0, alpha="blend" if alpha < 1 else "opaque")


def joined(*parts: Posed) -> Posed:
    """Several models as one, each keeping its materials."""
    positions: list[Floats] = []
    triangles, material_of, uvs, normals = [], [], [], []
    materials: list[Material] = []
    count = 0
    for part in parts:
        triangles.append(part.model.triangles + count)
        material_of.append(part.model.material_of + len(materials))
        materials += part.model.materials
        positions.append(part.positions)
        uvs.append(part.model.uvs)
        normals.append(part.normals)
        count += len(part.positions)
    return posed(
        np.concatenate(positions),
        np.concatenate(triangles),
        materials,
        normals=np.concatenate(normals),
        uvs=np.concatenate(uvs),
        material_of=np.concatenate(material_of),
    )
