"""Front matter and ``--set``: what each key takes and how it is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yingren.core.errors import ScriptError
from yingren.core.script import Script, Settings
from yingren.script import parse_markdown
from yingren.script.place import Place
from yingren.script.settings import Field, checked

from .conftest import Refused

Parse = Callable[[str], Script]


def test_a_script_without_settings_has_the_defaults(parse: Parse) -> None:
    assert parse("said").settings == Settings()


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ("title: 9:16", "title", "9:16"),
        ('title: "a: b # c"', "title", "a: b # c"),
        ("标题：早间新闻", "title", "早间新闻"),
        ("标题： 早间新闻", "title", "早间新闻"),
        ("title: yes", "title", "yes"),
        ("title:", "title", ""),
        ("size: 9:16", "size", (1080, 1920)),
        ("size: 16:9", "size", (1920, 1080)),
        ("尺寸: 方形", "size", (1080, 1080)),
        ("size: 720x1280", "size", (720, 1280)),
        ("size: 720 × 1280", "size", (720, 1280)),
        ("fps: 25", "fps", 25),
        ("voice: piper:voices/a.onnx", "voice", "piper:voices/a.onnx"),
        ("language: 中文", "language", "zh"),
        ("language: fr", "language", "fr"),
        ("background: '#1B2a4A'", "background", "#1b2a4a"),
        ("background: b-roll.mp4", "background", "b-roll.mp4"),
        ("背景: 绿幕", "background", "#00b140"),
        ("music: rain.mp3", "music", "rain.mp3"),
        ("音乐: 关", "music", "none"),
        ("music_volume: 80%", "music_volume", 0.8),
        ("captions: off", "captions", "none"),
        ("camera: 特写", "camera", "close"),
        ("emotion: 开心", "emotion", "happy"),
        ("speed: 1.25", "speed", 1.25),
        ("seed: 42", "seed", 42),
        ("label: no", "label", False),
        ("brand: 影人 studio", "brand", "影人 studio"),
        ("brand: chart.png", "brand", "chart.png"),
    ],
)
def test_values(parse: Parse, written: str, key: str, value: Any) -> None:
    assert getattr(parse(f"---\n{written}\n---\nsaid").settings, key) == value


def test_files_of_settings_start_at_the_scripts_folder(parse: Parse, source: Path) -> None:
    settings = parse("---\nlexicon: names.txt\naudio: take1.wav\n---\nsaid").settings
    assert (settings.lexicon, settings.audio) == (source.parent / "names.txt", source.parent / "take1.wav")


@pytest.mark.parametrize(
    ("written", "column", "hint"),
    [
        ("titel: x", 1, "“title”"),
        ("副题: x", 1, "“副标题”"),
        ("size: 9:17", 7, "9:16"),
        ("size: 721x1280", 7, "722x1280"),
        ("size: 64x64", 7, "128"),
        ("size: 99999x2", 7, "4096"),
        ("fps: 29", 6, "30"),
        ("fps: fast", 6, "10 to 60"),
        ("fps: -30", 6, "10 to 60"),
        ("background: #123", 12, "quotes"),
        ("background: '#12'", 13, "colour"),
        ("background: missing.png", 13, "Looked for it"),
        ("music: https://a.b/c.mp3", 8, "Download"),
        ("music_volume: nan", 15, "0 to 2"),
        ("captions: karoake", 11, "“karaoke”"),
        ("camera: 近近景", 9, "“近景”"),
        ("speed: 9", 8, "0.5 to 2"),
        ("seed: 1.5", 7, "whole number"),
        ("label: maybe", 8, "Did you mean"),
        ("language: klingon!", 11, "auto"),
        ("title: [a, b]", 8, None),
        ("title: {a: b}", 8, None),
        ("title: a: b", 9, "quotes"),
        ("title: 'a", 10, "quotes"),
        (f"title: {'x' * 201}", 8, "200"),
        ("lexicon: rain.mp3", 10, ".txt"),
        ("audio: chart.png", 8, ".wav"),
        ("speakers: lin", 11, "key: value"),
        ("speakers: {}", 11, "speakers"),
        ("speakers: {'a:b': }", 12, "colon"),
        ("speakers: {lin: {colur: red}}", 18, "“colour”"),
        ("speakers: {lin: {colour: reed}}", 26, "“red”"),
        ("标题：[", 5, None),
        ("'\\ud800': x", 1, None),
        ('title: "\\UFFFFFFFF"', 1, None),
        ("[" * 3000, 1, None),
    ],
)
def test_wrong_settings_are_refused_at_their_place(
    refused: Refused, written: str, column: int, hint: str | None
) -> None:
    error = refused(f"---\n# a comment\n{written}\n---\nsaid")
    assert error.line == 3 or len(written) > 1000 or "UFFFF" in written, str(error)
    assert error.column == column or len(written) > 1000, str(error)
    assert hint is None or hint in f"{error.message} {error.hint}", str(error)


def test_a_key_that_stands_twice_is_refused(refused: Refused) -> None:
    assert refused("---\ntitle: a\n标题: b\n---\nsaid").line == 3
    assert refused("---\nspeakers: {lin: , lin: }\n---\nsaid").column == 19


def test_front_matter_never_closed_is_refused(refused: Refused) -> None:
    assert refused("\n---\ntitle: x\nsaid").line == 2


def test_settings_of_a_scene_are_refused_at_their_place(refused: Refused) -> None:
    error = refused("## 天气 {camera: closee}\nsaid")
    assert (error.line, error.column) == (1, 16)
    error = refused("## A {title: x}\nsaid")
    assert (error.line, error.column) == (1, 7) and "camera" in (error.hint or "")


def test_set_goes_over_the_front_matter(source: Path) -> None:
    text = "---\ntitle: a\nfps: 30\n---\nsaid"
    settings = parse_markdown(text, source, set_={"标题": "b", "size": "1:1"}).settings
    assert (settings.title, settings.size, settings.fps) == ("b", (1080, 1080), 30)


@pytest.mark.parametrize(("key", "value", "column"), [("sise", "1:1", 1), ("size", "1:7", 6), ("speakers", "x", 1)])
def test_set_is_refused_as_front_matter_is(source: Path, key: str, value: str, column: int) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_markdown("said", source, set_={key: value})
    assert caught.value.file == f"--set {key}={value}" and caught.value.column == column


def test_names_are_checked_where_they_are_known(source: Path) -> None:
    names = {"avatar": ["lin", "wang"], "voice": ["espeak"]}
    fine = "---\navatar: wang\nvoice: openai:http://127.0.0.1:1\nspeakers: {a: {avatar: me.vrm}}\n---\nsaid"
    assert parse_markdown(fine, source, names=names).settings.avatar == "wang"
    for text, line, hint in [
        ("---\navatar: wan\n---\nsaid", 2, "“wang”"),
        ("---\nspeakers:\n  a: {voice: espeek}\n---\nsaid", 3, "“espeak”"),
    ]:
        with pytest.raises(ScriptError) as caught:
            parse_markdown(text, source, names=names)
        assert caught.value.line == line and hint in (caught.value.hint or "")


def test_every_setting_can_be_written() -> None:
    with pytest.raises(ScriptError) as caught:
        checked([Field("?", "", Place(), Place())])
    listed = caught.value.hint or ""
    missing = [name for name in Settings.__dataclass_fields__ if name not in listed]
    assert missing == []
