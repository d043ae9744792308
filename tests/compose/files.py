"""Small pictures and videos for tests."""

from pathlib import Path

import av
import numpy as np
import skia

from yingren.compose.colour import Colour


def write_picture(path: Path, width: int, height: int, *colours: Colour, alpha: int = 255) -> Path:
    """Vertical stripes."""
    pixels = np.zeros((height, width, 4), np.uint8)
    for index, rgb in enumerate(colours):
        pixels[:, width * index // len(colours) : width * (index + 1) // len(colours)] = (*rgb, alpha)
    skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType).save(str(path))
    return path


def write_video(path: Path, width: int, height: int, frames: int, fps: int = 10) -> Path:
    """A grey that brightens by the frame: 40, 60, 80 …"""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 40 + 20 * index, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
