"""The sound of a finished movie: how loud it is, and when somebody speaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from ..media.loudness import RATE, SILENCE, LoudnessMeter
from .check_report import Entry

Floats = npt.NDArray[np.float64]

STEP = 0.005
"""Seconds between two values of a level."""

_CELL = round(RATE * STEP)
_BLOCK = 1 << 17
# Voice without most of what music under it has: vowels' upper formants, and few low notes.
_BAND = (400.0, 2500.0)
_SMOOTH = 9  # cells: 45 ms, about a frame, so that sound is no finer than what it is compared with
_VOICE_BELOW_LOUD_DB = 18.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What was measured while listening once.

    Attributes:
        start: Seconds at which the first sample sounds.
        duration: Seconds of sound.
        loudness, true_peak: LUFS and dBTP.
        level: float64 [n]: amplitude of the voice band, every :data:`STEP` from ``start``.
    """

    start: float
    duration: float
    loudness: float
    true_peak: float
    level: Floats

    @property
    def times(self) -> Floats:
        """float64 [n]: seconds of the middle of each value of ``level``."""
        return np.asarray(self.start + (np.arange(len(self.level)) + 0.5) * STEP, np.float64)

    def voice(self) -> Floats:
        """float64 [n]: the level as a listener follows it, logarithmic and smooth; for comparing with lips."""
        loud = max(float(np.percentile(self.level, 95)), 1e-6) if len(self.level) else 1.0
        shape = np.hanning(_SMOOTH + 2)[1:-1]
        compressed = np.log(self.level / loud + 0.03)
        smooth = np.convolve(np.pad(compressed, _SMOOTH // 2, mode="edge"), shape / shape.sum(), mode="valid")
        return np.asarray(smooth, np.float64)

    def active(self) -> npt.NDArray[np.bool_]:
        """Bool [n]: where somebody speaks, as far as the sound alone tells; music that is ducked does not count."""
        if not len(self.level) or self.loudness <= SILENCE:
            return np.zeros(len(self.level), np.bool_)
        window = np.ones(20) / 20
        power = np.convolve(np.square(self.level), window, mode="same")
        loud = float(np.percentile(power, 95))
        return np.asarray(power > loud * 10 ** (-_VOICE_BELOW_LOUD_DB / 10), np.bool_)


def listen(path: Path) -> Heard | None:
    """Decode the sound once; ``None`` when there is none."""
    meter = LoudnessMeter()
    levels: list[Floats] = []
    rest = np.zeros(0, np.float32)
    start: float | None = None
    count = 0
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
        for frame in container.decode(container.streams.audio[0]):
            if start is None:
                start = float(frame.time or 0.0)
            frame.pts = None
            for piece in resampler.resample(frame):
                block = np.asarray(piece.to_ndarray(), np.float32).reshape(-1, 2)
                count += len(block)
                meter.add(block)
                rest = np.concatenate([rest, block.mean(axis=1)])
            if len(rest) > 2 * _BLOCK:
                levels.append(_levels(rest[: _BLOCK + _CELL * 4], _BLOCK // _CELL))
                rest = rest[_BLOCK // _CELL * _CELL :]
    if start is None:
        return None
    levels.append(_levels(rest, len(rest) // _CELL))
    return Heard(start, count / RATE, meter.integrated, meter.true_peak, np.concatenate(levels))


def _levels(samples: npt.NDArray[np.float32], cells: int) -> Floats:
    """float64 [cells]: the amplitude of the voice band in each cell."""
    if not cells:
        return np.zeros(0)
    spectrum = np.fft.rfft(samples)
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(pitch < _BAND[0]) | (pitch > _BAND[1])] = 0
    band = np.fft.irfft(spectrum, len(samples))[: cells * _CELL]
    return np.asarray(np.sqrt(np.square(band.reshape(cells, _CELL)).mean(axis=1)), np.float64)


def check_loudness(heard: Heard) -> Iterator[Entry]:
    """``loudness`` and ``true_peak``."""
    yield Entry(
        "loudness", "loudness", "响度", heard.loudness, "LUFS", "−14 ± 1", bool(abs(heard.loudness + 14) <= 1.0)
    )
    yield Entry("true_peak", "true peak", "真峰值", heard.true_peak, "dBTP", "≤ −1", bool(heard.true_peak <= -1.0))
