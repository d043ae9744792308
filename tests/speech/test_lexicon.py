from pathlib import Path

import pytest

from yingren.core.errors import InputError
from yingren.speech.lexicon import read_lexicon
from yingren.speech.voices import open_voice

LEXICON = """\
# names
单雄信 = shàn xióng xin4   # accents and numbers
Xiaomi\tshow me
Nike = /ˈnaɪki/
小Z = xiao3 zi1
"""


def test_a_lexicon_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text(LEXICON, "utf-8")
    with open_voice("espeak", lexicon=path) as voice:
        (speech,) = voice.synthesize("单雄信穿nike，见小Z。")
        said = {
            word.text: " ".join(
                p.symbol + str(p.tone or "") for p in speech.phonemes if word.start <= p.start < word.end
            )
            for word in speech.words
        }
    assert said["单"] == "ʂ4 a4 n4"
    assert said["雄"] == "ɕ2 j2 ʊ2 ŋ2"
    assert said["nike"] == "n aɪ k i"
    assert said["小"] == "ɕ3 j3 aʊ3" and said["Z"] == "ts1 ɨ1"


def test_ipa_in_an_english_text(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Nike = /ˈnaɪki/", "utf-8")
    with open_voice("espeak", lexicon=path) as voice:
        (speech,) = voice.synthesize("Nike Nikes")
    first = [phoneme.symbol for phoneme in speech.phonemes if phoneme.end <= speech.words[0].end + 1e-9]
    assert first == ["n", "aɪ", "k", "i"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("单雄信", "tab"),
        ("单 =", "missing"),
        ("= dan1", "missing"),
        ("单 = foo", "pinyin"),
        ("单 = shon4", "shon4"),
        ("单雄 = shan4", "2 characters"),
        ("x = /ʘ/", "ʘ"),
        ("x = //", "nothing"),
        ("x = a;b", "pronunciation"),
        ("x" * 100 + " = a", "too long"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "names.txt"
    path.write_text(f"# first\n\n{line}\n", "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_lexicon(path)
    assert str(caught.value).startswith(f"{path}:3: ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt"):
        open_voice("espeak", lexicon=tmp_path / "none.txt")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(InputError, match="UTF-8"):
        read_lexicon(path)
