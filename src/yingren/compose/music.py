"""Music under the speech: files, and beds that this program composes itself and may be used for anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..core.errors import MediaError, UnknownName
from ..core.folders import cache_folder
from ..core.language import say
from ..media.loudness import RATE, SILENCE, measure
from ..media.sound import read_sound, sound_duration, stream_sound, write_sound
from .beds import BEDS, VERSION, compose

Samples = npt.NDArray[np.float32]

SILENT = ("none", "off", "stop", "")
"""What a script writes for no music."""

_MEASURED_SECONDS = 120.0
_SHORTEST_SECONDS = 1.0
_CROSSFADE_SECONDS = 2.0
_BLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Music:
    """Something that can be played under speech, for as long as wanted.

    Attributes:
        name: As the script has it.
        path: The sound file.
        seamless: Whether its end runs into its beginning as it is; others are cross-faded there.
        loudness: LUFS of the file itself.
    """

    name: str
    path: Path
    seamless: bool
    loudness: float

    def play(self) -> Iterator[Samples]:
        """float32 [n, 2] blocks at 48 kHz, without end."""
        return _whole_loop(self.path) if self.seamless else _crossfaded_loop(self.path)


def find_music(name: str, folder: Path) -> Music:
    """A packaged bed by name, or a file.

    Args:
        name: ``"calm"``, ``"news"``, or a path, relative ones to ``folder``.
        folder: The script's own.

    Raises:
        UnknownName: Neither a bed nor a path to a file that is there.
        MediaError: The file holds no sound that can be read, or only silence.
    """
    if name in BEDS:
        path = cache_folder("music") / f"{name}-{VERSION}.flac"
        if not path.exists():
            write_sound(path, compose(name), RATE)
        return Music(name, path, True, measure(path)[0])
    path = folder / Path(name).expanduser()
    if not path.is_file():
        if Path(name).suffix:
            raise MediaError(
                say(f"There is no music file {path}.", f"没有音乐文件 {path}。"),
                hint=say(f"Packaged music: {', '.join(sorted(BEDS))}.", f"内置音乐：{'、'.join(sorted(BEDS))}。"),
            )
        raise UnknownName("music", "音乐", name, [*BEDS, "none"])
    if sound_duration(path) < _SHORTEST_SECONDS:
        raise MediaError(
            say(f"{path} is too short to be played as music.", f"{path} 太短，不能用作音乐。"),
            hint=say("Give at least one second.", "请提供至少一秒的音乐。"),
        )
    loudness, _ = measure(path, seconds=_MEASURED_SECONDS)
    if loudness <= SILENCE:
        raise MediaError(say(f"There is only silence in {path}.", f"{path} 中只有静音。"))
    return Music(name, path, False, loudness)


def _whole_loop(path: Path) -> Iterator[Samples]:
    samples = read_sound(path, rate=RATE, channels=2).samples
    while True:
        yield samples


def _crossfaded_loop(path: Path) -> Iterator[Samples]:
    """The file over and over, its end faded into its beginning; never more than a few seconds of it in memory."""
    fade = round(_CROSSFADE_SECONDS * RATE)
    tail = np.zeros((0, 2), np.float32)
    while True:
        held = np.zeros((0, 2), np.float32)
        for block in stream_sound(path, rate=RATE, channels=2, seconds=_BLOCK_SECONDS):
            held = np.concatenate([held, block])
            if len(tail):
                held, tail = _faded_over(tail, held), tail[:0]
            if len(held) > 2 * fade:
                yield held[: len(held) - 2 * fade]
                held = held[len(held) - 2 * fade :]
        kept = len(held) - min(fade, len(held) // 4)
        yield held[:kept]
        tail = held[kept:]


def _faded_over(tail: Samples, head: Samples) -> Samples:
    """``head`` with ``tail`` fading out over its beginning, at equal power."""
    length = min(len(tail), len(head))
    phase = (np.arange(length, dtype=np.float32) / max(1, length) * np.float32(np.pi / 2))[:, None]
    out = head.copy()
    out[:length] = head[:length] * np.sin(phase) + tail[:length] * np.cos(phase)
    return out
