"""Pictures and sounds written with their label."""

from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange, Colorspace

from ..core.errors import OutputError
from ..core.folders import written_whole
from ..core.frame import Frame
from ..core.language import say
from ..media.failures import output_failures
from .embed import jpeg_with_label, png_with_label, wav_with_label
from .label import Label
from .read import require_label

# FFmpeg's scale for JPEG: 2 is as good as it gets, 31 the worst.
_JPEG_SCALE = 3


def write_cover(frame: Frame, path: Path, label: Label | None = None) -> None:
    """Write one picture as ``.png`` or ``.jpg``, with its label in the XMP.

    Args:
        frame: Without alpha.
        path: Where; the suffix says which.
        label: ``None`` writes none (for what no machine made).

    Raises:
        OutputError: Another suffix, or it cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".png", ".jpg", ".jpeg"):
        raise OutputError(
            say(f"A cover is .png or .jpg, not {path.name}.", f"封面应为 .png 或 .jpg，而不是 {path.name}。")
        )
    picture = av.VideoFrame(frame.width, frame.height, "yuv420p")
    for plane, source in zip(picture.planes, (frame.y, frame.u, frame.v), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[: source.shape[0], : source.shape[1]] = source
    data = _png(picture) if suffix == ".png" else _jpeg(picture)
    if label is not None:
        data = (png_with_label if suffix == ".png" else jpeg_with_label)(data, label.value())
    _write(path, data, label)


def label_wav(path: Path, label: Label) -> None:
    """Add the label to a WAV file, in place.

    Raises:
        OutputError: It cannot be written.
        MediaError: The file is no WAV.
    """
    with output_failures(path):
        data = path.read_bytes()
    _write(path, wav_with_label(data, label.value()), label)


def _write(path: Path, data: bytes, label: Label | None) -> None:
    with output_failures(path), written_whole(path) as temporary:
        temporary.write_bytes(data)
        if label is not None:
            require_label(temporary, label)


def _png(picture: av.VideoFrame) -> bytes:
    rgb = picture.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )
    return _encoded("png", rgb)


def _jpeg(picture: av.VideoFrame) -> bytes:
    # JFIF is full range with the matrix of BT.601, whatever the size.
    full = picture.reformat(
        format="yuvj420p",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU601,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )
    return _encoded("mjpeg", full)


def _encoded(codec: str, picture: av.VideoFrame) -> bytes:
    context = cast(VideoCodecContext, av.CodecContext.create(codec, "w"))
    context.width, context.height, context.pix_fmt = picture.width, picture.height, picture.format.name
    context.time_base = context.framerate = 1  # type: ignore[assignment]
    if codec == "mjpeg":
        context.options = {"qmin": str(_JPEG_SCALE), "qmax": str(_JPEG_SCALE)}
    picture.pts = 0
    return b"".join(bytes(packet) for packet in (*context.encode(picture), *context.encode(None)))
