"""Every engine through the one suite: real processes, real servers on loopback, generated models."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.serving import served
from tests.conformance.tiny_models import tiny_piper, tiny_sherpa
from tests.conformance.voice_suite import TEXTS, Opener, VoiceSuite
from yingren.media.sound import write_sound
from yingren.speech.align_voice import joined
from yingren.speech.espeak import EspeakVoice
from yingren.speech.recording import RecordingVoice
from yingren.speech.voice import Voice
from yingren.speech.voices import open_voice


class TestEspeak(VoiceSuite):
    @pytest.fixture
    def opener(self) -> Opener:
        return lambda text: open_voice("espeak")


class TestEspeakEnglish(VoiceSuite):
    languages = ("en",)

    @pytest.fixture
    def opener(self) -> Opener:
        return lambda text: open_voice("espeak-en")


class TestFake(VoiceSuite):
    @pytest.fixture
    def opener(self) -> Opener:
        return lambda text: open_voice("fake")


class TestPiper(VoiceSuite):
    covered = 0.5
    languages = ("en",)

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        pytest.importorskip("onnxruntime")
        model = tiny_piper(tmp_path)
        return lambda text: open_voice(f"piper:{model}")


class TestPiperChinese(VoiceSuite):
    covered = 0.5
    languages = ("zh",)

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        pytest.importorskip("onnxruntime")
        model = tiny_piper(tmp_path, language="zh")
        return lambda text: open_voice(f"piper:{model}")


class TestPiperPinyin(VoiceSuite):
    covered = 0.5
    languages = ("zh",)

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        pytest.importorskip("onnxruntime")
        model = tiny_piper(tmp_path, language="zh", phoneme_type="pinyin", speakers=3)
        return lambda text: open_voice(f"piper:{model}?speaker=speaker-2")


class TestPiperOtherLanguage(VoiceSuite):
    covered = 0.5
    languages = ("de",)

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        pytest.importorskip("onnxruntime")
        model = tiny_piper(tmp_path, language="de")
        return lambda text: open_voice(f"piper:{model}")


class TestSherpa(VoiceSuite):
    covered = 0.5
    repeatable = False

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        pytest.importorskip("sherpa_onnx")
        folder = tiny_sherpa(tmp_path / "vits-zh-en", " ".join(TEXTS.values()))
        return lambda text: open_voice(f"sherpa:{folder}")


@pytest.fixture(scope="module")
def speech_server() -> Iterator[int]:
    with served("tests.conformance.speech_server") as port:
        yield port


class TestOpenAIServer(VoiceSuite):
    @pytest.fixture
    def opener(self, speech_server: int) -> Opener:
        return lambda text: open_voice(f"openai:http://127.0.0.1:{speech_server}/v1?model=good&voice=man")


@pytest.fixture(scope="module")
def edge_server() -> Iterator[int]:
    pytest.importorskip("edge_tts")
    with served("tests.conformance.edge_server") as port:
        yield port


class TestEdge(VoiceSuite):
    languages = ("zh",)

    @pytest.fixture
    def opener(self, edge_server: int, monkeypatch: pytest.MonkeyPatch) -> Opener:
        address = f"ws://127.0.0.1:{edge_server}/edge/v1?TrustedClientToken=none"
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", address)
        return lambda text: open_voice("edge:zh-CN-XiaoxiaoNeural")


class TestRecording(VoiceSuite):
    changes_speed = False

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Opener:
        def opened(text: str) -> Voice:
            with EspeakVoice("espeak-male") as speaker:
                said = joined(speaker.synthesize(text or "Silence."))
            write_sound(tmp_path / "me.flac", said.samples, said.rate)
            return RecordingVoice(tmp_path / "me.flac")

        return opened
