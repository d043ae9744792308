import struct
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.small_movies import (
    FPS,
    RATE,
    heard_samples,
    shown_numbers,
    write_clicks,
    write_segments,
)
from tests.media.test_encode import alphas
from yingren.core.errors import MediaError, OutputError
from yingren.core.frame import Frame
from yingren.media import join as join_module
from yingren.media.encode import EncodeSettings, SegmentWriter
from yingren.media.join import join

LENGTHS = [1, 2, 3, 17, 27]
FRAMES = sum(LENGTHS)
AIGC = '{"Label":"1","ContentProducer":"","ProduceID":"YR1"}'


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_frames_and_sound_are_where_they_belong(tmp_path: Path, suffix: str) -> None:
    settings = EncodeSettings.of(tmp_path / f"out{suffix}")
    segments = write_segments(tmp_path, LENGTHS, settings)
    samples = FRAMES * RATE // FPS
    places = [0, RATE // 2, samples - 2400]
    sound = write_clicks(tmp_path / "sound.wav", samples, places)
    out = tmp_path / f"out{suffix}"
    joined = join(segments, sound, out, fps=FPS, metadata={"title": "早间新闻", "AIGC": AIGC}, language="zh")
    assert joined.frames == FRAMES
    assert joined.sound_duration == pytest.approx(FRAMES / FPS)
    times, numbers = shown_numbers(out)
    # Matroska counts in thousandths of a second, MP4 and MOV exactly.
    assert times == pytest.approx([index / FPS for index in range(FRAMES)], abs=6e-4 if suffix == ".webm" else 1e-6)
    assert numbers == [index % 16 for index in range(FRAMES)]
    start, heard = heard_samples(out)
    assert start == pytest.approx(0, abs=1e-3)
    for place in places:
        around = slice(max(0, place - 1500), place + 1500)
        found = int(np.argmax(np.abs(heard[around]))) + around.start
        assert abs(found - place) <= 48, (place, found)
    with av.open(str(out)) as container:
        found_metadata = {key.lower(): value for key, value in container.metadata.items()}
        assert found_metadata["title"] == "早间新闻"
        assert found_metadata["aigc"] == AIGC
        assert container.streams.audio[0].metadata["language"] == "chi"


def test_alpha_goes_through(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, [4, 3], EncodeSettings(codec="vp9"))
    join(segments, None, tmp_path / "out.webm", fps=FPS)
    assert alphas(tmp_path / "out.webm") == pytest.approx([index * 9 for index in range(7)], abs=2)
    with av.open(str(tmp_path / "out.webm")) as container:
        assert container.streams.video[0].metadata["ALPHA_MODE"] == "1"


def test_pictures_are_copied_not_encoded_again(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, LENGTHS, EncodeSettings())
    join(segments, None, tmp_path / "out.mp4", fps=FPS)
    assert packets(tmp_path / "out.mp4") == [packet for segment in segments for packet in packets(segment)]


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def boxes(data: bytes, path: tuple[bytes, ...]) -> bytes:
    """The contents of a box in a box in … of an MP4."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if kind == path[0]:
            inside = data[place + 8 : place + size]
            return inside if len(path) == 1 else boxes(inside, path[1:])
        place += size
    raise AssertionError(f"no box {path[0]!r}")


def test_mp4_starts_fast_and_holds_the_label_where_the_standard_says(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, [5], EncodeSettings())
    join(segments, None, tmp_path / "out.mp4", fps=FPS, metadata={"AIGC": AIGC})
    data = (tmp_path / "out.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    meta = boxes(data, (b"moov", b"udta", b"meta"))[4:]  # a version and flags come first
    assert b"AIGC" in boxes(meta, (b"keys",))
    assert AIGC.encode() in boxes(meta, (b"ilst",))


def test_seeking_lands_on_the_frame_asked_for(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, LENGTHS, EncodeSettings())
    join(segments, None, tmp_path / "out.mp4", fps=FPS)
    with av.open(str(tmp_path / "out.mp4")) as container:
        stream = container.streams.video[0]
        container.seek(round(30 / FPS / (stream.time_base or 1)), stream=stream)
        first = next(container.decode(stream))
        assert first.time == pytest.approx(23 / FPS, abs=1e-6)  # the key frame of the last segment


def test_segments_of_other_settings_are_refused(tmp_path: Path) -> None:
    one, *_ = write_segments(tmp_path, [5], EncodeSettings())
    with SegmentWriter(tmp_path / "other.mp4", 64, 64, FPS) as other:
        grey = np.full((64, 64), 128, np.uint8)
        other.write(Frame(grey, grey[::2, ::2], grey[::2, ::2]))
    with pytest.raises(MediaError, match=r"other\.mp4"):
        join([one, tmp_path / "other.mp4"], None, tmp_path / "out.mp4", fps=FPS)
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("spoilt", ["missing", "cut", "empty"])
def test_a_broken_segment_is_named(tmp_path: Path, spoilt: str) -> None:
    (good,) = write_segments(tmp_path, [9], EncodeSettings())
    bad = tmp_path / "bad.mp4"
    if spoilt != "missing":
        bad.write_bytes(good.read_bytes()[:900] if spoilt == "cut" else b"")
    with pytest.raises(MediaError, match=r"bad\.mp4"):
        join([good, bad], None, tmp_path / "out.mp4", fps=FPS)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_sound_that_is_none_is_named(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, [5], EncodeSettings())
    with pytest.raises(MediaError, match="segment0"):
        join(segments, segments[0], tmp_path / "out.mp4", fps=FPS)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    segments = write_segments(tmp_path, [2], EncodeSettings())
    with pytest.raises(OutputError, match=r"\.avi"):
        join(segments, None, tmp_path / "out.avi", fps=FPS)


def test_a_label_that_is_lost_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segments = write_segments(tmp_path, [2], EncodeSettings())
    monkeypatch.setitem(join_module._CONTAINER_OPTIONS, ".mp4", {})  # FFmpeg then drops what it does not know
    with pytest.raises(OutputError, match="AIGC"):
        join(segments, None, tmp_path / "out.mp4", fps=FPS, metadata={"AIGC": AIGC})
    assert not (tmp_path / "out.mp4").exists()


FULL = """
import resource, signal, sys
from pathlib import Path
from tests.media.small_movies import FPS
from yingren.core.errors import OutputError
from yingren.media.join import join
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    join([folder / "segment0.mp4"], folder / "sound.wav", folder / "out.mp4", fps=FPS)
except OutputError as error:
    sys.exit(5 if "out.mp4" in str(error) else 1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is set as POSIX has it")
@pytest.mark.parametrize("limit", [100, 9_000])
def test_a_disk_that_takes_no_more_leaves_nothing(tmp_path: Path, limit: int) -> None:
    write_segments(tmp_path, [60], EncodeSettings())
    write_clicks(tmp_path / "sound.wav", 2 * RATE, [100])
    before = sorted(tmp_path.iterdir())
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path), str(limit)], cwd=root, check=False)
    assert done.returncode == 5
    assert sorted(tmp_path.iterdir()) == before
