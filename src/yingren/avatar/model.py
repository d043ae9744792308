"""What can be drawn: geometry, materials and a skeleton, as plain arrays."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Kind = Literal["skin", "eye", "cornea", "hair", "lash", "cloth", "teeth", "mouth", "metal", "plain"]


@dataclass(frozen=True, slots=True)
class Material:
    """How a surface looks.

    Attributes:
        name: As in the file.
        kind: Which way of lighting suits it.
        colour: Linear RGBA factor, 0..1.
        texture: uint8 [h, w, 4] sRGB with straight alpha, or ``None`` for white.
        normals: uint8 [h, w, 3] tangent-space normal map, or ``None``.
        roughness, metallic: 0..1, as glTF has them.
        emission: Linear RGB.
        alpha: ``"opaque"``; ``"mask"``: seen where alpha ≥ ``cutoff``; ``"blend"``: mixed by alpha.
        cutoff: For ``"mask"``.
        double_sided: Whether the back is seen.
    """

    name: str
    kind: Kind = "plain"
    colour: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    texture: npt.NDArray[np.uint8] | None = None
    normals: npt.NDArray[np.uint8] | None = None
    roughness: float = 0.6
    metallic: float = 0.0
    emission: tuple[float, float, float] = (0.0, 0.0, 0.0)
    alpha: Literal["opaque", "mask", "blend"] = "opaque"
    cutoff: float = 0.5
    double_sided: bool = False


@dataclass(frozen=True, slots=True)
class Morph:
    """A shape target, sparse: vertex ``indices[i]`` moves by ``positions[i]`` at weight 1.

    Attributes:
        name: ARKit name for the face units; others keep the file's name.
        indices: int32 [n], rising.
        positions, normals: float32 [n, 3]; metres, and change of the normal.
    """

    name: str
    indices: npt.NDArray[np.int32]
    positions: Floats
    normals: Floats


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Nodes that skin the mesh.

    Attributes:
        names: Node names, parents before children.
        parents: int32 [N], −1 for a root.
        translations, rotations, scales: Local rest transform, float32 [N, 3], [N, 4] xyzw, [N, 3].
        joints: int32 [J]: node of each joint that ``Model.joints`` counts.
        inverse_bind: float32 [J, 4, 4].
        humanoid: VRM bone name → node.
    """

    names: tuple[str, ...]
    parents: npt.NDArray[np.int32]
    translations: Floats
    rotations: Floats
    scales: Floats
    joints: npt.NDArray[np.int32]
    inverse_bind: Floats
    humanoid: dict[str, int]


@dataclass(frozen=True, slots=True)
class Model:
    """A character at rest. Metres, +Y up, facing +Z; triangles run counter-clockwise seen from outside.

    Attributes:
        positions, normals: float32 [V, 3].
        uvs: float32 [V, 2], glTF convention (v down).
        occlusion: float32 [V], 1 open to the sky, 0 shut in; ones where the file has none.
        triangles: int32 [F, 3].
        material_of: int16 [F], index into ``materials``.
        joints: uint16 [V, 4]; weights: float32 [V, 4], rows sum to 1.
        morphs, materials, skeleton: See there.
        expressions: VRM expression name → {morph name: weight}, for files that lack ARKit shapes.
        information: Name, authors, licence … as the file's ``VRMC_vrm.meta`` has them.
    """

    positions: Floats
    normals: Floats
    uvs: Floats
    occlusion: Floats
    triangles: npt.NDArray[np.int32]
    material_of: npt.NDArray[np.int16]
    joints: npt.NDArray[np.uint16]
    weights: Floats
    morphs: tuple[Morph, ...]
    materials: tuple[Material, ...]
    skeleton: Skeleton
    expressions: dict[str, dict[str, float]] = field(default_factory=dict)
    information: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posed:
    """A model in one pose, in world space, ready to be drawn.

    Attributes:
        model: Where uvs, triangles and materials are.
        positions, normals: float32 [V, 3], normals of length 1.
    """

    model: Model
    positions: Floats
    normals: Floats
