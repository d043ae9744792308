import pytest

from yingren.speech.words import word_end


def words(text: str) -> list[str]:
    found, index = [], 0
    while index < len(text):
        end = word_end(text, index)
        if end > index:
            found.append(text[index:end])
        index = max(end, index + 1)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好 world", ["你", "好", "world"]),
        ("don't stop mother-in-law's -x-", ["don't", "stop", "mother-in-law's", "x"]),
        ("GPT-4和AT&T", ["GPT", "4", "和", "AT&T"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("cafe\u0301 über", ["cafe\u0301", "über"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("葛\U000e0100城", ["葛\U000e0100", "城"]),
        ("🎉 … 。", []),
        ("", []),
    ],
)
def test_words_of_any_writing(text: str, expected: list[str]) -> None:
    assert words(text) == expected
