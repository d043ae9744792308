"""Blocks of Markdown: scenes, lines, speakers, comments."""

from collections.abc import Callable

import pytest

from yingren.core.script import Script

from .conftest import Refused

Parse = Callable[[str], Script]
SPEAKERS = "---\nspeakers:\n  lin: {}\n  陈老师: {colour: teal}\n---\n"


def texts(script: Script) -> list[str]:
    return [line.text for scene in script.scenes for line in scene.lines]


def test_a_whole_script(parse: Parse) -> None:
    script = parse(
        "---\ntitle: 早间新闻\n---\n\n[happy 0.6] 早上好！[nod]今天是23日。\n\n## 天气 {camera: close}\n\n"
        "[show chart.png beside 3s] 冷空气南下。\n第二句话。\n"
    )
    assert script.settings.title == "早间新闻"
    first, second = script.scenes
    assert (first.heading, second.heading) == ("", "天气")
    assert second.settings == {"camera": "close"}
    assert (first.line, second.line) == (5, 7)
    assert [line.text for line in second.lines] == ["冷空气南下。", "第二句话。"]
    (line,) = first.lines
    assert line.text == "早上好！今天是23日。" and line.line == 5
    assert [(cue.kind, cue.name, cue.at, cue.strength, cue.line, cue.column) for cue in line.cues] == [
        ("emotion", "happy", 0, 0.6, 5, 1),
        ("gesture", "nod", 4, 1.0, 5, 17),
    ]
    (shown,) = second.lines[0].cues
    assert (shown.kind, shown.name, shown.place, shown.seconds) == ("show", "chart.png", "beside", 3.0)


def test_no_heading_is_spoken(parse: Parse) -> None:
    assert texts(parse("# One\nsaid\n## Two ##\nalso said")) == ["said", "also said"]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("第一句\n第二句", ["第一句", "第二句"]),
        ("第一句，\n还是第一句", ["第一句，还是第一句"]),
        ("a line that\nGoes on", ["a line that Goes on"]),
        ("今天聊聊 AI\n大家好", ["今天聊聊 AI", "大家好"]),
        ("用 AI\nChatGPT 很好", ["用 AI", "ChatGPT 很好"]),
        ("Hello\n[wave]你好", ["Hello", "你好"]),
        ("one,\n[wave] two", ["one, two"]),
        ("A sentence.\nAnother.", ["A sentence.", "Another."]),
        ("a line\n\nanother", ["a line", "another"]),
        ("a line <!-- note -->\n<!-- only\na note -->\ngoes on", ["a line goes on"]),
        ("- one\n- two", ["one", "two"]),
        ("> quoted\n1. numbered", ["quoted 1. numbered"]),
        ("said\n```\nnot said [nor read\n```\nsaid", ["said", "said"]),
        ("one\r\n\r\ntwo\rthree", ["one", "two three"]),
    ],
)
def test_lines(parse: Parse, written: str, spoken: list[str]) -> None:
    assert texts(parse(written)) == spoken


def test_a_rule_begins_a_scene_without_a_heading(parse: Parse) -> None:
    script = parse("one\n\n---\n\ntwo\n\n* * *\nthree\n\n---\n")
    assert [(scene.heading, scene.lines[0].text) for scene in script.scenes] == [
        ("", "one"),
        ("", "two"),
        ("", "three"),
    ]


def test_a_first_heading_with_another_under_it_is_the_title(parse: Parse) -> None:
    script = parse("# The title\n\n## Scene\nsaid")
    assert script.settings.title == "The title"
    assert [scene.heading for scene in script.scenes] == ["Scene"]


def test_a_heading_that_is_not_the_title_needs_something_under_it(refused: Refused) -> None:
    error = refused("---\ntitle: One\n---\n# Another\n## Scene\nsaid")
    assert (error.line, error.column) == (4, 1) and "[pause 2s]" in (error.hint or "")
    assert refused("said\n\n## Last\n").line == 3


def test_a_heading_alone_can_be_held_by_a_pause(parse: Parse) -> None:
    script = parse("said\n## Chapter\n[pause 2s]\n")
    (line,) = script.scenes[1].lines
    assert line.text == "" and line.cues[0].seconds == 2.0


def test_cues_alone_wait_for_the_next_line_of_their_scene(parse: Parse) -> None:
    script = parse("# A [camera wide]\n[music calm]\n\nsaid\n\n[wave]\n# B\nmore\n")
    assert [(cue.kind, cue.at) for cue in script.scenes[0].lines[0].cues] == [
        ("camera", 0),
        ("music", 0),
        ("gesture", 4),
    ]
    assert script.scenes[1].lines[0].cues == ()


def test_speakers(parse: Parse) -> None:
    script = parse(
        SPEAKERS + "before any name\n\nlin: one\n陈老师：[nod] two\n\nstill two\n\n**LIN:** three\n__lin__: four\n"
        "[happy] 陈老师:\nfive\nNote\\: six\n\nat 10:30 sharp\n10:30 sharp"
    )
    found = [(line.speaker, line.text) for line in script.scenes[0].lines]
    assert found == [
        ("lin", "before any name"),
        ("lin", "one"),
        ("陈老师", "two"),
        ("陈老师", "still two"),
        ("lin", "three"),
        ("lin", "four"),
        ("陈老师", "five Note: six"),
        ("陈老师", "at 10:30 sharp 10:30 sharp"),
    ]
    assert script.speakers["陈老师"].colour == "#1f9e9e"
    assert script.scenes[0].lines[6].cues[0].at == 0


def test_an_unknown_speaker_is_refused_where_it_stands(refused: Refused) -> None:
    error = refused(SPEAKERS + "lin: one\n\n  [nod] linn: two")
    assert (error.line, error.column) == (8, 9)
    assert "“lin”" in (error.hint or "") and "\\:" in (error.hint or "")


def test_without_speakers_a_colon_is_only_a_colon(parse: Parse) -> None:
    assert texts(parse("Note: this\n\n时间：八点")) == ["Note: this", "时间：八点"]


def test_a_recording_belongs_to_its_line(parse: Parse, refused: Refused) -> None:
    script = parse("[recording take1.wav] [nod] said\n\nnot recorded")
    first, second = script.scenes[0].lines
    assert first.audio == script.folder / "take1.wav" and first.audio.is_absolute()
    assert second.audio is None and first.text == "said"
    error = refused("said [recording take1.wav]")
    assert (error.line, error.column) == (1, 7)


@pytest.mark.parametrize("text", ["", " \n\n", "---\ntitle: x\n---\n", "<!-- nothing -->", "[wave]", "```\ncode\n```"])
def test_a_script_that_says_nothing_is_refused(refused: Refused, text: str) -> None:
    assert "nothing to say" in refused(text).message


def test_a_recording_of_the_whole_needs_no_text(parse: Parse) -> None:
    script = parse("---\naudio: take1.wav\n---\n")
    assert script.settings.audio == script.folder / "take1.wav"
    assert len(script.scenes) == 1 and len(script.scenes[0].lines) == 1


def test_a_comment_never_closed_is_refused_where_it_opens(refused: Refused) -> None:
    error = refused("---\ntitle: x\n---\nsaid\nand <!-- more\n")
    assert (error.line, error.column) == (5, 5)


def test_a_heading_without_a_space_is_refused(refused: Refused) -> None:
    assert refused("said\n##天气\n").line == 2


def test_columns_behind_a_comment_are_those_of_the_file(refused: Refused) -> None:
    error = refused("<!-- 注释 --> hello [wavee]")
    assert (error.line, error.column) == (1, 20)
