"""Edge voices: the real client against a WebSocket server on loopback, and what its word times do."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.conformance.serving import served
from yingren.core.errors import InputError, MissingExtra, VoiceError
from yingren.core.speech import Phoneme, Speech, Word
from yingren.speech.edge import Boundary, EdgeVoice, with_boundaries

pytest.importorskip("edge_tts")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with served("tests.conformance.edge_server") as port:
        yield port


@pytest.fixture
def address(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{server}/edge/v1?TrustedClientToken=none")


def speech_of(*words: tuple[str, float, float]) -> Speech:
    text = "".join(word for word, _, _ in words)
    at = 0
    found = []
    for word, start, end in words:
        found.append(Word(word, start, end, at, len(word)))
        at += len(word)
    phonemes = tuple(Phoneme("a", word.start, word.end) for word in found)
    return Speech(np.zeros(16000 * 3, np.float32), 16000, text, tuple(found), phonemes)


def test_words_take_the_times_of_the_service() -> None:
    speech = speech_of(("今", 0.1, 0.2), ("天", 0.2, 0.4), ("好", 0.5, 0.7))
    moved = with_boundaries(speech, [Boundary("今天", 0.2, 0.8), Boundary("好", 0.9, 1.2)])
    times = [time for word in moved.words for time in (word.start, word.end)]
    assert times == pytest.approx([0.2, 0.4, 0.4, 0.8, 0.9, 1.2])
    assert [time for sound in moved.phonemes for time in (sound.start, sound.end)] == pytest.approx(times)


def test_what_the_service_says_otherwise_is_passed_over() -> None:
    speech = speech_of(("5", 0.1, 0.5), ("天", 0.5, 0.8))
    moved = with_boundaries(speech, [Boundary("五", 0.0, 0.4), Boundary("天", 0.6, 0.9), Boundary("天", 0.9, 1.0)])
    assert moved.words[0] == speech.words[0]
    assert (moved.words[1].start, moved.words[1].end) == pytest.approx((0.6, 0.9))


def test_neighbours_never_overlap() -> None:
    speech = speech_of(("a", 0.0, 0.9), ("b", 0.9, 1.0), ("c", 1.0, 1.2))
    moved = with_boundaries(speech, [Boundary("b", 0.2, 0.4)])
    bounds = [time for word in moved.words for time in (word.start, word.end)]
    assert bounds == sorted(bounds)


@pytest.mark.usefixtures("address")
def test_the_services_times_are_kept() -> None:
    with EdgeVoice(source="en-US-AriaNeural") as voice:
        (speech,) = voice.synthesize("Good morning everybody.")
    loud = np.flatnonzero(np.abs(speech.samples) > 0.05)[0] / speech.rate
    assert speech.words[0].start == pytest.approx(loud, abs=0.08)
    assert [word.text for word in speech.words] == ["Good", "morning", "everybody"]


@pytest.mark.usefixtures("address")
def test_a_connection_that_breaks_is_told() -> None:
    with EdgeVoice(source="en-US-AriaNeural") as voice, pytest.raises(VoiceError, match="AriaNeural failed"):
        list(voice.synthesize("Broken."))


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", "ws://127.0.0.1:9/edge/v1?TrustedClientToken=none")
    with EdgeVoice(source="zh-CN-XiaoxiaoNeural") as voice, pytest.raises(VoiceError, match="needs the internet"):
        list(voice.synthesize("你好。"))


def test_languages_are_in_the_name() -> None:
    with EdgeVoice(source="zh-CN-XiaoxiaoNeural") as voice:
        assert voice.info.languages == ("zh",)
        assert not voice.info.commercial
    with EdgeVoice(source="en-US-AvaMultilingualNeural") as voice:
        assert voice.info.languages == ("*",)


@pytest.mark.parametrize("name", ["xiaoxiao", "zh-CN-Xiaoxiao", "zh-CN-X'/><break/>Neural"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(InputError, match="not the name of an Edge voice"):
        EdgeVoice(source=name)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "edge_tts", None)
    with pytest.raises(MissingExtra, match=r"yingren\[voices\]"):
        EdgeVoice(source="zh-CN-XiaoxiaoNeural")
