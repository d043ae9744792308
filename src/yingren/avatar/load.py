"""A VRM, GLB or glTF file as a :class:`~.model.Model`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import vrm
from .gltf import Gltf, broken, mapping, objects, read
from .materials import Pictures, material_of
from .model import Floats, Material, Model, Morph, Skeleton
from .nodes import Tree
from .normals import Bending, smooth_normals, welded

LARGEST_MESH = 3_000_000
"""Vertices in all; more are refused."""
_TRIANGLES = 4


@dataclass(slots=True)
class _Piece:
    """One primitive, made fit to be joined with the others."""

    positions: Floats
    normals: Floats | None
    uvs: Floats
    occlusion: Floats
    triangles: npt.NDArray[np.int32]
    material: int
    joints: npt.NDArray[np.uint16]
    weights: Floats
    shapes: dict[str, tuple[npt.NDArray[np.int64], Floats]] = field(default_factory=dict)


def load(path: Path) -> Model:
    """Read a model.

    Raises:
        AvatarError: The file cannot be read, is broken, or holds nothing that can be drawn.
    """
    file = read(path)
    tree = Tree(file)
    joints = _Joints(file, tree)
    pieces: list[_Piece] = []
    targets: dict[int, list[str]] = {}
    for number, node in enumerate(file.items("nodes")):
        if "mesh" not in node:
            continue
        mesh = file.item("meshes", node["mesh"])
        targets[number] = _target_names(mesh)
        lookup = joints.of(number, node)
        for primitive in objects(mesh.get("primitives"), "primitives"):
            if primitive.get("mode", _TRIANGLES) == _TRIANGLES:
                pieces.append(_piece(file, primitive, targets[number], lookup))
            if sum(len(piece.positions) for piece in pieces) > LARGEST_MESH:
                raise broken(f"more than {LARGEST_MESH} vertices", f"顶点数超过 {LARGEST_MESH}")
    if not pieces:
        raise broken("there is no mesh of triangles in it", "其中没有三角网格")
    pictures = Pictures(file, path.parent)
    materials = [material_of(material, pictures) for material in file.items("materials")]
    skeleton = Skeleton(
        tree.names,
        tree.parents,
        tree.translations,
        tree.rotations,
        tree.scales,
        np.array(joints.nodes, np.int32),
        np.array(joints.inverse_bind, np.float32).reshape(-1, 4, 4),
        vrm.humanoid(file, tree),
    )
    return _joined(pieces, [*materials, Material("default")], skeleton, file, targets)


class _Joints:
    """All joints of all skins in one list, and one for each mesh that no skin moves."""

    def __init__(self, file: Gltf, tree: Tree) -> None:
        self._file, self._tree = file, tree
        self.nodes: list[int] = []
        self.inverse_bind: list[npt.NDArray[np.float64]] = []
        self._skins: dict[int, npt.NDArray[np.int64]] = {}

    def of(self, number: int, node: dict[str, Any]) -> npt.NDArray[np.int64] | int:
        """Where a mesh's joints are in the list: one for each joint of its skin, or the one that carries it."""
        if "skin" not in node:
            return self._add(self._tree.place[number], np.eye(4))
        skin = self._file.items("skins").index(self._file.item("skins", node["skin"]))
        if skin not in self._skins:
            self._skins[skin] = self._read(self._file.item("skins", skin))
        return self._skins[skin]

    def _read(self, skin: dict[str, Any]) -> npt.NDArray[np.int64]:
        listed = skin.get("joints")
        count = len(self._file.items("nodes"))
        if not isinstance(listed, list) or not listed or len(listed) > 65535:
            raise broken("a skin without joints", "蒙皮没有关节")
        if not all(isinstance(joint, int) and 0 <= joint < count for joint in listed):
            raise broken("a skin with joints that do not exist", "蒙皮引用了不存在的关节")
        matrices = np.tile(np.eye(4), (len(listed), 1, 1))
        if "inverseBindMatrices" in skin:
            stored = self._file.accessor(skin["inverseBindMatrices"])
            if stored.shape[1:] != (16,) or len(stored) < len(listed) or not np.isfinite(stored).all():
                raise broken("inverse bind matrices that do not fit their joints", "逆绑定矩阵与关节不符")
            matrices = stored[: len(listed)].astype(np.float64).reshape(-1, 4, 4).transpose(0, 2, 1)
        return np.array([self._add(self._tree.place[j], m) for j, m in zip(listed, matrices, strict=True)])

    def _add(self, node: int, inverse_bind: npt.NDArray[np.float64]) -> int:
        self.nodes.append(node)
        self.inverse_bind.append(inverse_bind)
        return len(self.nodes) - 1


def _target_names(mesh: dict[str, Any]) -> list[str]:
    primitives = objects(mesh.get("primitives"), "primitives")
    count = max((len(objects(p.get("targets", []), "targets")) for p in primitives), default=0)
    extras = mesh.get("extras")
    names = extras.get("targetNames") if isinstance(extras, dict) else None
    names = [str(name) for name in names] if isinstance(names, list) else []
    return [names[i] if i < len(names) else f"target {i}" for i in range(count)]


def _piece(file: Gltf, primitive: dict[str, Any], names: list[str], lookup: npt.NDArray[np.int64] | int) -> _Piece:
    attributes = mapping(primitive.get("attributes"), "attributes")
    positions = _attribute(file, attributes, "POSITION", 3, 0)
    if positions is None:
        raise broken("a mesh without positions", "网格没有顶点位置")
    count = len(positions)
    normals = _attribute(file, attributes, "NORMAL", 3, count)
    uvs = _attribute(file, attributes, "TEXCOORD_0", 2, count)
    occlusion = _attribute(file, attributes, "_OCCLUSION", 1, count)
    if "indices" in primitive:
        indices = file.accessor(primitive["indices"])
        if indices.ndim != 1 or indices.dtype.kind != "u" or int(indices.max()) >= count:
            raise broken("triangles that use vertices that do not exist", "三角形引用了不存在的顶点")
    else:
        indices = np.arange(count)
    if len(indices) % 3:
        raise broken(f"{len(indices)} indices are no whole triangles", f"{len(indices)} 个索引不成整三角形")
    material = primitive.get("material", -1)
    if material != -1:
        file.item("materials", material)
    joints, weights = _skin(file, attributes, count, lookup)
    piece = _Piece(
        positions,
        normals,
        np.zeros((count, 2), np.float32) if uvs is None else uvs,
        np.ones(count, np.float32) if occlusion is None else occlusion.ravel(),
        indices.astype(np.int32).reshape(-1, 3),
        material,
        joints,
        weights,
    )
    for name, target in zip(names, objects(primitive.get("targets", []), "targets"), strict=False):
        if "POSITION" in target:
            if file.count(target["POSITION"]) != count:
                raise broken(f"shape {name} has another number of vertices", f"形变 {name} 的顶点数不符")
            where, moves = file.moved(target["POSITION"])
            if moves.shape[1:] != (3,) or not np.isfinite(moves).all():
                raise broken(f"shape {name} holds no places", f"形变 {name} 的数据有误")
            piece.shapes[name] = (where, moves)
    return piece


def _attribute(file: Gltf, attributes: dict[str, Any], name: str, width: int, count: int) -> Floats | None:
    if name not in attributes:
        return None
    values = np.asarray(file.accessor(attributes[name]), np.float32)
    if values.ndim == 1:
        values = values[:, None]
    if values.shape[1] != width or (count and len(values) != count):
        raise broken(f"{name} has the wrong size", f"{name} 的大小不对")
    if not np.isfinite(values).all() or np.abs(values).max() > 1e6:
        raise broken(f"{name} holds numbers that are not finite", f"{name} 含无效数字")
    return values


def _skin(
    file: Gltf, attributes: dict[str, Any], count: int, lookup: npt.NDArray[np.int64] | int
) -> tuple[npt.NDArray[np.uint16], Floats]:
    joints = np.zeros((count, 4), np.uint16)
    weights = np.zeros((count, 4), np.float32)
    weights[:, 0] = 1
    if isinstance(lookup, int):
        joints[:] = lookup
        return joints, weights
    stored = _attribute(file, attributes, "WEIGHTS_0", 4, count)
    if stored is None or "JOINTS_0" not in attributes:
        joints[:] = lookup[0]
        return joints, weights
    numbers = file.accessor(attributes["JOINTS_0"])
    if numbers.shape != (count, 4) or numbers.dtype.kind != "u" or int(numbers.max()) >= len(lookup):
        raise broken("vertices that hang on joints that do not exist", "顶点引用了不存在的关节")
    total = stored.sum(axis=1, keepdims=True)
    weights = np.where(total > 1e-6, stored / np.maximum(total, 1e-6), weights).astype(np.float32)
    return lookup[numbers.astype(np.int64)].astype(np.uint16), weights


def _joined(
    pieces: list[_Piece], materials: list[Material], skeleton: Skeleton, file: Gltf, targets: dict[int, list[str]]
) -> Model:
    starts = np.cumsum([0, *(len(piece.positions) for piece in pieces)])
    positions = np.concatenate([piece.positions for piece in pieces])
    triangles = np.concatenate([piece.triangles + np.int32(s) for piece, s in zip(pieces, starts, strict=False)])
    weld = welded(positions)
    computed = smooth_normals(positions, triangles, weld)
    normals = np.concatenate(
        [
            computed[s : s + len(piece.positions)] if piece.normals is None else piece.normals
            for piece, s in zip(pieces, starts, strict=False)
        ]
    )
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return Model(
        positions=positions,
        normals=np.where(length > 1e-6, normals / np.maximum(length, 1e-6), computed).astype(np.float32),
        uvs=np.concatenate([piece.uvs for piece in pieces]),
        occlusion=np.concatenate([piece.occlusion for piece in pieces]),
        triangles=triangles,
        material_of=np.repeat(
            np.array([piece.material % len(materials) for piece in pieces], np.int16),
            [len(piece.triangles) for piece in pieces],
        ),
        joints=np.concatenate([piece.joints for piece in pieces]),
        weights=np.concatenate([piece.weights for piece in pieces]),
        morphs=_morphs(pieces, starts, positions, triangles, weld),
        materials=tuple(materials),
        skeleton=skeleton,
        expressions=vrm.expressions(file, targets),
        information=vrm.information(file),
    )


def _morphs(
    pieces: list[_Piece],
    starts: npt.NDArray[np.int64],
    positions: Floats,
    triangles: npt.NDArray[np.int32],
    weld: npt.NDArray[np.int32],
) -> tuple[Morph, ...]:
    names = list(dict.fromkeys(name for piece in pieces for name in piece.shapes))
    if not names:
        return ()
    # Only pieces with shapes can bend; leaving the others out makes this several times as fast.
    bendable = np.concatenate([np.full(len(piece.triangles), bool(piece.shapes)) for piece in pieces])
    bending = Bending(positions, triangles[bendable], weld)
    out = []
    for name in names:
        parts = [
            (piece.shapes[name][0] + start, piece.shapes[name][1])
            for piece, start in zip(pieces, starts, strict=False)
            if name in piece.shapes
        ]
        where = np.concatenate([part[0] for part in parts]).astype(np.int32)
        moves = np.concatenate([part[1] for part in parts])
        bent, change = bending(where, moves)
        every = np.union1d(where, bent).astype(np.int32)
        shifts, turns = np.zeros((2, len(every), 3), np.float32)
        shifts[np.searchsorted(every, where)] = moves
        turns[np.searchsorted(every, bent)] = change
        out.append(Morph(name, every, shifts, turns))
    return tuple(out)
