import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingren.speech.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好。再见！", ["你好。", "再见！"]),
        ("他说：“好。”走了。", ["他说：“好。”", "走了。"]),
        ("Dr. Smith came. He left.", ["Dr. Smith came. ", "He left."]),
        ("It cost $3.50. OK?", ["It cost $3.50. ", "OK?"]),
        ("See www.example.com now. Yes.", ["See www.example.com now. ", "Yes."]),
        ("J. Smith spoke. Then 5 p.m. came.", ["J. Smith spoke. ", "Then 5 p.m. came."]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("等等……好。", ["等等……", "好。"]),
        ("好。🎉🎉", ["好。🎉🎉"]),
        ("🎉好。", ["🎉好。"]),
        ("", []),
        ("。。。", ["。。。"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert list(split_sentences(text)) == expected


def test_long_sentences_are_cut_at_commas() -> None:
    text = "这是一个很长的句子，" * 40
    pieces = list(split_sentences(text))
    assert "".join(pieces) == text and len(pieces) > 3
    assert all(piece.endswith("，") and len(piece) <= 121 for piece in pieces)


def test_long_english_is_cut_between_words() -> None:
    text = "word " * 200
    assert all(piece.strip().replace("word", "").strip() == "" for piece in split_sentences(text))


@pytest.mark.parametrize("unit", ["好", "a", "1", " ", ".", "🎉", "，", "1,"])
def test_a_hundred_thousand_of_anything(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    pieces = list(split_sentences(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 1000


@given(st.text(alphabet='你好a1 .,。！?…\n"”🎉', max_size=400))
def test_nothing_is_lost(text: str) -> None:
    pieces = list(split_sentences(text))
    assert "".join(pieces) == text
    assert all(pieces)
