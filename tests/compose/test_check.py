import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.compose.drawn_movie import FPS, Plan, draw, speech, stamp
from yingren.compose.check import Report, check
from yingren.compose.check_lips import movement_in_pauses, opening, synchrony
from yingren.compose.check_notes import read_captions, read_notes
from yingren.compose.check_pictures import look
from yingren.compose.check_sound import listen
from yingren.core.errors import MediaError

PLAN = Plan(seconds=8.0)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("good"), PLAN)


@pytest.fixture
def spoilt(good: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the good movie with other things beside it."""

    def copy(*, without: str = "", **changes: object) -> Path:
        for path in good.parent.glob("movie.*"):
            if path.suffix != without:
                shutil.copy(path, tmp_path)
        notes = tmp_path / "movie.json"
        if changes:
            notes.write_text(json.dumps(json.loads(notes.read_text(encoding="utf-8")) | changes), encoding="utf-8")
        return tmp_path / "movie.mp4"

    return copy


def failed(report: Report) -> set[str]:
    return {entry.name for entry in report.entries if entry.ok is False}


def skipped(report: Report) -> set[str]:
    return {entry.name for entry in report.entries if entry.ok is None}


def test_a_good_movie_passes_all_that_can_be_measured(good: Path) -> None:
    report = check(good)
    assert failed(report) == set()
    assert skipped(report) == {"lip_drift"}
    assert report.ok
    assert report["lip_offset"].value == pytest.approx(0, abs=8)
    assert report["loudness"].value == pytest.approx(-14, abs=1)
    assert report["label_seen"].value == pytest.approx(2.5, abs=0.1)
    assert all(entry.message for entry in report.entries if entry.ok is None)
    assert json.loads(json.dumps(report.to_json()))["ok"] is True


@pytest.mark.parametrize("late", [-0.12, -0.05, 0.03, 0.12])
def test_the_offset_of_sound_and_lips_is_measured(tmp_path: Path, late: float) -> None:
    report = check(draw(tmp_path, replace(PLAN, sound_late=late)))
    assert report["lip_offset"].value == pytest.approx(late * 1000, abs=15)
    assert report["lip_offset"].ok is (abs(late) <= 0.04)
    assert report.ok is (abs(late) <= 0.04)


def test_without_a_manifest_the_mouth_is_found_also_under_music(tmp_path: Path) -> None:
    plan = replace(PLAN, sound_late=0.08, manifest=False, music=0.04)
    report = check(draw(tmp_path, plan))
    assert report["lip_offset"].value == pytest.approx(80, abs=15)
    assert failed(report) >= {"lip_offset"}
    assert skipped(report) == {"lip_drift", "silent_mouth", "label_seen", "label_size"}


def test_a_mouth_that_chatters_in_pauses_is_noticed(tmp_path: Path) -> None:
    report = check(draw(tmp_path, replace(PLAN, chatter_in_pauses=0.5)))
    assert failed(report) >= {"silent_mouth"}
    assert "pause at" in report["silent_mouth"].message


def test_lips_that_follow_another_sound_are_noticed(tmp_path: Path, good: Path) -> None:
    other = draw(tmp_path, replace(PLAN, seed=99))
    heard, seen = listen(other), look(good, read_notes(good.with_suffix(".json")))
    assert heard is not None
    sync = synchrony(opening(seen), seen.times, seen.run, heard, speech(PLAN))
    assert sync is not None
    right = listen(good)
    assert right is not None
    matching = synchrony(opening(seen), seen.times, seen.run, right, speech(PLAN))
    assert matching is not None
    assert matching.match > 0.8
    assert sync.match < 0.7 * matching.match
    assert abs(sync.offset) > 0.04


def test_black_frames_are_counted(tmp_path: Path) -> None:
    report = check(draw(tmp_path, replace(PLAN, black=(3.0, 6.0))))
    assert failed(report) == {"black"}
    assert report["black"].value == pytest.approx(6 / FPS, abs=1.1 / FPS)
    assert "2.9" in report["black"].message or "3.0" in report["black"].message


def test_a_frozen_picture_is_noticed(tmp_path: Path) -> None:
    report = check(draw(tmp_path, replace(PLAN, frozen=(1.0, 3.0))))
    assert "frozen" in failed(report)
    assert report["frozen"].value == pytest.approx(2.0, abs=0.4)


def test_loudness_and_clipping_are_noticed(tmp_path: Path) -> None:
    loud = check(draw(tmp_path / "loud", replace(PLAN, gain_db=4)))
    assert failed(loud) == {"loudness", "true_peak"}
    assert failed(check(draw(tmp_path / "soft", replace(PLAN, gain_db=-6)))) == {"loudness"}


def test_missing_labels_are_noticed(tmp_path: Path) -> None:
    report = check(draw(tmp_path, replace(PLAN, label=False, lettering=False)))
    assert failed(report) == {"label_hidden", "label_seen", "label_size"}
    assert report["label_seen"].value == 0


def test_a_label_that_is_too_small_is_noticed(spoilt: Callable[..., Path]) -> None:
    label = {"kind": "opening", "box": [32, 18, 116, 8], "start": 0.0, "end": 2.5}
    report = check(spoilt(labels=[label]))
    assert failed(report) == {"label_size"}


def test_a_label_that_leaves_early_is_noticed(spoilt: Callable[..., Path]) -> None:
    label = {"kind": "opening", "box": [32, 18, 116, 16], "start": 1.0, "end": 5.0}
    report = check(spoilt(labels=[label]))
    assert "label_seen" in failed(report)
    assert report["label_seen"].value == pytest.approx(1.5, abs=0.1)


def test_a_label_that_the_user_switched_off_is_skipped(spoilt: Callable[..., Path]) -> None:
    report = check(spoilt(label=False))
    assert report["label_seen"].ok is None
    assert "switched it off" in report["label_seen"].message


def captions(*spans: tuple[float, float]) -> str:
    return "\n\n".join(
        f"{number}\n{stamp(start)} --> {stamp(end)}\nwords" for number, (start, end) in enumerate(spans, 1)
    )


def test_captions_out_of_order_without_speech_or_missing_are_noticed(spoilt: Callable[..., Path]) -> None:
    movie = spoilt()
    spans = speech(PLAN)
    beside = movie.with_suffix(".srt")
    beside.write_text(captions(spans[1], spans[0], *spans[2:]), encoding="utf-8")
    assert failed(check(movie)) == {"captions_order"}
    beside.write_text(captions((0.0, 0.3), *spans), encoding="utf-8")
    assert failed(check(movie)) == {"captions_sound"}
    beside.write_text(captions(*spans[:-1]), encoding="utf-8")
    assert failed(check(movie)) == {"captions_cover"}
    beside.unlink()
    assert skipped(check(movie)) >= {"captions_order", "captions_sound", "captions_cover"}


@pytest.mark.parametrize("text", ["not json", "[]", '{"mouth": [[1, 2]]}', '{"labels": [{}]}', '{"speech": 5}'])
def test_a_damaged_manifest_is_named(spoilt: Callable[..., Path], text: str) -> None:
    movie = spoilt()
    movie.with_suffix(".json").write_text(text, encoding="utf-8")
    with pytest.raises(MediaError, match=r"movie\.json"):
        check(movie)


@pytest.mark.parametrize("spoil", ["missing", "empty", "cut", "sound"])
def test_what_is_no_movie_is_refused(spoilt: Callable[..., Path], good: Path, tmp_path: Path, spoil: str) -> None:
    movie = spoilt()
    match spoil:
        case "missing":
            movie.unlink()
        case "empty":
            movie.write_bytes(b"")
        case "cut":
            movie.write_bytes(good.read_bytes()[:3000])
        case "sound":
            movie = Path(shutil.copy(good.parent / "sound.wav", tmp_path / "sound.wav"))
    with pytest.raises(MediaError, match=movie.name):
        check(movie)


def test_the_mouth_at_rest_does_not_count_before_and_after_speech() -> None:
    times = np.arange(0, 10, 1 / 30)
    open_ = np.where((times > 2) & (times < 4), np.abs(np.sin(times * 9)), 0.0)
    open_ = np.where((times >= 4) & (times < 4.2), 0.8 * (4.2 - times) / 0.2, open_)
    quiet = movement_in_pauses(open_, times, [(2.0, 4.0)])
    assert quiet is not None
    assert quiet[0] < 0.01
    open_[(times > 7) & (times < 8)] = 0.6
    moving = movement_in_pauses(open_, times, [(2.0, 4.0)])
    assert moving is not None
    assert moving[0] > 0.4
    assert moving[1] == pytest.approx(4.0)


def test_captions_are_read_with_any_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes("\ufeff1\r\n00:00:01,500 --> 00:00:02,250\r\n你好\r\n世界\r\n\r\n".encode())
    found = read_captions(path)
    assert found is not None
    assert [(caption.start, caption.end, caption.text) for caption in found] == [(1.5, 2.25, "你好 世界")]
    assert read_captions(tmp_path / "none.srt") is None


def test_real_talkers_are_in_time(shared: Path) -> None:
    """Sixteen sentences of one real talker, with the mouth where it is in these recordings: in sync, by definition."""
    openings, times, runs, spans = [], [], [], []
    levels, shift = [], 0.0
    for number, path in enumerate(sorted((shared / "grid_s1" / "video").glob("*.mpg"))[:16]):
        boxes = np.array([[index, 132.0, 190.0, 54.0, 44.0] for index in range(75)])
        heard, seen = listen(path), look(path, None, boxes)
        assert heard is not None
        openings.append(opening(seen))
        times.append(seen.times + shift)
        runs.append(np.full(len(seen.times), number))
        level = np.pad(heard.level, (0, max(0, 600 - len(heard.level))), mode="edge")[:600]
        levels.append(level / np.percentile(level, 95))
        spans.append((shift, shift + 3))
        shift += 3.0
    assert heard is not None
    joined = replace(heard, start=0.0, duration=shift, level=np.concatenate(levels))
    sync = synchrony(np.concatenate(openings), np.concatenate(times), np.concatenate(runs), joined, spans)
    assert sync is not None
    assert abs(sync.offset) < 0.02
    assert sync.match > 0.4
