"""Pictures into segments of video: each can be made alone, kept, and joined to others without being encoded again."""

import hashlib
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, cast

import av
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from ..core.folders import written_whole
from ..core.frame import Frame, Plane
from .failures import output_failures

Codec = Literal["h264", "vp9", "prores"]

_BT709 = 1  # the same number for primaries, transfer and matrix in H.273
_LIMITED = 1

# B-frames and references stay few because the face hardly moves: more of them cost time and save little.
_H264 = {"bf": "2", "b-pyramid": "none", "profile": "high"}
# A look ahead to an alternate reference would hide frames, which alpha does not allow.
_VP9 = {"deadline": "realtime", "cpu-used": "6", "row-mt": "1", "auto-alt-ref": "0", "lag-in-frames": "0", "b": "0"}
_PRORES = {"profile": "4444", "alpha_bits": "16", "vendor": "apl0"}


@dataclass(frozen=True, slots=True)
class EncodeSettings:
    """How pictures are compressed. Two segments can be joined when theirs are equal.

    Attributes:
        codec: ``"h264"`` for MP4; ``"vp9"`` (WebM) and ``"prores"`` (4444, MOV) keep the alpha of frames.
        preset: Of x264: ``"ultrafast"`` … ``"veryslow"``.
        quality: Constant rate factor, lower is better: x264 18 (rich) … 28 (poor), VP9 20 … 40. ProRes has none.
        threads: 0 for as many as x264 likes. The bytes, not the look, depend on it.
        keyframe_seconds: The longest wait for a place where a player can start.
        sound_bit_rate: Bits per second, stereo.
    """

    codec: Codec = "h264"
    preset: str = "veryfast"
    quality: int = 20
    threads: int = 0
    keyframe_seconds: float = 4.0
    sound_bit_rate: int = 192_000

    @classmethod
    def draft(cls) -> Self:
        """Fast rather than good."""
        return cls(preset="ultrafast", quality=26)

    @classmethod
    def of(cls, out: Path, *, draft: bool = False) -> Self:
        """What suits a file name: ``.webm`` is VP9 with alpha, ``.mov`` ProRes 4444, all else H.264."""
        match out.suffix.lower():
            case ".webm":
                return cls(codec="vp9", quality=36 if draft else 24)
            case ".mov":
                return cls(codec="prores")
            case _:
                return cls.draft() if draft else cls()

    @property
    def alpha(self) -> bool:
        """Whether frames must bring alpha."""
        return self.codec != "h264"

    @property
    def suffix(self) -> str:
        """Of a segment's file name, with the dot."""
        return {"h264": ".mp4", "vp9": ".webm", "prores": ".mov"}[self.codec]

    def key(self) -> str:
        """A short digest for cache names: another setting or another encoder library, another key."""
        version = av.library_versions["libavcodec"]
        text = repr((sorted(asdict(self).items()), version))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


class SegmentWriter:
    """Writes frames, in order, into one segment file that starts with a key frame and refers to nothing outside.

    A context manager: the file appears when the block ends well and not at all when it does not.

    ::

        with SegmentWriter(path, 1080, 1920, 30) as segment:
            for frame in frames:
                segment.write(frame)

    Raises:
        OutputError: It cannot be written.
        ValueError: No frame at all, one of another size, or one that lacks the alpha the codec needs.
    """

    def __init__(self, path: Path, width: int, height: int, fps: int, settings: EncodeSettings | None = None) -> None:
        self.path, self.width, self.height, self.fps = path, width, height, fps
        self.settings = settings or EncodeSettings.of(path)
        self.frames = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with output_failures(self.path), ExitStack() as stack:
            temporary = stack.enter_context(written_whole(self.path))
            self._container = stack.enter_context(av.open(str(temporary), "w"))
            self._stream = _video_stream(self._container, self.width, self.height, self.fps, self.settings)
            self._stack = stack.pop_all()
        return self

    def write(self, frame: Frame) -> None:
        """Add one frame; its own ``pts`` is not looked at, the order counts."""
        if (frame.width, frame.height) != (self.width, self.height):
            raise ValueError(f"frame is {frame.width}×{frame.height}, segment is {self.width}×{self.height}")
        picture = to_picture(frame, self.settings)
        picture.pts, picture.time_base = self.frames, Fraction(1, self.fps)
        self.frames += 1
        with output_failures(self.path):
            self._container.mux(self._stream.encode(picture))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            # What went wrong first is what the user must hear of, not that the half-written file cannot be closed.
            with suppress(OSError, av.FFmpegError):
                self._stack.__exit__(kind, error, trace)
            return
        with output_failures(self.path), self._stack:
            if not self.frames:
                raise ValueError(f"no frame was written to {self.path}")
            self._container.mux(self._stream.encode(None))


def _video_stream(
    container: OutputContainer, width: int, height: int, fps: int, settings: EncodeSettings
) -> VideoStream:
    """An encoder with the colours of :class:`Frame` written into the stream."""
    options = {
        "h264": {"preset": settings.preset, "crf": str(settings.quality), **_H264},
        "vp9": {"crf": str(settings.quality), **_VP9},
        "prores": _PRORES,
    }[settings.codec]
    name, pixels = {
        "h264": ("libx264", "yuv420p"),
        "vp9": ("libvpx-vp9", "yuva420p"),
        "prores": ("prores_ks", "yuva444p10le"),
    }[settings.codec]
    stream = cast(VideoStream, container.add_stream(name, rate=fps, options=options))
    stream.width, stream.height, stream.pix_fmt = width, height, pixels
    context = stream.codec_context
    context.time_base = Fraction(1, fps)
    context.gop_size = max(1, round(settings.keyframe_seconds * fps))
    context.thread_count = settings.threads
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _LIMITED
    if settings.codec == "vp9":
        context.bit_rate = 0
        stream.metadata["alpha_mode"] = "1"
    return stream


def to_picture(frame: Frame, settings: EncodeSettings) -> av.VideoFrame:
    """The frame as the encoder takes it; one copy of the planes, no conversion for H.264 and VP9.

    Raises:
        ValueError: The codec keeps alpha and the frame has none.
    """
    planes: tuple[Plane, ...] = (frame.y, frame.u, frame.v)
    if settings.alpha:
        if frame.alpha is None:
            raise ValueError(f"{settings.codec} keeps alpha, but the frame has none")
        planes = (*planes, frame.alpha)
    picture = av.VideoFrame(frame.width, frame.height, "yuva420p" if settings.alpha else "yuv420p")
    for plane, source in zip(picture.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[: source.shape[0], : source.shape[1]] = source
    picture.color_primaries = picture.color_trc = picture.colorspace = _BT709
    picture.color_range = _LIMITED
    if settings.codec == "prores":
        picture = picture.reformat(format="yuva444p10le", src_colorspace=_BT709, dst_colorspace=_BT709)
    return picture


def encode_only(frames: Iterable[Frame], width: int, height: int, fps: int, settings: EncodeSettings) -> float:
    """Seconds it takes to compress frames and do nothing else: the limit of the whole chain, for the bench.

    What ``frames`` itself takes to give the next frame is not counted; the packets are thrown away.
    """
    spent = 0.0
    with av.open("nowhere", "w", format="null") as container:
        stream = _video_stream(container, width, height, fps, settings)
        for index, frame in enumerate(frames):
            start = time.perf_counter()
            picture = to_picture(frame, settings)
            picture.pts, picture.time_base = index, Fraction(1, fps)
            container.mux(stream.encode(picture))
            spent += time.perf_counter() - start
        start = time.perf_counter()
        container.mux(stream.encode(None))
        spent += time.perf_counter() - start
    return spent
