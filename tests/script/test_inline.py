"""Text inside a line: emphasis, escapes, links, and the offsets of cues."""

from collections.abc import Callable

import pytest

from yingren.core.script import Script

Parse = Callable[[str], Script]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**bold** and *italic* and ***both***", "bold and italic and both"),
        ("这是**重点**内容", "这是重点内容"),
        ("__bold__ _italic_ ~~gone~~", "bold italic gone"),
        ("2*3*4 snake_case_name 5 * 6", "2*3*4 snake_case_name 5 * 6"),
        ("a lone *star and _line", "a lone *star and _line"),
        ("see [the site](https://a.b/c_d) or [docs](docs/x.md)", "see the site or docs"),
        ("**[bold link](https://a.b)**", "bold link"),
        (r"\[not a cue\] \* \# \\ \{{x}}", r"[not a cue] * # \ {{x}}"),
        ("`code [wave] *x*` end", "code [wave] *x* end"),
        ("a<br>b <b>bold</b> 1 < 2 > 1", "a b bold 1 < 2 > 1"),
        ("多个   空格　全角", "多个 空格 全角"),
        ("😀👨‍👩‍👧 𠮷野家 été", "😀👨‍👩‍👧 𠮷野家 été"),
        ("100% & more @home ~ about", "100% & more @home ~ about"),
    ],
)
def test_marks_are_not_spoken(parse: Parse, written: str, spoken: str) -> None:
    assert parse(written).scenes[0].lines[0].text == spoken


@pytest.mark.parametrize(
    ("written", "spoken", "at"),
    [
        ("[wave]hello", "hello", 0),
        ("[wave] hello", "hello", 0),
        ("hello [wave] there", "hello there", 6),
        ("hello [wave].", "hello.", 5),
        ("你好 [wave] 世界", "你好世界", 2),
        ("你好[wave]，世界", "你好，世界", 2),
        ("你好！[wave] 我们", "你好！我们", 3),
        ("你好 [wave] AI", "你好 AI", 3),
        ("hello [wave]", "hello", 5),
        ("**hello [wave]there**", "hello there", 6),
        ("\\[a\\] [wave]b", "[a] b", 4),
        ("a b\n[wave] c", "a b c", 4),
    ],
)
def test_a_cue_stands_where_it_was_written(parse: Parse, written: str, spoken: str, at: int) -> None:
    (line,) = parse(written).scenes[0].lines
    (cue,) = line.cues
    assert (line.text, cue.at) == (spoken, at)


def test_a_picture_in_markdown_is_shown(parse: Parse) -> None:
    (line,) = parse("看 ![销量](chart.png) 这里").scenes[0].lines
    (cue,) = line.cues
    assert (line.text, cue.kind, cue.name, cue.at, cue.column) == ("看这里", "show", "chart.png", 1, 3)
