"""What is said to a speech server, and what is made of its refusals. The server is real and on loopback."""

import json
from collections.abc import Iterator
from urllib.request import urlopen

import numpy as np
import pytest

from tests.conformance.serving import served
from yingren.core.errors import InputError, UnknownName, VoiceError
from yingren.speech.openai_server import KEYS, OpenAIServerVoice
from yingren.speech.sentences import split_sentences

SECRET = "sk-very-secret-0123456789"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with served("tests.conformance.speech_server") as port:
        yield port


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in KEYS:
        monkeypatch.delenv(variable, raising=False)


def opened(port: int, query: str) -> tuple[OpenAIServerVoice, list[float]]:
    waits: list[float] = []
    return OpenAIServerVoice(source=f"http://127.0.0.1:{port}/v1?{query}", sleep=waits.append), waits


def asked(port: int) -> list[dict[str, object]]:
    with urlopen(f"http://127.0.0.1:{port}/asked", timeout=10) as answer:
        found: list[dict[str, object]] = json.load(answer)
        return found


def test_the_request_is_what_the_interface_asks_for(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    voice, _ = opened(server, "model=good&voice=anna&instructions=calm%20and%20slow")
    with voice:
        list(voice.synthesize("How do you do? ", speed=1.25))
    assert asked(server)[-1] == {
        "model": "good",
        "voice": "anna",
        "response_format": "wav",
        "instructions": "calm and slow",
        "input": "How do you do?",
        "speed": 1.25,
        "authorization": f"Bearer {SECRET}",
    }


def test_the_own_key_goes_before_the_general_one(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    monkeypatch.setenv("YINGREN_OPENAI_KEY", "own")
    voice, _ = opened(server, "model=good")
    with voice:
        list(voice.synthesize("Whose key?"))
    assert asked(server)[-1]["authorization"] == "Bearer own"


@pytest.mark.parametrize("form", ["wav", "mp3", "flac", "pcm"])
def test_all_formats_say_the_same(server: int, form: str) -> None:
    voice, _ = opened(server, f"model=good&format={form}")
    with voice:
        (speech,) = voice.synthesize("Good morning.")
    assert speech.rate == 24000
    assert [word.text for word in speech.words] == ["Good", "morning"]
    assert 0.5 < speech.duration < 1.5
    # The silence that the server puts at both ends is cut off.
    assert np.abs(speech.samples[: speech.rate // 10]).max() > 0.01


def test_a_wav_that_does_not_know_its_length(server: int) -> None:
    voice, _ = opened(server, "model=streamed")
    with voice:
        (speech,) = voice.synthesize("Good morning.")
    assert 0.5 < speech.duration < 1.5


def test_a_busy_server_is_asked_again(server: int) -> None:
    voice, waits = opened(server, "model=busy")
    with voice:
        assert list(voice.synthesize("Try and try again."))
    assert waits == [7.0, 7.0]


@pytest.mark.parametrize(
    ("model", "message", "tries"),
    [
        ("down", "502", 4),
        ("unknown", "404 no model of that name", 1),
        ("liar", "out of credit", 1),
        ("text", "not sound", 1),
        ("silent", "gave no sound", 1),
        ("redirect", "307", 1),
    ],
)
def test_failures_are_told(server: int, model: str, message: str, tries: int) -> None:
    voice, waits = opened(server, f"model={model}")
    with voice, pytest.raises(VoiceError, match=message):
        list(voice.synthesize("Hello."))
    assert len(waits) == tries - 1


def test_the_key_is_in_no_message(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINGREN_OPENAI_KEY", SECRET)
    voice, _ = opened(server, "model=locked")
    with voice, pytest.raises(VoiceError, match="401") as caught:
        list(voice.synthesize("Hello."))
    assert SECRET not in str(caught.value)
    assert "YINGREN_OPENAI_KEY" in str(caught.value)
    assert SECRET not in repr(voice.info)


def test_a_key_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINGREN_OPENAI_KEY", SECRET)
    with OpenAIServerVoice(source="http://speech.example/v1") as voice:
        assert "authorization" not in voice._client.headers
    with OpenAIServerVoice(source="https://speech.example/v1") as voice:
        assert voice._client.headers["authorization"] == f"Bearer {SECRET}"


def test_nobody_there() -> None:
    voice, waits = opened(9, "model=good")
    with voice, pytest.raises(VoiceError, match=r"127\.0\.0\.1:9"):
        list(voice.synthesize("Hello."))
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8000", "ftp://host/v1", "http://", "http://user:pass@host/v1", "http://h:x"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(InputError, match="not the address") as caught:
        OpenAIServerVoice(source=address)
    assert "pass" not in caught.value.message


def test_options_are_checked() -> None:
    with pytest.raises(UnknownName, match="modell"):
        OpenAIServerVoice(source="http://127.0.0.1:1/v1?modell=x")
    with pytest.raises(InputError, match="aac"):
        OpenAIServerVoice(source="http://127.0.0.1:1/v1?format=aac")
    with pytest.raises(InputError, match="does not say where"):
        OpenAIServerVoice()


def test_no_request_is_longer_than_the_interface_allows() -> None:
    assert max(map(len, split_sentences("字" * 100_000))) <= 4096
    assert max(map(len, split_sentences("word " * 20_000))) <= 4096


def test_a_closed_voice_says_so() -> None:
    voice, _ = opened(9, "model=good")
    voice.close()
    with pytest.raises(VoiceError, match="closed"):
        list(voice.synthesize("Hello."))
