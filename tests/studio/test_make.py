"""The whole chain on a small picture: what comes out, what is reused, and what is left when it stops."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

import yingren
from yingren.core.errors import OutputError
from yingren.core.movie import Movie
from yingren.core.script import Line, Scene, Script
from yingren.studio.layout import lay_out
from yingren.studio.progress import Event
from yingren.studio.speaking import Speakers
from yingren.trust.label import Label
from yingren.trust.read import read_label

SCRIPT = """---
title: 早安
size: 216x384
fps: 25
music: calm
seed: 3
---
[happy] 妈妈买了八个苹果。[nod] Peter likes them.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("make")
    (folder / "s.md").write_text(SCRIPT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def movie(folder: Path) -> Movie:
    return yingren.make(folder / "s.md", folder / "first.mp4")


def pictures(path: Path) -> Iterator[npt.NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="gray"), np.uint8)


def test_the_movie_is_what_the_script_asked_for(movie: Movie) -> None:
    with av.open(str(movie.path)) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == (216, 384)
        assert video.average_rate == 25
        assert (video.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert video.frames == round(movie.duration * 25)
        assert container.metadata["title"] == "早安"
    assert movie.duration > 3


def test_everything_lies_beside_it(movie: Movie) -> None:
    beside = {path.suffix for path in movie.path.parent.glob("first.*")}
    assert beside == {".mp4", ".srt", ".vtt", ".jpg", ".json"}
    manifest = json.loads(movie.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["frames"] == round(movie.duration * 25)
    assert len(manifest["mouth"]) == manifest["frames"]
    assert "苹果" in movie.path.with_suffix(".srt").read_text(encoding="utf-8")


def test_the_hidden_label_is_in_the_file_and_in_the_cover(movie: Movie) -> None:
    assert movie.cover is not None
    label = read_label(movie.path)
    assert label is not None and label.label == "1"
    assert read_label(movie.cover) == label
    assert read_label(movie.path) == Label.of(movie.manifest["digest"])


def test_no_temporary_file_is_left(movie: Movie) -> None:
    assert not [path.name for path in movie.path.parent.iterdir() if path.name.startswith(".")]


def test_a_second_run_draws_nothing_and_gives_the_same_pictures(folder: Path, movie: Movie) -> None:
    again = yingren.make(folder / "s.md", folder / "again.mp4")
    assert again.manifest["segments"]["drawn"] == 0
    for one, other in zip(pictures(movie.path), pictures(again.path), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("threads", [1, 2])
def test_frames_do_not_depend_on_the_number_of_threads(folder: Path, movie: Movie, threads: int) -> None:
    fresh = yingren.make(folder / "s.md", folder / f"threads-{threads}.mp4", threads=threads, reuse=False)
    assert fresh.manifest["segments"]["drawn"] == fresh.manifest["segments"]["all"]
    for one, other in zip(pictures(movie.path), pictures(fresh.path), strict=True):
        # tests/render holds drawn frames to the byte; here they went through the encoder.
        assert np.abs(one.astype(np.int16) - other).mean() < 2.0


def test_another_seed_is_another_performance(folder: Path, movie: Movie) -> None:
    other = yingren.make(folder / "s.md", folder / "seed.mp4", seed=4)
    assert other.duration == movie.duration
    assert any(
        not np.array_equal(one, two) for one, two in zip(pictures(movie.path), pictures(other.path), strict=True)
    )


def test_progress_goes_through_every_stage_to_its_end(folder: Path) -> None:
    events: list[Event] = []
    yingren.make(folder / "s.md", folder / "told.mp4", on_event=events.append)
    last = {event.stage: event for event in events}
    assert list(last) == ["read", "speech", "pictures", "finish"]
    assert all(event.done == event.total for event in last.values())


@pytest.mark.parametrize("suffix", [".webm", ".mov"])
def test_a_transparent_presenter_keeps_its_alpha(folder: Path, suffix: str) -> None:
    movie = yingren.make(folder / "s.md", folder / f"clear{suffix}", settings={"music": "none"})
    with av.open(str(movie.path)) as container:
        stream = container.streams.video[0]
        decoder = stream.codec_context
        if suffix == ".webm":
            # FFmpeg's own VP9 decoder does not know of alpha; libvpx does.
            decoder = av.CodecContext.create("libvpx-vp9", "r")
        packet = next(packet for packet in container.demux(stream) if packet.size)
        (frame,) = decoder.decode(packet) or decoder.decode(None)
        alpha = frame.to_ndarray(format="rgba")[..., 3]
    assert alpha[200:, 100:116].max() == 255
    assert (alpha == 0).mean() > 0.3
    assert read_label(movie.path) == Label.of(movie.manifest["digest"])


def test_rows_make_one_movie_each(folder: Path) -> None:
    (folder / "hello.md").write_text(SCRIPT.replace("妈妈买了八个苹果", "{{name}}你好"), encoding="utf-8")
    (folder / "rows.csv").write_text("name\n小明\n小红\n", encoding="utf-8")
    movies = list(yingren.make_rows(folder / "hello.md", folder / "rows.csv", folder / "rows" / "{{name}}"))
    assert [movie.path.name for movie in movies] == ["小明.mp4", "小红.mp4"]
    assert "小红" in movies[1].captions[0].text


def test_a_full_disk_is_told_and_leaves_nothing(folder: Path, movie: Movie, tmp_path: Path) -> None:
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=40k", "x", tmp_path], check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        with pytest.raises(OutputError, match="full"):
            yingren.make(folder / "s.md", tmp_path / "full.mp4")
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process on Windows")
def test_interrupting_leaves_no_file(folder: Path) -> None:
    place = folder / "stopped"
    place.mkdir()
    command = [sys.executable, "-m", "yingren", "make", str(folder / "s.md"), "-o", str(place / "m.mp4"), "--json"]
    with subprocess.Popen([*command, "--fresh"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None and work.stderr is not None
        for line in work.stdout:
            event = json.loads(line)
            if event.get("stage") == "pictures" and event["done"] > 3:
                work.send_signal(signal.SIGINT)
                break
        work.stdout.read()
        said = work.stderr.read()
        assert work.wait(timeout=60) == 130
    assert "Traceback" not in said
    assert list(place.iterdir()) == []


def test_a_hundred_thousand_characters_in_one_line() -> None:
    text = "今天天气很好，我们去公园散步吧" * 6700
    script = Script(scenes=(Scene(lines=(Line(text),)),))
    with Speakers(script, None) as speakers:
        voice = speakers.open("fake")
        timeline = lay_out(script, lambda line, part, speed: list(voice.synthesize(part, speed=speed)), 30)
    said = "".join(chunk.speech.text for chunk in timeline.chunks if chunk.speech is not None)
    assert said == text
    assert max(chunk.frames for chunk in timeline.chunks) < 30 * 120


def test_emoji_and_rare_characters_are_shown_or_left_out(folder: Path) -> None:
    (folder / "odd.md").write_text(
        "---\nsize: 216x384\nfps: 25\ncaptions: box\n---\n你好😀👨‍👩‍👧 𠮷野家，龘\u200d！ a\u0301 ½ ①\n",
        encoding="utf-8",
    )
    movie = yingren.make(folder / "odd.md", folder / "odd.mp4")
    assert "𠮷" in "".join(caption.text for caption in movie.captions)


def test_a_green_screen_is_green(folder: Path) -> None:
    movie = yingren.make(folder / "s.md", folder / "green.mp4", green=True)
    with av.open(str(movie.path)) as container:
        frame = list(container.decode(video=0))[-1]
        corner = frame.to_ndarray(format="rgb24")[300:, :8].reshape(-1, 3).mean(axis=0)
    assert np.abs(corner - [0, 177, 64]).max() < 8
