"""Segments and sound into one finished file, without encoding a picture again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from ..core.errors import MediaError, OutputError
from ..core.folders import written_whole
from ..core.language import say
from .encode import EncodeSettings
from .failures import input_failures, output_failures

SOUND_RATE = 48_000

_CONTAINER_OPTIONS = {
    # Without use_metadata_tags the MP4 writer drops every key it does not know, the AI label among them.
    ".mp4": {"movflags": "use_metadata_tags+faststart"},
    ".mov": {"movflags": "use_metadata_tags+faststart"},
    ".webm": {},
}
_SOUND_CODEC = {".mp4": "aac", ".mov": "pcm_s24le", ".webm": "libopus"}
_ISO_639_2 = {"zh": "chi", "en": "eng", "ja": "jpn", "ko": "kor", "fr": "fre", "de": "ger", "es": "spa", "yue": "chi"}


@dataclass(frozen=True, slots=True)
class Joined:
    """What :func:`join` wrote: how many frames, and seconds of picture and of sound."""

    frames: int
    duration: float
    sound_duration: float


def join(
    segments: Sequence[Path],
    sound: Path | None,
    out: Path,
    *,
    fps: int,
    settings: EncodeSettings | None = None,
    metadata: Mapping[str, str] | None = None,
    language: str = "",
) -> Joined:
    """Put segments one after another, lay the sound under them, and write the metadata.

    Frame ``i`` of the movie is shown at exactly ``i / fps``; the first sample of the sound is heard at 0.

    Args:
        segments: From :class:`~yingren.media.encode.SegmentWriter`, all made with equal settings and size.
        sound: Any file with sound, usually the mix: stereo at 48 kHz. ``None`` for a silent movie.
        out: ``.mp4``, or ``.webm`` / ``.mov`` where the segments keep alpha.
        fps: As the segments were written.
        settings: For the bit rate of the sound.
        metadata: Written into the file and read back: ``title``, ``AIGC`` …
        language: ``"zh"``, ``"en"`` …; of the sound.

    Raises:
        OutputError: It cannot be written, or a metadata key is not there when read back. Nothing is left behind.
        MediaError: A segment is broken or was made with other settings than the first.
    """
    if not segments:
        raise ValueError("no segments to join")
    suffix = out.suffix.lower()
    if suffix not in _CONTAINER_OPTIONS:
        raise OutputError(
            say(
                f"Cannot write {out}: unknown kind of file “{suffix}”.", f"无法写入 {out}：不支持的文件类型“{suffix}”。"
            ),
            hint=say(
                "Use .mp4, or .webm or .mov for a transparent background.", "请用 .mp4；透明背景用 .webm 或 .mov。"
            ),
        )
    settings = settings or EncodeSettings.of(out)
    metadata = dict(metadata or {})
    with output_failures(out), written_whole(out) as temporary:
        with ExitStack() as stack:
            container = stack.enter_context(av.open(str(temporary), "w", container_options=_CONTAINER_OPTIONS[suffix]))
            container.metadata.update(metadata)
            pictures = _Pictures(container, segments, fps)
            heard = _Sound(container, sound, suffix, settings, language) if sound is not None else None
            for index in pictures.write():
                if heard is not None:
                    heard.write_until(index / fps)
            if heard is not None:
                heard.finish()
        _read_back(temporary, out, metadata, pictures.frames, fps)
    return Joined(pictures.frames, pictures.frames / fps, heard.seconds if heard is not None else 0.0)


class _Pictures:
    """Copies packets and gives each the time that its place in the movie asks for."""

    def __init__(self, container: OutputContainer, segments: Sequence[Path], fps: int) -> None:
        self._container, self._segments, self._fps = container, segments, fps
        self.frames = 0
        with input_failures(segments[0]), av.open(str(segments[0])) as first:
            source = first.streams.video[0]
            self._shape = _shape(source)
            self._delay = source.codec_context.reorder_depth
            self._stream = container.add_stream_from_template(source)
            if "ALPHA_MODE" in source.metadata:
                self._stream.metadata["alpha_mode"] = source.metadata["ALPHA_MODE"]
        self._stream.time_base = Fraction(1, fps)

    def write(self) -> Iterator[int]:
        """Write packet after packet, giving the number of each in decoding order."""
        for path in self._segments:
            first = self.frames
            with input_failures(path), av.open(str(path)) as segment:
                stream = segment.streams.video[0]
                if _shape(stream) != self._shape:
                    raise MediaError(
                        say(f"Segment {path} was made with other settings.", f"片段 {path} 的编码参数不一致。"),
                        hint=say("Empty the cache and run again.", "请清空缓存后重试。"),
                    )
                packets = [packet for packet in segment.demux(stream) if packet.size]
            for packet in packets:
                place = round(cast(int, packet.pts) * packet.time_base * self._fps)
                # Decoding times of a segment of one or two frames start later than those of longer ones, so they are
                # given anew: one per frame, as far ahead of its showing as the stream's reordering asks for.
                packet.pts, packet.dts = first + place, self.frames - self._delay
                packet.duration, packet.time_base = 1, Fraction(1, self._fps)
                packet.stream = self._stream
                self._container.mux(packet)
                self.frames += 1
                yield self.frames


def _shape(stream: VideoStream) -> tuple[object, ...]:
    """What must be equal for a decoder to go from one segment into the next."""
    context = stream.codec_context
    header = bytes(context.extradata or b"") if context.name == "h264" else b""
    return context.name, context.width, context.height, context.pix_fmt, header


class _Sound:
    """Encodes a sound file alongside the pictures, never far ahead of them."""

    def __init__(
        self, container: OutputContainer, path: Path, suffix: str, settings: EncodeSettings, language: str
    ) -> None:
        self._container, self._path = container, path
        stream = cast(AudioStream, container.add_stream(_SOUND_CODEC[suffix], rate=SOUND_RATE, layout="stereo"))
        if suffix != ".mov":
            stream.bit_rate = settings.sound_bit_rate
        if language:
            stream.metadata["language"] = _ISO_639_2.get(language.split("-")[0], "und")
        self._stream = stream
        self._frames = self._decoded()
        self._samples = 0

    @property
    def seconds(self) -> float:
        """How much sound was written."""
        return self._samples / SOUND_RATE

    def _decoded(self) -> Iterator[av.AudioFrame]:
        with input_failures(self._path), av.open(str(self._path)) as source:
            if not source.streams.audio:
                raise MediaError(say(f"There is no sound in {self._path}.", f"{self._path} 中没有声音。"))
            resampler = av.AudioResampler(format=self._stream.format, layout="stereo", rate=SOUND_RATE)
            for frame in source.decode(source.streams.audio[0]):
                yield from resampler.resample(frame)
            yield from resampler.resample(None)

    def write_until(self, seconds: float) -> None:
        """Encode until the sound has reached a second of the movie, or its own end."""
        while self.seconds < seconds and (frame := next(self._frames, None)) is not None:
            frame.pts, frame.time_base = self._samples, Fraction(1, SOUND_RATE)
            self._samples += frame.samples
            self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Encode what is left."""
        self.write_until(float("inf"))
        self._container.mux(self._stream.encode(None))


def _read_back(written: Path, out: Path, metadata: Mapping[str, str], frames: int, fps: int) -> None:
    """A file that a full disk cut short, or a label that a container dropped, must not pass for a result."""
    with av.open(str(written)) as container:
        found = {key.lower(): value for key, value in container.metadata.items()}
        lost = [key for key, value in metadata.items() if found.get(key.lower()) != value]
        seconds = (container.duration or 0) / av.time_base
    if lost:
        raise OutputError(
            say(f"{out} did not keep its metadata: {', '.join(lost)}.", f"{out} 未能保存元数据：{'、'.join(lost)}。")
        )
    if seconds < (frames - 1) / fps:
        raise OutputError(say(f"{out} was written only in part.", f"{out} 只写入了一部分。"))
