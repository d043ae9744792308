"""Pairs that espeak says as one word are two words here, each with its sounds."""

import pytest

from yingren.speech.espeak import EspeakVoice


@pytest.mark.parametrize(
    ("text", "word", "sounds"),
    [
        ("printing in the only sense", "the", "ðɪ"),
        ("of the arts", "of", "ʌv"),
        ("from the start", "from", "fɹʌm"),
        ("from the start", "the", "ðə"),
        ("今天 in the morning 开会", "in", "ɪn"),
    ],
)
def test_each_word_has_its_sounds(text: str, word: str, sounds: str) -> None:
    with EspeakVoice("espeak") as voice:
        (speech,) = voice.synthesize(text)
    found = next(each for each in speech.words if each.text == word)
    inside = [p.symbol for p in speech.phonemes if found.start - 1e-6 <= p.start < found.end - 1e-6]
    assert "".join(inside) == sounds


def test_no_word_is_lost() -> None:
    text = "In the centre of the hall, from the door to the end, there is for the time being nothing on the wall."
    with EspeakVoice("espeak") as voice:
        words = [word.text for speech in voice.synthesize(text) for word in speech.words]
    assert words == text.replace(",", "").replace(".", "").split()
