"""Writing a VRM 1.0 file: one mesh with the face's shapes, one without, a skeleton, expressions."""

import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from yingren.core.faces import ARKIT

from .mesh import Array
from .part import Part, Surface
from .skeleton import Skeleton

_FLOAT, _U8, _U16, _U32 = 5126, 5121, 5123, 5125
_SMALLEST = 1.3e-4
"""Metres; smaller movements of a vertex are left out of a shape."""


class Writer:
    """Collects buffer views and accessors."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.images: list[dict[str, Any]] = []
        self.textures: list[dict[str, Any]] = []

    def view(self, blob: bytes, target: int | None = None, stride: int | None = None) -> int:
        """Add bytes, aligned to 4."""
        self.data += b"\0" * (-len(self.data) % 4)
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(blob)}
        if target is not None:
            view["target"] = target
        if stride is not None:
            view["byteStride"] = stride
        self.data += blob
        self.views.append(view)
        return len(self.views) - 1

    def accessor(
        self,
        values: npt.NDArray[Any],
        kind: str,
        *,
        normalized: bool = False,
        limits: bool = False,
        index: bool = False,
    ) -> int:
        """Add an array [n] or [n, k] of float32 or an unsigned integer type."""
        types = {np.dtype("f4"): _FLOAT, np.dtype("u1"): _U8, np.dtype("u2"): _U16, np.dtype("u4"): _U32}
        width = values.dtype.itemsize * (1 if values.ndim == 1 else values.shape[1])
        padding = -width % 4
        if index or not padding:
            blob, stride = values.tobytes(), None
        else:
            rows = values.reshape(len(values), -1).view(np.uint8)
            blob, stride = np.pad(rows, ((0, 0), (0, padding))).tobytes(), width + padding
        if index:
            view = self.view(blob, 34963)
        else:
            view = self.view(blob, None if kind == "MAT4" else 34962, stride)
        accessor: dict[str, Any] = {
            "bufferView": view,
            "componentType": types[values.dtype],
            "count": len(values),
            "type": kind,
        }
        if normalized:
            accessor["normalized"] = True
        if limits:
            accessor["min"] = [float(x) for x in values.min(axis=0)]
            accessor["max"] = [float(x) for x in values.max(axis=0)]
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def sparse(self, values: Array) -> int:
        """Add a shape's movements [V, 3] as a sparse accessor of those that matter."""
        moved = np.flatnonzero(np.linalg.norm(values, axis=1) > _SMALLEST)
        accessor: dict[str, Any] = {"componentType": _FLOAT, "count": len(values), "type": "VEC3"}
        kept = values[moved].astype("<f4")
        bounds = np.concatenate([kept, np.zeros((1 if len(moved) < len(values) else 0, 3), "<f4")])
        accessor["min"] = [float(x) for x in bounds.min(axis=0)]
        accessor["max"] = [float(x) for x in bounds.max(axis=0)]
        if len(moved):
            small = len(values) <= 65535
            accessor["sparse"] = {
                "count": len(moved),
                "indices": {
                    "bufferView": self.view(moved.astype("<u2" if small else "<u4").tobytes()),
                    "componentType": _U16 if small else _U32,
                },
                "values": {"bufferView": self.view(kept.tobytes())},
            }
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def texture(self, picture: bytes, name: str) -> int:
        """Add a picture, PNG or JPEG."""
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        self.images.append({"bufferView": self.view(picture), "mimeType": kind, "name": name})
        self.textures.append({"source": len(self.images) - 1, "sampler": 0})
        return len(self.textures) - 1


def _material(writer: Writer, surface: Surface) -> dict[str, Any]:
    pbr: dict[str, Any] = {
        "baseColorFactor": [float(x) for x in surface.colour],
        "roughnessFactor": surface.roughness,
        "metallicFactor": surface.metallic,
    }
    if surface.picture:
        pbr["baseColorTexture"] = {"index": writer.texture(surface.picture, surface.name)}
    own: dict[str, Any] = {"kind": surface.kind}
    if surface.tint:
        own["tint"] = surface.tint
    out: dict[str, Any] = {
        "name": surface.name,
        "pbrMetallicRoughness": pbr,
        "doubleSided": surface.double_sided,
        "alphaMode": surface.alpha,
        "extras": {"yingren": own},
    }
    if surface.alpha == "MASK":
        out["alphaCutoff"] = surface.cutoff
    if surface.normals:
        out["normalTexture"] = {"index": writer.texture(surface.normals, f"{surface.name} normals")}
    return out


def _strongest(weights: Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The four strongest joints of each vertex, with weights in 255ths that sum to 255."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :4]
    values = np.take_along_axis(weights, order, axis=1)
    values = values / values.sum(axis=1, keepdims=True)
    steps = np.floor(values * 255)
    steps[:, 0] += 255 - steps.sum(axis=1)
    order = np.where(steps > 0, order, 0)
    return order.astype(np.uint8), steps.astype(np.uint8)


def _primitive(writer: Writer, part: Part, material: int, *, shapes: bool) -> dict[str, Any]:
    joints, weights = _strongest(part.weights)
    occlusion = np.ones(len(part.positions)) if part.occlusion is None else part.occlusion
    inside = bool((part.uvs >= 0).all() and (part.uvs <= 1).all())
    uvs = np.round(part.uvs * 65535).astype("<u2") if inside else part.uvs.astype("<f4")
    small = len(part.positions) <= 65535
    out: dict[str, Any] = {
        "attributes": {
            "POSITION": writer.accessor(part.positions.astype("<f4"), "VEC3", limits=True),
            "NORMAL": writer.accessor(part.normals.astype("<f4"), "VEC3"),
            "TEXCOORD_0": writer.accessor(uvs, "VEC2", normalized=inside),
            "JOINTS_0": writer.accessor(joints, "VEC4"),
            "WEIGHTS_0": writer.accessor(weights, "VEC4", normalized=True),
            "_OCCLUSION": writer.accessor(
                np.round(np.clip(occlusion, 0, 1) * 255).astype(np.uint8)[:, None], "SCALAR", normalized=True
            ),
        },
        "indices": writer.accessor(part.triangles.ravel().astype("<u2" if small else "<u4"), "SCALAR", index=True),
        "material": material,
    }
    if shapes:
        none = np.zeros_like(part.positions)
        out["targets"] = [{"POSITION": writer.sparse(part.morphs.get(name, none))} for name in ARKIT]
    return out


def _nodes(skeleton: Skeleton) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for index, name in enumerate(skeleton.names):
        parent = skeleton.parents[index]
        offset = skeleton.rest[index] - (skeleton.rest[parent] if parent >= 0 else 0)
        node: dict[str, Any] = {"name": name, "translation": [round(float(x), 6) for x in offset]}
        children = [child for child, above in enumerate(skeleton.parents) if above == index]
        if children:
            node["children"] = children
        nodes.append(node)
    return nodes


def write(
    parts: Sequence[Part],
    surfaces: Sequence[Surface],
    skeleton: Skeleton,
    expressions: dict[str, dict[str, float]],
    meta: dict[str, Any],
    extras: dict[str, Any],
) -> bytes:
    """The whole file. Parts that have shapes go into the mesh “face”, the others into “body”."""
    writer = Writer()
    materials = [_material(writer, surface) for surface in surfaces]
    numbers = {surface.name: index for index, surface in enumerate(surfaces)}
    nodes = _nodes(skeleton)
    meshes: list[dict[str, Any]] = []
    roots = [skeleton.index("hips")]
    for name, shapes in (("face", True), ("body", False)):
        own = [part for part in parts if bool(part.morphs) == shapes]
        if not own:
            continue
        mesh: dict[str, Any] = {
            "name": name,
            "primitives": [_primitive(writer, part, numbers[part.surface], shapes=shapes) for part in own],
        }
        if shapes:
            mesh["extras"] = {"targetNames": list(ARKIT)}
            mesh["weights"] = [0.0] * len(ARKIT)
        meshes.append(mesh)
        roots.append(len(nodes))
        nodes.append({"name": name, "mesh": len(meshes) - 1, "skin": 0})
    face = next(index for index, node in enumerate(nodes) if node["name"] == "face")
    inverse = np.ascontiguousarray(skeleton.inverse_bind.transpose(0, 2, 1)).reshape(-1, 16).astype("<f4")
    skin = {
        "inverseBindMatrices": writer.accessor(inverse, "MAT4"),
        "joints": list(range(len(skeleton.names))),
        "skeleton": skeleton.index("hips"),
    }
    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "yingren tools/bake"},
        "extensionsUsed": ["VRMC_vrm"],
        "scene": 0,
        "scenes": [{"nodes": roots}],
        "nodes": nodes,
        "meshes": meshes,
        "skins": [skin],
        "materials": materials,
        "accessors": writer.accessors,
        "bufferViews": writer.views,
        "buffers": [{"byteLength": 0}],
        "extensions": {"VRMC_vrm": _vrm(skeleton, face, expressions, meta)},
        "extras": {"yingren": extras},
    }
    if writer.images:
        document["images"], document["textures"] = writer.images, writer.textures
        document["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}]
    writer.data += b"\0" * (-len(writer.data) % 4)
    document["buffers"][0]["byteLength"] = len(writer.data)
    return _glb(document, bytes(writer.data))


def _vrm(
    skeleton: Skeleton, face: int, expressions: dict[str, dict[str, float]], meta: dict[str, Any]
) -> dict[str, Any]:
    preset = {
        name: {
            "isBinary": False,
            "overrideBlink": "block" if name in ("happy", "relaxed") else "none",
            "overrideLookAt": "none",
            "overrideMouth": "none",
            "morphTargetBinds": [
                {"node": face, "index": ARKIT.index(shape), "weight": weight} for shape, weight in shapes.items()
            ],
        }
        for name, shapes in expressions.items()
    }
    head = skeleton.rest[skeleton.index("head")]
    eyes = (skeleton.rest[skeleton.index("leftEye")] + skeleton.rest[skeleton.index("rightEye")]) / 2
    return {
        "specVersion": "1.0",
        "meta": meta,
        "humanoid": {"humanBones": {name: {"node": index} for index, name in enumerate(skeleton.names)}},
        "firstPerson": {"meshAnnotations": [{"node": face, "type": "auto"}]},
        "lookAt": {
            "type": "bone",
            "offsetFromHeadBone": [round(float(x), 6) for x in eyes - head],
            "rangeMapHorizontalInner": {"inputMaxValue": 90.0, "outputScale": 30.0},
            "rangeMapHorizontalOuter": {"inputMaxValue": 90.0, "outputScale": 35.0},
            "rangeMapVerticalDown": {"inputMaxValue": 90.0, "outputScale": 25.0},
            "rangeMapVerticalUp": {"inputMaxValue": 90.0, "outputScale": 25.0},
        },
        "expressions": {"preset": preset},
    }


def _glb(document: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()
    text += b" " * (-len(text) % 4)
    total = 12 + 8 + len(text) + 8 + len(data)
    return (
        struct.pack("<4sII", b"glTF", 2, total)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(data), b"BIN\0")
        + data
    )
