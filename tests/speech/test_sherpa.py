"""sherpa-onnx: which model lies in a folder, and what happens when it is none."""

from pathlib import Path

import pytest

from tests.conformance.tiny_models import tiny_sherpa
from yingren.core.errors import InputError, MissingExtra, VoiceError
from yingren.speech.sherpa import SherpaVoice, recognise


def folder_with(root: Path, *names: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir()
        else:
            path.write_bytes(b"x" * (100 if "stub" in name else 2000))
    return root


def test_vits_as_in_melo(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path / "vits-melo-tts-zh_en", "model.onnx", "tokens.txt", "lexicon.txt", "date.fst", "number.fst", "dict/"
    )
    found = recognise(folder)
    assert found.kind == "vits"
    assert found.files["model"] == str(folder / "model.onnx")
    assert found.files["lexicon"] == str(folder / "lexicon.txt")
    assert found.files["dict_dir"] == str(folder / "dict")
    assert found.rules == f"{folder / 'date.fst'},{folder / 'number.fst'}"
    assert found.languages == ("zh", "en")


def test_kokoro_with_its_lexicons(tmp_path: Path) -> None:
    names = ("model.int8.onnx", "voices.bin", "tokens.txt", "lexicon-gb-en.txt", "lexicon-us-en.txt", "lexicon-zh.txt")
    folder = folder_with(tmp_path / "kokoro", *names, "espeak-ng-data/", "dict/")
    found = recognise(folder)
    assert found.kind == "kokoro"
    assert found.files["lexicon"] == f"{folder / 'lexicon-zh.txt'},{folder / 'lexicon-us-en.txt'}"
    assert found.files["voices"] == str(folder / "voices.bin")
    assert found.languages == ("zh", "en")


def test_matcha_and_its_vocoder(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "matcha-icefall-zh-baker", "model-steps-3.onnx", "tokens.txt", "lexicon.txt")
    with pytest.raises(InputError, match="without its vocoder"):
        recognise(folder)
    folder_with(folder, "vocos-22khz-univ.onnx")
    found = recognise(folder)
    assert found.kind == "matcha"
    assert found.files["vocoder"] == str(folder / "vocos-22khz-univ.onnx")


def test_the_full_network_goes_before_the_reduced_and_pointers_are_no_networks(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "vits-x", "a.int8.onnx", "model.onnx", "a.stub.onnx", "tokens.txt")
    assert recognise(folder).files["model"] == str(folder / "model.onnx")


def test_folders_that_hold_no_voice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        recognise(tmp_path / "absent")
    with pytest.raises(InputError, match="holds no sherpa-onnx voice"):
        recognise(folder_with(tmp_path / "empty"))
    with pytest.raises(InputError, match="holds no sherpa-onnx voice"):
        recognise(folder_with(tmp_path / "half", "model.onnx"))
    with pytest.raises(InputError, match="does not say where"):
        SherpaVoice()


def test_a_broken_model_ends_its_own_process_only(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    folder = tiny_sherpa(tmp_path / "vits", "你好")
    (folder / "model.onnx").write_bytes(b"not a network " * 200)
    with pytest.raises(VoiceError, match="sherpa-onnx failed"):
        SherpaVoice(source=str(folder))


def test_speakers_are_numbers_that_exist(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    folder = tiny_sherpa(tmp_path / "vits", "你好")
    with pytest.raises(InputError, match="not a speaker's number"):
        SherpaVoice(source=f"{folder}?speaker=anna")
    with pytest.raises(InputError, match="no speaker 7"):
        SherpaVoice(source=f"{folder}?speaker=7")


def test_what_the_model_leaves_out_has_rough_times(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    folder = tiny_sherpa(tmp_path / "vits-zh", "你好")
    text = "鼎鼐" * 12 + "你好"
    with SherpaVoice(source=str(folder)) as voice:
        (speech,) = voice.synthesize(text)
    assert "".join(word.text for word in speech.words) == text
    assert speech.words[-1].end <= speech.duration


def test_without_the_package_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yingren.speech.sherpa.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"yingren\[voices\]"):
        SherpaVoice(source=str(folder_with(tmp_path / "vits", "model.onnx", "tokens.txt")))
