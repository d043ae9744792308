"""The file itself: what is in it, in what order, at what times."""

import struct
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from ..core.language import say
from .check_pictures import Seen
from .check_report import Entry
from .check_sound import Heard

_WANTED = {
    ".mp4": ({"h264"}, {"aac"}),
    ".mov": ({"prores", "h264"}, {"pcm_s24le", "pcm_s16le", "aac"}),
    ".webm": ({"vp9", "vp8", "av1", "libdav1d"}, {"opus", "vorbis"}),
}
_BT709 = 1


def check_file(path: Path, seen: Seen, heard: Heard | None) -> Iterator[Entry]:
    """``streams``, ``faststart``, ``frame_times``, ``start`` and ``duration``."""
    problems = _problems(path)
    yield Entry("streams", "streams", "音视频流", ok=not problems, message=say("; ", "；").join(problems))
    if path.suffix.lower() in (".mp4", ".mov"):
        early = _moov_first(path)
        yield Entry(
            "faststart",
            "starts before it is loaded",
            "可边下边播",
            ok=early,
            message="" if early else say("The index lies at the end of the file.", "索引位于文件末尾。"),
        )
    intervals = np.arange(len(seen.times)) / seen.fps + seen.times[0]
    # Matroska counts in thousandths; half of one is its rounding.
    worst = float(np.abs(seen.times - intervals).max() * 1000)
    yield Entry("frame_times", "distance from even frame times", "帧时间偏差", worst, "ms", "≤ 1", bool(worst <= 1.0))
    if heard is None:
        reason = say("The file has no sound.", "文件没有声音。")
        yield Entry("start", "sound starts with the picture", "音画起点差", message=reason)
        yield Entry("duration", "sound lasts as long as the picture", "音画时长差", message=reason)
        return
    apart = (heard.start - float(seen.times[0])) * 1000
    yield Entry("start", "sound starts with the picture", "音画起点差", apart, "ms", "± 1", bool(abs(apart) <= 1.0))
    longer = (heard.start + heard.duration - float(seen.times[-1]) - 1 / seen.fps) * 1000
    yield Entry(
        "duration", "sound lasts as long as the picture", "音画时长差", longer, "ms", "± 50", bool(abs(longer) <= 50)
    )


def _problems(path: Path) -> list[str]:
    videos, sounds = _WANTED.get(path.suffix.lower(), (set(), set()))
    problems = []
    with av.open(str(path)) as container:
        video = container.streams.video[0].codec_context
        if video.name not in videos:
            problems.append(say(f"picture is {video.name}", f"视频编码为 {video.name}"))
        if video.name == "h264" and video.pix_fmt != "yuv420p":
            problems.append(say(f"pixels are {video.pix_fmt}, not yuv420p", f"像素格式为 {video.pix_fmt}"))
        if (video.color_primaries, video.color_trc, video.colorspace) != (_BT709, _BT709, _BT709):
            problems.append(say("colours are not tagged BT.709", "色彩未标为 BT.709"))
        if not container.streams.audio:
            return [*problems, say("no sound", "没有声音")]
        sound = container.streams.audio[0].codec_context
        if sound.name not in sounds:
            problems.append(say(f"sound is {sound.name}", f"音频编码为 {sound.name}"))
        if sound.sample_rate != 48_000 or sound.channels != 2:
            problems.append(
                say(
                    f"sound is {sound.channels} × {sound.sample_rate} Hz, not stereo at 48000",
                    f"音频为 {sound.channels} 声道 {sound.sample_rate} Hz，而非 48000 Hz 立体声",
                )
            )
    return problems


def _moov_first(path: Path) -> bool:
    """Whether the index comes before the data."""
    with path.open("rb") as file:
        while len(header := file.read(16)) >= 8:
            size, kind = struct.unpack_from(">I4s", header)
            if kind in (b"moov", b"mdat"):
                return bool(kind == b"moov")
            if size == 1 and len(header) == 16:
                size = struct.unpack_from(">Q", header, 8)[0]
            if size < 8:
                return False
            file.seek(size - len(header), 1)
    return False
