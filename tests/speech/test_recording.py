"""A recording with its text, without it, and with another."""

from pathlib import Path

import numpy as np
import pytest

from tests.conformance.voice_suite import check_speech
from yingren.core.errors import MediaError, VoiceError
from yingren.core.speech import Speech
from yingren.media.sound import Samples, write_sound
from yingren.speech.align_voice import joined
from yingren.speech.espeak import EspeakVoice
from yingren.speech.recording import RecordingVoice

RATE = 22050
LINES = (
    "Good morning, this is the news.",
    "The city opens a new bridge today. It took four years to build!",
    "Trains will run every five minutes, and the first one leaves at six.",
)


def said(text: str) -> Speech:
    with EspeakVoice("espeak-male") as voice:
        return joined(voice.synthesize(text))


def quiet(seconds: float) -> Samples:
    return np.random.default_rng(3).normal(0, 2e-4, round(seconds * RATE)).astype(np.float32)


def record(path: Path, *parts: Samples) -> Path:
    write_sound(path, np.concatenate(parts), RATE)
    return path


def test_lines_are_found_where_they_are_said(tmp_path: Path) -> None:
    speeches = [said(line) for line in LINES]
    parts: list[Samples] = [quiet(1.0)]
    truth: list[float] = []
    clock = 1.0
    for speech in speeches:
        truth += [clock + word.start for word in speech.words]
        parts += [speech.samples, quiet(0.7)]
        clock += speech.duration + 0.7
    path = record(tmp_path / "news.wav", *parts)
    with RecordingVoice(path) as voice:
        found = list(voice.lines(LINES))
    assert ["".join(speech.text for speech in line) for line in found] == list(LINES)
    heard: list[float] = []
    clock = 0.0
    for line in found:
        for speech in line:
            check_speech(speech, RATE)
            heard += [clock + word.start for word in speech.words]
            clock += speech.duration
    assert clock == pytest.approx(sum(map(len, parts)) / RATE, abs=1e-3), "nothing of the recording is lost"
    offsets = np.abs(np.array(heard) - np.array(truth))
    assert np.median(offsets) < 0.04
    assert offsets.max() < 0.2


def test_a_recording_longer_than_one_window(tmp_path: Path) -> None:
    text = " ".join(LINES) + "\n"
    speech = said(text)
    path = record(tmp_path / "long.flac", *([speech.samples, quiet(0.5)] * 5))
    with RecordingVoice(path, text * 5) as voice:
        speaking = voice.synthesize("")
        first = next(speaking)
        assert first.text == LINES[0] + " "
        found = [first, *speaking]
    assert "".join(speech.text for speech in found) == text * 5
    clock, starts = 0.0, list[float]()
    for each in found:
        starts += [clock + word.start for word in each.words]
        clock += each.duration
    period = speech.duration + 0.5
    truth = [n * period + word.start for n in range(5) for word in speech.words]
    offsets = np.abs(np.array(starts) - np.array(truth))
    assert np.median(offsets) < 0.04
    assert offsets.max() < 0.3


def test_a_line_in_which_nothing_is_said_has_no_sound_of_its_own(tmp_path: Path) -> None:
    path = record(tmp_path / "a.wav", said("Hello there. Goodbye now.").samples)
    with RecordingVoice(path) as voice:
        found = list(voice.lines(["Hello there.", "", "Goodbye now."]))
    assert [len(line) for line in found] == [1, 0, 1]


def test_without_text_it_is_cut_at_its_pauses(tmp_path: Path) -> None:
    speeches = [said(line) for line in LINES[:2]]
    path = record(tmp_path / "b.wav", quiet(0.3), speeches[0].samples, quiet(1.0), speeches[1].samples, quiet(0.3))
    with RecordingVoice(path) as voice:
        found = list(voice.synthesize(""))
    assert 2 <= len(found) <= 4
    assert not any(speech.words or speech.phonemes or speech.text for speech in found)
    whole = np.concatenate([speech.samples for speech in found])
    assert len(whole) == len(quiet(1.6)) + sum(len(speech.samples) for speech in speeches)
    assert found[0].duration == pytest.approx(0.3 + speeches[0].duration + 0.5, abs=0.15)


def test_a_monologue_without_pauses_is_cut_all_the_same(tmp_path: Path) -> None:
    hum = (0.3 * np.sin(2 * np.pi * 150 * np.arange(50 * RATE) / RATE)).astype(np.float32)
    with RecordingVoice(record(tmp_path / "hum.wav", hum)) as voice:
        found = list(voice.synthesize(""))
    assert len(found) >= 3
    assert max(speech.duration for speech in found) <= 21


@pytest.mark.parametrize(
    "text",
    [
        "This text is far longer than what was recorded, " * 20,
        "One. " + "Two and three and four and five and six. " * 3,
    ],
)
def test_a_text_that_is_not_its_text(tmp_path: Path, text: str) -> None:
    path = record(tmp_path / "short.wav", said("Yes.").samples)
    with RecordingVoice(path) as voice, pytest.raises(VoiceError, match="does not fit"):
        list(voice.synthesize(text))


def test_a_recording_that_goes_on_long_after_its_text(tmp_path: Path) -> None:
    speech = said(" ".join(LINES))
    path = record(tmp_path / "long.flac", *([speech.samples] * 9))
    with RecordingVoice(path) as voice, pytest.raises(VoiceError, match="goes on long after"):
        list(voice.synthesize("Good morning."))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no such file"):
        RecordingVoice(tmp_path / "absent.wav")
    (tmp_path / "empty.wav").touch()
    with pytest.raises(MediaError, match="0 bytes"):
        RecordingVoice(tmp_path / "empty.wav")


def test_a_silent_recording_does_not_fit_a_text(tmp_path: Path) -> None:
    path = record(tmp_path / "silent.wav", np.zeros(3 * RATE, np.float32))
    with RecordingVoice(path) as voice, pytest.raises(VoiceError, match="does not fit"):
        list(voice.synthesize("Hello."))


def test_real_recordings_are_cut_between_sentences(shared: Path) -> None:
    for path in sorted((shared / "speech").glob("*.wav"))[2:]:
        with RecordingVoice(path) as voice:
            found = list(voice.synthesize(""))
            assert len(found) > 10
            assert sum(speech.duration for speech in found) > 50
            assert max(speech.duration for speech in found) <= 21
