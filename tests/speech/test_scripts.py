import pytest

from yingren.speech.scripts import detect, sentence_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你好", "zh"),
        ("hello 你好", "zh"),
        ("hello", "en"),
        ("2026", "en"),
        ("3、2、1！", "zh"),
        ("５０％", "zh"),
        ("ＡＢＣ", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("sentence", "whole", "language"),
    [
        ("Welcome to the show.", "zh", "en"),
        ("OK!", "zh", "en"),
        ("iPhone 17 Pro。", "zh", "zh"),
        ("3、2、1！", "zh", "zh"),
        ("We sold 300 of them.", "zh", "en"),
        ("用GitHub", "zh", "zh"),
        ("Hello", "de", "de"),
    ],
)
def test_the_language_of_a_sentence_in_a_text(sentence: str, whole: str, language: str) -> None:
    assert sentence_language(sentence, whole) == language
