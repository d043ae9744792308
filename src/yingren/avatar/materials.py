"""glTF materials as :class:`~.model.Material`."""

from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
import numpy.typing as npt

from .gltf import Gltf, checked_index, mapping, numbers, resource
from .model import Kind, Material
from .pictures import decode

_GUESSES: tuple[tuple[str, Kind], ...] = (
    ("eyelash", "lash"),
    ("lash", "lash"),
    ("brow", "lash"),
    ("iris", "eye"),
    ("eye", "eye"),
    ("hair", "hair"),
    ("teeth", "teeth"),
    ("mouth", "mouth"),
    ("tongue", "mouth"),
    ("skin", "skin"),
    ("face", "skin"),
    ("body", "skin"),
    ("cloth", "cloth"),
    ("tops", "cloth"),
    ("bottoms", "cloth"),
)


class Pictures:
    """Decodes each picture of a file once."""

    def __init__(self, file: Gltf, folder: Path) -> None:
        self._file, self._folder = file, folder
        self._seen: dict[int, npt.NDArray[np.uint8]] = {}

    def texture(self, reference: object) -> npt.NDArray[np.uint8] | None:
        """The picture a ``textureInfo`` names; ``None`` where there is none."""
        if reference is None:
            return None
        texture = self._file.item("textures", mapping(reference, "textureInfo").get("index"))
        if "source" not in texture:
            return None
        source = checked_index(texture["source"], len(self._file.items("images")), "image")
        if source not in self._seen:
            image = self._file.item("images", source)
            if "bufferView" in image:
                data = bytes(self._file.view(image["bufferView"])[0])
            else:
                data = resource(image.get("uri"), self._folder)
            self._seen[source] = decode(data)
        return self._seen[source]


def material_of(material: dict[str, Any], pictures: Pictures) -> Material:
    """One material, read with glTF's defaults."""
    surface = mapping(material.get("pbrMetallicRoughness", {}), "pbrMetallicRoughness")
    colour = numbers(surface.get("baseColorFactor"), 4, "baseColorFactor", (1, 1, 1, 1))
    emission = numbers(material.get("emissiveFactor"), 3, "emissiveFactor", (0, 0, 0))
    normals = pictures.texture(material.get("normalTexture"))
    roughness, metallic, cutoff = (
        float(numbers([value], 1, name)[0])
        for name, value in (
            ("roughnessFactor", surface.get("roughnessFactor", 1.0)),
            ("metallicFactor", surface.get("metallicFactor", 1.0)),
            ("alphaCutoff", material.get("alphaCutoff", 0.5)),
        )
    )
    mode = str(material.get("alphaMode", "OPAQUE")).lower()
    name = str(material.get("name", ""))
    return Material(
        name=name,
        kind=_kind(material, name),
        colour=cast(tuple[float, float, float, float], tuple(colour.tolist())),
        texture=pictures.texture(surface.get("baseColorTexture")),
        normals=None if normals is None else np.ascontiguousarray(normals[..., :3]),
        roughness=min(max(roughness, 0.0), 1.0),
        metallic=min(max(metallic, 0.0), 1.0),
        emission=cast(tuple[float, float, float], tuple(emission.tolist())),
        alpha="mask" if mode == "mask" else "blend" if mode == "blend" else "opaque",
        cutoff=min(max(cutoff, 0.0), 1.0),
        double_sided=bool(material.get("doubleSided", False)),
    )


def own_extras(material: dict[str, Any]) -> dict[str, Any]:
    """What the bake left under ``extras.yingren``."""
    extras = material.get("extras")
    own = extras.get("yingren") if isinstance(extras, dict) else None
    return own if isinstance(own, dict) else {}


def _kind(material: dict[str, Any], name: str) -> Kind:
    stated = own_extras(material).get("kind")
    if stated in get_args(Kind):
        return cast(Kind, stated)
    lowered = name.lower()
    return next((kind for word, kind in _GUESSES if word in lowered), "plain")
