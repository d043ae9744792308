"""Arms, hands and gestures."""

import numpy as np
import numpy.typing as npt
import pytest

from yingren.core.bones import BONE, PARENT
from yingren.core.motion import Motion, TimedCue
from yingren.core.script import Cue
from yingren.motion import Actor
from yingren.motion.arms import STANDARD, ArmPose, Build, arm, gesture_data, solve
from yingren.motion.gestures import gesture, gesture_names
from yingren.motion.rotations import multiply, rotate
from yingren.script.vocabulary import words

Doubles = npt.NDArray[np.float64]
RATE = 30


UPPER, LOWER, SHOULDER = STANDARD.upper, STANDARD.lower, STANDARD.shoulder


def wrist(motion: Motion, side: str) -> Doubles:
    """Place of the wrist from the shoulder joint, metres, on the standard body: float64 [T, 3]."""
    sign = 1.0 if side == "left" else -1.0
    turn = np.tile([0.0, 0.0, 0.0, 1.0], (len(motion), 1))
    for name in (f"{side}Shoulder", f"{side}UpperArm"):
        turn = multiply(turn, motion.bones[:, BONE[name]].astype(np.float64))
    elbow = rotate(turn, np.tile([sign * UPPER, 0.0, 0.0], (len(motion), 1)))
    turn = multiply(turn, motion.bones[:, BONE[f"{side}LowerArm"]].astype(np.float64))
    return elbow + rotate(turn, np.tile([sign * LOWER, 0.0, 0.0], (len(motion), 1)))


def made(name: str, frames: int = 150, strength: float = 1.0) -> Motion:
    actor = Actor(rate=RATE, seed=5)
    actor.perform(None, frames=RATE, lead=0)
    return actor.perform(None, frames=frames, lead=0, cues=(TimedCue(1.0, Cue("gesture", name, strength=strength)),))


def test_every_gesture_of_a_script_can_be_made() -> None:
    assert set(words("gestures")) <= set(gesture_names())


@pytest.mark.parametrize("name", gesture_data()["poses"])
def test_a_hand_goes_where_its_pose_says(name: str) -> None:
    entry = {key: value for key, value in gesture_data()["poses"][name].items() if key != "shoulder"}
    pose = ArmPose(**entry)
    turns = solve(pose)
    upper = rotate(turns[1], np.array([UPPER, 0.0, 0.0]))
    lower = multiply(turns[1], turns[2])
    hand = multiply(lower, turns[3])
    assert upper + rotate(lower, np.array([LOWER, 0.0, 0.0])) == pytest.approx(STANDARD.hand(pose.hand), abs=0.02)
    fingers = np.array(pose.fingers) / np.linalg.norm(pose.fingers)
    assert rotate(hand, np.array([1.0, 0.0, 0.0])) == pytest.approx(fingers, abs=1e-6)
    assert rotate(hand, np.array([0.0, -1.0, 0.0])) @ np.array(pose.palm) > 0.5 * np.linalg.norm(pose.palm)


@pytest.mark.parametrize("name", gesture_data()["poses"])
def test_no_wrist_is_broken(name: str) -> None:
    turns = arm(name, "left")
    swing = np.degrees(np.arccos(np.clip(rotate(turns[3], np.array([1.0, 0.0, 0.0]))[0], -1, 1)))
    assert swing < 85, "degrees between forearm and hand"
    bend = np.degrees(np.arccos(np.clip(rotate(turns[2], np.array([1.0, 0.0, 0.0]))[0], -1, 1)))
    assert 3 < bend < 155, "degrees of the elbow"


def test_right_mirrors_left() -> None:
    left, right = arm("talk", "left"), arm("talk", "right")
    assert np.allclose(right, left * [1, -1, -1, 1])


def test_arms_hang_at_rest() -> None:
    motion = Actor(rate=RATE, seed=5).perform(None, frames=60, lead=0)
    bones = motion.bones.astype(np.float64)
    for side in ("left", "right"):
        place = wrist(motion, side)
        assert np.all(place[:, 1] < -0.4)
        upper = rotate(
            multiply(bones[:, BONE[f"{side}Shoulder"]], bones[:, BONE[f"{side}UpperArm"]]),
            np.tile([1.0 if side == "left" else -1.0, 0.0, 0.0], (60, 1)),
        )
        down = np.degrees(np.arcsin(-upper[:, 1]))
        assert np.all((down > 68) & (down < 88))


@pytest.mark.parametrize("name", gesture_names())
def test_gestures_land_on_their_cue_and_end(name: str) -> None:
    plain = Actor(rate=RATE, seed=5)
    plain.perform(None, frames=RATE, lead=0)
    rest = plain.perform(None, frames=150, lead=0)
    motion = made(name)
    change = np.abs(motion.bones - rest.bones).max(axis=(1, 2))
    moving = np.flatnonzero(change > 0.01)
    assert len(moving), "it moves"
    assert moving[0] / RATE < 1.0 < moving[-1] / RATE
    assert moving[-1] / RATE < 1.0 + gesture(name).seconds + 0.1
    turned = 2 * np.arccos(np.clip(np.abs(np.sum(motion.bones[1:] * motion.bones[:-1], axis=-1)), 0, 1))
    assert np.degrees(turned.max()) * RATE < 720, "degrees a second"


def test_wave_and_points_use_the_side_of_the_picture() -> None:
    # The left of the picture is the character's right.
    left = made("point-left")
    right = made("point-right")
    at = RATE + 3
    assert wrist(left, "right")[at, 1] > -0.2 > wrist(left, "left")[at, 1]
    assert wrist(right, "left")[at, 1] > -0.2 > wrist(right, "right")[at, 1]
    waving = wrist(made("wave"), "right")
    assert waving[RATE + 5 : RATE + 40, 1].min() > -0.1


def test_hands_stay_in_a_vertical_picture() -> None:
    # A medium shot in 9:16 shows about 0.54 m across.
    for name in ("wave", "thumbs-up", "open-palms", "count-2", "heart", "welcome", "salute", "hand-on-heart"):
        motion = made(name)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            assert (sign * wrist(motion, side)[:, 0] + SHOULDER).max() < 0.27, name


def test_strength_tones_a_nod_down() -> None:
    strong, weak = made("nod"), made("nod", strength=0.4)
    head = BONE["head"]
    assert np.ptp(weak.bones[:, head, 0]) < 0.7 * np.ptp(strong.bones[:, head, 0])


def test_a_gesture_goes_on_in_the_next_chunk() -> None:
    whole = made("wave", 150)
    actor = Actor(rate=RATE, seed=5)
    actor.perform(None, frames=RATE, lead=0)
    first = actor.perform(None, frames=45, lead=0, cues=(TimedCue(1.0, Cue("gesture", "wave")),))
    second = actor.perform(None, frames=105, lead=0)
    joined = np.concatenate([first.bones, second.bones])
    column = BONE["rightLowerArm"]
    assert np.allclose(joined[:, column], whole.bones[:, column], atol=0.02)


@pytest.mark.parametrize(("name", "chosen"), [("拱手", "salute"), ("waving", "wave"), ("zzz", "beat")])
def test_other_names_find_something_sensible(name: str, chosen: str) -> None:
    assert gesture(name).name == chosen


@pytest.mark.parametrize("build", [Build(0.24, 0.22, 0.13), Build(0.3, 0.27, 0.2)])
@pytest.mark.parametrize("name", ["heart", "clap-shut", "cover-hand"])
def test_hands_that_touch_touch_on_every_body(name: str, build: Build) -> None:
    turns = arm(name, "left", build)
    shoulder = np.array([build.shoulder, 0.0, 0.0])
    upper = rotate(turns[0], rotate(turns[1], np.array([build.upper, 0.0, 0.0])))
    lower = multiply(turns[0], multiply(turns[1], turns[2]))
    place = shoulder + upper + rotate(lower, np.array([build.lower, 0.0, 0.0]))
    assert place[0] == pytest.approx(gesture_data()["poses"][name]["hand"][0], abs=0.02)


def test_every_bone_hangs_on_a_known_one() -> None:
    assert all(parent is None or parent in BONE for parent in PARENT.values())
