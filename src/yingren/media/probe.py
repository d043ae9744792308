"""What a media file holds, without decoding more of it than one frame."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer

from ..core.errors import MediaError
from ..core.language import say
from .failures import input_failures

LONGEST = 3 * 3600.0
"""Seconds; a longer file is refused rather than worked on for a day."""

WIDEST = 8192
"""Pixels along either side; larger pictures are refused before memory is spent on them."""

_STILL = {"png", "mjpeg", "webp", "bmp", "tiff", "jpegls", "jpeg2000"}


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What was found.

    Attributes:
        kind: ``"video"``, ``"picture"`` (one still) or ``"sound"``.
        duration: Seconds; 0 for a picture.
        width, height: Pixels as shown: turned and with square pixels; 0 for sound.
        fps: Frames per second on average; 0 where there is no video.
        sound: Whether it has sound.
        rate, channels: Of the sound; 0 without.
        video_codec, sound_codec: FFmpeg's names; empty where there is none.
    """

    kind: Literal["video", "picture", "sound"]
    duration: float
    width: int = 0
    height: int = 0
    fps: float = 0.0
    sound: bool = False
    rate: int = 0
    channels: int = 0
    video_codec: str = ""
    sound_codec: str = ""


def probe(path: Path) -> MediaInfo:
    """Look into a file.

    Raises:
        MediaError: It is missing, broken, holds neither picture nor sound, or is beyond the limits.
    """
    with input_failures(path), opened(path) as container:
        return describe(container, path)


def opened(path: Path) -> InputContainer:
    """The file, opened.

    Raises:
        MediaError: It is a folder or has no bytes. What FFmpeg raises is for the caller to turn.
    """
    if path.is_dir():
        raise MediaError(say(f"{path} is a folder, not a file.", f"{path} 是文件夹，不是文件。"))
    if path.stat().st_size == 0:
        raise MediaError(
            say(f"{path} is empty (0 bytes).", f"{path} 是空文件（0 字节）。"),
            hint=say("Export or download it again.", "请重新导出或下载。"),
        )
    return av.open(str(path))


def describe(container: InputContainer, path: Path) -> MediaInfo:
    """What an open file holds.

    Raises:
        MediaError: As :func:`probe`.
    """
    sound = container.streams.audio[0] if container.streams.audio else None
    video = container.streams.video[0] if container.streams.video else None
    if video is None and sound is None:
        raise MediaError(say(f"There is neither picture nor sound in {path}.", f"{path} 中既没有画面也没有声音。"))
    duration = (container.duration or 0) / av.time_base
    if duration > LONGEST:
        raise MediaError(
            say(
                f"{path} is {duration / 3600:.1f} hours long; {LONGEST / 3600:.0f} is the most.",
                f"{path} 长达 {duration / 3600:.1f} 小时；上限为 {LONGEST / 3600:.0f} 小时。",
            ),
            hint=say("Cut out the part you need.", "请先截取需要的部分。"),
        )
    rate = sound.codec_context.sample_rate if sound is not None else 0
    channels = sound.codec_context.channels if sound is not None else 0
    sound_codec = sound.codec_context.name if sound is not None else ""
    if video is None:
        return MediaInfo("sound", duration, sound=True, rate=rate, channels=channels, sound_codec=sound_codec)
    width, height, codec = video.codec_context.width, video.codec_context.height, video.codec_context.name
    if not width or not height:
        raise MediaError(say(f"The picture in {path} has no size.", f"{path} 中的画面没有尺寸。"))
    if max(width, height) > WIDEST:
        raise MediaError(
            say(
                f"{path} is {width}×{height} pixels; {WIDEST} along a side is the most.",
                f"{path} 为 {width}×{height} 像素；每边上限为 {WIDEST}。",
            ),
            hint=say("Make it smaller first.", "请先缩小。"),
        )
    aspect = video.codec_context.sample_aspect_ratio or Fraction(1)
    still = sound is None and codec in _STILL and (video.frames or 0) <= 1 and duration < 0.1
    return MediaInfo(
        "picture" if still else "video",
        0.0 if still else duration,
        round(width * aspect) if aspect > 0 else width,
        height,
        0.0 if still else float(video.average_rate or video.guessed_rate or 0),
        sound is not None,
        rate,
        channels,
        codec,
        sound_codec,
    )
