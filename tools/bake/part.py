"""What the bake makes: parts and surfaces, ready to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .mesh import Array, Integers, normals_of


@dataclass(frozen=True, slots=True)
class Surface:
    """A material: a glTF material in the making.

    Attributes:
        kind: As in ``yingren.avatar.model.Kind``.
        colour: Linear RGBA factor.
        picture, normals: Encoded pictures (PNG or JPEG bytes), or ``b""``.
        alpha: ``"OPAQUE"``, ``"MASK"`` or ``"BLEND"``.
        tint: Whether a presenter's ``colour`` re-colours it.
    """

    name: str
    kind: str
    colour: tuple[float, float, float, float] = (1, 1, 1, 1)
    picture: bytes = b""
    normals: bytes = b""
    roughness: float = 0.6
    metallic: float = 0.0
    alpha: str = "OPAQUE"
    cutoff: float = 0.5
    double_sided: bool = False
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of surface.

    Attributes:
        name: For error messages and for finding it again.
        surface: Name of its :class:`Surface`.
        positions, normals: float64 [V, 3], metres, in the pose the mesh is bound in.
        uvs: float64 [V, 2], v down.
        triangles: int64 [F, 3].
        weights: float64 [V, J].
        morphs: ARKit name → float64 [V, 3].
        occlusion: float64 [V], 1 is open.
    """

    name: str
    surface: str
    positions: Array
    normals: Array
    uvs: Array
    triangles: Integers
    weights: Array
    morphs: dict[str, Array] = field(default_factory=dict)
    occlusion: Array | None = None

    def smoothed(self) -> "Part":
        """The same with normals computed from the triangles, welded where vertices share a place."""
        _, inverse = np.unique(np.round(self.positions, 7), axis=0, return_inverse=True)
        inverse = inverse.ravel()
        places = np.zeros((inverse.max() + 1, 3))
        places[inverse] = self.positions
        return replace(self, normals=normals_of(places, inverse[self.triangles])[inverse])


def joined(name: str, surface: str, parts: Sequence[Part]) -> Part:
    """Parts of one surface as one part."""
    starts = np.cumsum([0, *(len(part.positions) for part in parts)])
    names = sorted({morph for part in parts for morph in part.morphs})
    return Part(
        name,
        surface,
        np.concatenate([part.positions for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.uvs for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=False)]),
        np.concatenate([part.weights for part in parts]),
        {
            morph: np.concatenate([part.morphs.get(morph, np.zeros_like(part.positions)) for part in parts])
            for morph in names
        },
        np.concatenate(
            [part.occlusion if part.occlusion is not None else np.ones(len(part.positions)) for part in parts]
        ),
    )
