"""A frame as something to look at: RGB arrays and PNG files."""

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from ..core.folders import written_whole
from ..core.frame import Frame
from .colour import rgb_from_yuv


def frame_to_rgb(frame: Frame) -> npt.NDArray[np.uint8]:
    """Encoded RGB, or RGBA with straight alpha where the frame has alpha: uint8 [H, W, 3 or 4].

    Chroma is repeated over its 2×2 pixels, which is exact for what the renderer wrote.
    """
    planes = [frame.y, *(np.repeat(np.repeat(plane, 2, 0), 2, 1) for plane in (frame.u, frame.v))]
    rgb = np.rint(rgb_from_yuv(np.stack(planes, axis=-1))).astype(np.uint8)
    if frame.alpha is None:
        return rgb
    return np.concatenate([rgb, frame.alpha[..., None]], axis=-1)


def over(frame: Frame, background: tuple[int, int, int], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Lay a layer over a plain colour: uint8 [height, width, 3]. ``size`` is (width, height)."""
    picture = np.empty((size[1], size[0], 3), np.float64)
    picture[:] = background
    layer = frame_to_rgb(frame).astype(np.float64)
    part = picture[frame.top : frame.top + frame.height, frame.left : frame.left + frame.width]
    alpha = layer[..., 3:] / 255 if layer.shape[2] == 4 else 1.0
    part[:] = part * (1 - alpha) + layer[..., :3] * alpha
    return np.rint(picture).astype(np.uint8)


def write_png(path: Path | str, picture: Frame | npt.NDArray[np.uint8]) -> None:
    """Write a frame or a uint8 [H, W, 3 or 4] array as a PNG."""
    rgb = frame_to_rgb(picture) if isinstance(picture, Frame) else picture
    layout = "rgba" if rgb.shape[2] == 4 else "rgb24"
    with written_whole(Path(path)) as temporary, av.open(str(temporary), "w", format="image2") as file:
        file_options = {"update": "1"}
        stream = file.add_stream("png", rate=1, options=file_options)
        stream.width, stream.height, stream.pix_fmt = rgb.shape[1], rgb.shape[0], layout
        image = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format=layout)
        for packet in (*stream.encode(image), *stream.encode()):
            file.mux(packet)


def read_png(path: Path | str) -> npt.NDArray[np.uint8]:
    """Read a picture file: uint8 [H, W, 4]."""
    with av.open(str(path)) as file:
        for image in file.decode(video=0):
            return np.asarray(image.to_ndarray(format="rgba"), np.uint8)
    raise ValueError(f"{path} holds no picture")
