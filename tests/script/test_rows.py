"""Tables, and variables filled from them."""

import json
from pathlib import Path

import pytest

from yingren.core.errors import InputError, ScriptError
from yingren.script import fill, parse_json, parse_markdown, parse_srt, parse_ssml, read_rows, read_script


def table(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "姓名,礼物\n王芳, 八折券 \n\n李强,蛋糕\n",
        "\ufeff姓名,礼物\r\n王芳,八折券\r\n李强,蛋糕",
        "姓名;礼物\n王芳;八折券\n李强;蛋糕\n",
        "姓名\t礼物\n王芳\t八折券\n李强\t蛋糕\n",
        "姓名,礼物,,\n王芳,八折券,,\n李强,蛋糕,,\n,,,\n",
        "姓名,礼物\n王芳,八折券\n李强,蛋糕\n".encode("gb18030"),
    ],
)
def test_rows(tmp_path: Path, content: bytes | str) -> None:
    assert read_rows(table(tmp_path, content)) == [{"姓名": "王芳", "礼物": "八折券"}, {"姓名": "李强", "礼物": "蛋糕"}]


def test_quoted_cells_keep_commas_and_lines(tmp_path: Path) -> None:
    assert read_rows(table(tmp_path, 'a,b\n"x, ""y""","two\nlines"\n')) == [{"a": 'x, "y"', "b": "two\nlines"}]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "no rows"),
        ("a,b\n", 1, "no rows"),
        ("a,b\n1,2\n3\n", 3, "1 cells"),
        ("a,b\n1,2,3\n", 2, "3 cells"),
        ("a,,b\n1,2,3\n", 1, "Column 2"),
        ("a,a\n1,2\n", 1, "twice"),
        ('a,b\n1,2\n"3,4\n', 3, "no CSV"),
        (b"a,b\n\x00,2\n", 2, "not text"),
        (b"\x89PNG\r\n\x1a\n\xff\x00", 1, "not text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes | str, line: int, message: str) -> None:
    path = table(tmp_path, content)
    with pytest.raises(ScriptError) as caught:
        read_rows(path)
    assert caught.value.file == str(path) and caught.value.line == line and message in caught.value.message


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_rows(tmp_path / "none.csv")


def test_a_missing_column_is_refused_where_it_is_used() -> None:
    with pytest.raises(ScriptError) as caught:
        fill("---\ntitle: hi\n---\n你好，{{ 姓明 }}！", {"姓名": "王芳", "礼物": "券"}, source=Path("a.md"))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("a.md", 4, 4)
    assert "“姓名”" in (caught.value.hint or "")
    with pytest.raises(ScriptError) as caught:
        fill("---\ntitle: dear {{x}}\n---\nhi", {"a": "b"})
    assert (caught.value.line, caught.value.column) == (2, 13)


def test_a_script_with_variables_needs_a_table(tmp_path: Path) -> None:
    script = tmp_path / "a.md"
    script.write_text("---\ntitle: x\n---\nhello {{name}}\n", encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        read_script(script)
    assert (caught.value.line, caught.value.column) == (4, 7) and "--rows" in (caught.value.hint or "")


def test_escaped_variables_are_text() -> None:
    filled = fill(r"\{{name}} {{name}}", {"name": "Ann"})
    assert parse_markdown(filled).scenes[0].lines[0].text == "{{name}} Ann"


HOSTILE = [
    "[wave]",
    "**x** _y_ `z` ~~w~~",
    "# heading",
    "- item",
    "---",
    "<!-- x",
    "lin: y",
    "a：b",
    "\\",
    "{{x}}",
    "a: 'b' \"c\" #d",
    "[",
    "&lt;</speak>",
    "O'Neil & Söhne",
    "2*3*4",
    "null",
    "{a: b}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_only_ever_text(value: str) -> None:
    row = {"x": value}
    markdown = (
        "---\ntitle: {{x}}\nsubtitle: \"<{{x}}>\"\nend: 'a {{x}}' # note\nspeakers: {lin: {voice: {{v}}}}\n---\n"
        "## {{x}}\n{{x}}\n\n- hi {{x}}!"
    )
    script = parse_markdown(fill(markdown, row | {"v": "espeak"}))
    settings = script.settings
    assert (settings.title, settings.subtitle, settings.end) == (value, f"<{value}>", f"a {value}")
    assert script.scenes[0].heading == value
    assert [line.text for line in script.scenes[0].lines] == [value, f"hi {value}!"]
    assert not any(line.cues for line in script.scenes[0].lines)
    timed = fill("1\n00:00:01,000 --> 00:00:02,000\n{{x}}\n", row, source=Path("a.srt"))
    assert parse_srt(timed).scenes[0].lines[0].text == value
    assert parse_ssml(fill("<speak>{{x}}</speak>", row, source=Path("a.ssml"))).scenes[0].lines[0].text == value
    as_json = fill(json.dumps({"scenes": [{"lines": [{"text": "{{x}}"}]}]}), row, source=Path("a.json"))
    assert parse_json(as_json).scenes[0].lines[0].text == value


def test_a_value_in_a_cue_is_its_argument(tmp_path: Path) -> None:
    (tmp_path / "a_b.png").touch()
    text = fill("[show {{p}} beside] x", {"p": "a_b.png"})
    assert parse_markdown(text, tmp_path / "s.md").scenes[0].lines[0].cues[0].name == "a_b.png"
    with pytest.raises(ScriptError, match="cannot stand in a cue"):
        fill("[show {{p}}] x", {"p": "a.png] [wave"})


def test_words_and_dashes_are_left_as_they_are() -> None:
    assert fill("greeting-{{name}}-1", {"name": "王-芳 A"}) == "greeting-王-芳 A-1"


def test_a_row_fills_a_file(tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("你好，{{姓名}}*！", encoding="utf-8")
    read = read_script(script, row={"姓名": "王_芳", "unused": "1"})
    assert read.scenes[0].lines[0].text == "你好，王_芳*！"
