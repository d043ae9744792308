"""Motion is checked when it is made and read between its frames."""

import numpy as np
import pytest

from yingren.core.bones import BONES
from yingren.core.faces import ARKIT
from yingren.core.motion import Floats, Motion


def motion(frames: int = 3, turn: float = 0.5) -> Motion:
    face = np.zeros((frames, len(ARKIT)), np.float32)
    face[:, 0] = np.arange(frames)
    bones = np.zeros((frames, len(BONES), 4), np.float32)
    angles = np.arange(frames) * turn
    bones[:, :, 1] = np.sin(angles / 2)[:, None]
    bones[:, :, 3] = np.cos(angles / 2)[:, None]
    return Motion(10.0, face, bones, np.zeros((frames, 3), np.float32), np.zeros((frames, 2), np.float32))


def yaw(bones: Floats) -> float:
    return float(2 * np.arctan2(bones[0, 1], bones[0, 3]))


def test_between_frames_it_is_between_the_values() -> None:
    pose = motion().at(0.15)
    assert pose.face[0] == pytest.approx(1.5)
    assert yaw(pose.bones) == pytest.approx(0.75, abs=1e-3)
    assert np.allclose(np.linalg.norm(pose.bones, axis=-1), 1.0, atol=1e-6)


def test_the_other_sign_of_a_quaternion_is_the_same_rotation() -> None:
    one = motion()
    one.bones[1] *= -1
    assert yaw(one.at(0.05).bones) == pytest.approx(0.25, abs=1e-3)


def test_before_and_after_it_holds() -> None:
    assert motion().at(-5.0).face[0] == 0.0
    assert motion().at(50.0).face[0] == 2.0
    assert motion().duration == pytest.approx(0.3)


def test_wrong_shapes_are_refused() -> None:
    good = motion()
    with pytest.raises(ValueError, match=r"Motion\.hips has shape"):
        Motion(10.0, good.face, good.bones, np.zeros((3, 4), np.float32), good.gaze)
