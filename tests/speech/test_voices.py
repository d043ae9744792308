import subprocess
import sys

import numpy as np
import pytest

from yingren.core.errors import UnknownName
from yingren.speech.pronounce import phonemes_of
from yingren.speech.voices import VOICES, list_voices, open_voice

from .test_espeak import TEXTS, check


def test_an_unknown_voice_suggests_the_nearest() -> None:
    with pytest.raises(UnknownName, match="espeak"):
        open_voice("espaek")


def test_the_listed_voices_open() -> None:
    names = [info.name for info in list_voices()]
    assert {"espeak", "espeak-en", "espeak-zh-male", "fake"} <= set(names) <= set(VOICES)
    assert all(info.licence and info.description for info in list_voices())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_fake_voice_keeps_the_promises(text: str) -> None:
    with open_voice("fake") as voice:
        speeches = list(voice.synthesize(text))
        check(speeches, text)
        again = list(voice.synthesize(text))
        assert all(np.array_equal(one.samples, other.samples) for one, other in zip(speeches, again, strict=True))


def test_pronunciation_without_sound() -> None:
    text = "你好。Hello world, 再见！"
    words = phonemes_of(text)
    assert [word.text for word in words] == ["你", "好", "Hello", "world", "再", "见"]
    assert all(text[word.at : word.at + word.length] == word.text for word in words)
    times = [time for word in words for phoneme in word.phonemes for time in (phoneme.start, phoneme.end)]
    assert times == sorted(times)


def test_importing_the_room_imports_no_engine() -> None:
    code = (
        "import sys, yingren.speech, yingren.speech.voices\n"
        "heavy = {'pypinyin', 'g2pM', 'espeakng_loader', 'onnxruntime', 'yaml'} & set(sys.modules)\n"
        "sys.exit(len(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
