"""The part of SSML that is read."""

from pathlib import Path

import pytest

from yingren.core.errors import ScriptError
from yingren.core.script import Line, Script
from yingren.script import parse_ssml


def lines(inside: str) -> tuple[Line, ...]:
    return parse_ssml(f'<speak xml:lang="en-US">{inside}</speak>').scenes[0].lines


def test_a_whole_document() -> None:
    script: Script = parse_ssml(
        '<?xml version="1.0" encoding="gb2312"?>\n'
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="zh-CN">\n'
        '<voice name="espeak"><p>大家好，\n  <mark name="wave"/>我是主播。<break time="500ms"/>再见。</p>\n'
        "<p><s>一。</s><s>二。</s></p></voice></speak>"
    )
    assert (script.settings.language, script.settings.voice) == ("zh", "espeak")
    first, *others = script.scenes[0].lines
    assert first.text == "大家好，我是主播。再见。" and first.line == 3
    assert [(cue.kind, cue.name, cue.at, cue.seconds, cue.line) for cue in first.cues] == [
        ("gesture", "wave", 4, None, 4),
        ("pause", "", 9, 0.5, 4),
    ]
    assert [line.text for line in others] == ["一。", "二。"]


def test_rates_are_lines_of_their_own() -> None:
    found = lines(
        'a <prosody rate="+20%">b <prosody rate="slow">c</prosody> d</prosody> e <prosody pitch="high">f</prosody>'
    )
    assert [(line.text, round(line.speed, 3)) for line in found] == [
        ("a", 1.0),
        ("b", 1.2),
        ("c", 0.96),
        ("d", 1.2),
        ("e f", 1.0),
    ]


def test_styles_are_emotions_until_they_close() -> None:
    (line,) = lines('a <mstts:express-as style="cheerful" styledegree="0.5">b</mstts:express-as> c')
    assert [(cue.name, cue.strength, cue.at) for cue in line.cues] == [("happy", 0.5, 2), ("neutral", 1.0, 3)]


@pytest.mark.parametrize(
    ("inside", "spoken"),
    [
        ('<say-as interpret-as="characters">AB1</say-as> x', "A B 1 x"),
        ('<say-as interpret-as="ordinal">3</say-as> <say-as interpret-as="ordinal">12</say-as>', "3rd 12th"),
        ('<say-as interpret-as="date" format="ymd">2026-11-23</say-as>', "2026-11-23"),
        ('<sub alias="World Wide Web">WWW</sub> is', "World Wide Web is"),
        ('<phoneme alphabet="ipa" ph="x">tomato</phoneme>', "tomato"),
        ("a &lt;b&gt; &amp; <![CDATA[<c>]]> <emphasis>d</emphasis>", "a <b> & <c> d"),
        ("\n  wrapped\n  text <!-- note -->\n", "wrapped text"),
    ],
)
def test_text(inside: str, spoken: str) -> None:
    assert [line.text for line in lines(inside)] == [spoken]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("<speak>a\n<brake/></speak>", 2, 1, "no element “brake”"),
        ('<speak>你好<mark name="wavee"/></speak>', 1, 10, "no cue"),
        ("<p>a</p>", 1, 1, "<speak>"),
        ("<speak><speak>a</speak></speak>", 1, 8, "<speak>"),
        ("<speak>a", 1, 9, "not XML"),
        ("<speak>a &nbsp;</speak>", 1, 10, "not XML"),
        ("plain", 1, 1, "not XML"),
        ('<!DOCTYPE s [<!ENTITY a "b">]><speak>&a;</speak>', 1, 13, "document type"),
        ('<speak><break time="99s"/></speak>', 1, 8, "duration"),
        ('<speak><break strength="huge"/></speak>', 1, 8, "no strength"),
        ('<speak><prosody rate="warp">a</prosody></speak>', 1, 8, "rate"),
        ('<speak><prosody rate="5000%">a</prosody></speak>', 1, 8, "cannot be used"),
        ('<speak><say-as interpret-as="dat">a</say-as></speak>', 1, 8, "reading"),
        ('<speak><mstts:express-as style="cheery">a</mstts:express-as></speak>', 1, 8, "style"),
        ('<speak><voice name="a">x</voice><voice name="b">y</voice></speak>', 1, 33, "one voice"),
        ('<speak xml:lang="!">a</speak>', 1, 1, "language"),
        ("<speak>" + "<p>" * 100 + "</p>" * 100 + "</speak>", 1, 197, "too deep"),
        ("<speak> </speak>", 1, 1, "nothing to say"),
    ],
)
def test_wrong_documents_are_refused_at_their_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_ssml(text, Path("a.ssml"))
    error = caught.value
    assert message in error.message, str(error)
    assert (error.file, error.line, error.column) == ("a.ssml", line, column), str(error)
