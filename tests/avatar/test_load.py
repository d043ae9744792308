"""Files that lie, files that are cut off, and plain glTF."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from yingren.avatar import Character
from yingren.avatar.lips import lip_gap
from yingren.core.errors import AvatarError

from .conftest import pose_of

Document = dict[str, Any]


def _triangle() -> tuple[Document, bytes]:
    data = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4").tobytes() + np.array([0, 1, 2], "<u2").tobytes() + b"\0\0"
    document: Document = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 6},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"},
        ],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "nodes": [{"mesh": 0, "name": "only"}],
    }
    return document, data


def _write(path: Path, document: Document, data: bytes) -> Path:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)
    return path


def test_a_plain_triangle_loads_and_is_posed(tmp_path: Path) -> None:
    character = Character.load(_write(tmp_path / "a.glb", *_triangle()))
    posed = character.pose(pose_of(jawOpen=1))
    np.testing.assert_allclose(posed.positions, [[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    np.testing.assert_allclose(posed.normals, [[0, 0, 1]] * 3)
    with pytest.raises(AvatarError, match="lips"):
        lip_gap(posed)


def _set(*path: str | int, to: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("accessors", 0, "count", to=4),
        _set("accessors", 0, "count", to=-1),
        _set("accessors", 0, "count", to=10**12),
        _set("accessors", 0, "bufferView", to=7),
        _set("accessors", 0, "byteOffset", to=2**40),
        _set("accessors", 0, "componentType", to=9),
        _set("accessors", 0, "type", to="VEC9"),
        _set("accessors", 1, "count", to=2),
        _set("bufferViews", 0, "byteLength", to=2**31),
        _set("bufferViews", 0, "byteStride", to=2**31),
        _set("bufferViews", 0, "buffer", to="zero"),
        _set("buffers", 0, "byteLength", to=10**9),
        _set("buffers", 0, "uri", to="../../../etc/passwd"),
        _set("buffers", 0, "uri", to="http://127.0.0.1/x.bin"),
        _set("buffers", 0, "uri", to="data:application/octet-stream;base64,***"),
        _set("meshes", 0, "primitives", to="none"),
        _set("meshes", 0, "primitives", 0, "material", to=3),
        _set("meshes", 0, "primitives", 0, "indices", to=0),
        _set("meshes", 0, "primitives", 0, "attributes", to={}),
        _set("nodes", 0, "mesh", to=5),
        _set("nodes", 0, "skin", to=0),
        _set("nodes", 0, "children", to=[0]),
        _set("nodes", to=[{"mesh": 0, "children": [1]}, {"children": [0]}]),
        _set("nodes", 0, "rotation", to=[0, 0, 0, 0]),
        _set("nodes", 0, "scale", to=["a", 1, 1]),
        _set("nodes", 0, "matrix", to=[0] * 16),
        _set("asset", "version", to="1.0"),
        _set("extensions", to={"VRMC_vrm": {"humanoid": {"humanBones": {"hips": {"node": 9}}}}}),
        _set("extensions", to={"VRMC_vrm": {"humanoid": {"humanBones": {}}}}),
        _set("extensions", to={"VRMC_vrm": []}),
        _set("meshes", to=[]),
    ],
)
def test_what_lies_is_refused(tmp_path: Path, change: Callable[[Document], None]) -> None:
    document, data = _triangle()
    change(document)
    with pytest.raises(AvatarError):
        Character.load(_write(tmp_path / "b.glb", document, data))


def test_every_place_a_file_can_be_cut_off_is_refused(tmp_path: Path) -> None:
    whole = _write(tmp_path / "c.glb", *_triangle()).read_bytes()
    for length in range(0, len(whole), 7):
        cut = tmp_path / "cut.glb"
        cut.write_bytes(whole[:length])
        with pytest.raises(AvatarError):
            Character.load(cut)


def test_validator_samples_load_or_are_refused(shared_avatars: Path) -> None:
    paths = sorted(path for path in (shared_avatars / "gltf-validator").rglob("*") if path.suffix in (".gltf", ".glb"))
    assert len(paths) > 100
    loaded = 0
    for path in paths:
        try:
            posed = Character.load(path).pose(pose_of())
        except AvatarError:
            continue
        assert np.isfinite(posed.positions).all(), path
        loaded += 1
    assert loaded > 0


def test_sample_models_load(shared_avatars: Path) -> None:
    for name in ("AnimatedMorphCube", "MorphStressTest", "SimpleMorph"):
        for path in (shared_avatars / name).rglob("*.gltf"):
            character = Character.load(path)
            assert character.model.morphs, path
            assert np.isfinite(character.pose(pose_of()).positions).all()


def test_foreign_vrm_files_load(shared_avatars: Path) -> None:
    paths = sorted(shared_avatars.glob("*.vrm"))
    assert paths
    for path in paths:
        character = Character.load(path)
        assert "head" in character.model.skeleton.humanoid
        assert np.isfinite(character.pose(pose_of(jawOpen=1, eyeBlink=1)).positions).all()
