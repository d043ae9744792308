"""What the motion tests say: real sentences from the built-in voice, and sounds put together by hand."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from yingren.core.speech import Phoneme, Speech
from yingren.speech.espeak import EspeakVoice

SENTENCES = (
    "大家早上好，欢迎收看今天的早间新闻。",
    "苹果和面包都不贵，爸爸妈妈每天跑步买报纸，飞机票非常便宜。",
    "Peter bought five beautiful lamps, thinking about them all the way home.",
    "Maybe Bob's puppy jumped up because the moon was full of very warm beams.",
    "我们用 Python 做视频，五分钟就发布一部影片。",
)


@pytest.fixture(scope="session")
def sentences() -> tuple[Speech, ...]:
    """Speech with the engine's own times."""
    # A dictionary that the voice reads leaves its files to the garbage collector; that is not what is tested here.
    with warnings.catch_warnings(), EspeakVoice() as voice:
        warnings.simplefilter("ignore", ResourceWarning)
        return tuple(speech for text in SENTENCES for speech in voice.synthesize(text))


@pytest.fixture(scope="session")
def spoken() -> Callable[..., Speech]:
    """A maker of speech from (IPA, seconds) pairs; ``""`` is silence, anything else a tone."""

    def make(*sounds: tuple[str, float], stress: int = 2) -> Speech:
        rate, phonemes, pieces, at = 16000, [], [], 0.0
        for symbol, seconds in sounds:
            count = round(seconds * rate)
            tone = 0.2 * np.sin(2 * np.pi * 150 * np.arange(count) / rate)
            pieces.append(tone if symbol else np.zeros(count))
            if symbol:
                phonemes.append(Phoneme(symbol, at, at + seconds, stress))
            at += seconds
        return Speech(np.concatenate(pieces).astype(np.float32), rate, phonemes=tuple(phonemes), language="en")

    return make
