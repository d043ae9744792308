"""Alignment, measured against times that people and aligners trained on much speech have set."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.speech.textgrid import SILENT, read_textgrid
from yingren.core.errors import VoiceError
from yingren.core.speech import Speech
from yingren.media.sound import Samples, read_sound
from yingren.speech.align import align, spread
from yingren.speech.align_voice import Reference, joined
from yingren.speech.espeak import EspeakVoice


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    voice = Reference()
    yield voice
    voice.close()


def other_voice(text: str, speed: float = 1.0) -> Speech:
    with EspeakVoice("espeak-male") as voice:
        return joined(voice.synthesize(text, speed=speed))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Printing differs from most of the arts and crafts, and it is younger than all of them."),
        ("zh", "今天上午，市政府召开新闻发布会，介绍了新的地铁线路。"),
    ],
)
@pytest.mark.parametrize("speed", [0.75, 1.0, 1.4])
def test_another_voice_at_another_speed(reference: Reference, language: str, text: str, speed: float) -> None:
    truth = other_voice(text, speed)
    found = align(reference.speak(text, language), truth.samples, truth.rate)
    offsets = [abs(one.start - other.start) for one, other in zip(found.words, truth.words, strict=True)]
    assert np.median(offsets) < 0.03
    assert np.max(offsets) < 0.15
    ends = [abs(one.end - other.end) for one, other in zip(found.phonemes, truth.phonemes, strict=False)]
    if len(found.phonemes) == len(truth.phonemes):
        assert np.median(ends) < 0.04


def test_pauses_between_words_are_left_out_of_them(reference: Reference) -> None:
    text = "We open at nine and close at six."
    said = reference.speak(text, "en")
    third = round(said.words[3].end * said.rate)
    pause = np.zeros(round(0.6 * said.rate), np.float32)
    samples = np.concatenate([pause, said.samples[:third], pause, said.samples[third:], pause])
    found = align(said, samples, said.rate)
    assert found.words[0].start == pytest.approx(0.6 + said.words[0].start, abs=0.03)
    assert found.words[3].end == pytest.approx(0.6 + said.words[3].end, abs=0.04)
    assert found.words[4].start == pytest.approx(1.2 + said.words[4].start, abs=0.04)
    assert found.words[-1].end == pytest.approx(1.2 + said.words[-1].end, abs=0.05)


def test_noise_and_loudness_do_not_matter_much(reference: Reference) -> None:
    text = "The museum has four thousand pieces on show."
    truth = other_voice(text)
    noise = np.random.default_rng(7).normal(0, 0.002, len(truth.samples)).astype(np.float32)
    found = align(reference.speak(text, "en"), 0.1 * truth.samples + noise, truth.rate)
    offsets = [abs(one.start - other.start) for one, other in zip(found.words, truth.words, strict=True)]
    assert np.median(offsets) < 0.05


def test_an_open_end_leaves_out_what_is_not_heard(reference: Reference) -> None:
    text = "The first part is here. The second part is here as well. The third part comes later."
    whole = reference.speak(text, "en")
    cut = next(word for word in whole.words if word.text == "second").end
    found = align(whole, whole.samples[: round(cut * whole.rate)], whole.rate, open_end=True)
    assert 5 <= found.complete <= 7
    for one, other in list(zip(found.words, whole.words, strict=True))[: found.complete]:
        assert one.start == pytest.approx(other.start, abs=0.05)


def test_times_are_in_order_and_phonemes_inside_their_words(reference: Reference) -> None:
    text = "Extraordinary weather, thunderstorms and sunshine!"
    truth = other_voice(text, 1.3)
    found = align(reference.speak(text, "en"), truth.samples, truth.rate)
    bounds = [time for word in found.words for time in (word.start, word.end)]
    assert bounds == sorted(bounds)
    assert bounds[-1] <= truth.duration
    for phoneme in found.phonemes:
        assert any(word.start - 1e-6 <= phoneme.start <= phoneme.end <= word.end + 1e-6 for word in found.words)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.3])
def test_sound_that_cannot_be_the_text_is_refused(reference: Reference, seconds: float) -> None:
    text = "This is a sentence of several seconds, and nobody can say it in no time."
    samples: Samples = np.random.default_rng(1).normal(0, 0.1, round(seconds * 16000)).astype(np.float32)
    with pytest.raises(VoiceError, match="does not fit"):
        align(reference.speak(text, "en"), samples, 16000)


def test_silence_is_refused(reference: Reference) -> None:
    with pytest.raises(VoiceError, match="does not fit"):
        align(reference.speak("Hello there.", "en"), np.zeros(32000, np.float32), 16000)


def test_spreading_keeps_proportions(reference: Reference) -> None:
    said = reference.speak("One two three four.", "en")
    samples = np.zeros(16000, np.float32)
    samples[4000:12000] = 0.5
    found = spread(said, samples, 16000)
    assert found.words[0].start == pytest.approx(0.25)
    assert found.words[-1].end == pytest.approx(0.75)
    assert len(found.phonemes) == len(said.phonemes)


def measured(folder: Path, reference: Reference, pattern: str) -> tuple[list[float], list[float]]:
    """Seconds by which word starts, and phone starts in words of as many phones, differ from the TextGrids."""
    words: list[float] = []
    phones: list[float] = []
    for path in sorted(folder.glob(pattern)):
        tiers = read_textgrid(path)
        chinese = path.stem.startswith("SSB")
        spoken = [interval for interval in tiers["words"] if interval[2] not in SILENT]
        separator = "" if chinese else " "
        text = separator.join(said for _, _, said in spoken)
        sound = read_sound(path.with_suffix(".wav"))
        found = align(reference.speak(text, "zh" if chinese else "en"), sound.samples, sound.rate)
        by_place = {word.at: word for word in found.words}
        at = 0
        for start, end, said in spoken:
            word = by_place.get(at)
            at += len(said) + len(separator)
            if word is None:
                continue
            words.append(abs(word.start - start))
            ours = [p for p in found.phonemes if word.start - 1e-6 <= p.start < word.end - 1e-6]
            theirs = [p for p in tiers["phones"] if start - 1e-3 <= p[0] < end - 1e-3 and p[2] not in SILENT]
            if len(ours) == len(theirs):
                phones += [abs(one.start - other[0]) for one, other in zip(ours, theirs, strict=True)]
    return words, phones


def test_real_english_speech(reference: Reference, shared: Path) -> None:
    words, phones = measured(shared / "aligned", reference, "LJ*.TextGrid")
    assert len(words) > 100
    assert np.median(words) <= 0.04
    assert np.percentile(words, 90) <= 0.10
    assert len(phones) > 200
    assert np.median(phones) <= 0.04
    assert np.percentile(phones, 90) <= 0.09


def test_real_chinese_speech(reference: Reference, shared: Path) -> None:
    words, phones = measured(shared / "aligned", reference, "SSB*.TextGrid")
    assert len(words) == 15
    assert np.median(words) <= 0.06
    assert np.max(words) <= 0.25
    assert np.median(phones) <= 0.06


def test_a_man_saying_short_commands(reference: Reference, shared: Path) -> None:
    folder = shared / "grid_s1"
    offsets: list[float] = []
    for row in (folder / "words.tsv").read_text(encoding="utf-8").splitlines()[::80]:
        name, *spans = row.split()
        spoken = [span.split(":") for span in spans if span.split(":")[2] not in ("sil", "sp")]
        sound = read_sound(folder / "audio" / f"{name}.flac")
        found = align(reference.speak(" ".join(said for _, _, said in spoken), "en"), sound.samples, sound.rate)
        assert len(found.words) == len(spoken)
        offsets += [abs(word.start - float(start)) for word, (start, _, _) in zip(found.words, spoken, strict=True)]
    assert len(offsets) > 60
    assert np.median(offsets) <= 0.04
    assert np.percentile(offsets, 90) <= 0.15
