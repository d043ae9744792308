"""Sound files in and out: anything FFmpeg reads becomes float32, and float32 becomes WAV or FLAC."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from ..core.errors import MediaError, OutputError
from ..core.folders import written_whole
from ..core.language import say

Samples = npt.NDArray[np.float32]

LONGEST = 2 * 3600.0
"""Seconds of sound that one file may hold; more is refused before memory is spent on it."""

_CODECS = {".wav": "pcm_s16le", ".flac": "flac"}


@dataclass(frozen=True, slots=True)
class Sound:
    """Decoded sound.

    Attributes:
        samples: float32 [N] mono or [N, 2] stereo, −1..1.
        rate: Samples per second.
    """

    samples: Samples
    rate: int

    @property
    def duration(self) -> float:
        """Seconds."""
        return len(self.samples) / self.rate


def read_sound(source: Path | bytes, *, rate: int | None = None, channels: int = 1, longest: float = LONGEST) -> Sound:
    """Decode the first sound stream of a file, or of a file's bytes.

    Args:
        source: A sound or video file, or its contents.
        rate: Samples per second wanted; ``None`` keeps the file's own.
        channels: 1 for mono, 2 for stereo.
        longest: Seconds above which the file is refused.

    Raises:
        MediaError: The file is missing, empty, broken, silent by having no sound stream, or too long.
    """
    with _opened(source, longest) as (container, stream):
        wanted = rate or stream.rate
        parts = list(_decoded(container, stream, wanted, channels, _name(source), longest))
    if not parts:
        raise _unreadable(_name(source))
    return Sound(np.concatenate(parts), wanted)


def stream_sound(
    path: Path, *, rate: int, channels: int = 1, seconds: float = 30.0, longest: float = LONGEST
) -> Iterator[Samples]:
    """Decode like :func:`read_sound`, a stretch at a time, so that a long file never lies in memory whole.

    Yields:
        float32 [n] or [n, 2]; every stretch but the last is ``seconds`` long.
    """
    size = max(1, round(seconds * rate))
    with _opened(path, longest) as (container, stream):
        kept: list[Samples] = []
        held = 0
        found = False
        for part in _decoded(container, stream, rate, channels, _name(path), longest):
            found = True
            kept.append(part)
            held += len(part)
            if held >= size:
                joined = np.concatenate(kept)
                whole = len(joined) // size * size
                for start in range(0, whole, size):
                    yield joined[start : start + size]
                kept, held = [joined[whole:]], len(joined) - whole
        if not found:
            raise _unreadable(_name(path))
        if held:
            yield np.concatenate(kept)


def sound_duration(path: Path) -> float:
    """Seconds of sound in a file, as its header says, or by decoding where the header does not say.

    Raises:
        MediaError: As :func:`read_sound`.
    """
    with _opened(path, LONGEST) as (container, stream):
        if stream.duration is not None and stream.time_base is not None:
            return float(stream.duration * stream.time_base)
        return sum(len(part) for part in _decoded(container, stream, 8000, 1, _name(path), LONGEST)) / 8000


def sound_rate(path: Path) -> int:
    """Samples per second of the file.

    Raises:
        MediaError: As :func:`read_sound`.
    """
    with _opened(path, LONGEST) as (_, stream):
        return int(stream.rate)


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """Change the sampling rate; the result has ``round(N · wanted / rate)`` samples.

    Args:
        samples: float32 [N] or [N, 2].
        rate: Samples per second of ``samples``.
        wanted: Samples per second of the result.
    """
    length = round(len(samples) * wanted / rate)
    if rate == wanted or not len(samples):
        return samples[:length].astype(np.float32, copy=True)
    stereo = samples.ndim == 2
    layout = "stereo" if stereo else "mono"
    resampler = AudioResampler(format="fltp", layout=layout, rate=wanted)
    planes = np.ascontiguousarray(samples.T if stereo else samples[None], dtype=np.float32)
    parts: list[Samples] = [np.zeros((len(planes), 0), np.float32)]  # a few samples may resample to none
    block = 1 << 16  # FFmpeg counts a frame's bytes in an int; small frames keep well below
    for start in range(0, planes.shape[1], block):
        frame = AudioFrame.from_ndarray(
            np.ascontiguousarray(planes[:, start : start + block]), format="fltp", layout=layout
        )
        frame.sample_rate = rate
        parts += [_array(piece) for piece in resampler.resample(frame)]
    parts += [_array(piece) for piece in resampler.resample(None)]
    joined = np.concatenate(parts, axis=1)[:, :length]
    joined = np.pad(joined, ((0, 0), (0, length - joined.shape[1])))
    return np.ascontiguousarray(joined.T if stereo else joined[0])


def write_sound(path: Path, samples: Samples, rate: int) -> None:
    """Write 16-bit WAV or FLAC, as the suffix says. The file appears whole or not at all.

    Args:
        path: Ends in ``.wav`` or ``.flac``.
        samples: float32 [N] or [N, 2], −1..1; what lies outside is clipped.
        rate: Samples per second.

    Raises:
        OutputError: The suffix is another, or the place cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in _CODECS:
        raise OutputError(
            say(f"{path}: a sound is written as .wav or .flac.", f"{path}：声音只能写成 .wav 或 .flac。"),
            hint=say("Change the ending of the file name.", "请修改文件扩展名。"),
        )
    try:
        with written_whole(path) as temporary:
            _encode(str(temporary), suffix.removeprefix("."), samples, rate)
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(
            say(f"{path} cannot be written: {error}.", f"无法写入 {path}：{error}。"),
            hint=say("Check the folder, its permissions and the free space.", "请检查目录、权限和剩余空间。"),
        ) from error


def sound_bytes(samples: Samples, rate: int, suffix: str = ".wav") -> bytes:
    """The contents of the file that :func:`write_sound` would write."""
    kept = io.BytesIO()
    _encode(kept, suffix.removeprefix("."), samples, rate)
    return kept.getvalue()


def _encode(target: str | io.BytesIO, container_format: str, samples: Samples, rate: int) -> None:
    layout = "stereo" if samples.ndim == 2 else "mono"
    # The muxer's own name and version stay out, so that the same samples give the same bytes.
    with av.open(target, "w", format=container_format, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(_CODECS[f".{container_format}"], rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        stream.codec_context.format = av.AudioFormat("s16")
        block = 1 << 14
        for start in range(0, len(samples), block):
            level = np.clip(np.nan_to_num(samples[start : start + block]), -1, 1)
            piece = np.round(level * 32767).astype(np.int16).reshape(1, -1)
            frame = AudioFrame.from_ndarray(piece, format="s16", layout=layout)
            frame.sample_rate = rate
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@contextmanager
def _opened(source: Path | bytes, longest: float) -> Iterator[tuple[InputContainer, AudioStream]]:
    name = _name(source)
    if isinstance(source, Path):
        if not source.exists():
            raise MediaError(
                say(f"{name}: there is no such file.", f"找不到文件 {name}。"),
                hint=say("Check the path.", "请检查路径。"),
            )
        if source.is_dir():
            raise MediaError(say(f"{name} is a folder, not a sound file.", f"{name} 是目录，不是声音文件。"))
    if (source.stat().st_size if isinstance(source, Path) else len(source)) == 0:
        raise MediaError(
            say(f"{name} is empty (0 bytes).", f"{name} 是空文件（0 字节）。"),
            hint=say("Record or export it again.", "请重新录制或导出。"),
        )
    try:
        container = av.open(str(source) if isinstance(source, Path) else io.BytesIO(source), "r")
    except (av.error.FFmpegError, OSError) as error:
        raise _unreadable(name) from error
    with container:
        if not container.streams.audio:
            raise MediaError(
                say(f"{name} has no sound in it.", f"{name} 里没有声音。"),
                hint=say("Give a file with an audio track.", "请提供带音轨的文件。"),
            )
        # A header can be wrong about its length: this refuses early, the count while decoding refuses surely.
        if container.duration is not None and container.duration / av.time_base > longest:
            raise _too_long(name, longest)
        yield container, container.streams.audio[0]


def _decoded(
    container: InputContainer, stream: AudioStream, rate: int, channels: int, name: str, longest: float
) -> Iterator[Samples]:
    # FFmpeg's own mix to mono is 3 dB hot for floats; a mean of left and right cannot clip.
    source_channels = min(2, stream.codec_context.channels or 1)
    layout = "stereo" if source_channels == 2 else "mono"
    resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
    count = 0
    try:
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue  # one damaged packet is a click, not a reason to refuse the recording
            for frame in frames:
                frame.pts = None
                for piece in resampler.resample(frame):
                    count += piece.samples
                    if count > longest * rate:
                        raise _too_long(name, longest)
                    yield _mixed(_array(piece), channels)
        for piece in resampler.resample(None) if count else ():
            yield _mixed(_array(piece), channels)
    except (av.error.FFmpegError, ValueError) as error:
        raise _unreadable(name) from error


def _array(frame: AudioFrame) -> Samples:
    return np.nan_to_num(frame.to_ndarray().astype(np.float32, copy=False))


def _mixed(planes: Samples, channels: int) -> Samples:
    """float32 [1 or 2, N] → [N] or [N, 2]."""
    if channels == 1:
        mixed: Samples = planes.mean(axis=0, dtype=np.float32)
        return mixed
    return np.ascontiguousarray(np.broadcast_to(planes, (2, planes.shape[1])).T)


def _name(source: Path | bytes) -> str:
    return str(source) if isinstance(source, Path) else say("the sound that was received", "收到的声音")


def _unreadable(name: str) -> MediaError:
    return MediaError(
        say(f"{name} is not a sound that can be read.", f"无法读取声音 {name}。"),
        hint=say(
            "WAV, FLAC, MP3, M4A, OGG and most video files work.", "支持 WAV、FLAC、MP3、M4A、OGG 和多数视频文件。"
        ),
    )


def _too_long(name: str, longest: float) -> MediaError:
    hours = f"{longest / 3600:g}"
    return MediaError(
        say(f"{name} is longer than {hours} hours.", f"{name} 超过 {hours} 小时。"),
        hint=say("Cut it into shorter files.", "请切成较短的文件。"),
    )
