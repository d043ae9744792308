"""The skin: head, mouth, hands and what a neckline shows, refined once, with the 52 face shapes."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .mesh import Array, Integers, compact, normals_of, refine, split_seams, triangles_of
from .part import Part
from .source import Source

_WRAP = 1.15 * np.pi
"""Azimuth that the edge of the face texture shows: a little past the back, so that no triangle crosses its border."""


@dataclass(frozen=True, slots=True)
class FaceMap:
    """Places on head and neck ↔ places in their texture: an unrolled cylinder, drawn larger towards the face's middle.

    Attributes:
        axis: Depth z of the cylinder's axis, metres.
        middle: Height y that the texture's middle row shows, metres.
        reach: Height from there to the upper and lower border, metres.
    """

    axis: float
    middle: float
    reach: float
    stretch: tuple[float, float] = (1.5, 0.8)

    def azimuth(self, positions: Array) -> Array:
        """Angle about the axis, 0 in front, positive to the character's left: [...]."""
        return np.asarray(np.arctan2(positions[..., 0], positions[..., 2] - self.axis))

    def uv(self, azimuth: Array, y: Array) -> Array:
        """Texture place [..., 2], v down."""
        t = np.stack([azimuth / _WRAP, (self.middle - y) / self.reach], axis=-1)
        k = np.array(self.stretch)
        return np.asarray(0.5 + 0.5 * t * (1 + k) / (1 + k * np.abs(t)))

    def place(self, uv: Array) -> tuple[Array, Array]:
        """Azimuth and height of texture places [..., 2]."""
        g = (uv - 0.5) * 2
        k = np.array(self.stretch)
        t = g / (1 + k - k * np.abs(g))
        return t[..., 0] * _WRAP, self.middle - t[..., 1] * self.reach


@dataclass(frozen=True, slots=True)
class Regions:
    """Faces of the base mesh by what they are: int64 numbers."""

    head: Integers
    mouth: Integers
    hands: Integers
    feet: Integers


def regions(source: Source) -> Regions:
    """Head with neck and upper chest, inside of the mouth, hands, feet; what clothes hide is left out."""
    mesh = source.mesh
    body = mesh.groups["body"]
    middle = mesh.uvs[mesh.face_uvs[body]].mean(axis=1)
    u, v = middle[:, 0], middle[:, 1]
    place = mesh.positions[mesh.faces[body]].mean(axis=1)
    # Islands of the texture lie close together, so height and breadth decide where they nearly touch.
    mouth = (place[:, 1] > 0.5) & (u > 0.755) & (v < 0.14)
    head = ~mouth & (place[:, 1] > 0.36) & (np.abs(place[:, 0]) < 0.17)
    # Hands begin well inside the sleeves.
    elbow, wrist = (source.joint(mesh.positions, f"joint-l-{name}") for name in ("elbow", "hand"))
    along = wrist - elbow
    reach = (place * np.where(place[:, :1] < 0, [-1, 1, 1], 1) - elbow) @ along / (along @ along)
    hands = (np.abs(place[:, 0]) > 0.2) & (place[:, 1] > -0.4) & (reach > 0.72)
    feet = (v < 0.18) & (place[:, 1] < -0.6)
    return Regions(body[head], body[mouth], body[hands], body[feet])


@dataclass(frozen=True, slots=True)
class Fine:
    """A piece of the base mesh after refinement.

    Attributes:
        positions, normals: float64 [V, 3].
        quads: int64 [F, 4]; four in a row come from one base face.
        uvs: float64 [T, 2], MakeHuman's, v up; quads_uv: int64 [F, 4] into them.
        weights: float64 [V, J].
        shapes: ARKit name → float64 [V, 3].
    """

    positions: Array
    normals: Array
    quads: Integers
    uvs: Array
    quads_uv: Integers
    weights: Array
    shapes: dict[str, Array]

    def moved(self, positions: Array) -> "Fine":
        """The same at other places."""
        return replace(self, positions=positions, normals=normals_of(positions, triangles_of(self.quads)))

    def part(self, name: str, surface: str, keep: npt.NDArray[np.bool_] | None, face_map: FaceMap | None) -> Part:
        """Some quads as a part; ``face_map`` gives texture places, or ``None`` for MakeHuman's."""
        chosen = np.arange(len(self.quads)) if keep is None else np.flatnonzero(keep)
        quads, quads_uv = self.quads[chosen], self.quads_uv[chosen]
        uvs = np.stack([self.uvs[:, 0], 1 - self.uvs[:, 1]], axis=-1)
        if face_map is not None:
            azimuth = face_map.azimuth(self.positions)[quads]
            torn = np.ptp(azimuth, axis=1) > np.pi
            azimuth[torn] = np.where(azimuth[torn] < 0, azimuth[torn] + 2 * np.pi, azimuth[torn])
            corner = face_map.uv(azimuth, self.positions[quads][..., 1]).reshape(-1, 2)
            uvs, inverse = np.unique(np.round(corner, 7), axis=0, return_inverse=True)
            quads_uv = inverse.reshape(quads.shape)
        place, texture, final = split_seams(quads, quads_uv)
        return Part(
            name,
            surface,
            self.positions[place],
            self.normals[place],
            np.clip(uvs[texture], 0, 1),
            triangles_of(final),
            self.weights[place] / self.weights[place].sum(axis=1, keepdims=True),
            {shape: delta[place] for shape, delta in self.shapes.items()},
        )


def refined(
    source: Source, positions: Array, faces: Integers, weights: Array, shapes: dict[str, Array], *, levels: int = 1
) -> Fine:
    """Some faces of the base mesh, refined ``levels`` times.

    Args:
        source: The raw material.
        positions: Shaped base mesh, [V, 3].
        faces: Numbers of base faces.
        weights: Of the base mesh, [V, J].
        shapes: ARKit name → movement of the base mesh [V, 3].
        levels: How often.
    """
    used, quads = compact(source.mesh.faces[faces])
    used_uv, quads_uv = compact(source.mesh.face_uvs[faces])
    fine, skin, uvs = positions[used], weights[used], source.mesh.uvs[used_uv]
    moved = {shape: delta[used] for shape, delta in shapes.items() if np.abs(delta[used]).max(initial=0) > 1e-6}
    for _ in range(levels):
        step = refine(quads, len(fine))
        step_uv = refine(quads_uv, len(uvs), smooth=False)
        fine, skin, uvs = step(fine), step(skin), step_uv(uvs)
        moved = {shape: step(delta) for shape, delta in moved.items()}
        quads, quads_uv = step.faces, step_uv.faces
    return Fine(fine, normals_of(fine, triangles_of(quads)), quads, uvs, quads_uv, skin, moved)
