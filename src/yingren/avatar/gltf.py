"""Reading glTF 2.0 containers: every size and index is checked before it is believed."""

import base64
import binascii
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

from ..core.errors import AvatarError
from ..core.language import say

LARGEST_FILE = 512 << 20
"""Bytes; larger files are refused."""
LARGEST_COUNT = 8_000_000
"""Elements of one accessor; more are refused."""

_COMPONENTS: dict[int, str] = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS: dict[str, int] = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


def broken(en: str, zh: str) -> AvatarError:
    """An error that says which part of a file is wrong."""
    return AvatarError(
        say(f"The avatar file is broken: {en}.", f"形象文件已损坏：{zh}。"),
        hint=say("Export it again from the program that made it.", "请用制作它的软件重新导出。"),
    )


@dataclass(slots=True)
class Gltf:
    """An opened file: its JSON and the buffers it names.

    Attributes:
        document: The JSON object.
        buffers: One a buffer.
    """

    document: dict[str, Any]
    buffers: list[bytes] = field(default_factory=list)

    def items(self, name: str) -> list[dict[str, Any]]:
        """A top-level list of objects, empty where there is none."""
        return objects(self.document.get(name, []), name)

    def item(self, name: str, index: object) -> dict[str, Any]:
        """One object of a top-level list."""
        return self.items(name)[checked_index(index, len(self.items(name)), name)]

    def view(self, index: object) -> tuple[memoryview, int]:
        """Bytes of a buffer view, and its stride (0 where the elements are packed)."""
        view = self.item("bufferViews", index)
        data = self.buffers[checked_index(view.get("buffer"), len(self.buffers), "buffer")]
        start, length = whole(view.get("byteOffset", 0), "byteOffset"), whole(view.get("byteLength"), "byteLength")
        if start + length > len(data):
            raise broken("a buffer view reaches past its buffer", "缓冲视图超出缓冲区")
        return memoryview(data)[start : start + length], whole(view.get("byteStride", 0), "byteStride")

    def accessor(self, index: object) -> npt.NDArray[Any]:
        """The values of an accessor, [n] or [n, k]; normalised integers become float32."""
        accessor = self.item("accessors", index)
        count, width, kind = self._layout(accessor)
        if "bufferView" in accessor:
            values = self._elements(accessor["bufferView"], accessor.get("byteOffset", 0), kind, count, width)
        else:
            values = np.zeros((count, width), kind)
        if "sparse" in accessor:
            where, what = self._sparse(accessor, count, width, kind)
            values = values.copy()
            values[where] = what
        if accessor.get("normalized") and kind.kind in "iu":
            values = np.maximum(values.astype(np.float32) / np.iinfo(kind).max, -1)
        return values[:, 0] if width == 1 else values

    def moved(self, index: object) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Which elements of an accessor are not zero, and their values: what a shape target needs."""
        accessor = self.item("accessors", index)
        count, width, kind = self._layout(accessor)
        if "sparse" in accessor and "bufferView" not in accessor and kind.kind == "f":
            where, what = self._sparse(accessor, count, width, kind)
            order = np.argsort(where, kind="stable")
            return where[order], what[order].astype(np.float32)
        values = np.atleast_2d(self.accessor(index)).astype(np.float32)
        where = np.flatnonzero(np.any(values != 0, axis=1))
        return where, values[where]

    def count(self, index: object) -> int:
        """How many elements an accessor has."""
        return self._layout(self.item("accessors", index))[0]

    def _layout(self, accessor: dict[str, Any]) -> tuple[int, int, np.dtype[Any]]:
        count = whole(accessor.get("count"), "count")
        component, shape = accessor.get("componentType"), accessor.get("type")
        if not isinstance(component, int) or component not in _COMPONENTS:
            raise broken(f"unknown component type {component!r}", f"未知的分量类型 {component!r}")
        if not isinstance(shape, str) or shape not in _WIDTHS:
            raise broken(f"unknown accessor type {shape!r}", f"未知的访问器类型 {shape!r}")
        if not 0 < count <= LARGEST_COUNT:
            raise broken(f"an accessor with {count} elements", f"访问器含 {count} 个元素")
        return count, _WIDTHS[shape], np.dtype(_COMPONENTS[component])

    def _elements(self, view: object, offset: object, kind: np.dtype[Any], count: int, width: int) -> npt.NDArray[Any]:
        data, stride = self.view(view)
        start, size = whole(offset, "byteOffset"), kind.itemsize * width
        step = stride or size
        if step < size or start + step * (count - 1) + size > len(data):
            raise broken("an accessor reaches past its buffer view", "访问器超出缓冲视图")
        raw = np.frombuffer(data, np.uint8, offset=start)
        rows = np.lib.stride_tricks.as_strided(raw, (count, size), (step, 1), writeable=False)
        values: npt.NDArray[Any] = np.ascontiguousarray(rows).view(kind)
        return values

    def _sparse(
        self, accessor: dict[str, Any], count: int, width: int, kind: np.dtype[Any]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
        sparse = mapping(accessor["sparse"], "sparse")
        number = whole(sparse.get("count"), "sparse count")
        if not 0 < number <= count:
            raise broken("a sparse accessor with too many elements", "稀疏访问器元素过多")
        places, values = mapping(sparse.get("indices"), "indices"), mapping(sparse.get("values"), "values")
        component = places.get("componentType")
        if component not in (5121, 5123, 5125):
            raise broken("sparse indices of a wrong type", "稀疏索引类型错误")
        where = self._elements(
            places.get("bufferView"), places.get("byteOffset", 0), np.dtype(_COMPONENTS[component]), number, 1
        )[:, 0].astype(np.int64)
        if where.max() >= count or np.any(np.diff(where) <= 0):
            raise broken("sparse indices that do not rise or are too large", "稀疏索引无序或越界")
        return where, self._elements(values.get("bufferView"), values.get("byteOffset", 0), kind, number, width)


def whole(value: object, what: str) -> int:
    """A whole number ≥ 0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise broken(f"{what} is {value!r}", f"{what} 的值为 {value!r}")
    return value


def checked_index(value: object, length: int, what: str) -> int:
    """An index into a list of that length."""
    index = whole(value, what)
    if index >= length:
        raise broken(f"{what} number {index} of {length}", f"{what} 编号 {index} 超出 {length}")
    return index


def mapping(value: object, what: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise broken(f"{what} is not an object", f"{what} 不是对象")
    return value


def objects(value: object, what: str) -> list[dict[str, Any]]:
    """A JSON list of objects."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise broken(f"{what} is not a list of objects", f"{what} 不是对象列表")
    return value


def numbers(value: object, length: int, what: str, default: tuple[float, ...] | None = None) -> npt.NDArray[np.float64]:
    """A JSON list of finite numbers."""
    if value is None and default is not None:
        return np.array(default, dtype=np.float64)
    if (
        not isinstance(value, list)
        or len(value) != length
        or not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in value)
    ):
        raise broken(f"{what} is not {length} numbers", f"{what} 不是 {length} 个数字")
    out = np.array(value, dtype=np.float64)
    if not np.isfinite(out).all() or np.abs(out).max() > 1e9:
        raise broken(f"{what} holds a number that is too large", f"{what} 含过大的数")
    return out


def read(path: Path) -> Gltf:
    """Open a ``.vrm``, ``.glb`` or ``.gltf`` file.

    Raises:
        AvatarError: It cannot be read, is too large, or is no glTF 2.0.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise AvatarError(
            say(
                f"The avatar file {path} cannot be read: {error.strerror}.",
                f"无法读取形象文件 {path}：{error.strerror}。",
            ),
            hint=say("Check the path and its permissions.", "请检查路径和权限。"),
        ) from error
    if size > LARGEST_FILE:
        raise broken(f"{path.name} has {size >> 20} MiB, more than {LARGEST_FILE >> 20}", f"{path.name} 过大")
    text, chunk = _chunks(data) if data[:4] == b"glTF" else (data, b"")
    try:
        document = mapping(json.loads(text.decode("utf-8-sig")), "glTF")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise broken(f"{path.name} is no glTF, GLB or VRM file", f"{path.name} 不是 glTF、GLB 或 VRM 文件") from error
    version = mapping(document.get("asset"), "asset").get("version")
    if not isinstance(version, str) or not version.startswith("2."):
        raise broken(f"glTF version {version!r} is not 2.0", f"glTF 版本 {version!r} 不是 2.0")
    out = Gltf(document)
    for number, buffer in enumerate(out.items("buffers")):
        out.buffers.append(_buffer(buffer, chunk if number == 0 else b"", path.parent))
    return out


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < 20:
        raise broken("the file ends in its header", "文件在头部中断")
    _, version, length = struct.unpack_from("<4sII", data)
    if version != 2 or length > len(data):
        raise broken("the header lies about the file's version or length", "头部的版本或长度有误")
    found: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= length:
        size, kind = struct.unpack_from("<I4s", data, place)
        if place + 8 + size > length:
            raise broken("a chunk reaches past the end of the file", "数据块超出文件末尾")
        found.setdefault(kind, data[place + 8 : place + 8 + size])
        place += 8 + size
    if b"JSON" not in found:
        raise broken("there is no JSON chunk", "缺少 JSON 数据块")
    return found[b"JSON"], found.get(b"BIN\0", b"")


def _buffer(buffer: dict[str, Any], chunk: bytes, folder: Path) -> bytes:
    length = whole(buffer.get("byteLength"), "byteLength")
    data = resource(buffer["uri"], folder) if "uri" in buffer else chunk
    if len(data) < length:
        raise broken(
            f"a buffer of {len(data)} bytes says it has {length}", f"缓冲区仅 {len(data)} 字节，却声明 {length}"
        )
    return data[:length]


def resource(uri: object, folder: Path) -> bytes:
    """What a URI holds: data in the text itself, or a file beside or below the avatar's.

    Raises:
        AvatarError: Another place is named, or it cannot be read.
    """
    if not isinstance(uri, str):
        raise broken("a URI is not text", "URI 不是文本")
    if uri.startswith("data:"):
        try:
            return base64.b64decode(uri.partition("base64,")[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise broken("data in a URI is no base64", "URI 中的数据不是 base64") from error
    name = unquote(uri)
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and ":" not in name
        if not inside or not path.is_file() or path.stat().st_size > LARGEST_FILE:
            raise broken(f"the file {name!r} it needs is not beside it", f"所需文件 {name!r} 不在同一目录")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise broken(f"the file {name!r} it needs cannot be read", f"无法读取所需文件 {name!r}") from error
