"""Stereo sound at 48 kHz written and read a block at a time: 32-bit float WAV, so that nothing is lost on the way."""

import struct
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from ..core.errors import OutputError
from ..core.language import say
from .failures import output_failures
from .loudness import RATE

Samples = npt.NDArray[np.float32]

_FRAME_BYTES = 8
_HEADER = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
_LARGEST = (1 << 32) - _HEADER.size - 1


class WaveWriter:
    """Appends blocks to a WAV file; a context manager that completes the header.

    It writes where it is told to: the caller chooses a temporary path.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.samples = 0

    def __enter__(self) -> Self:
        with output_failures(self.path):
            self._file = self.path.open("wb")
            self._file.write(_header(0))
        return self

    def add(self, block: Samples) -> None:
        """Append float32 [N, 2].

        Raises:
            OutputError: The disk is full, or the file would be longer than WAV can say (three hours).
        """
        self.samples += len(block)
        if self.samples * _FRAME_BYTES > _LARGEST:
            raise OutputError(
                say("The movie is too long: its sound would be over 4 GB.", "影片过长：声音将超过 4 GB。"),
                hint=say("Make it in parts.", "请分段制作。"),
            )
        with output_failures(self.path):
            np.ascontiguousarray(block, "<f4").tofile(self._file)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with output_failures(self.path), self._file:
            self._file.seek(0)
            self._file.write(_header(self.samples))


def read_wave(path: Path, start: int, count: int) -> Samples:
    """float32 [≤ count, 2]: a part of a file that :class:`WaveWriter` wrote."""
    with path.open("rb") as file:
        file.seek(_HEADER.size + start * _FRAME_BYTES)
        return np.fromfile(file, "<f4", count * 2).reshape(-1, 2).astype(np.float32, copy=False)


def _header(samples: int) -> bytes:
    size = samples * _FRAME_BYTES
    floating, channels, bits = 3, 2, 32
    return _HEADER.pack(
        b"RIFF", _HEADER.size - 8 + size, b"WAVE",
        b"fmt ", 18, floating, channels, RATE, RATE * _FRAME_BYTES, _FRAME_BYTES, bits, 0,
        b"fact", 4, samples,
        b"data", size,
    )  # fmt: skip
