"""Reading video: the picture at a moment, at the size wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from ..core.errors import MediaError
from ..core.frame import Frame, Plane
from ..core.language import say
from .failures import input_failures
from .probe import MediaInfo, describe, opened

Fit = Literal["cover", "contain"]

# Decoding on is cheaper than jumping to a key frame when the wanted moment is this near.
_NEAR_SECONDS = 3.0

_TAGGED = {1, 4, 5, 6, 7, 9}  # the YUV matrices of H.273 that swscale knows


@dataclass(frozen=True, slots=True)
class _Shown:
    """A decoded picture and the stretch of seconds in which it is seen."""

    start: float
    picture: av.VideoFrame


class VideoReader:
    """A video, asked for the picture at a moment. Quick when the moments come in order; a context manager.

    Attributes:
        info: What the file holds; ``info.duration`` seconds, ``info.fps``, and the size as shown.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with input_failures(path):
            self._container = opened(path)
            try:
                self.info: MediaInfo = describe(self._container, path)
                if not self._container.streams.video:
                    raise _no_frames(path)
                self._stream = self._container.streams.video[0]
                self._stream.thread_type = "AUTO"
                self._origin = float((self._stream.start_time or 0) * (self._stream.time_base or Fraction(1)))
                self._frames = self._decode()
                first = next(self._frames, None)
                if first is None:
                    raise _no_frames(path)
            except BaseException:
                self._container.close()
                raise
        self._current: _Shown = first
        self._next: _Shown | None = None
        self._ended = False
        self._scaled: tuple[object, Frame] | None = None
        turned = first.picture.rotation % 180 != 0
        self.width, self.height = (self.info.height, self.info.width) if turned else (self.info.width, self.info.height)

    @property
    def duration(self) -> float:
        """Seconds; 0 for a still."""
        return self.info.duration

    @property
    def fps(self) -> float:
        """Frames per second on average."""
        return self.info.fps

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def at(self, time: float, width: int, height: int, *, fit: Fit = "cover") -> Frame:
        """The picture seen at a second; after its end the video starts over.

        Args:
            time: Seconds, ≥ 0.
            width: Pixels, even.
            height: Pixels, even.
            fit: ``"cover"`` fills the size and cuts off what is over, centred; ``"contain"`` shows all of the picture
                as large as fits, so that the frame may be smaller than asked for.

        Raises:
            MediaError: The file turns out broken at that place.
        """
        if self.duration > 0:
            time %= self.duration
        with input_failures(self.path):
            self._go_to(time)
        key = (id(self._current), width, height, fit)
        if self._scaled is None or self._scaled[0] != key:
            self._scaled = key, _fitted(self._current.picture, width, height, fit, self.width / self.height)
        return self._scaled[1]

    def _decode(self) -> Iterator[_Shown]:
        for packet in self._container.demux(self._stream):
            try:
                pictures = packet.decode()
            except av.error.InvalidDataError:
                continue  # one damaged packet shows the picture before it a little longer
            for picture in pictures:
                if picture.pts is not None and picture.time_base is not None:
                    yield _Shown(float(picture.pts * picture.time_base) - self._origin, picture)

    def _go_to(self, time: float) -> None:
        behind = time < self._current.start
        if behind or time > self._current.start + _NEAR_SECONDS:
            before = self._current
            self._container.seek(
                int((time + self._origin) / (self._stream.time_base or Fraction(1))), stream=self._stream
            )
            self._frames, self._next, self._ended = self._decode(), None, False
            # A file that cannot be jumped in keeps its last picture rather than none.
            self._current = next(self._frames, None) or before
        while not self._ended:
            if self._next is None:
                self._next = next(self._frames, None)
                self._ended = self._next is None
            # Half a millisecond allows for the rounding of containers that count in thousandths.
            if self._next is None or self._next.start > time + 0.0005:
                return
            self._current, self._next = self._next, None


def open_video(path: Path) -> VideoReader:
    """Open a video (or a still, which is a video that never changes).

    Raises:
        MediaError: Missing, broken, without a frame, or beyond the limits of :mod:`~yingren.media.probe`.
    """
    return VideoReader(path)


def _no_frames(path: Path) -> MediaError:
    return MediaError(
        say(f"There is no picture in {path}.", f"{path} 中没有画面。"),
        hint=say("Give a video with at least one frame.", "请提供至少包含一帧画面的视频。"),
    )


def _fitted(picture: av.VideoFrame, width: int, height: int, fit: Fit, aspect: float) -> Frame:
    """Scale, turn and cut a decoded picture. ``aspect`` is width ÷ height as shown."""
    fill_width = (width / height > aspect) == (fit == "cover")
    shown = (_even(width), _even(width / aspect)) if fill_width else (_even(height * aspect), _even(height))
    turns = round(picture.rotation / 90) % 4
    stored = shown if turns % 2 == 0 else shown[::-1]
    # Untagged video is BT.709 from HD up and BT.601 below, as players take it.
    untagged = picture.colorspace not in _TAGGED
    hd = Colorspace.ITU709 if picture.height >= 720 else Colorspace.ITU601
    scaled = picture.reformat(
        *stored,
        format="yuv420p",
        src_colorspace=hd if untagged and not picture.format.is_rgb else None,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation="AREA" if stored[0] < picture.width else "BICUBIC",
    )
    left, top = (max(0, shown[0] - width) // 4 * 2, max(0, shown[1] - height) // 4 * 2)
    planes: list[Plane] = []
    for plane, part in zip(scaled.planes, (1, 2, 2), strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        cut = np.rot90(rows, turns)[top // part : (top + height) // part, left // part : (left + width) // part]
        planes.append(np.ascontiguousarray(cut))
    return Frame(planes[0], planes[1], planes[2])


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)
