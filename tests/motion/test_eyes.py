"""Blinks and gaze."""

import numpy as np

from yingren.core.faces import SHAPE
from yingren.core.speech import Speech
from yingren.motion import Actor
from yingren.motion.eyes import Blinks

RATE = 30


def blinks_in(lids: np.ndarray[tuple[int], np.dtype[np.floating]], least: float = 0.4) -> int:
    shut = np.concatenate([[False], lids > least])
    return int(np.sum(shut[1:] & ~shut[:-1]))


def test_blinks_come_at_a_natural_rate(sentences: tuple[Speech, ...]) -> None:
    for seed in (1, 2):
        actor, count, seconds = Actor(rate=RATE, seed=seed), 0, 0.0
        while seconds < 300:
            for speech in sentences:
                frames = int((speech.duration + 0.6) * RATE)
                motion = actor.perform(speech, frames=frames, lead=0.3)
                count += blinks_in(motion.face[:, SHAPE["eyeBlinkLeft"]])
                seconds += motion.duration
        assert 10 <= count / (seconds / 60) <= 30


def test_lids_fall_faster_than_they_rise() -> None:
    lids = np.concatenate([Blinks(4).at(np.arange(6000) / 1000)])
    first = int(np.argmax(lids > 0.02))
    peak = first + int(np.argmax(lids[first : first + 200]))
    end = peak + int(np.argmax(lids[peak:] < 0.02))
    assert lids[peak] > 0.4
    assert 0.05 < (peak - first) / 1000 < 0.13
    assert (end - peak) > 1.2 * (peak - first)


def test_a_blink_is_carried_over_a_joint() -> None:
    times = np.arange(3000) / 100
    whole = Blinks(9).at(times)
    carried, pieces = Blinks(9), []
    for start in range(0, 3000, 37):
        pieces.append(carried.at(times[start : start + 37]))
    assert np.array_equal(whole, np.concatenate(pieces))


def test_lids_follow_the_eyes_down() -> None:
    from yingren.core.motion import TimedCue
    from yingren.core.script import Cue

    plain = Actor(rate=RATE, seed=2).perform(None, frames=60, lead=0)
    lowered = Actor(rate=RATE, seed=2).perform(None, frames=60, lead=0, cues=(TimedCue(0.2, Cue("look", "down")),))
    blink = SHAPE["eyeBlinkLeft"]
    assert np.median(lowered.face[20:, blink]) > np.median(plain.face[20:, blink]) + 0.03


def test_eyes_are_never_quite_still() -> None:
    gaze = Actor(rate=RATE, seed=2).perform(None, frames=600, lead=0).gaze
    assert 0.003 < gaze.std(axis=0).max() < 0.1
