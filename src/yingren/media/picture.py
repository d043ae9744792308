"""Reading pictures, safely: whatever a user's file holds, memory stays bounded and failure has a name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import skia

from ..core.errors import MediaError
from ..core.language import say

MOST_PIXELS = 100_000_000
"""Larger pictures are refused before they are decoded: a few kilobytes can claim to be gigapixels."""
MOST_BYTES = 200_000_000

Pixels = npt.NDArray[np.uint8]

_UPRIGHT: dict[skia.EncodedOrigin, Callable[[Pixels], Pixels]] = {
    skia.EncodedOrigin.kTopLeft_EncodedOrigin: lambda pixels: pixels,
    skia.EncodedOrigin.kTopRight_EncodedOrigin: lambda pixels: pixels[:, ::-1],
    skia.EncodedOrigin.kBottomRight_EncodedOrigin: lambda pixels: pixels[::-1, ::-1],
    skia.EncodedOrigin.kBottomLeft_EncodedOrigin: lambda pixels: pixels[::-1],
    skia.EncodedOrigin.kLeftTop_EncodedOrigin: lambda pixels: pixels.swapaxes(0, 1),
    skia.EncodedOrigin.kRightTop_EncodedOrigin: lambda pixels: pixels[::-1].swapaxes(0, 1),
    skia.EncodedOrigin.kRightBottom_EncodedOrigin: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    skia.EncodedOrigin.kLeftBottom_EncodedOrigin: lambda pixels: pixels[:, ::-1].swapaxes(0, 1),
}
"""EXIF orientation → how the stored rows and columns become the picture that is meant."""
_SIDEWAYS = tuple(_UPRIGHT)[4:]


def read_picture(path: Path, *, longest: int | None = None) -> Pixels:
    """Read a PNG, JPEG, WebP, BMP or GIF (its first picture), turned upright as its EXIF says.

    Args:
        path: The file.
        longest: Pixels that the longer side may have; a larger picture is scaled down.

    Returns:
        uint8 [h, w, 4], sRGB with straight alpha.

    Raises:
        MediaError: The file is missing, broken, of another kind, or larger than ``MOST_PIXELS``.
    """
    data = _read_bytes(path)  # the codec reads it in place: it must stay alive as long
    codec = _codec(data, path)
    size = codec.dimensions()
    pixels = np.zeros((size.height(), size.width(), 4), dtype=np.uint8)
    info = skia.ImageInfo.Make(size, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, skia.ColorSpace.MakeSRGB())
    if codec.getPixels(info, pixels, pixels.strides[0]) != skia.Codec.kSuccess:
        raise _broken(path)
    if longest is not None and max(pixels.shape[:2]) > longest:
        pixels = _scaled_down(pixels, longest)
    return np.ascontiguousarray(_UPRIGHT[codec.getOrigin()](pixels))


def _scaled_down(pixels: Pixels, longest: int) -> Pixels:
    """Halve by averaging while far too large, then filter to size: neither aliases nor needs much memory."""
    while max(pixels.shape[:2]) >= 2 * longest and min(pixels.shape[:2]) >= 2:
        height, width = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
        quads = pixels[:height, :width].reshape(height // 2, 2, width // 2, 2, 4)
        pixels = ((quads.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8)
    scale = longest / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    width, height = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    image = skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType)
    options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    small = image.resize(width, height, options, skia.Image.kDisallow_CachingHint)
    return np.asarray(small.toarray(colorType=skia.kRGBA_8888_ColorType), dtype=np.uint8)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as it is seen, without decoding the picture.

    Raises:
        MediaError: As :func:`read_picture`.
    """
    data = _read_bytes(path)  # the codec reads it in place: it must stay alive as long
    codec = _codec(data, path)
    width, height = codec.dimensions().width(), codec.dimensions().height()
    return (height, width) if codec.getOrigin() in _SIDEWAYS else (width, height)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise MediaError(
                say(
                    f"{path} is larger than {MOST_BYTES // 1_000_000} MB.",
                    f"{path} 超过 {MOST_BYTES // 1_000_000} MB。",
                ),
                hint=say("Use a smaller picture.", "请换用更小的图片。"),
            )
        return path.read_bytes()
    except OSError as error:
        raise MediaError(
            say(f"The picture {path} cannot be opened: {error.strerror}.", f"无法打开图片 {path}：{error.strerror}。"),
            hint=say(
                "Paths are relative to the script's folder; check the spelling.",
                "路径相对于脚本所在文件夹，请检查拼写。",
            ),
        ) from error


def _codec(data: bytes, path: Path) -> skia.Codec:
    try:
        codec = skia.Codec.MakeFromData(data)
    except (RuntimeError, ValueError) as error:
        raise _broken(path) from error
    width, height = codec.dimensions().width(), codec.dimensions().height()
    if width * height > MOST_PIXELS:
        raise MediaError(
            say(
                f"{path} is {width}×{height}: more than {MOST_PIXELS // 1_000_000} megapixels.",
                f"{path} 的尺寸为 {width}×{height}，超过 {MOST_PIXELS // 1_000_000} 百万像素。",
            ),
            hint=say("Scale it down first.", "请先缩小图片。"),
        )
    return codec


def _broken(path: Path) -> MediaError:
    return MediaError(
        say(f"{path} is not a picture that can be read.", f"{path} 不是可以读取的图片。"),
        hint=say("Use a PNG, JPEG or WebP file that opens elsewhere.", "请使用能正常打开的 PNG、JPEG 或 WebP 文件。"),
    )
