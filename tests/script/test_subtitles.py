"""SRT and WebVTT."""

from pathlib import Path

import pytest

from yingren.core.errors import ScriptError
from yingren.script import parse_srt

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Hello</i> there,
friend. [wave]

2
00:00:02.500 --> 01:00:04.05 X1:10 X2:20
{\\an8}你好
世界
"""


def test_srt() -> None:
    first, second = parse_srt(SRT).scenes[0].lines
    assert (first.text, first.start, first.end, first.line) == ("Hello there, friend.", 1.0, 2.5, 2)
    assert (first.cues[0].name, first.cues[0].at) == ("wave", 20)
    assert (second.text, second.start, second.end) == ("你好世界", 2.5, 3604.05)


def test_webvtt() -> None:
    text = (
        "WEBVTT - title\nKind: captions\n\nNOTE a note\nof two lines\n\nSTYLE\n::cue {}\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<v Ann><c.loud>Hi</c> you\n"
    )
    (line,) = parse_srt(text).scenes[0].lines
    assert (line.text, line.start, line.end) == ("Hi you", 1.0, 2.0)


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    assert len(parse_srt("\ufeff" + SRT.replace("\n", "\r\n")).scenes[0].lines) == 2


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("1\n00:00:02,000 --> 00:00:01,000\nx\n", 2, "ends at 1 s"),
        ("1\n00:00:01,000 --> 00:00:01,000\nx\n", 2, "ends at"),
        ("1\n00:00:01,000 --> 00:00:03,000\nx\n\n2\n00:00:02,000 --> 00:00:04,000\ny\n", 6, "before the one above"),
        ("1\n00:00:01 --> 00:00:03\nx\n", 2, "no time"),
        ("1\n00:61:01,000 --> 00:62:03,000\nx\n", 2, "60 minutes"),
        ("hello\nworld\n", 1, "Expected a time"),
        ("1\n", 1, "Expected a time"),
        ("1\n00:00:01,000 --> 00:00:02,000\n[wavee] x\n", 3, "no cue"),
        ("1\n99:00:01,000 --> 99:00:02,000\nx\n", 2, "ends at"),
        ("", 1, "nothing to say"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", 1, "nothing to say"),
    ],
)
def test_wrong_subtitles_are_refused_at_their_line(text: str, line: int, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_srt(text, Path("a.srt"))
    assert (caught.value.file, caught.value.line) == ("a.srt", line) and message in caught.value.message


def test_settings_come_from_the_command() -> None:
    assert parse_srt(SRT, set_={"size": "16:9"}).settings.size == (1920, 1080)
