from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.small_movies import FPS, HEIGHT, WIDTH, write_clicks, write_segments
from yingren.core.errors import MediaError
from yingren.core.frame import Frame
from yingren.media.encode import EncodeSettings
from yingren.media.probe import probe
from yingren.media.video_in import open_video


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 numbered frames: longer than what is decoded on rather than jumped over."""
    (path,) = write_segments(tmp_path_factory.mktemp("video"), [200], EncodeSettings())
    return path


def number(frame: Frame) -> int:
    return round((float(frame.y[8:24, 8:24].mean()) - 20) / 13)


def test_moments_in_order_backwards_and_far_apart_give_their_frames(movie: Path) -> None:
    with open_video(movie) as video:
        assert (video.width, video.height, video.fps) == (WIDTH, HEIGHT, FPS)
        assert video.duration == pytest.approx(200 / FPS, abs=1e-3)
        for index in [0, 1, 2, 40, 41, 12, 199, 3, 150, 151, 0]:
            assert number(video.at(index / FPS, WIDTH, HEIGHT)) == index % 16, index


def test_between_frames_the_earlier_one_is_seen(movie: Path) -> None:
    with open_video(movie) as video:
        assert number(video.at(5.6 / FPS, WIDTH, HEIGHT)) == 5


def test_it_starts_over_after_its_end(movie: Path) -> None:
    with open_video(movie) as video:
        assert number(video.at(video.duration + 7.2 / FPS, WIDTH, HEIGHT)) == 7
        assert number(video.at(3 * video.duration + 9.2 / FPS, WIDTH, HEIGHT)) == 9


@pytest.mark.parametrize("size", [(48, 80), (200, 100), (64, 64), (1080 // 10 * 2, 300)])
def test_cover_fills_and_contain_shows_all(movie: Path, size: tuple[int, int]) -> None:
    with open_video(movie) as video:
        covering = video.at(0.1, *size)
        whole = video.at(0.1, *size, fit="contain")
    assert (covering.width, covering.height) == size
    assert covering.u.shape == covering.v.shape == (size[1] // 2, size[0] // 2)
    assert whole.width <= size[0]
    assert whole.height <= size[1]
    assert whole.width == size[0] or whole.height == size[1]
    assert whole.width / whole.height == pytest.approx(WIDTH / HEIGHT, rel=0.08)


def test_the_middle_is_kept_when_covering(tmp_path: Path) -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 255
    av.VideoFrame.from_ndarray(picture, "rgb24").save(str(tmp_path / "wide.png"))
    with open_video(tmp_path / "wide.png") as video:
        frame = video.at(0, 100, 100)
    assert frame.y[:, 10:90].min() > 225


def test_a_still_is_a_video_that_never_changes_in_right_colours(tmp_path: Path) -> None:
    red = np.full((40, 40, 3), (255, 0, 0), np.uint8)
    av.VideoFrame.from_ndarray(red, "rgb24").save(str(tmp_path / "red.png"))
    assert probe(tmp_path / "red.png").kind == "picture"
    with open_video(tmp_path / "red.png") as video:
        for moment in (0.0, 12.5):
            frame = video.at(moment, 32, 32)
            assert (frame.y[9, 9], frame.u[9, 9], frame.v[9, 9]) == pytest.approx((63, 102, 240), abs=1)


def test_a_turned_video_is_shown_upright(tmp_path: Path, movie: Path) -> None:
    turned = tmp_path / "turned.mp4"
    data = bytearray(movie.read_bytes())
    # The track header's matrix, 16.16 fixed point: from none to a quarter turn clockwise, as telephones write it.
    place = data.index(b"tkhd") + 4 + 40
    none = b"".join(value.to_bytes(4, "big", signed=True) for value in (65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30))
    quarter = (0, 65536, 0, -65536, 0, 0, HEIGHT << 16, 0, 1 << 30)
    assert data[place : place + 36] == none
    data[place : place + 36] = b"".join(value.to_bytes(4, "big", signed=True) for value in quarter)
    turned.write_bytes(data)
    with open_video(movie) as flat, open_video(turned) as upright:
        assert (upright.width, upright.height) == (HEIGHT, WIDTH)
        before, after = flat.at(0.5, WIDTH, HEIGHT), upright.at(0.5, HEIGHT, WIDTH)
    assert np.array_equal(after.y, np.rot90(before.y, -1))
    assert np.array_equal(after.u, np.rot90(before.u, -1))


def test_a_file_without_frames_is_refused(tmp_path: Path) -> None:
    write_clicks(tmp_path / "sound.wav", 48_000, [9])
    with pytest.raises(MediaError, match=r"no picture in .*sound\.wav"):
        open_video(tmp_path / "sound.wav")


@pytest.mark.parametrize("spoilt", ["missing", "empty", "text", "folder", "cut"])
def test_what_is_no_video_is_named(tmp_path: Path, movie: Path, spoilt: str) -> None:
    path = tmp_path / "clip.mp4"
    match spoilt:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("this is not a video " * 50)
        case "folder":
            path.mkdir()
        case "cut":
            path.write_bytes(movie.read_bytes()[:2000])
    with pytest.raises(MediaError, match=r"clip\.mp4"):
        open_video(path)


def test_a_damaged_middle_does_not_stop_it(tmp_path: Path, movie: Path) -> None:
    data = bytearray(movie.read_bytes())
    start = data.index(b"mdat") + 3000
    data[start : start + 400] = bytes(range(256)) + bytes(144)
    (tmp_path / "hurt.mp4").write_bytes(data)
    with open_video(tmp_path / "hurt.mp4") as video:
        assert all(video.at(index / 10, WIDTH, HEIGHT).y.shape == (HEIGHT, WIDTH) for index in range(60))


def test_too_large_a_picture_is_refused(tmp_path: Path) -> None:
    av.VideoFrame.from_ndarray(np.zeros((2, 9000), np.uint8), "gray").save(str(tmp_path / "wide.png"))
    with pytest.raises(MediaError, match="9000×2"):
        probe(tmp_path / "wide.png")


def test_a_real_recording(shared: Path) -> None:
    path = sorted((shared / "grid_s1" / "video").glob("*.mpg"))[0]
    info = probe(path)
    assert (info.kind, info.width, info.height, info.fps, info.sound) == ("video", 360, 288, 25, True)
    with open_video(path) as video:
        assert 60 < video.at(1.0, 180, 320).y.mean() < 200
