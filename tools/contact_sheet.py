"""Frames of a video side by side in one picture, to be looked at.

Usage: ``python tools/contact_sheet.py out/morning-news.mp4 docs/img/morning-news.jpg [--frames 12] [--columns 6]``
"""

import argparse
from pathlib import Path

import av
import numpy as np
import skia


def sheet(movie: Path, frames: int, columns: int, width: int) -> skia.Image:
    """``frames`` pictures of the movie at even distances, from the first to the last."""
    with av.open(str(movie)) as container:
        stream = container.streams.video[0]
        total = stream.frames
        wanted = {round(index * (total - 1) / max(frames - 1, 1)) for index in range(frames)}
        pictures = [
            np.ascontiguousarray(frame.to_ndarray(format="rgba"), np.uint8)
            for index, frame in enumerate(container.decode(stream))
            if index in wanted
        ]
    height = round(width * pictures[0].shape[0] / pictures[0].shape[1])
    surface = skia.Surface(columns * width, -(-len(pictures) // columns) * height)
    with surface as canvas:
        for index, picture in enumerate(pictures):
            left, top = index % columns * width, index // columns * height
            image = skia.Image.fromarray(picture, skia.ColorType.kRGBA_8888_ColorType)
            smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
            canvas.drawImageRect(image, skia.Rect.MakeXYWH(left, top, width, height), smooth)
    return surface.makeImageSnapshot()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("movie", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--width", type=int, default=300)
    given = parser.parse_args()
    given.picture.parent.mkdir(parents=True, exist_ok=True)
    sheet(given.movie, given.frames, given.columns, given.width).save(str(given.picture), skia.kJPEG, 88)
