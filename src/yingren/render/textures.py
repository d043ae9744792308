"""Textures as the kernels want them: one array of texels, square-root encoded, with mip levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..avatar.model import Material
from .colour import linear_from_srgb

Floats = npt.NDArray[np.float32]

LARGEST = 2048
"""Pixels: textures are brought to powers of two no larger than this."""

LEVELS = 12
"""Rows of the level table per material."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """All textures of a scene.

    Attributes:
        texels: uint32 [N], R | G << 8 | B << 16 | A << 24. Colour is the square root of linear light (cheap to undo,
            and near enough to even steps for the eye); alpha is linear.
        offsets: int32 [M, LEVELS], first texel of each mip level.
        widths, heights: int32 [M], log₂ of the size of level 0.
    """

    texels: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.int32]
    widths: npt.NDArray[np.int32]
    heights: npt.NDArray[np.int32]


def _power(size: int) -> int:
    return 1 << min(max(int(size - 1).bit_length(), 0), LARGEST.bit_length() - 1)


def _resized(picture: Floats, height: int, width: int) -> Floats:
    """Bilinear over one axis after the other, wrapping; halves by averaging first where it must shrink a lot."""
    for axis, size in ((0, height), (1, width)):
        while picture.shape[axis] >= 2 * size and picture.shape[axis] % 2 == 0:
            even, odd = [slice(None)] * 3, [slice(None)] * 3
            even[axis], odd[axis] = slice(0, None, 2), slice(1, None, 2)
            picture = ((picture[tuple(even)] + picture[tuple(odd)]) / 2).astype(np.float32)
        old = picture.shape[axis]
        if old == size:
            continue
        place = (np.arange(size) + 0.5) * (old / size) - 0.5
        low = np.floor(place).astype(np.int64)
        part = (place - low).astype(np.float32)
        part = part[:, None, None] if axis == 0 else part[None, :, None]
        picture = picture.take(low % old, axis) * (1 - part) + picture.take((low + 1) % old, axis) * part
    return picture


def _halved(picture: Floats, axis: int) -> Floats:
    count = picture.shape[axis]
    both = picture.take(range(0, count, 2), axis) + picture.take(range(1, count, 2), axis)
    return (both / 2).astype(np.float32)


_LINEAR = linear_from_srgb(np.arange(256) / 255).astype(np.float32)


def levels_of(texture: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    """Mip levels of a texture: uint8 [h, w, 4], square-root encoded, powers of two down to 1×1.

    Colour is averaged by alpha, and spread into what is wholly transparent, so that no edge shows a colour which
    nobody painted.
    """
    picture = np.concatenate([_LINEAR[texture[..., :3]], texture[..., 3:] / np.float32(255)], axis=-1).astype(
        np.float32
    )
    picture[..., :3] *= picture[..., 3:]
    picture = _resized(picture, _power(picture.shape[0]), _power(picture.shape[1]))
    pyramid = [picture]
    while picture.shape[0] > 1 or picture.shape[1] > 1:
        for axis in (0, 1):
            if picture.shape[axis] > 1:
                picture = _halved(picture, axis)
        pyramid.append(picture)
    below: Floats | None = None
    levels: list[npt.NDArray[np.uint8]] = []
    for picture in reversed(pyramid):
        alpha = picture[..., 3:]
        if float(alpha.min()) >= 1.0:
            colour = picture[..., :3]
        else:
            colour = (picture[..., :3] / np.maximum(alpha, 1e-6)).astype(np.float32)
            if below is not None:
                spread = below.repeat(picture.shape[0] // below.shape[0], 0).repeat(
                    picture.shape[1] // below.shape[1], 1
                )
                colour = np.where(alpha > 1e-3, colour, spread).astype(np.float32)
        below = colour
        encoded = np.concatenate([np.sqrt(np.clip(colour, 0, 1)), np.clip(alpha, 0, 1)], axis=-1)
        levels.append(np.rint(encoded * 255).astype(np.uint8))
    return levels[::-1]


def _wet(level: npt.NDArray[np.uint8], usual: float) -> npt.NDArray[np.uint8]:
    """How wet skin is, uint8 [h, w]: lips are redder than the face around them."""
    wet = np.clip((_redness(level) - usual - 0.05) / 0.09, 0, 1)
    return np.asarray(np.rint(wet * 255), np.uint8)


def _redness(level: npt.NDArray[np.uint8]) -> Floats:
    linear = np.square(level[..., :3].astype(np.float32))
    return np.asarray(linear[..., 0] / np.maximum(linear.sum(-1), 1.0), np.float32)


def atlas_of(materials: Sequence[Material]) -> Atlas:
    """Put the textures of these materials into one array; a texture used twice is stored once."""
    count = max(len(materials), 1)
    offsets = np.zeros((count, LEVELS), np.int32)
    widths = np.zeros(count, np.int32)
    heights = np.zeros(count, np.int32)
    # A single white texel stands for «no texture»; on skin, where alpha means wet, it is dry.
    parts = [np.array([0xFFFFFFFF, 0x00FFFFFF], np.uint32)]
    used = 2
    known: dict[tuple[int, bool], int] = {}
    for index, material in enumerate(materials):
        skin = material.kind == "skin" and material.alpha == "opaque"
        if material.texture is None:
            offsets[index] = 1 if skin else 0
            continue
        key = (id(material.texture), skin)
        if key in known:
            first = known[key]
            offsets[index], widths[index], heights[index] = offsets[first], widths[first], heights[first]
            continue
        known[key] = index
        texture = material.texture
        if material.alpha == "opaque":
            texture = np.dstack([texture[..., :3], np.full(texture.shape[:2], 255, np.uint8)])
        levels = levels_of(texture)
        if skin:
            usual = float(np.median(_redness(levels[0])))
            levels = [np.dstack([level[..., :3], _wet(level, usual)]) for level in levels]
        heights[index], widths[index] = (size.bit_length() - 1 for size in levels[0].shape[:2])
        for level in range(LEVELS):
            if level >= len(levels):
                offsets[index, level] = used - 1  # the last level is one texel
                continue
            flat = np.ascontiguousarray(levels[level]).view("<u4").reshape(-1)
            offsets[index, level] = used
            parts.append(flat.astype(np.uint32))
            used += flat.size
    return Atlas(np.concatenate(parts), offsets, widths, heights)
