"""The built-in voice with its real worker process."""

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yingren.core.errors import VoiceError
from yingren.core.speech import Speech
from yingren.speech.espeak import EspeakVoice


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    with EspeakVoice("espeak") as opened:
        yield opened


_SHARED = EspeakVoice("espeak")


@pytest.fixture(scope="module", autouse=True)
def _close_shared() -> Iterator[None]:
    yield
    _SHARED.close()


def check(speeches: list[Speech], text: str) -> None:
    """What every voice promises."""
    assert "".join(speech.text for speech in speeches) == text
    for speech in speeches:
        assert speech.samples.dtype == np.float32 and speech.samples.ndim == 1
        assert np.isfinite(speech.samples).all() and np.abs(speech.samples).max(initial=0) <= 1
        time, at = 0.0, 0
        for word in speech.words:
            assert speech.text[word.at : word.at + word.length] == word.text
            assert word.at >= at and word.length > 0
            assert time - 1e-9 <= word.start < word.end <= speech.duration + 1e-9
            time, at = word.end, word.at + word.length
        time = 0.0
        for phoneme in speech.phonemes:
            assert phoneme.symbol and not set("ˈˌː012345.") & set(phoneme.symbol)
            assert time - 1e-9 <= phoneme.start < phoneme.end <= speech.duration + 1e-9
            time = phoneme.end
        assert bool(speech.words) == bool(speech.phonemes)


TEXTS = {
    "news": "各位观众早上好，今天是2026年11月22日，星期日。欢迎收看早间新闻！",
    "mixed": "我用GitHub写Python代码，GPT-4和AI让GDP增长了5.3%。",
    "english": "Good morning. Dr. Smith paid $5.50 at 8:30 am, didn't he?",
    "polyphones": "重庆银行行长长大以后喜欢音乐，了解还款情况。穷人和熊猫，窘迫。",
    "emoji": "小王🎉加油👨‍👩‍👧‍👦！😀😀\n下一行…… 好",
    "rare": "𠮷野家的龘字，㐂ⓐ①②Ⅲ½ﬁ。",
    "brackets": "[[n'aIs]] <break/> 你好[[ma1]] & \\ / _ ^",
    "wide": "ＡＢＣ１２３，全角！",
    "punctuation": "。。。！？,,, “你好”——（她说）；好：对、是…",
    "spaces": "  你好  世界  \n\n  hello   world  ",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_every_voice_promises(voice: EspeakVoice, text: str) -> None:
    check(list(voice.synthesize(text)), text)


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("你好了一不行长重庆穷的abcAIhello 0123456789.,，。！？%-:¥$℃kg🎉'\n《》"), max_size=60
    )
)
def test_any_text_keeps_the_promises(text: str) -> None:
    check(list(_SHARED.synthesize(text)), text)


def test_each_chinese_character_is_a_word(voice: EspeakVoice) -> None:
    (speech,) = voice.synthesize("银行行长来了。")
    assert [word.text for word in speech.words] == list("银行行长来了")
    assert [phoneme.tone for phoneme in speech.phonemes if phoneme.symbol in ("a", "i", "aɪ", "ə")] == [
        2,
        2,
        2,
        3,
        2,
        5,
    ]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("银行", "j i n x a ŋ"),
        ("行走", "ɕ i ŋ ts oʊ"),
        ("重庆", "tʂʰ ʊ ŋ tɕʰ i ŋ"),
        ("重要", "tʂ ʊ ŋ j aʊ"),
        ("音乐", "j i n ɥ ɛ"),
        ("快乐", "kʰ w aɪ l ɤ"),
        ("还款", "x w a n kʰ w a n"),
        ("还有", "x aɪ j oʊ"),
        ("长大", "tʂ a ŋ t a"),
        ("长城", "tʂʰ a ŋ tʂʰ ə ŋ"),
        ("了解", "l j aʊ tɕ j ɛ"),
        ("穷", "tɕʰ j ʊ ŋ"),
        ("熊", "ɕ j ʊ ŋ"),
        ("西安", "ɕ i a n"),
        ("绿女", "l y n y"),
    ],
)
def test_characters_are_read_in_their_words(voice: EspeakVoice, text: str, symbols: str) -> None:
    (speech,) = voice.synthesize(text)
    said = " ".join(phoneme.symbol for phoneme in speech.phonemes)
    assert said.replace("l ə", "l ɤ") == symbols


@pytest.mark.parametrize(
    "text", ["哪儿", "小孩儿", "二儿子", "西安饿啊", "阿姨要一一碗", "嗯呣哼", "穷凶极恶", "女儿绿"]
)
def test_every_character_has_its_time(voice: EspeakVoice, text: str) -> None:
    (speech,) = voice.synthesize(text)
    assert [word.text for word in speech.words] == list(text)
    assert all(0.04 < word.end - word.start < 0.6 for word in speech.words)


@pytest.mark.parametrize(
    ("text", "tones"),
    [("不是", "24"), ("不好", "43"), ("一个", "24"), ("一天", "41"), ("第一", "41"), ("你好", "23"), ("一月", "14")],
)
def test_tones_change_with_their_neighbours(voice: EspeakVoice, text: str, tones: str) -> None:
    (speech,) = voice.synthesize(text)
    for word, tone in zip(speech.words, tones, strict=True):
        inside = [phoneme.tone for phoneme in speech.phonemes if word.start <= phoneme.start < word.end]
        assert set(inside) == {int(tone)}


def test_a_number_is_one_word_of_the_caption(voice: EspeakVoice) -> None:
    (speech,) = voice.synthesize("到2026年，增长5.3%。")
    assert [word.text for word in speech.words] == ["到", "2026", "年", "增", "长", "5.3%"]
    year = speech.words[1]
    assert sum(1 for phoneme in speech.phonemes if year.start <= phoneme.start < year.end) >= 7


def test_english_words_in_chinese(voice: EspeakVoice) -> None:
    (speech,) = voice.synthesize("我用Python写代码。")
    word = next(word for word in speech.words if word.text == "Python")
    inside = [phoneme for phoneme in speech.phonemes if word.start <= phoneme.start < word.end]
    assert [phoneme.symbol for phoneme in inside] == ["p", "aɪ", "θ", "ə", "n"]
    assert all(phoneme.tone == 0 for phoneme in inside)


def test_the_times_are_where_the_sound_is(voice: EspeakVoice) -> None:
    for text in (TEXTS["news"], TEXTS["mixed"], TEXTS["english"]):
        for speech in voice.synthesize(text):
            level = np.sqrt(np.mean(speech.samples**2))
            spoken = np.zeros(len(speech.samples), bool)
            for phoneme in speech.phonemes:
                spoken[int(phoneme.start * speech.rate) : int(phoneme.end * speech.rate)] = True
            for word in speech.words:
                inside = speech.samples[int(word.start * speech.rate) : int(word.end * speech.rate)]
                assert np.sqrt(np.mean(inside**2)) > 0.25 * level, word
            outside = speech.samples[~spoken]
            if len(outside) > 100:
                assert np.sqrt(np.mean(outside**2)) < 0.15 * level


def test_no_clicks(voice: EspeakVoice) -> None:
    for text in (TEXTS["news"], TEXTS["mixed"]):
        for speech in voice.synthesize(text):
            assert abs(speech.samples[0]) < 0.01 and abs(speech.samples[-1]) < 0.01


def test_the_same_text_gives_the_same_samples() -> None:
    with EspeakVoice("espeak") as first, EspeakVoice("espeak") as second:
        list(second.synthesize("先说点别的 something else."))
        for one, other in zip(first.synthesize(TEXTS["mixed"]), second.synthesize(TEXTS["mixed"]), strict=True):
            assert np.array_equal(one.samples, other.samples)
            assert one.phonemes == other.phonemes and one.words == other.words


def test_speed(voice: EspeakVoice) -> None:
    slow, normal, fast = (
        sum(speech.duration for speech in voice.synthesize(TEXTS["news"], speed=speed)) for speed in (0.7, 1.0, 1.5)
    )
    assert slow > 1.25 * normal and fast < 0.8 * normal


def test_a_speed_that_cannot_be(voice: EspeakVoice) -> None:
    with pytest.raises(VoiceError, match="9"):
        voice.synthesize("你好", speed=9)


def test_the_rate_suits_the_news(voice: EspeakVoice) -> None:
    text = "各位观众早上好，欢迎收看早间新闻，我们来关注科技和经济的发展。"
    seconds = sum(speech.duration for speech in voice.synthesize(text))
    assert 4.2 < len(text) / seconds < 5.6


def test_emoji_alone_is_silence(voice: EspeakVoice) -> None:
    (speech,) = voice.synthesize("😀🎉")
    assert speech.words == () and speech.phonemes == ()
    assert 0 < speech.duration < 1 and not speech.samples.any()


def test_nothing_gives_nothing(voice: EspeakVoice) -> None:
    assert list(voice.synthesize("")) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは", "Japanese"),
        ("안녕하세요", "Korean"),
        ("مرحبا", "Arabic"),
        ("สวัสดี", "Thai"),
        ("Привет", "Russian"),
    ],
)
def test_a_writing_it_does_not_speak(voice: EspeakVoice, text: str, language: str) -> None:
    with pytest.raises(VoiceError) as caught:
        voice.synthesize("你好 " + text)
    assert language in str(caught.value) and text[:2] in str(caught.value) and "character 4" in str(caught.value)


def test_english_voice_refuses_chinese() -> None:
    with EspeakVoice("espeak-en") as english, pytest.raises(VoiceError, match="Chinese"):
        english.synthesize("Hello 世界")


def test_another_language_by_name(voice: EspeakVoice) -> None:
    (speech,) = voice.synthesize("Guten Tag, schöne Welt!", language="de")
    assert [word.text for word in speech.words] == ["Guten", "Tag", "schöne", "Welt"]
    assert speech.language == "de"
    (speech,) = voice.synthesize("Привет, мир!", language="ru")
    assert [word.text for word in speech.words] == ["Привет", "мир"]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("नमस्ते दुनिया", "hi", 2),
        ("今日好天氣", "yue", 5),
        ("안녕하세요", "ko", 1),
        ("xin chào bạn", "vi", 3),
        ("สวัสดี", "th", 1),
    ],
)
def test_writings_of_the_world(voice: EspeakVoice, text: str, language: str, count: int) -> None:
    speeches = list(voice.synthesize(text, language=language))
    check(speeches, text)
    assert len(speeches[0].words) == count


@pytest.mark.parametrize(
    "text", ["a" * 1000, "1" * 300, "好" * 300, "[" * 500, "\x01\x02\x00", "\ud800好", "a\u0301" * 300, "-1" * 300]
)
def test_odd_texts(voice: EspeakVoice, text: str) -> None:
    check(list(voice.synthesize(text)), text)


def test_a_language_there_is_not(voice: EspeakVoice) -> None:
    with pytest.raises(VoiceError, match="xx"):
        list(voice.synthesize("hello", language="xx"))


def test_a_killed_worker_is_replaced() -> None:
    with EspeakVoice("espeak") as voice:
        (before,) = voice.synthesize("你好。")
        pid = voice.worker
        assert pid is not None
        os.kill(pid, signal.SIGTERM)
        (after,) = voice.synthesize("你好。")
        assert np.array_equal(before.samples, after.samples)
        assert voice.worker != pid


def test_a_hundred_thousand_characters_on_a_line_stream() -> None:
    text = "今天天气很好，" * 14286
    with EspeakVoice("espeak") as voice:
        stream = voice.synthesize(text)
        speeches = [next(stream) for _ in range(5)]
    assert all(0 < len(speech.text) <= 121 for speech in speeches)
    assert text.startswith("".join(speech.text for speech in speeches))


@pytest.mark.parametrize("name", ["espeak-zh", "espeak-low", "espeak-male", "espeak-zh-male"])
def test_the_other_voices(name: str) -> None:
    with EspeakVoice(name) as voice:
        check(list(voice.synthesize(TEXTS["mixed"])), TEXTS["mixed"])
