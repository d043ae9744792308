"""Textures out of PNG, JPEG and WebP bytes."""

import numpy as np
import numpy.typing as npt
import skia

from .gltf import broken

LARGEST_SIDE = 8192
"""Pixels; larger pictures are refused."""


def decode(data: bytes) -> npt.NDArray[np.uint8]:
    """A picture as uint8 [h, w, 4], sRGB with straight alpha.

    Raises:
        AvatarError: The bytes are no picture, or it is too large.
    """
    try:
        codec = skia.Codec.MakeFromData(data)  # reads the bytes in place: they must stay alive as long
    except (RuntimeError, ValueError) as error:
        raise broken("a texture is no picture", "贴图不是图片") from error
    if codec is None:
        raise broken("a texture is no picture", "贴图不是图片")
    size = codec.dimensions()
    if not (0 < size.width() <= LARGEST_SIDE and 0 < size.height() <= LARGEST_SIDE):
        raise broken(f"a texture of {size.width()}×{size.height()}", f"贴图尺寸为 {size.width()}×{size.height()}")
    out = np.zeros((size.height(), size.width(), 4), np.uint8)
    information = skia.ImageInfo.Make(
        size.width(), size.height(), skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kUnpremul_AlphaType
    )
    if codec.getPixels(information, out, out.strides[0]) not in (
        skia.Codec.Result.kSuccess,
        skia.Codec.Result.kIncompleteInput,
    ):
        raise broken("a texture cannot be decoded", "贴图无法解码")
    return out
