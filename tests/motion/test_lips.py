"""The mouth from phonemes."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from yingren.core.faces import SHAPE
from yingren.core.motion import Motion
from yingren.core.speech import Phoneme, Speech
from yingren.motion import Actor
from yingren.motion.lips import PhonemeLips
from yingren.motion.quality import TOUCHING, closures, lag, lip_gap, silence_jaw

LEAD = 0.3
Make = Callable[..., Speech]
Floats = npt.NDArray[np.float32]


def acted(speech: Speech, rate: float = 30, emotion: str = "neutral") -> Motion:
    frames = int((speech.duration + LEAD + 0.4) * rate)
    return Actor(rate=rate, seed=1, emotion=emotion).perform(speech, frames=frames, lead=LEAD)


def mouth(speech: Speech, rate: float = 60) -> Floats:
    frames = int((speech.duration + LEAD + 0.4) * rate)
    return PhonemeLips().mouth(speech, rate=rate, frames=frames, lead=LEAD)


def column(face: Floats, *names: str) -> Floats:
    return np.asarray(sum(face[:, SHAPE[name]] for name in names), dtype=np.float32)


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
@pytest.mark.parametrize("emotion", ["neutral", "happy", "surprised", "disgusted"])
def test_lips_touch_in_every_p_b_m(sentences: tuple[Speech, ...], rate: float, emotion: str) -> None:
    checked = 0
    for speech in sentences:
        for closure in closures(speech, acted(speech, rate, emotion=emotion), LEAD):
            assert closure.gap <= TOUCHING, (speech.text, closure)
            checked += 1
    assert checked >= 30


def test_the_closure_measure_sees_a_mouth_that_stays_open(sentences: tuple[Speech, ...]) -> None:
    speech = sentences[1]
    motion = acted(speech)
    open_face = motion.face.copy()
    open_face[:, SHAPE["jawOpen"]] = np.maximum(open_face[:, SHAPE["jawOpen"]], 0.15)
    open_face[:, SHAPE["mouthClose"]] = 0.0
    broken = Motion(motion.rate, open_face, motion.bones, motion.hips, motion.gaze)
    assert all(closure.gap > TOUCHING for closure in closures(speech, broken, LEAD))


@pytest.mark.parametrize("rate", [25, 30])
def test_fast_speech_still_closes(spoken: Make, rate: float) -> None:
    speech = spoken(*[("a", 0.05), ("p", 0.03), ("ɑ", 0.05), ("m", 0.03), ("o", 0.05), ("b", 0.03)] * 6, ("a", 0.1))
    assert max(closure.gap for closure in closures(speech, acted(speech, rate), LEAD)) <= TOUCHING


def test_vowels_are_seen_between_quick_closures(spoken: Make) -> None:
    for seconds in (0.05, 0.07, 0.12):
        speech = spoken(*[("b", 0.06), ("a", seconds), ("m", 0.06), ("a", seconds)] * 3)
        motion = acted(speech)
        gap = lip_gap(motion.face)
        for phoneme in speech.phonemes:
            if phoneme.symbol == "a":
                first, last = int((phoneme.start + LEAD) * 30), int((phoneme.end + LEAD) * 30) + 2
                assert gap[first:last].max() > 0.08, (seconds, phoneme)
        assert max(closure.gap for closure in closures(speech, motion, LEAD)) <= TOUCHING


def test_fast_speech_undershoots(spoken: Make) -> None:
    slow = mouth(spoken(("s", 0.12), ("a", 0.2), ("s", 0.12)))
    fast = mouth(spoken(("s", 0.05), ("a", 0.04), ("s", 0.05)))
    assert column(fast, "jawOpen").max() < 0.8 * column(slow, "jawOpen").max()


def test_open_vowels_open_as_people_do(sentences: tuple[Speech, ...]) -> None:
    jaw = np.concatenate([column(acted(speech).face, "jawOpen") for speech in sentences])
    assert 0.28 < np.percentile(jaw, 98) < 0.5


def test_f_and_v_lay_the_lip_to_the_teeth(spoken: Make) -> None:
    for sound in ("f", "v"):
        face = mouth(spoken(("a", 0.2), (sound, 0.09), ("a", 0.2)))
        middle = int((LEAD + 0.245) * 60)
        assert column(face, "mouthRollLower")[middle] > 0.4
        assert column(face, "jawOpen")[middle] < 0.06
        assert column(face, "mouthClose")[middle] == 0.0


def test_rounding_comes_before_its_vowel(spoken: Make) -> None:
    face = mouth(spoken(("a", 0.2), ("t", 0.08), ("s", 0.08), ("u", 0.2)))
    rounding = column(face, "mouthPucker")
    start = LEAD + 0.36
    before, inside = rounding[int((start - 0.08) * 60)], rounding[int((start + 0.1) * 60)]
    assert inside > 0.6
    assert before > 0.25 * inside
    plain = column(mouth(spoken(("a", 0.2), ("t", 0.08), ("s", 0.08), ("i", 0.2))), "mouthPucker")
    assert plain.max() < 0.1


def test_spread_vowels_spread_and_open_ones_open(spoken: Make) -> None:
    high, low = mouth(spoken(("i", 0.3))), mouth(spoken(("ɑ", 0.3)))
    assert column(high, "mouthStretchLeft").max() > 2 * column(low, "mouthStretchLeft").max()
    assert column(low, "jawOpen").max() > 2 * column(high, "jawOpen").max()


def test_stress_and_loudness_open_the_jaw(spoken: Make) -> None:
    strong, weak = spoken(("ɑ", 0.2)), spoken(("ɑ", 0.2), stress=0)
    assert column(mouth(strong), "jawOpen").max() > 1.1 * column(mouth(weak), "jawOpen").max()
    pair = spoken(("ɑ", 0.2), ("d", 0.06), ("ɑ", 0.2))
    samples = pair.samples.copy()
    samples[: len(samples) // 2] *= 0.2
    jaw = column(mouth(Speech(samples, pair.rate, phonemes=pair.phonemes)), "jawOpen")
    half = int((LEAD + 0.23) * 60)
    assert jaw[:half].max() < 0.9 * jaw[half:].max()


def test_the_jaw_is_still_in_silence(sentences: tuple[Speech, ...], spoken: Make) -> None:
    paused = spoken(("a", 0.2), ("", 0.5), ("o", 0.2), ("", 0.25), ("m", 0.1), ("a", 0.2))
    for speech in (*sentences, paused):
        assert silence_jaw(speech, acted(speech), LEAD) < 0.02
    face = mouth(paused)
    inside = face[int((LEAD + 0.2 + 0.12) * 60) : int((LEAD + 0.7 - 0.1) * 60)]
    assert np.all(inside == 0.0)


def test_silence_is_still_even_where_phonemes_are_late(sentences: tuple[Speech, ...]) -> None:
    speech = sentences[0]
    late = tuple(Phoneme(p.symbol, p.start + 0.3, p.end + 0.3, p.stress, p.tone) for p in speech.phonemes)
    moved = Speech(speech.samples, speech.rate, speech.text, (), late, speech.language)
    assert silence_jaw(moved, acted(moved), LEAD) < 0.02


def test_lips_are_with_the_voice(sentences: tuple[Speech, ...]) -> None:
    lags = [lag(speech, acted(speech), LEAD) for speech in sentences]
    assert np.all(np.abs(lags) <= 0.04)
    assert abs(float(np.mean(lags))) <= 0.02


def test_the_lag_measure_finds_a_shift(sentences: tuple[Speech, ...]) -> None:
    motion = acted(sentences[0])
    late = Motion(motion.rate, np.roll(motion.face, 3, axis=0), motion.bones, motion.hips, motion.gaze)
    assert lag(sentences[0], late, LEAD) - lag(sentences[0], motion, LEAD) == pytest.approx(0.1, abs=0.015)


def test_edges_are_at_rest_and_weights_in_range(sentences: tuple[Speech, ...]) -> None:
    for speech in sentences:
        face = mouth(speech, 30)
        assert np.all(face[[0, -1]] == 0.0)
        assert np.all(np.isfinite(face)) and face.min() >= 0.0 and face.max() <= 1.0


def test_the_gap_of_lips() -> None:
    face = np.zeros((4, 52), dtype=np.float32)
    face[1, SHAPE["jawOpen"]] = 0.3
    face[2, [SHAPE["jawOpen"], SHAPE["mouthClose"]]] = 0.3
    face[3, [SHAPE["mouthUpperUpLeft"], SHAPE["mouthUpperUpRight"]]] = 0.5
    assert lip_gap(face) == pytest.approx([0.0, 0.3, 0.0, 0.11])
