from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.small_movies import FPS, HEIGHT, WIDTH, numbered, shown_numbers, write_segments
from yingren.core.errors import OutputError
from yingren.core.frame import Frame
from yingren.media.encode import EncodeSettings, SegmentWriter, encode_only


def test_a_segment_holds_its_frames_at_even_times(tmp_path: Path) -> None:
    (path,) = write_segments(tmp_path, [17], EncodeSettings())
    times, numbers = shown_numbers(path)
    assert times == pytest.approx([index / FPS for index in range(17)], abs=1e-6)
    assert numbers == [index % 16 for index in range(17)]


def test_colours_are_tagged_and_kept(tmp_path: Path) -> None:
    (path,) = write_segments(tmp_path, [3], EncodeSettings())
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.pix_fmt, context.color_range) == ("yuv420p", 1)
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        picture = next(container.decode(video=0)).to_ndarray()
    assert picture[HEIGHT - 20 : HEIGHT, 20:60].mean() == pytest.approx(100, abs=1.5)
    assert picture[HEIGHT:].mean() == pytest.approx(130, abs=1.5)


def test_planes_may_be_views_with_any_strides(tmp_path: Path) -> None:
    wide = np.zeros((HEIGHT, WIDTH * 2), np.uint8)
    wide[:, ::2] = 180
    frame = numbered(0)
    with SegmentWriter(tmp_path / "view.mp4", WIDTH, HEIGHT, FPS) as segment:
        segment.write(Frame(wide[:, ::2], frame.u, frame.v))
    with av.open(str(tmp_path / "view.mp4")) as container:
        assert next(container.decode(video=0)).to_ndarray()[:HEIGHT].mean() == pytest.approx(180, abs=1)


def test_better_quality_is_nearer_to_the_source_and_larger(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    noise = random.integers(60, 180, (HEIGHT, WIDTH)).astype(np.uint8)
    sizes, errors = [], []
    for quality in (18, 34):
        path = tmp_path / f"{quality}.mp4"
        with SegmentWriter(path, WIDTH, HEIGHT, FPS, EncodeSettings(quality=quality)) as segment:
            segment.write(Frame(noise, numbered(0).u, numbered(0).v))
        with av.open(str(path)) as container:
            errors.append(np.abs(next(container.decode(video=0)).to_ndarray()[:HEIGHT] - noise.astype(float)).mean())
        sizes.append(path.stat().st_size)
    assert sizes[0] > 1.5 * sizes[1]
    assert errors[0] < 0.5 * errors[1]


@pytest.mark.parametrize("settings", [EncodeSettings(codec="vp9"), EncodeSettings(codec="prores")])
def test_alpha_is_kept(tmp_path: Path, settings: EncodeSettings) -> None:
    (path,) = write_segments(tmp_path, [6], settings)
    assert alphas(path) == pytest.approx([index * 9 for index in range(6)], abs=2)


def alphas(path: Path) -> list[float]:
    """Mean alpha of each frame, 0..255; VP9's own decoder in FFmpeg ignores alpha, libvpx does not."""
    out = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        decoder = av.CodecContext.create("libvpx-vp9", "r") if stream.codec_context.name == "vp9" else None
        for packet in container.demux(stream):
            for picture in decoder.decode(packet) if decoder is not None else packet.decode():
                assert isinstance(picture, av.VideoFrame)
                plane = picture.reformat(format="yuva420p").planes[3]
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                out.append(float(rows[:HEIGHT, :WIDTH].mean()))
    return out


def test_a_frame_without_alpha_is_refused_where_alpha_is_kept(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="alpha"),
        SegmentWriter(tmp_path / "a.webm", WIDTH, HEIGHT, FPS) as segment,
    ):
        segment.write(numbered(0))
    assert not list(tmp_path.iterdir())


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="96×160"), SegmentWriter(tmp_path / "a.mp4", 64, 64, FPS) as segment:
        segment.write(numbered(0))
    assert not list(tmp_path.iterdir())


def test_stopping_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), SegmentWriter(tmp_path / "a.mp4", WIDTH, HEIGHT, FPS) as segment:
        for index in range(20):
            segment.write(numbered(index))
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_no_frame_is_no_segment(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no frame"), SegmentWriter(tmp_path / "a.mp4", WIDTH, HEIGHT, FPS):
        pass
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OutputError, match=r"a\.mp4"), SegmentWriter(tmp_path / "file" / "a.mp4", 64, 64, FPS):
        pass


def test_equal_settings_have_equal_keys_and_others_other_ones() -> None:
    assert EncodeSettings().key() == EncodeSettings().key()
    assert EncodeSettings().key() != EncodeSettings(quality=21).key()


def test_settings_follow_the_file_name() -> None:
    assert EncodeSettings.of(Path("a.mp4")).codec == "h264"
    assert EncodeSettings.of(Path("a.WEBM")).alpha
    assert EncodeSettings.of(Path("a.mov")).suffix == ".mov"
    assert EncodeSettings.of(Path("a.mp4"), draft=True) == EncodeSettings.draft()


def test_encode_only_takes_time_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert encode_only([numbered(index) for index in range(5)], WIDTH, HEIGHT, FPS, EncodeSettings()) > 0
    assert not list(tmp_path.iterdir())
