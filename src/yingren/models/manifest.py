"""What can be fetched, and what is known of it before it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ..core.errors import UnknownName
from ..core.language import say


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.

    Attributes:
        url: Where it is published.
        size: Bytes, where that is known.
        sha256: Hexadecimal digest, where that is known.
    """

    url: str
    size: int | None = None
    sha256: str | None = None

    @property
    def name(self) -> str:
        """The last part of the address."""
        return PurePosixPath(urlsplit(self.url).path).name

    @property
    def is_archive(self) -> bool:
        """Whether it is unpacked after it is fetched."""
        return self.name.endswith((".tar.bz2", ".tar.gz", ".tgz", ".tar.xz", ".tar"))


@dataclass(frozen=True, slots=True)
class Model:
    """A model by name.

    Attributes:
        name: As in ``yingren models pull NAME`` and ``voice: NAME``.
        engine: ``"piper"`` or ``"sherpa"``.
        languages: Codes it speaks.
        rate: Samples per second of what it says.
        licence: Of the weights and of the data they were made from.
        commercial: Whether that allows commercial use, as far as it is stated.
        description: One line for a person, in the user's language.
        source: Where it comes from, for a person to read.
        open: The file or folder that its engine opens, inside the model's folder.
        files: What is fetched.
    """

    name: str
    engine: str
    languages: tuple[str, ...]
    rate: int
    licence: str
    commercial: bool
    description: str
    source: str
    open: str
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch, as far as they are known."""
        return sum(file.size or 0 for file in self.files)

    @property
    def verified(self) -> bool:
        """Whether the digest of every file is known."""
        return all(file.sha256 for file in self.files)


def list_models() -> tuple[Model, ...]:
    """All models of the manifest, by name."""
    return tuple(_model(name, row) for name, row in sorted(_rows().items()))


def model_named(name: str) -> Model:
    """The model of that name.

    Raises:
        UnknownName: There is none; the nearest is named.
    """
    rows = _rows()
    if name not in rows:
        raise UnknownName("model", "模型", name, rows)
    return _model(name, rows[name])


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("manifest.toml").read_text("utf-8"))


def _model(name: str, row: Mapping[str, Any]) -> Model:
    return Model(
        name=name,
        engine=row["engine"],
        languages=tuple(row["languages"]),
        rate=row["rate"],
        licence=row["licence"],
        commercial=row["commercial"],
        description=say(row["description_en"], row["description_zh"]),
        source=row["source"],
        open=row["open"],
        files=tuple(ModelFile(file["url"], file.get("size"), file.get("sha256")) for file in row["files"]),
    )
