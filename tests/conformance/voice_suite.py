"""What every voice must do, whichever engine is behind it."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from yingren.core.errors import VoiceError
from yingren.core.speech import Speech
from yingren.speech.sentences import is_sayable
from yingren.speech.voice import Voice

Opener = Callable[[str], Voice]

TEXTS = {
    "zh": "今天天气很好，我们去公园。你好世界！大家都来了。",
    "en": "Hello world, this is a test. The weather is fine today!",
    "de": "Guten Tag, heute ist das Wetter schön. Wir gehen spazieren.",
}
FOREIGN = {"zh": "Привет, мир.", "en": "今天天气很好。"}
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"


def spoken_words(text: str) -> list[str]:
    """Each Chinese character and each other word."""
    spaced = "".join(f" {c} " if "\u4e00" <= c <= "\u9fff" else c if c.lower() in LETTERS else " " for c in text)
    return spaced.split()


def check_speech(speech: Speech, rate: int) -> None:
    """What must hold for every stretch a voice gives."""
    assert speech.rate == rate
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert np.isfinite(speech.samples).all()
    assert np.abs(speech.samples).max(initial=0) <= 1
    for items in (speech.words, speech.phonemes):
        reached = 0.0
        for item in items:
            assert item.start >= reached - 1e-6
            assert item.end >= item.start
            assert item.end <= speech.duration + 1e-3
            reached = item.end
    for word in speech.words:
        assert word.text == speech.text[word.at : word.at + word.length]
    if is_sayable(speech.text):
        assert speech.words
        assert speech.phonemes
        assert np.abs(speech.samples).max() > 0.02
        assert all(phoneme.symbol and not set(phoneme.symbol) & set("ˈˌ ") for phoneme in speech.phonemes)


class VoiceSuite:
    """Subclass it and give ``opener``, which opens a voice that can say a text."""

    languages: tuple[str, ...] = ("zh", "en")
    changes_speed = True
    repeatable = True
    covered = 0.9
    """Share of the sound's power that lies inside words; generated models hum, which is no speech to be aligned."""

    @pytest.fixture
    def opener(self) -> Opener:
        raise NotImplementedError

    def test_the_texts_joined_are_the_text(self, opener: Opener) -> None:
        for language in self.languages:
            text = "\n" + TEXTS[language] + "  …\n\n" + TEXTS[language] + " "
            with opener(text) as voice:
                speeches = list(voice.synthesize(text))
                assert "".join(speech.text for speech in speeches) == text
                assert len(speeches) >= 3

    def test_every_word_has_its_time(self, opener: Opener) -> None:
        for language in self.languages:
            with opener(TEXTS[language]) as voice:
                speeches = list(voice.synthesize(TEXTS[language], language=language))
                for speech in speeches:
                    check_speech(speech, voice.info.rate)
                assert [word.text for speech in speeches for word in speech.words] == spoken_words(TEXTS[language])

    def test_words_are_where_there_is_sound(self, opener: Opener) -> None:
        text = TEXTS[self.languages[0]]
        with opener(text) as voice:
            for speech in voice.synthesize(text):
                inside = np.zeros(len(speech.samples), bool)
                for word in speech.words:
                    inside[round(word.start * speech.rate) : round(word.end * speech.rate)] = True
                power = np.square(speech.samples, dtype=np.float64)
                assert power[inside].sum() > self.covered * power.sum()

    def test_declared_languages(self, opener: Opener) -> None:
        with opener(TEXTS[self.languages[0]]) as voice:
            declared = voice.info.languages
            assert declared
            assert voice.info.name
            assert set(self.languages) <= set(declared) or "*" in declared

    @pytest.mark.parametrize("text", ["", " \n", "🎉🎉", "。！？", "……"])
    def test_nothing_to_say_is_no_error(self, opener: Opener, text: str) -> None:
        with opener(text) as voice:
            speeches = list(voice.synthesize(text))
            assert "".join(speech.text for speech in speeches) == text
            for speech in speeches:
                assert np.isfinite(speech.samples).all()
                assert not speech.words

    def test_emoji_are_passed_over(self, opener: Opener) -> None:
        text = "🎉 " + TEXTS[self.languages[0]] + "👩‍🚀🇨🇳"
        with opener(text) as voice:
            speeches = list(voice.synthesize(text))
            assert "".join(speech.text for speech in speeches) == text
            for speech in speeches:
                check_speech(speech, voice.info.rate)
            assert [word.text for speech in speeches for word in speech.words] == spoken_words(text)

    def test_a_long_text_comes_a_sentence_at_a_time(self, opener: Opener) -> None:
        text = TEXTS[self.languages[0]] * 6
        with opener(text) as voice:
            speaking = voice.synthesize(text)
            for speech in itertools.islice(speaking, 3):
                check_speech(speech, voice.info.rate)
                assert len(speech.text) < len(text) / 3
            # Leaving in the middle is allowed, and the voice goes on working.
            del speaking
            assert next(iter(voice.synthesize(text))).words

    def test_closing_twice(self, opener: Opener) -> None:
        text = TEXTS[self.languages[0]]
        voice = opener(text)
        next(iter(voice.synthesize(text)))
        voice.close()
        voice.close()

    def test_the_same_text_sounds_the_same(self, opener: Opener) -> None:
        if not self.repeatable:
            pytest.skip("the engine draws noise that cannot be seeded")
        text = TEXTS[self.languages[0]]
        found = []
        for _ in range(2):
            with opener(text) as voice:
                found.append(list(voice.synthesize(text)))
        for one, other in zip(*found, strict=True):
            assert np.array_equal(one.samples, other.samples)
            assert one.words == other.words
            assert one.phonemes == other.phonemes

    def test_speed(self, opener: Opener) -> None:
        text = TEXTS[self.languages[0]]
        with opener(text) as voice:
            if not self.changes_speed:
                with pytest.raises(VoiceError):
                    list(voice.synthesize(text, speed=1.5))
                return
            slow, fast = (sum(s.duration for s in voice.synthesize(text, speed=speed)) for speed in (0.8, 1.6))
            assert fast < 0.75 * slow

    def test_a_language_it_does_not_speak(self, opener: Opener) -> None:
        with opener(TEXTS[self.languages[0]]) as voice:
            if "*" in voice.info.languages:
                pytest.skip("speaks any language")
            foreign = FOREIGN["zh" if "zh" in voice.info.languages else "en"]
            with pytest.raises(VoiceError, match="does not speak"):
                list(voice.synthesize(foreign))
            with pytest.raises(VoiceError, match="does not speak"):
                list(voice.synthesize(TEXTS[self.languages[0]], language="sw"))
