"""The example scripts can be read, and are of the length they say."""

from pathlib import Path

import pytest

from yingren.core.script import Script
from yingren.script import parse_json, read_rows, read_script, to_json

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("*.md"))


def read(name: str) -> Script:
    path = EXAMPLES / name
    row = read_rows(EXAMPLES / "customers.csv")[0] if name == "greeting.md" else None
    return read_script(path, row=row)


def spoken(script: Script) -> str:
    return "".join(line.text for scene in script.scenes for line in scene.lines)


def kinds(script: Script) -> set[str]:
    return {cue.kind for scene in script.scenes for line in scene.lines for cue in line.cues}


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_example_can_be_read_and_goes_there_and_back(name: str) -> None:
    script = read(name)
    assert script.settings.title and script.settings.size == (1080, 1920)
    assert parse_json(to_json(script), script.source) == script


def test_the_news_is_twenty_to_thirty_seconds_long() -> None:
    script = read("morning-news.md")
    assert 90 <= len(spoken(script)) <= 130
    assert {"emotion", "gesture"} <= kinds(script) and script.settings.music == "news"


def test_the_lesson_shows_slides() -> None:
    assert "show" in kinds(read("lesson.md"))


def test_the_interview_has_two_speakers_who_look_different() -> None:
    script = read("interview.md")
    assert {line.speaker for scene in script.scenes for line in scene.lines} == {"主持人", "陈老师"}
    assert script.speakers["主持人"].colour != script.speakers["陈老师"].colour


def test_the_greeting_has_three_people() -> None:
    rows = read_rows(EXAMPLES / "customers.csv")
    titles = {read_script(EXAMPLES / "greeting.md", row=row).settings.title for row in rows}
    assert len(rows) == len(titles) == 3


def test_the_recording_is_there() -> None:
    audio = read("recorded.md").settings.audio
    assert audio is not None and 10_000 < audio.stat().st_size <= 150 * 1024
