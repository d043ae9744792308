"""What lies under the speech of a mix: where people speak, how far music steps back, and layers of sound."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..media.loudness import RATE, amplitude
from ..media.sound import stream_sound
from .music import Music

Samples = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]
Span = tuple[float, float]

_ATTACK = 0.2  # seconds before speech in which music goes down
_HOLD = 0.15
_RELEASE = 0.6
_SHORT_PAUSE = 1.2  # music that rose in every breath would pump
_FADE_IN = 0.6
_FADE_OUT = 2.0
_CHANGE = 1.5  # cross-fade from one piece to the next
_WINDOW = 0.01


def speaking(samples: Samples, rate: int) -> list[Span]:
    """Where there is voice, in seconds from the first sample: what is louder than 35 dB under the loud parts.

    Args:
        samples: float32 [N], mono.
        rate: Samples per second.
    """
    size = max(1, round(rate * _WINDOW))
    count = len(samples) // size
    if not count:
        return []
    level = np.sqrt(np.mean(np.square(samples[: count * size].reshape(count, size), dtype=np.float64), axis=1))
    loud = float(np.percentile(level, 95))
    active = level > max(loud * amplitude(-35), amplitude(-65))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    spans = [(float(start) * size / rate, float(end) * size / rate) for start, end in edges.reshape(-1, 2)]
    return merged([span for span in spans if span[1] - span[0] > 2.5 * _WINDOW], 0.25)


def merged(spans: Sequence[Span], gap: float) -> list[Span]:
    """Spans in order, those nearer to each other than ``gap`` seconds made one."""
    out: list[Span] = []
    for start, end in spans:
        if out and start - out[-1][1] < gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


@dataclass(frozen=True, slots=True)
class Curve:
    """Decibels over time: rounded ramps between points.

    Attributes:
        times: float64 [P], rising.
        depths: float64 [P], 0..1 of ``depth``.
        depth: dB taken away where the depth is 1.
    """

    times: Times
    depths: Times
    depth: float

    def at(self, times: Times) -> Samples:
        """float32 [N]: the factor at each second."""
        part = np.interp(times, self.times, self.depths)
        decibels = -self.depth * (0.5 - 0.5 * np.cos(np.pi * part))
        return (10 ** (decibels / 20)).astype(np.float32)


def ducking(spans: Sequence[Span], depth: float) -> Curve:
    """How far music steps back: down within 0.2 s before a voice, up again over 0.6 s after it, not in short pauses."""
    times, depths = [0.0], [0.0]
    for start, end in merged(spans, _SHORT_PAUSE):
        times += [start - _ATTACK, start, end + _HOLD, end + _HOLD + _RELEASE]
        depths += [0.0, 1.0, 1.0, 0.0]
    return Curve(np.array(times), np.array(depths), depth)


@dataclass(slots=True)
class Layer:
    """Sound that is added to the mix between two moments.

    Attributes:
        first, last: Samples of the movie: where it begins and where it has ended.
        source: Opens it: an iterator of float32 [n, 2] blocks at 48 kHz.
        gain: Factor.
        fade_in, fade_out: Seconds.
        ducked: Whether it steps back under speech.
    """

    first: int
    last: int
    source: Callable[[], Iterator[Samples]]
    gain: float
    fade_in: float
    fade_out: float
    ducked: bool = True
    _blocks: Iterator[Samples] | None = field(default=None, init=False)
    _rest: Samples = field(default_factory=lambda: np.zeros((0, 2), np.float32), init=False)

    def add_to(self, block: Samples, place: int, duck: Samples) -> None:
        """Add what sounds during a block; blocks are asked for in order and without gaps.

        Args:
            block: float32 [N, 2], changed.
            place: The block's first sample in the movie.
            duck: float32 [N], from :func:`ducking`.
        """
        start, end = max(self.first, place), min(self.last, place + len(block))
        if start >= end:
            if place >= self.last:
                self._blocks, self._rest = iter(()), self._rest[:0]
            return
        wave = self._read(end - start)
        moments = np.arange(start, start + len(wave))
        rise = (moments - self.first) / max(1.0, self.fade_in * RATE)
        fall = (self.last - moments) / max(1.0, self.fade_out * RATE)
        envelope = np.sin(np.clip(np.minimum(rise, fall), 0, 1) * (np.pi / 2)) * self.gain
        inside = slice(start - place, start - place + len(wave))
        if self.ducked:
            envelope = envelope * duck[inside]
        block[inside] += wave * envelope.astype(np.float32)[:, None]

    def _read(self, count: int) -> Samples:
        if self._blocks is None:
            self._blocks = self.source()
        parts, have = [self._rest], len(self._rest)
        while have < count and (block := next(self._blocks, None)) is not None:
            parts.append(block)
            have += len(block)
        joined = np.concatenate(parts)
        self._rest = joined[count:]
        return joined[:count]


def music_layers(music: Sequence[tuple[float, Music | None]], duration: float, loudness: float) -> list[Layer]:
    """Each piece from its own second to a little after the next begins.

    Args:
        music: Seconds at which pieces begin, in order; ``None`` ends the music.
        duration: Seconds of the movie.
        loudness: LUFS at which music is heard where nobody speaks.
    """
    layers = []
    for index, (start, piece) in enumerate(music):
        if piece is None:
            continue
        final = index + 1 == len(music)
        end = duration if final else min(duration, music[index + 1][0] + _CHANGE)
        short = max(0.05, (end - start) / 3)
        layers.append(
            Layer(
                round(start * RATE),
                round(end * RATE),
                piece.play,
                amplitude(loudness - piece.loudness),
                min(short, _FADE_IN if index == 0 else _CHANGE),
                min(short, _FADE_OUT if final else _CHANGE),
            )
        )
    return layers


@dataclass(frozen=True, slots=True)
class Clip:
    """A video clip whose own sound is heard: the file, and the seconds of the movie between which it is shown."""

    path: Path
    start: float
    end: float


def clip_layer(clip: Clip, volume: float) -> Layer:
    """The clip's sound, 18 dB down at volume 1, under speech lower still."""
    return Layer(
        round(clip.start * RATE),
        round(clip.end * RATE),
        lambda: stream_sound(clip.path, rate=RATE, channels=2, seconds=5.0),
        volume * amplitude(-18),
        0.1,
        0.3,
    )
