"""What can be worked out once for the models of a scene, before any pose is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..avatar.model import Material, Model
from .arrays import Mesh, Surfaces
from .bins import UNSEEN
from .texels import CLEAR, SOLID
from .textures import atlas_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

SKIN, EYE, CORNEA, HAIR, CLOTH, TEETH, METAL, PLAIN = range(8)
KIND: dict[str, int] = {
    "skin": SKIN,
    "eye": EYE,
    "cornea": CORNEA,
    "hair": HAIR,
    "lash": PLAIN,
    "cloth": CLOTH,
    "teeth": TEETH,
    "mouth": TEETH,
    "metal": METAL,
    "plain": PLAIN,
}

SPARE = 4096
"""Room for vertices and triangles that clipping at the near plane makes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Several models as one, for the kernels.

    Attributes:
        models: What it was made from, in order.
        vertex_starts, triangle_starts: Where each model begins, with the end at last; room for ``SPARE`` more follows.
    """

    models: tuple[Model, ...]
    vertex_starts: tuple[int, ...]
    triangle_starts: tuple[int, ...]
    mesh: Mesh
    surfaces: Surfaces


def scene_of(models: Sequence[Model]) -> Scene:
    """Join models into one scene."""
    vertex_starts = np.cumsum([0, *(len(model.positions) for model in models)])
    triangle_starts = np.cumsum([0, *(len(model.triangles) for model in models)])
    vertices, faces = int(vertex_starts[-1]), int(triangle_starts[-1])
    materials: list[Material] = []
    triangles = np.zeros((faces + SPARE, 3), np.int32)
    material_of = np.zeros(faces + SPARE, np.int32)
    neighbours = np.full((faces + SPARE, 3), -1, np.int32)
    positions = np.zeros((vertices, 3), np.float32)
    uvs = np.zeros((vertices, 2), np.float32)
    occlusion = np.ones(vertices, np.float32)
    for model, vertex, face in zip(models, vertex_starts, triangle_starts, strict=False):
        own = slice(int(face), int(face) + len(model.triangles))
        triangles[own] = model.triangles + vertex
        material_of[own] = model.material_of.astype(np.int32) + len(materials)
        around = neighbours_of(model)
        neighbours[own] = np.where(around >= 0, around + face, -1)
        reach = slice(int(vertex), int(vertex) + len(model.positions))
        positions[reach], uvs[reach], occlusion[reach] = model.positions, model.uvs, model.occlusion
        materials += model.materials
    vertex_material = np.zeros(vertices + SPARE, np.int32)
    vertex_material[triangles[:faces].reshape(-1)] = np.repeat(material_of[:faces], 3)
    surfaces = _surfaces(materials or [Material("none")])
    hair = triangles[:faces][surfaces.kinds[material_of[:faces]] == HAIR]
    blends = _blends(materials, surfaces, uvs, triangles, material_of, faces)
    soft = np.flatnonzero((blends[:faces] == 1) | (blends[:faces] == 2)).astype(np.int32)
    # Lashes and other blended surfaces are too thin to cast more than they are painted with; eyes and teeth lie behind
    # skin that does.
    inner = np.isin(surfaces.kinds[material_of[:faces]], (EYE, CORNEA, TEETH))
    casters = np.flatnonzero((blends[:faces] <= 1) & ~inner).astype(np.int32)
    mesh = Mesh(
        triangles,
        material_of,
        blends,
        soft,
        casters,
        neighbours,
        vertex_material,
        uvs,
        occlusion,
        *_strands(positions, uvs, hair, vertices),
    )
    return Scene(tuple(models), tuple(map(int, vertex_starts)), tuple(map(int, triangle_starts)), mesh, surfaces)


def _surfaces(materials: Sequence[Material]) -> Surfaces:
    opaque = [material.alpha == "opaque" for material in materials]
    atlas = atlas_of(materials)
    return Surfaces(
        numbers=np.array([_row(material) for material in materials], np.float32),
        kinds=np.array([KIND[material.kind] for material in materials], np.int32),
        blends=np.array([("opaque", "mask", "blend").index(material.alpha) for material in materials], np.int32),
        sided=np.array([int(material.double_sided) for material in materials], np.int32),
        groups=np.array([index % 127 + 1 if solid else 0 for index, solid in enumerate(opaque)], np.int32),
        texels=atlas.texels,
        offsets=atlas.offsets,
        widths=atlas.widths,
        heights=atlas.heights,
    )


def _blends(
    materials: Sequence[Material], surfaces: Surfaces, uvs: Floats, triangles: Ints, material_of: Ints, faces: int
) -> Ints:
    """How each triangle is mixed: int32 [F]. Most of a head of hair needs no look at its texture's alpha."""
    blends: Ints = surfaces.blends[material_of].copy()
    for index, material in enumerate(materials):
        if material.alpha == "opaque" or material.texture is None:
            continue
        own = np.flatnonzero(material_of[:faces] == index)
        alpha = material.texture[..., 3] / np.float32(255) * np.float32(material.colour[3])
        if material.alpha == "mask":
            alpha = alpha - np.float32(material.cutoff) + np.float32(0.5)
        height, width = alpha.shape
        corners = uvs[triangles[own]] * np.array([width, height], np.float32)
        # Bilinear looks reach one texel further than the triangle.
        low = np.floor(corners.min(1) - 1).astype(np.int64)
        high = np.ceil(corners.max(1) + 1).astype(np.int64)
        inside = (low >= 0).all(1) & (high <= [width, height]).all(1)
        own, low, high = own[inside], low[inside], high[inside]
        for value, chosen in ((0, alpha < SOLID), (UNSEEN, alpha > CLEAR)):
            sums = np.zeros((height + 1, width + 1), np.int64)
            sums[1:, 1:] = chosen.cumsum(0).cumsum(1)
            count = (
                sums[high[:, 1], high[:, 0]]
                - sums[low[:, 1], high[:, 0]]
                - sums[high[:, 1], low[:, 0]]
                + sums[low[:, 1], low[:, 0]]
            )
            blends[own[count == 0]] = value
    return blends


def _row(material: Material) -> list[float]:
    return [*material.colour, material.roughness, material.metallic, *material.emission, material.cutoff, 0.0, 0.0]


def neighbours_of(model: Model) -> Ints:
    """The triangle across each edge (01, 12, 20): int32 [F, 3], −1 at a border.

    Vertices at one place count as one, so a seam in the texture is no border. An edge of more than two triangles is
    a border for all of them.
    """
    count = len(model.triangles)
    if count == 0:
        return np.zeros((0, 3), np.int32)
    _, place = np.unique(model.positions, axis=0, return_inverse=True)
    corners = place.reshape(-1)[model.triangles].astype(np.int64)
    edges = np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1).reshape(-1, 2)
    key = edges.min(1) * (int(place.max()) + 1) + edges.max(1)
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    first = np.flatnonzero(np.diff(ranked, prepend=-1))
    pairs = first[np.diff(first, append=len(ranked)) == 2]
    neighbours = np.full(3 * count, -1, np.int32)
    one, other = order[pairs], order[pairs + 1]
    neighbours[one], neighbours[other] = other // 3, one // 3
    return neighbours.reshape(count, 3)


def _strands(positions: Floats, uvs: Floats, hair: Ints, vertices: int) -> tuple[Ints, Ints, Floats]:
    """∂position/∂v at each vertex of hair as a sparse sum over positions (rows as in CSR)."""
    edge1, edge2 = (uvs[hair[:, k]].astype(np.float64) - uvs[hair[:, 0]] for k in (1, 2))
    area = edge1[:, 0] * edge2[:, 1] - edge1[:, 1] * edge2[:, 0]
    good = np.abs(area) > 1e-12
    hair, edge1, edge2, area = hair[good], edge1[good], edge2[good], area[good]
    # Solve p1 − p0 = u1 ∂u + v1 ∂v, p2 − p0 = u2 ∂u + v2 ∂v for ∂v; only its direction counts.
    one, two = -edge2[:, 0] / area, edge1[:, 0] / area
    weights = np.stack([-one - two, one, two], axis=1)
    length = np.linalg.norm(np.einsum("fk,fkx->fx", weights, positions[hair]), axis=1, keepdims=True)
    weights /= np.maximum(length, 1e-12)
    rows = np.repeat(hair.reshape(-1), 3)
    columns = np.repeat(hair[:, None, :], 3, axis=1).reshape(-1)
    values = np.repeat(weights[:, None, :], 3, axis=1).reshape(-1)
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(vertices + 1)).astype(np.int32)
    return starts, columns[order].astype(np.int32), values[order].astype(np.float32)
