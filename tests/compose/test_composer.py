"""Whole pictures: what is in them, what changes them, and that the same comes out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from yingren.compose.colour import solid, to_rgb
from yingren.compose.composer import Composer, cover_frame
from yingren.compose.piece import Pantry, Piece
from yingren.compose.timeline import Timeline
from yingren.core.errors import InputError, MediaError, UnknownName
from yingren.core.frame import Frame
from yingren.core.script import Scene, Script, Settings

from .files import write_picture, write_video
from .scenes import Woman, cue, figure, timeline

SIZE = 216, 384
TEXT = "大家好，欢迎收看今天的人工智能早间新闻。"
RED, BLUE = (220, 40, 40), (40, 60, 220)


@contextmanager
def composer(line: Timeline, **options: Any) -> Iterator[Composer]:
    width, height = options.pop("size", SIZE)
    people = dict.fromkeys([*line.script.speakers] or [""], Woman())
    with Composer(line.script, line, people, width=width, height=height, **options) as made:
        yield made


def drawn(made: Composer, frame: int) -> Frame:
    return made.compose(frame, [figure(*SIZE) for _ in made.shots(frame)])


def in_folder(folder: Path) -> Script:
    return Script(source=folder / "script.md")


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_comes_out_again(threads: int) -> None:
    line = timeline([TEXT], Settings(title="新闻", end="再见"), seconds=4.0)
    with composer(line) as first, composer(line, threads=threads) as second:
        for frame in (0, 40, 80, 140):
            one, other = drawn(first, frame), drawn(second, frame)
            assert np.array_equal(one.y, other.y) and np.array_equal(one.u, other.u) and np.array_equal(one.v, other.v)
            assert one.pts == frame


FRAMES = [10, 45, 80, 110, 140]
PLAIN = Settings(background="#203040", title="", captions="karaoke")


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"title": "标题"}, True),
        ({"background": "#304050"}, True),
        ({"captions": "plain"}, True),
        ({"captions": "none"}, True),
        ({"label": False}, True),
        ({"end": "再见"}, True),
        ({"camera": "close"}, True),
        ({"voice": "another", "music": "calm", "music_volume": 0.2, "seed": 7, "speed": 1.2}, False),
        ({"subtitle": "没有标题就看不见", "brand": "看不见"}, False),
    ],
)
def test_the_digest_changes_if_and_only_if_something_seen_does(change: dict[str, Any], seen: bool) -> None:
    before, after = timeline([TEXT], PLAIN, seconds=4.0), timeline([TEXT], replace(PLAIN, **change), seconds=4.0)
    with composer(before) as one, composer(after) as other:
        looks = any(
            one.shots(frame) != other.shots(frame) or not np.array_equal(drawn(one, frame).y, drawn(other, frame).y)
            for frame in FRAMES
        )
        assert looks is seen
        assert (one.digest(0, before.frames) != other.digest(0, before.frames)) is seen


def test_the_digest_of_one_part_does_not_hang_on_another() -> None:
    before, after = timeline([TEXT, "第一条消息。"], PLAIN), timeline([TEXT, "第二条消息。"], PLAIN)
    split = before.chunks[0].end
    with composer(before) as one, composer(after) as other:
        assert one.digest(0, split) == other.digest(0, split)
        assert one.digest(split, before.frames) != other.digest(split, before.frames)


def test_the_digest_follows_what_is_in_a_file_not_its_name(tmp_path: Path) -> None:
    def digest(name: str) -> str:
        line = timeline([TEXT], PLAIN, cues={0: [cue("show", name, 1.0)]}, script=in_folder(tmp_path))
        with composer(line) as made:
            return made.digest(0, line.frames)

    write_picture(tmp_path / "a.png", 64, 36, RED, BLUE)
    write_picture(tmp_path / "b.png", 64, 36, RED, BLUE)
    write_picture(tmp_path / "c.png", 64, 36, BLUE, RED)
    assert digest("a.png") == digest("b.png") != digest("c.png")


@pytest.mark.parametrize("place", ["full", "beside", "behind"])
def test_pictures_are_seen_where_they_belong(tmp_path: Path, place: str) -> None:
    write_picture(tmp_path / "stripes.png", 90, 160 if place == "full" else 60, RED, BLUE)
    show = cue("show", "stripes.png", 0.5, place=place)
    line = timeline([TEXT], PLAIN, cues={0: [show]}, script=in_folder(tmp_path), seconds=4.0)
    with composer(line) as made:
        before, after = to_rgb(drawn(made, 5)), to_rgb(drawn(made, 60))
        assert made.shots(5) and bool(made.shots(60)) is (place != "full")
    box = made.layout.beside if place == "beside" else made.layout.full
    row = round(box.top + (0.5 if place == "beside" else 0.15) * box.height)
    left, right = (after[row, round(box.left + part * box.width)].astype(int) for part in (0.12, 0.88))
    assert np.abs(left - RED).max() < 25 and np.abs(right - BLUE).max() < 25
    assert np.abs(before[row, round(box.left + 0.12 * box.width)].astype(int) - RED).max() > 60


def test_a_clip_plays_and_ends_with_its_last_frame(tmp_path: Path) -> None:
    write_video(tmp_path / "clip.mp4", 64, 114, 8)
    line = timeline([TEXT], PLAIN, cues={0: [cue("clip", "clip.mp4", 1.0)]}, script=in_folder(tmp_path), seconds=4.0)
    with composer(line) as made:
        seen = {frame: int(to_rgb(drawn(made, frame))[100, 100, 1]) for frame in (41, 43)}
        assert abs(seen[41] - 100) <= 4 and abs(seen[43] - 120) <= 4
        assert made.shots(43) == () and made.shots(60) != ()


@pytest.mark.parametrize(("width", "height"), [(64, 114), (114, 64)])
def test_a_clip_of_any_shape_fills_the_screen(tmp_path: Path, width: int, height: int) -> None:
    write_video(tmp_path / "clip.mp4", width, height, 8)
    line = timeline([TEXT], PLAIN, cues={0: [cue("clip", "clip.mp4", 1.0, seconds=3.0)]}, script=in_folder(tmp_path))
    with composer(line) as made:
        assert made.shots(60) == ()
        picture = to_rgb(drawn(made, 60)).astype(int)
        assert np.abs(picture[:, 100] - np.array([32, 48, 64])).max(axis=1).min() > 3


def test_a_video_background_starts_over(tmp_path: Path) -> None:
    write_video(tmp_path / "loop.mp4", 64, 114, 5)
    line = timeline([TEXT], replace(PLAIN, background="loop.mp4"), script=in_folder(tmp_path))
    with composer(line) as made:
        early, late = (to_rgb(drawn(made, frame))[300, 4] for frame in (4, 19))
        assert np.array_equal(early, late)
        assert abs(int(early[1]) - 60) <= 4


def test_transparent_frames_have_alpha_with_words_in_it() -> None:
    line = timeline([TEXT], Settings(title="标题"))
    with composer(line, transparent=True) as made:
        frame = made.compose(30, [])
        assert frame.alpha is not None
        assert frame.alpha[250:, :40].max() == 0
        caption = made.layout.captions
        assert frame.alpha[round(caption.top) : round(caption.bottom)].max() == 255


def test_green_screen() -> None:
    line = timeline([TEXT], Settings(background="nowhere.png"))
    with composer(line, green=True) as made:
        assert np.abs(to_rgb(made.compose(5, []))[200, 20].astype(int) - (0, 177, 64)).max() <= 2


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (Settings(background="studoi"), UnknownName, "studio"),
        (Settings(background="#12"), InputError, "#12"),
        (Settings(background="gone.png"), MediaError, "gone.png"),
        (Settings(captions="karoke"), UnknownName, "karaoke"),
    ],
)
def test_settings_that_cannot_be_used(settings: Settings, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message), composer(timeline([TEXT], settings)):
        pass


@pytest.mark.parametrize(("kind", "name"), [("show", "broken.png"), ("show", "gone.png"), ("clip", "broken.mp4")])
def test_a_file_that_cannot_be_used_is_named_with_the_cue(tmp_path: Path, kind: str, name: str) -> None:
    for broken in ("broken.png", "broken.mp4"):
        (tmp_path / broken).write_bytes(b"not a picture")
    asked = cue(kind, name, 0.5, line=12, column=5)
    line = timeline([TEXT], PLAIN, cues={0: [asked]}, script=in_folder(tmp_path))
    with pytest.raises(MediaError, match=r"script\.md:12:5: .*" + name.replace(".", r"\.")), composer(line):
        pass


def test_two_speakers_are_both_in_the_picture() -> None:
    line = timeline([("甲", "你好"), ("乙", "你好")], PLAIN)
    with composer(line) as made:
        assert [shot.speaker for shot in made.shots(10)] == ["甲", "乙"]


def test_emoji_and_rare_characters_do_no_harm() -> None:
    text = "😀👨‍👩‍👧𰻞𠮷ก\u200b\ufeff龘🏳️‍🌈，好！"
    line = timeline([text], Settings(title=text, subtitle=text, end=text, brand=text), scene=Scene(text))
    with composer(line) as made:
        for frame in (0, 30, line.frames - 1):
            drawn(made, frame)


def test_the_cover_shows_the_title_and_no_caption() -> None:
    line = timeline([TEXT], Settings(title="标题"), lead=0.6)
    frame = cover_frame(line)
    with composer(line) as made:
        assert 0 < frame / line.fps < made.captions[0].start
        with_title = to_rgb(drawn(made, frame))
        bare = to_rgb(solid(*SIZE, (0, 0, 0)))
        assert with_title[60:110].max() > 240 > bare.max()
    assert cover_frame(Timeline(line.script, 30, ())) == 0


def test_memory_for_drawn_pieces_is_bounded() -> None:
    pantry = Pantry(most_bytes=1_000_000)
    for number in range(200):
        pantry.layer(Piece(solid, (100, 100, (number, 0, 0))))
    assert sum(frame.y.nbytes for frame in pantry._frames.values()) <= 1_000_000
