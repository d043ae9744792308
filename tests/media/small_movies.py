"""Small frames, segments and sounds for the tests of this room."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from yingren.core.frame import Frame
from yingren.media.encode import EncodeSettings, SegmentWriter
from yingren.media.wave_file import WaveWriter

WIDTH, HEIGHT, FPS, RATE = 96, 160, 30, 48_000


def numbered(index: int, *, alpha: bool = False) -> Frame:
    """A frame that shows its number as a brightness in its upper left corner, over a moving stripe."""
    y = np.full((HEIGHT, WIDTH), 100, np.uint8)
    y[:, (3 * index) % WIDTH] = 235
    y[:32, :32] = 20 + (index % 16) * 13
    u, v = (np.full((HEIGHT // 2, WIDTH // 2), level, np.uint8) for level in (110, 150))
    return Frame(y, u, v, np.full((HEIGHT, WIDTH), (index * 9) % 256, np.uint8) if alpha else None)


def write_segments(folder: Path, lengths: Sequence[int], settings: EncodeSettings) -> list[Path]:
    """One segment per length; the frames are numbered through."""
    index, paths = 0, []
    for number, length in enumerate(lengths):
        path = folder / f"segment{number}{settings.suffix}"
        with SegmentWriter(path, WIDTH, HEIGHT, FPS, settings) as segment:
            for _ in range(length):
                segment.write(numbered(index, alpha=settings.alpha))
                index += 1
        paths.append(path)
    return paths


def write_clicks(path: Path, samples: int, places: Sequence[int]) -> Path:
    """Silence with single loud samples."""
    wave = np.zeros((samples, 2), np.float32)
    wave[list(places)] = 0.9
    with WaveWriter(path) as writer:
        writer.add(wave)
    return path


def shown_numbers(path: Path) -> tuple[list[float], list[int]]:
    """Times and numbers (mod 16) of all frames."""
    times, numbers = [], []
    with av.open(str(path)) as container:
        for picture in container.decode(container.streams.video[0]):
            times.append(float(picture.time or 0.0))
            numbers.append(round((float(picture.reformat(format="yuv420p").to_ndarray()[8:24, 8:24].mean()) - 20) / 13))
    return times, numbers


def heard_samples(path: Path) -> tuple[float, npt.NDArray[np.float32]]:
    """The second of the first sample, and the left side."""
    parts, start = [], None
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for frame in container.decode(container.streams.audio[0]):
            start = float(frame.time or 0.0) if start is None else start
            parts += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
    assert start is not None
    return start, np.concatenate(parts)
