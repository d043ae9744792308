"""Scripts as JSON: there and back, and refused at their place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yingren.core.errors import ScriptError
from yingren.core.script import Script
from yingren.script import parse_json, to_json

Parse = Callable[[str], Script]


def test_there_and_back(parse: Parse) -> None:
    script = parse(
        "---\ntitle: ' 标题 \"x\" '\nsize: 16:9\nlabel: no\nspeed: 1.1\nseed: 7\nlexicon: names.txt\n"
        "speakers: {b: {colour: red}, a: }\nbackground: gradient red blue\n---\n"
        "# A {camera: wide}\n[happy 0.35][show chart.png beside 2s] b: one 😀 [pause .3s]\n\n"
        "[recording take1.wav] a: two [look left] \\[x\\]\n---\n[music rain.mp3][hide][title Now 1s]three\n"
    )
    again = parse_json(to_json(script), script.source)
    assert again == script
    assert list(again.speakers) == ["b", "a"]
    assert to_json(again) == to_json(script)
    assert "take1.wav" in to_json(script) and str(script.folder) not in to_json(script)


def test_times_and_speeds_go_there_and_back() -> None:
    text = '{"scenes": [{"lines": [{"text": "a", "start": 0.1, "end": 0.30000000000000004, "speed": 1.3}]}]}'
    script = parse_json(text)
    assert script.scenes[0].lines[0].end == 0.30000000000000004
    assert parse_json(to_json(script)) == script


def test_a_line_may_be_one_string() -> None:
    (line,) = parse_json('{"scenes": [{"lines": ["[wave] **hello** there"]}]}').scenes[0].lines
    assert line.text == "hello there" and line.cues[0].name == "wave"


def test_settings_are_those_of_front_matter() -> None:
    text = '{"settings": {"size": [720, 1280], "fps": 25, "label": false, "字幕": "off"}, "scenes": [{"lines": ["a"]}]}'
    settings = parse_json(text, set_={"fps": "50"}).settings
    assert (settings.size, settings.fps, settings.label, settings.captions) == ((720, 1280), 50, False, "none")


def inside(**line: Any) -> str:
    return json.dumps({"scenes": [{"lines": [line]}]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("{", "", "not JSON"),
        ("[1, 2]", "[", "Expected an object"),
        ("{}", "{", "nothing to say"),
        ('{"scenes": 3}', "3", "Expected a list"),
        ('{"scenez": []}', '"scenez"', "no key"),
        ('{"format": "other"}', '"other"', "format"),
        ('{"version": 2}', "2", "whole number"),
        ('{"settings": {"titel": "x"}}', '"titel"', "no key"),
        ('{"settings": {"title": null}}', "null", "Expected one value"),
        ('{"settings": {"size": [7, 9]}}', "[7", "not supported"),
        ('{"settings": {"fps": 1e999}}', "1e999", "cannot be used"),
        ('{"settings": {"fps": NaN}}', "{", "cannot be read"),
        ('{"a": 1, "a": 2}', "{", "twice"),
        ('{"speakers": {"a:b": {}}}', '"a:b"', "speaker's name"),
        ('{"scenes": [{"settings": {"title": "x"}}]}', '"title"', "no key"),
        (inside(text=3), "3", "Expected text"),
        (inside(), "{}", "holds nothing"),
        (inside(text="a\x01b"), '"a', "not text"),
        (inside(text="a", speaker="bob"), '"bob"', "speaker"),
        (inside(text="a", start=1), '{"text"', "stand together"),
        (inside(text="a", start=2, end=1), "2", "ends at"),
        (inside(text="a", speed=9), "9", "0.25 to 4"),
        (inside(text="a", audio="none.wav"), '"none', "no file"),
        (inside(text="a", cues=[{}]), "{}", "no “kind”"),
        (inside(text="a", cues=[{"kind": "emotio"}]), '"emotio"', "cue kind"),
        (inside(text="a", cues=[{"kind": "gesture", "name": "wavee"}]), '"wavee"', "gesture"),
        (inside(text="a", cues=[{"kind": "gesture"}]), '{"kind"', "gesture"),
        (inside(text="a", cues=[{"kind": "pause", "at": 2}]), "2", "0 to 1"),
        (inside(text="a", cues=[{"kind": "pause", "seconds": 0}]), "0", "longer than 0"),
        (inside(text="a", cues=[{"kind": "pause", "name": "x"}]), '"x"', "no name"),
        (
            inside(text="a", cues=[{"kind": "hide", "at": 1}, {"kind": "hide", "at": 0}]),
            '{"kind": "hide", "at": 0',
            "order",
        ),
        (inside(text="a", cues=[{"kind": "show", "name": "a.png", "place": "ful"}]), '"ful"', "place"),
        ('{"scenes": [{"lines": ["[wavee] x"]}]}', "wavee", "no cue"),
        ("[" * 100_000, "[", "cannot be read"),
        ("9" * 5000, "9", "cannot be read"),
    ],
)
def test_wrong_json_is_refused_at_its_place(text: str, where: str, message: str) -> None:
    source = Path("folder") / "a.json"
    with pytest.raises(ScriptError) as caught:
        parse_json("\n  " + text, source)
    error = caught.value
    assert error.file == str(source) and message in error.message, str(error)
    if message not in ("not JSON", "nothing to say", "cannot be read", "twice"):
        assert (error.line, error.column) == (2, 3 + text.index(where)), str(error)
