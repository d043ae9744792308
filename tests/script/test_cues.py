"""What may stand in square brackets."""

from collections.abc import Callable
from typing import Any

import pytest

from yingren.core.script import Script

from .conftest import Refused

Parse = Callable[[str], Script]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("happy", {"kind": "emotion", "name": "happy", "strength": 1.0}),
        ("Sad 0.6", {"kind": "emotion", "name": "sad", "strength": 0.6}),
        ("angry 60%", {"kind": "emotion", "name": "angry", "strength": 0.6}),
        ("开心0.4", {"kind": "emotion", "name": "happy", "strength": 0.4}),
        ("thumbs up", {"kind": "gesture", "name": "thumbs-up"}),
        ("count 3", {"kind": "gesture", "name": "count-3"}),
        ("POINT_LEFT .5", {"kind": "gesture", "name": "point-left", "strength": 0.5}),
        ("挥手", {"kind": "gesture", "name": "wave"}),
        ("look left", {"kind": "look", "name": "left", "seconds": None}),
        ("look down 1.5s", {"kind": "look", "name": "down", "seconds": 1.5}),
        ("看镜头", {"kind": "look", "name": "camera"}),
        ("pause", {"kind": "pause", "seconds": None}),
        ("pause 0.5s", {"kind": "pause", "seconds": 0.5}),
        ("pause 250ms", {"kind": "pause", "seconds": 0.25}),
        ("停顿0.5秒", {"kind": "pause", "seconds": 0.5}),
        ("pause 1 s", {"kind": "pause", "seconds": 1.0}),
        ("show chart.png", {"kind": "show", "name": "chart.png", "place": None, "seconds": None}),
        ("show chart.png 3s full", {"name": "chart.png", "place": "full", "seconds": 3.0}),
        ("展示 chart.png 旁边 3秒", {"name": "chart.png", "place": "beside", "seconds": 3.0}),
        ("show my chart.png behind", {"name": "my chart.png", "place": "behind"}),
        ('show "my chart.png"', {"name": "my chart.png"}),
        ("clip b-roll.mp4 full", {"kind": "clip", "name": "b-roll.mp4", "place": "full"}),
        ("clip loop.gif", {"kind": "clip", "name": "loop.gif"}),
        ("hide", {"kind": "hide", "name": ""}),
        ("camera close", {"kind": "camera", "name": "close"}),
        ("镜头近景", {"kind": "camera", "name": "close"}),
        ("music rain.mp3", {"kind": "music", "name": "rain.mp3"}),
        ("music off", {"kind": "music", "name": "none"}),
        ("background teal", {"kind": "background", "name": "#1f9e9e"}),
        ("background gradient #abc navy", {"kind": "background", "name": "gradient #aabbcc #1b2a4a"}),
        ("background chart.png", {"kind": "background", "name": "chart.png"}),
        ("title Breaking news 3s", {"kind": "title", "name": "Breaking news", "seconds": 3.0}),
        ("标题 回顾 2024", {"kind": "title", "name": "回顾 2024", "seconds": None}),
    ],
)
def test_cues(parse: Parse, written: str, expected: dict[str, Any]) -> None:
    (cue,) = parse(f"[{written}] said").scenes[0].lines[0].cues
    assert {name: getattr(cue, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("written", "column", "hint"),
    [
        ("[wavee]", 2, "“wave”"),
        ("[挥首]", 2, "“挥手”"),
        ("[hapy 0.6]", 2, "“happy”"),
        ("[happy 2]", 8, "0 to 1"),
        ("[wave left]", 7, "0 to 1"),
        ("[]", 2, "\\["),
        ("[1]", 2, "\\["),
        ("[look]", 6, "[look left]"),
        ("[look lef]", 7, "“left”"),
        ("[pause 5x]", 8, "0.5s"),
        ("[pause 0]", 8, "0.5s"),
        ("[pause 61s]", 8, "60"),
        ("[camera closse]", 9, "“close”"),
        ("[show]", 6, "chart.png"),
        ("[show chrt.png]", 7, "“chart.png”"),
        ("[show folder.png]", 7, None),
        ("[show chart.png besid]", 7, "“beside”"),
        ("[show b-roll.mp4]", 7, "[clip b-roll.mp4]"),
        ("[show https://a.b/c.png]", 7, "Download"),
        ("[clip chart.png]", 7, ".mp4"),
        ("[show chart.exe]", 7, ".png"),
        ("[hide now]", 7, None),
        ("[music newz]", 8, "“news”"),
        ("[music none.mp3]", 8, "Looked for it"),
        ("[background stdio]", 13, "“studio”"),
        ("[background gradient red]", 13, "gradient #"),
        ("[background gradient red bleu]", 13, "“blue”"),
        ("![x](chrt.png)", 6, "“chart.png”"),
    ],
)
def test_wrong_cues_are_refused_at_their_place(refused: Refused, written: str, column: int, hint: str | None) -> None:
    error = refused("fine\n\n" + written)
    assert (error.line, error.column) == (3, column), str(error)
    assert hint is None or hint in (error.hint or ""), str(error)


@pytest.mark.parametrize(
    ("written", "column"),
    [("hello [wave", 7), ("[happy [wave] x", 1), ("a\\[ [", 5), ("你好[挥手\n]", 3), ("[[wave]]", 1)],
)
def test_a_cue_never_closed_is_refused_where_it_opens(refused: Refused, written: str, column: int) -> None:
    error = refused(written)
    assert (error.line, error.column) == (1, column)
    assert "never closed" in error.message


def test_a_place_too_deep_for_the_file_system_is_refused(refused: Refused) -> None:
    assert "no file" in refused(f"[show {'a' * 300}.png]").message
