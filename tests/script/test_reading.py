"""Files of every format and encoding."""

import codecs
from pathlib import Path

import pytest

from yingren.core.errors import InputError, ScriptError
from yingren.core.script import Script
from yingren.script import parse_plain, read_script
from yingren.script.source import LARGEST

FORMATS = {
    "a.md": "你好，世界。",
    "a.MARKDOWN": "你好，世界。",
    "a.txt": "你好，世界。",
    "a.srt": "1\n00:00:01,000 --> 00:00:02,000\n你好，世界。\n",
    "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n你好，世界。\n",
    "a.ssml": "<speak>你好，世界。</speak>",
    "a.xml": "<speak>你好，世界。</speak>",
    "a.json": '{"scenes": [{"lines": ["你好，世界。"]}]}',
}


def only_text(script: Script) -> str:
    (scene,) = script.scenes
    (line,) = scene.lines
    return line.text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_formats_and_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(FORMATS[name].encode(encoding))
    script = read_script(path)
    assert only_text(script) == "你好，世界。"
    assert script.source == path and script.folder == tmp_path


def test_utf_16_of_either_order(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF16_BE + "你好".encode("utf-16-be"))
    assert only_text(read_script(path)) == "你好"


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, 1, "not text"),
        (b"ab\ncd\x00ef", 2, 3, "U+0000"),
        ("café au lait\n".encode("latin-1"), 1, 4, "UTF-8"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", 1, 5, "UTF-16"),
        (bytes(range(128, 256)) * 8, 1, 1, "UTF-8"),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".txt", ".srt", ".ssml", ".json"])
def test_what_is_no_text_is_refused(
    tmp_path: Path, suffix: str, content: bytes, line: int, column: int, message: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(ScriptError) as caught:
        read_script(path)
    error = caught.value
    assert message in error.message and error.file == str(path), str(error)
    assert (error.line, error.column) == (line, column), str(error)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_script(tmp_path / "none.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read_script(tmp_path / "folder.md")
    with pytest.raises(InputError, match="cannot be read"):
        read_script(tmp_path / "a\0b.md")


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_script(tmp_path / "a.mdd")
    assert "“.md”" in (caught.value.hint or "")


def test_a_script_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(InputError, match="larger than 5 MB"):
        read_script(path)


def test_plain_text_is_spoken_as_it_stands() -> None:
    script = parse_plain("# [not a cue] *x*  y\nlin: two\n\nthree\n\n\nfour\n")
    assert [[line.text for line in scene.lines] for scene in script.scenes] == [
        ["# [not a cue] *x* y", "lin: two", "three"],
        ["four"],
    ]
    assert [line.line for line in script.scenes[0].lines] == [1, 2, 4]


def test_set_reaches_every_format(tmp_path: Path) -> None:
    for name, text in FORMATS.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert read_script(path, set_={"seed": "9"}).settings.seed == 9
