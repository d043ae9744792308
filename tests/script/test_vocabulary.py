"""The words of a script: documented, told apart, and understood by the rooms that act on them."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from yingren.compose.beds import BEDS
from yingren.compose.lettering import STYLES
from yingren.compose.looks import LOOKS
from yingren.motion.gestures import gesture_names
from yingren.script import parse_markdown
from yingren.script.ssml import ELEMENTS, SAY_AS
from yingren.script.vocabulary import advice, sections, words

REFERENCE = Path(__file__).parents[2] / "docs" / "script-format.md"


@pytest.fixture(scope="module")
def documented() -> set[str]:
    """Every word that stands in backquotes, alone or first in a cue."""
    text = REFERENCE.read_text(encoding="utf-8")
    quoted = set(re.findall(r"`([^`\n]+)`", text))
    return quoted | {found[1:].split()[0].rstrip("]") for found in quoted if found.startswith("[") and len(found) > 2}


@pytest.mark.parametrize("kind", sections())
def test_every_word_is_in_the_reference(kind: str, documented: set[str]) -> None:
    missing = [way for name, ways in words(kind).aliases.items() for way in (name, *ways) if way not in documented]
    assert missing == []


def test_every_element_of_ssml_is_in_the_reference(documented: set[str]) -> None:
    assert [name for name in (*ELEMENTS, *SAY_AS) if name not in documented] == []


def test_no_word_has_two_meanings() -> None:
    for kinds in [("emotions", "gestures", "cues"), ("music",), ("captions",), ("backgrounds", "colours"), ("keys",)]:
        ways = [way for kind in kinds for name, ways in words(kind).aliases.items() for way in {name, *ways}]
        assert sorted({way for way in ways if ways.count(way) > 1}) == []


def test_the_rooms_know_what_the_script_can_ask_for() -> None:
    felt = json.loads((files("yingren.motion") / "emotions.json").read_text("utf-8"))["emotions"]
    assert set(words("gestures")) <= set(gesture_names())
    assert set(words("emotions")) <= set(felt)
    assert set(words("captions")) == set(STYLES)
    assert set(words("backgrounds")) == set(LOOKS)
    assert set(words("music")) - {"none"} == set(BEDS)
    assert set(words("ssml_styles")) <= set(words("emotions"))


def test_examples_of_the_reference_can_be_read(tmp_path: Path) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    for name in ("map.png", "chart.png", "图.png", "b-roll.mp4", "片段.mp4", "rain.mp3", "take1.wav", "第一句.wav"):
        (tmp_path / name).touch()
    for block in re.findall(r"```markdown\n(.*?)```", text, re.DOTALL):
        if "{{" not in block:
            assert parse_markdown(block, tmp_path / "a.md").scenes
    cues = [cue for cue in re.findall(r"`(\[[^`\]]+\])`", text) if "…" not in cue and cue != "[square brackets]"]
    assert len(cues) > 30
    for cue in cues:
        assert parse_markdown(f"{cue} said", tmp_path / "a.md").scenes


def test_advice_names_the_nearest_or_lists_what_there_is() -> None:
    assert "“close”" in advice("closse", words("cameras"))
    assert "close, medium, wide" in advice("xyzzy", words("cameras"))
    assert len(advice("长" * 100_000, words("gestures"))) < 400
