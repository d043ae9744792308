"""Where text may be cut, and how evenly it is set."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingren.compose.lines import NEVER_FIRST, NEVER_LAST, Ruler, atoms, lines, phrases

WIDTH = 14.0
CHINESE = "今天我们来看人工智能的新闻数据增长很快"
_PIECES = st.one_of(
    st.text(alphabet=CHINESE, min_size=1, max_size=9),
    st.sampled_from(["Python", "state-of-the-art", "don't", "5,000", "3.14%", "GPT-5", "a", "https://a.cn/b?c=d"]),
    st.sampled_from(list("，。！？、；：”’）》")),
    st.sampled_from(list("“‘（《")),
    st.sampled_from([" ", "😀", "é", "\u0301"]),
)
TEXTS = st.lists(_PIECES, max_size=30).map("".join)


def measure(text: str) -> float:
    return sum(1.0 if character > "\u2e80" else 0.5 for character in text)


def set_lines(text: str, width: float = WIDTH) -> list[str]:
    return [text[start:end] for start, end in lines(Ruler(text, measure), atoms(text), width)]


@given(TEXTS)
def test_nothing_is_lost_but_space(text: str) -> None:
    assert re.sub(r"\s", "", "".join(set_lines(text))) == re.sub(r"\s", "", text)


@given(TEXTS)
def test_no_line_is_wider_than_it_may_be(text: str) -> None:
    longest = max((measure(text[atom.start : atom.end]) for atom in atoms(text)), default=0.0)
    assert all(measure(row) <= max(WIDTH, longest) for row in set_lines(text))


@given(
    st.lists(st.sampled_from([*CHINESE, "Python", "，", "。", "“", "”", "《", "》", "、"]), max_size=60).map("".join)
)
def test_marks_stay_with_what_they_belong_to(text: str) -> None:
    # A heap of marks longer than two lines has to be cut somewhere; real text has none.
    if any(measure(text[atom.start : atom.end]) > 2 * WIDTH for atom in atoms(text)):
        return
    rows = set_lines(text)
    for row in rows[1:]:
        assert row[0] not in NEVER_FIRST
    for row in rows[:-1]:
        assert row[-1] not in NEVER_LAST


@given(
    st.lists(
        st.sampled_from(["数据", "模型", "Transformer", "state-of-the-art", "don't", "1,234.5", "很快"]), max_size=20
    )
)
def test_english_words_and_numbers_are_never_cut(words: list[str]) -> None:
    text = ""
    for word in words:
        # Two English words that touch would be one.
        text += " " + word if text and text[-1].isascii() and word.isascii() else word
    rows = set_lines(text)
    for word in words:
        if word.isascii():
            assert sum(row.count(word) for row in rows) == text.count(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产业规模超过5,000亿元同比增长很快啊", ["产业规模超过", "5,000亿元同比增长很快啊"]),
        ("苹果、香蕉、橘子、葡萄、西瓜都有", ["苹果、香蕉、橘子、", "葡萄、西瓜都有"]),
    ],
)
def test_lines_end_where_they_read_well(text: str, expected: list[str]) -> None:
    rows = set_lines(text)
    assert len(rows) == 2
    assert rows[0][-1] in "、的了是在" or rows == expected or abs(measure(rows[0]) - measure(rows[1])) <= 3


def test_lines_are_even() -> None:
    first, second = set_lines("今" * 16)
    assert abs(len(first) - len(second)) <= 1


def test_a_word_longer_than_two_lines_is_cut_for_want_of_anything_better() -> None:
    rows = set_lines("a" * 100)
    assert "".join(rows) == "a" * 100
    assert all(measure(row) <= WIDTH for row in rows)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("大家好，欢迎收看。今天", 3),
        ("It costs 5,000 dollars, e.g. 3.14 each. Mr. Lee agrees.", 3),
        ("见 https://example.com/a,b:c 吧", 1),
        ("“你好！”他说。", 2),
    ],
)
def test_phrases_end_at_marks_that_end_something(text: str, count: int) -> None:
    assert len(phrases(text, atoms(text))) == count


def test_joined_emoji_are_one() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert [family[atom.start : atom.end] for atom in atoms(family)] == [family]
