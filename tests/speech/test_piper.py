"""Piper: what its configuration means, and what is wrong with a broken one."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.conformance.tiny_models import tiny_piper
from yingren.core.errors import InputError, MissingExtra, UnknownName, VoiceError
from yingren.speech.lexicon import read_lexicon
from yingren.speech.piper import PiperVoice, read_config
from yingren.speech.piper_phonemes import Phonemizer, identifiers, split_syllable

pytest.importorskip("onnxruntime")


@pytest.fixture
def english() -> Iterator[Phonemizer]:
    phonemizer = Phonemizer("espeak", "en-us", "en")
    yield phonemizer
    phonemizer.close()


def test_numbers_start_with_padding_and_pad_each_phoneme() -> None:
    table = {"_": (0,), "^": (1,), "$": (2,), "a": (10,), "b": (11, 12)}
    assert identifiers(["a", "?", "b"], table, "espeak") == [1, 0, 10, 0, 11, 12, 0, 2]


def test_pinyin_is_padded_after_each_syllable() -> None:
    table = {"_": (0,), "^": (1,), "$": (2,), "h": (5,), "ao": (6,), "3": (7,), ",": (8,)}
    assert identifiers(["h", "ao", "3", ","], table, "pinyin") == [1, 5, 6, 7, 0, 8, 0, 2]


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [
        ("hao3", ["h", "ao", "3"]),
        ("zhuang1", ["zh", "uang", "1"]),
        ("er4", ["Ø", "er", "4"]),
        ("nu:3", ["n", "v", "3"]),
        ("lüe4", ["l", "ve", "4"]),
        ("yi1", ["y", "i", "1"]),
        ("r5x", []),
    ],
)
def test_syllables(syllable: str, parts: list[str]) -> None:
    assert split_syllable(syllable) == parts


def test_espeak_writes_words_with_stress_and_punctuation(english: Phonemizer) -> None:
    assert "".join(english("Hello, world! Go?")) == "həlˈoʊ, wˈɜːld!ɡˈoʊ?"


def test_accents_are_code_points_of_their_own() -> None:
    french = Phonemizer("espeak", "fr", "fr")
    phonemes = french("un bon vin")
    french.close()
    assert "\u0303" in phonemes
    assert all(len(phoneme) == 1 for phoneme in phonemes)


def test_numbers_and_names_are_read_as_everywhere(tmp_path: Path, english: Phonemizer) -> None:
    assert english("It costs $5.") == english("It costs five dollars.")
    path = tmp_path / "names.txt"
    path.write_text("行家 = hang2 jia1\n", encoding="utf-8")
    chinese = Phonemizer("pinyin", "cmn", "zh", read_lexicon(path))
    try:
        assert chinese("行家") == ["h", "ang", "2", "j", "ia", "1"]
        assert chinese("二") == ["Ø", "er", "4"]
    finally:
        chinese.close()


def test_other_languages_are_not_announced() -> None:
    chinese = Phonemizer("espeak", "cmn", "zh")
    phonemes = "".join(chinese("今天 hello 开会"))
    chinese.close()
    assert "(" not in phonemes
    assert "en" not in phonemes
    assert "həl" in phonemes


def test_speakers_by_name_and_number(tmp_path: Path) -> None:
    model = tiny_piper(tmp_path, speakers=3)
    sounds = []
    for speaker in ("", "?speaker=speaker-2", "?speaker=2"):
        with PiperVoice(source=f"{model}{speaker}") as voice:
            sounds.append(next(iter(voice.synthesize("Hello."))).samples)
    assert np.array_equal(sounds[1], sounds[2])
    assert not np.array_equal(sounds[0], sounds[1])
    with pytest.raises(InputError, match="no speaker “nobody”"):
        PiperVoice(source=f"{model}?speaker=nobody")
    with pytest.raises(InputError, match="no speaker “3”"):
        PiperVoice(source=f"{model}?speaker=3")


def test_the_configuration_is_read(tmp_path: Path) -> None:
    config = read_config(tiny_piper(tmp_path, language="zh"))
    assert (config.rate, config.language, config.espeak, config.phoneme_type) == (22050, "zh", "cmn", "espeak")
    assert (config.noise, config.length, config.noise_width) == (0.667, 1.0, 0.8)


def test_an_old_configuration_says_its_language_by_its_espeak_voice(tmp_path: Path) -> None:
    model = tiny_piper(tmp_path)
    path = model.with_name("tiny.onnx.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["language"], data["phoneme_type"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read_config(model).language == "en"


def test_what_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not say where"):
        PiperVoice()
    with pytest.raises(UnknownName, match="speakr") as caught:
        PiperVoice(source="a.onnx?speakr=1")
    assert "speaker" in str(caught.value)
    with pytest.raises(InputError, match=r"absent\.onnx: there is no such file"):
        PiperVoice(source=str(tmp_path / "absent.onnx"))
    (tmp_path / "lonely.onnx").touch()
    with pytest.raises(InputError, match=r"lonely\.onnx\.json: there is no such file"):
        PiperVoice(source=str(tmp_path / "lonely.onnx"))
    model = tiny_piper(tmp_path, broken=True)
    with pytest.raises(InputError, match="not a Piper configuration"):
        PiperVoice(source=str(model))
    tiny_piper(tmp_path)
    model.write_bytes(model.read_bytes()[:100])
    with pytest.raises(InputError, match="is not a Piper model"):
        PiperVoice(source=str(model))


@pytest.mark.parametrize(
    "change",
    [
        {"audio": {}},
        {"audio": {"sample_rate": 0}},
        {"phoneme_type": "runes"},
        {"phoneme_id_map": {"a": [1]}},
        {"phoneme_id_map": []},
    ],
)
def test_configurations_that_cannot_be_used(tmp_path: Path, change: dict[str, object]) -> None:
    model = tiny_piper(tmp_path)
    path = model.with_name("tiny.onnx.json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(InputError, match="not a Piper configuration"):
        read_config(model)


def test_a_language_espeak_does_not_know(tmp_path: Path) -> None:
    model = tiny_piper(tmp_path, language="qqq")
    with PiperVoice(source=str(model)) as voice, pytest.raises(VoiceError, match="qqq"):
        list(voice.synthesize("Hello.", language="qqq"))


def test_without_the_package_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(MissingExtra, match=r"pip install 'yingren\[voices\]'"):
        PiperVoice(source=str(tiny_piper(tmp_path)))


def test_a_closed_voice_says_so(tmp_path: Path) -> None:
    voice = PiperVoice(source=str(tiny_piper(tmp_path)))
    voice.close()
    with pytest.raises(VoiceError, match="closed"):
        list(voice.synthesize("Hello."))
