"""Captions follow the voice, two lines at most, without the marks creators drop."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yingren.compose.captions import MOST_LINES, captions_of
from yingren.compose.subtitles import caption_files
from yingren.core.movie import Caption

from .scenes import timeline


def measure(text: str) -> float:
    return sum(1.0 if character > "\u2e80" else 0.5 for character in text)


def captions(*texts: str, seconds: float = 2.0) -> tuple[Caption, ...]:
    return captions_of(timeline(texts, seconds=seconds), measure, 14.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大家好，我是小林。", ["大家好 我是小林"]),
        ("真的吗？好！", ["真的吗？", "好！"]),
        ("苹果、香蕉、", ["苹果、香蕉"]),
        ("他说：“走吧。”然后走了。", ["他说 “走吧”", "然后走了"]),
        ("Well, this is it.", ["Well, this is it."]),
    ],
)
def test_text(text: str, expected: list[str]) -> None:
    assert [caption.text for caption in captions(text)] == expected


@given(
    st.lists(
        st.sampled_from([*"今天新闻很好", "Python", " and ", "，", "。", "！", "“", "”", "😀", "𰻞"]), max_size=80
    ).map("".join)
)
@settings(max_examples=60)
def test_every_caption_is_short_in_order_and_knows_its_words(text: str) -> None:
    made = captions(text, text, seconds=4.0)
    for caption in made:
        assert 0 <= caption.start < caption.end
        assert caption.text.count("\n") < MOST_LINES
        for word in caption.words:
            assert caption.text[word.at : word.at + word.length] == word.text
            assert word.start < word.end
    for before, after in pairwise(made):
        assert before.end <= after.start


def test_a_word_is_shown_when_it_is_said() -> None:
    line = timeline(["大家好，欢迎收看今天的早间新闻。"])
    for caption in captions_of(line, measure, 14.0):
        for word in caption.words:
            assert caption.start <= word.start and word.end <= caption.end + 1e-9


def test_long_text_is_done_in_time_that_grows_with_it() -> None:
    assert len(captions("啊" * 20_000, seconds=2000.0)) == 715


def test_files() -> None:
    made = (Caption("你好\n世界", 0.5, 1.25, (), "小林"), Caption("a < b & c", 3661.0, 3662.0))
    srt, vtt = caption_files(made)
    assert srt.startswith("1\n00:00:00,500 --> 00:00:01,250\n你好\n世界\n\n2\n01:01:01,000 -->")
    assert vtt.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:01.250\n<v 小林>你好\n世界\n")
    assert "a &lt; b &amp; c" in vtt and "a < b & c" in srt


def test_no_captions_make_valid_files() -> None:
    assert caption_files(()) == ("", "WEBVTT\n")
