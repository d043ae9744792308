"""A performance as a whole: seams, seeds, ranges."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from yingren.core.bones import BONE, BONES
from yingren.core.errors import InputError, UnknownName
from yingren.core.faces import ARKIT, SHAPE
from yingren.core.motion import Motion, TimedCue
from yingren.core.script import Cue
from yingren.core.speech import Speech
from yingren.motion import Actor
from yingren.motion.rotations import rotate

RATE = 30
Doubles = npt.NDArray[np.float64]
CUES = (
    TimedCue(0.5, Cue("emotion", "happy", strength=0.8)),
    TimedCue(1.0, Cue("gesture", "wave")),
    TimedCue(2.0, Cue("look", "left")),
    TimedCue(2.6, Cue("gesture", "nod")),
)


def performance(sentences: tuple[Speech, ...], seed: int = 7, rate: float = RATE) -> list[Motion]:
    actor = Actor(rate=rate, seed=seed)
    chunks = [actor.perform(None, frames=round(rate), lead=0.0)]
    for number, speech in enumerate(sentences):
        frames = int((speech.duration + 0.55) * rate)
        cues = CUES if number % 2 == 0 else (TimedCue(0.0, Cue("emotion", "neutral")),)
        chunks.append(actor.perform(speech, frames=frames, lead=0.25, cues=cues))
        chunks.append(actor.perform(None, frames=round(0.4 * rate), lead=0.0))
    chunks.append(actor.perform(None, frames=round(2 * rate), lead=0.0, listening_to=0.6))
    return chunks


def steps(chunks: list[Motion], part: Callable[[Motion], npt.NDArray[np.float32]]) -> tuple[Doubles, Doubles]:
    """(Largest change per frame at the joints, elsewhere)."""
    joined = np.concatenate([part(chunk) for chunk in chunks]).astype(np.float64)
    change = np.abs(np.diff(joined, axis=0)).reshape(len(joined) - 1, -1).max(axis=1)
    joints = np.cumsum([len(chunk) for chunk in chunks])[:-1] - 1
    inside = np.ones(len(change), dtype=bool)
    inside[joints] = False
    return change[joints], change[inside]


def turns(bones: npt.NDArray[np.float32]) -> Doubles:
    """Radians between neighbouring frames, float64 [T − 1, B]."""
    dot = np.abs(np.sum(bones[1:].astype(np.float64) * bones[:-1], axis=-1))
    return np.asarray(2 * np.arccos(np.clip(dot, 0, 1)), dtype=np.float64)


def test_nothing_jumps_where_chunks_meet(sentences: tuple[Speech, ...]) -> None:
    chunks = performance(sentences)
    joined = np.concatenate([chunk.bones for chunk in chunks])
    change = turns(joined)
    joints = np.cumsum([len(chunk) for chunk in chunks])[:-1] - 1
    assert np.degrees(change[joints][:, [BONE["head"], BONE["neck"], BONE["chest"], BONE["spine"]]].max()) < 0.8
    assert np.degrees(change[joints].max()) <= np.degrees(change.max())
    at_joints, _ = steps(chunks, lambda motion: motion.hips)
    assert at_joints.max() < 0.001
    brows = [SHAPE[name] for name in ("browInnerUp", "cheekSquintLeft", "eyeSquintLeft", "mouthSmileLeft")]
    at_joints, _ = steps(chunks, lambda motion: motion.face[:, brows])
    assert at_joints.max() < 0.12


def test_bones_never_snap(sentences: tuple[Speech, ...]) -> None:
    change = turns(np.concatenate([chunk.bones for chunk in performance(sentences)]))
    head = np.degrees(change[:, [BONE["head"], BONE["neck"]]].max()) * RATE
    assert head < 90, "degrees a second"
    assert np.degrees(change.max()) * RATE < 700


def test_the_same_seed_gives_the_same_motion(sentences: tuple[Speech, ...]) -> None:
    first, again = performance(sentences), performance(sentences)
    for one, two in zip(first, again, strict=True):
        for part in ("face", "bones", "hips", "gaze"):
            assert np.array_equal(getattr(one, part), getattr(two, part))
    other = performance(sentences, seed=8)
    assert not np.array_equal(first[1].bones, other[1].bones)
    assert not np.array_equal(
        Actor(rate=30, seed=1, name="a").perform(None, frames=30, lead=0).bones,
        Actor(rate=30, seed=1, name="b").perform(None, frames=30, lead=0).bones,
    )


@pytest.mark.parametrize("rate", [24, 30, 60])
def test_everything_is_finite_and_in_range(sentences: tuple[Speech, ...], rate: float) -> None:
    for motion in performance(sentences, rate=rate):
        assert motion.bones.shape[1:] == (len(BONES), 4) and motion.face.dtype == np.float32
        for values in (motion.face, motion.bones, motion.hips, motion.gaze):
            assert np.all(np.isfinite(values))
        assert motion.face.min() >= 0.0 and motion.face.max() <= 1.0
        assert np.allclose(np.linalg.norm(motion.bones, axis=-1), 1.0, atol=1e-5)
        looks = [index for index, name in enumerate(ARKIT) if name.startswith("eyeLook")]
        assert np.all(motion.face[:, looks] == 0.0)
        assert np.abs(motion.gaze).max() < 0.6


def head_angles(motion: Motion) -> Doubles:
    """Degrees yaw and pitch of where the face points, float64 [T, 2]."""
    forward = np.broadcast_to(np.array([0.0, 0.0, 1.0]), (len(motion), 3))
    for name in ("head", "neck", "upperChest", "chest", "spine", "hips"):
        forward = rotate(motion.bones[:, BONE[name]].astype(np.float64), forward)
    angles = np.stack([np.arctan2(forward[:, 0], forward[:, 2]), np.arcsin(forward[:, 1])], -1)
    return np.asarray(np.degrees(angles), dtype=np.float64)


def test_a_speaking_head_moves_with_taste(sentences: tuple[Speech, ...]) -> None:
    actor = Actor(rate=RATE, seed=3)
    motions = [actor.perform(speech, frames=int((speech.duration + 0.5) * RATE), lead=0.3) for speech in sentences * 2]
    angles = np.concatenate([head_angles(motion) for motion in motions])
    assert np.all(angles.std(axis=0) > 0.5)
    assert np.abs(angles - angles.mean(axis=0)).max() < 11
    assert np.all(np.percentile(np.abs(angles - angles.mean(axis=0)), 90, axis=0) < 6)


def test_eyes_stay_on_the_camera_while_the_head_moves(sentences: tuple[Speech, ...]) -> None:
    actor = Actor(rate=RATE, seed=3)
    motion = actor.perform(sentences[2], frames=150, lead=0.3)
    looked = head_angles(motion) + np.degrees(motion.gaze)
    assert np.median(np.abs(looked)) < 2.0
    assert np.percentile(np.abs(looked), 85) < 4.5


@pytest.mark.parametrize(
    ("name", "axis", "sign"), [("left", 0, -1), ("right", 0, 1), ("up", 1, 1), ("down", 1, -1), ("camera", 0, 0)]
)
def test_looks_go_where_they_are_sent_and_come_back(name: str, axis: int, sign: int) -> None:
    actor = Actor(rate=RATE, seed=3)
    actor.perform(None, frames=30, lead=0)
    motion = actor.perform(None, frames=150, lead=0, cues=(TimedCue(0.5, Cue("look", name)),))
    where = (head_angles(motion) + np.degrees(motion.gaze))[:, axis]
    held = where[30:75].mean()
    assert held * sign > 10 if sign else abs(held) < 4
    assert abs(where[120:].mean()) < 4


def test_a_listener_looks_at_who_speaks() -> None:
    actor = Actor(rate=RATE, seed=3)
    motion = actor.perform(None, frames=240, lead=0, listening_to=0.5)
    where = np.radians(head_angles(motion)[:, 0]) + motion.gaze[:, 0]
    assert where[60:].mean() == pytest.approx(0.5, abs=0.06)
    back = actor.perform(None, frames=120, lead=0)
    assert (np.radians(head_angles(back)[:, 0]) + back.gaze[:, 0])[60:].mean() == pytest.approx(0.0, abs=0.06)


def test_who_looks_aside_looks_aside() -> None:
    motion = Actor(rate=RATE, seed=3, look_aside=-0.4).perform(None, frames=90, lead=0)
    assert (np.radians(head_angles(motion)[:, 0]) + motion.gaze[:, 0]).mean() == pytest.approx(-0.4, abs=0.06)


def test_emotions_come_grow_and_keep(sentences: tuple[Speech, ...]) -> None:
    actor = Actor(rate=RATE, seed=3)
    cue = (TimedCue(0.5, Cue("emotion", "happy", strength=0.6)),)
    first = actor.perform(None, frames=60, lead=0, cues=cue).face[:, SHAPE["cheekSquintLeft"]]
    assert first[5] < 0.1 < first[-1]
    assert np.abs(np.diff(first)).max() < 0.06
    later = actor.perform(None, frames=30, lead=0).face[:, SHAPE["cheekSquintLeft"]]
    assert later.min() > 0.2


def test_speech_and_emotion_share_the_mouth(sentences: tuple[Speech, ...]) -> None:
    happy = Actor(rate=RATE, seed=3, emotion="happy").perform(sentences[0], frames=140, lead=0.3)
    plain = Actor(rate=RATE, seed=3).perform(sentences[0], frames=140, lead=0.3)
    smile, jaw = SHAPE["mouthSmileLeft"], SHAPE["jawOpen"]
    assert happy.face[:, smile].mean() > plain.face[:, smile].mean() + 0.2
    assert np.corrcoef(happy.face[:, jaw], plain.face[:, jaw])[0, 1] > 0.99


def test_a_neutral_face_is_alive_and_pleasant() -> None:
    motion = Actor(rate=RATE, seed=3).perform(None, frames=300, lead=0)
    assert 0.08 <= motion.face[:, SHAPE["mouthSmileLeft"]].mean() <= 0.12
    assert np.all(motion.face[:, SHAPE["jawOpen"]] == 0.0)
    assert np.degrees(head_angles(motion).std(axis=0)).max() > 0.1
    assert motion.hips.std(axis=0).max() > 0.001


def test_wrong_requests_are_refused() -> None:
    with pytest.raises(InputError):
        Actor(rate=0, seed=1)
    with pytest.raises(UnknownName, match="hapy"):
        Actor(rate=30, seed=1, emotion="hapy")
    with pytest.raises(InputError):
        Actor(rate=30, seed=1).perform(None, frames=0, lead=0)


def test_odd_chunks_can_be_acted(sentences: tuple[Speech, ...]) -> None:
    actor = Actor(rate=RATE, seed=1)
    assert len(actor.perform(sentences[0], frames=1, lead=0.0)) == 1
    assert len(actor.perform(sentences[0], frames=3, lead=0.0)) == 3
    empty = Speech(np.zeros(0, np.float32), 16000)
    assert len(actor.perform(empty, frames=10, lead=0.2)) == 10
    silent = Speech(np.zeros(16000, np.float32), 16000)
    assert np.all(actor.perform(silent, frames=40, lead=0.2).face[:, SHAPE["jawOpen"]] == 0.0)
    alone = Speech(sentences[0].samples, sentences[0].rate)
    assert actor.perform(alone, frames=140, lead=0.3).face[:, SHAPE["jawOpen"]].max() > 0.2


def test_hands_stay_up_between_sentences_and_sink_after_the_last(sentences: tuple[Speech, ...]) -> None:
    actor = Actor(rate=RATE, seed=1)
    bend = BONE["leftLowerArm"]

    def bent(motion: Motion) -> Doubles:
        return np.asarray(2 * np.arccos(np.clip(np.abs(motion.bones[:, bend, 3]), 0, 1)), dtype=np.float64)

    actor.perform(sentences[0], frames=130, lead=0.3)
    pause = actor.perform(None, frames=18, lead=0.0)
    talking = actor.perform(sentences[1], frames=190, lead=0.3)
    assert min(bent(pause).min(), bent(talking).min()) > 1.1
    assert bent(actor.perform(None, frames=120, lead=0.0))[-1] < 0.8
