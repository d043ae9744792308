"""How loud sound is, as broadcasters measure it (EBU R 128, ITU-R BS.1770-4)."""

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.filter import Graph

from .sound import stream_sound

Samples = npt.NDArray[np.float32]

RATE = 48_000
"""Samples per second at which loudness is measured and movies are mixed."""

SILENCE = -70.0
"""LUFS: the gate of the standard; what is quieter counts as silence."""

_BLOCK = RATE // 10


class LoudnessMeter:
    """Measures a stream of stereo blocks; FFmpeg's ``ebur128`` does the arithmetic."""

    def __init__(self) -> None:
        self._graph = Graph()
        source = self._graph.add_abuffer(format="flt", sample_rate=RATE, layout="stereo", time_base=Fraction(1, RATE))
        meter = self._graph.add("ebur128", "metadata=1:peak=true")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._rest: Samples = np.zeros((0, 2), np.float32)
        self._samples = 0
        self._found: dict[str, str] = {}

    def add(self, block: Samples) -> None:
        """Listen to more: float32 [N, 2] at 48 kHz, or [N] for the same on both sides."""
        if block.ndim == 1:
            block = np.repeat(block[:, None], 2, axis=1)
        joined = np.concatenate([self._rest, block])
        whole = len(joined) // _BLOCK * _BLOCK
        for start in range(0, whole, _BLOCK):
            self._push(joined[start : start + _BLOCK])
        self._rest = joined[whole:]

    def _push(self, block: Samples) -> None:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block, np.float32).reshape(1, -1), format="flt", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._samples
        self._samples += len(block)
        self._graph.push(frame)
        while True:
            try:
                self._found = dict(self._graph.pull().metadata) or self._found
            except (av.error.BlockingIOError, av.error.EOFError):
                return

    def _flush(self) -> None:
        """Let the last part block count, filled with silence, which is under the gate."""
        if len(self._rest):
            self._push(np.concatenate([self._rest, np.zeros((_BLOCK - len(self._rest), 2), np.float32)]))
            self._rest = self._rest[:0]

    @property
    def integrated(self) -> float:
        """LUFS over all that was heard; :data:`SILENCE` for silence and for less than 0.4 s."""
        self._flush()
        value = float(self._found.get("lavfi.r128.I", SILENCE))
        return max(value, SILENCE) if math.isfinite(value) else SILENCE

    @property
    def true_peak(self) -> float:
        """The highest peak between samples too, in dBTP; −120 for silence."""
        self._flush()
        return decibels(float(self._found.get("lavfi.r128.true_peak", 0.0)))


def decibels(amplitude: float) -> float:
    """Amplitude → dB, −120 at the least."""
    return 20 * math.log10(max(amplitude, 1e-6))


def amplitude(decibel: float) -> float:
    """DB → amplitude."""
    return float(10 ** (decibel / 20))


def measure(path: Path, *, seconds: float = math.inf) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file's sound, or of its first seconds.

    Raises:
        MediaError: The file has no sound that can be read.
    """
    meter = LoudnessMeter()
    heard = 0.0
    for block in stream_sound(path, rate=RATE, channels=2, seconds=10.0):
        meter.add(block)
        heard += len(block) / RATE
        if heard >= seconds:
            break
    return meter.integrated, meter.true_peak
