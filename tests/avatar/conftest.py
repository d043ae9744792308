"""The packaged presenter, loaded once."""

from pathlib import Path

import numpy as np
import pytest

from yingren.avatar import Character, open_avatar
from yingren.core.bones import BONES
from yingren.core.faces import SHAPE
from yingren.core.motion import Pose

SHARED = Path(__file__).parents[3] / "shared" / "data" / "avatars"


@pytest.fixture(scope="session")
def lin() -> Character:
    avatar = open_avatar("lin")
    assert isinstance(avatar, Character)
    return avatar


@pytest.fixture(scope="session")
def shared_avatars() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared/data/avatars is not there")
    return SHARED


def pose_of(
    gaze: tuple[float, float] = (0.0, 0.0),
    bones: dict[int, tuple[float, float, float, float]] | None = None,
    hips: tuple[float, float, float] = (0.0, 0.0, 0.0),
    **weights: float,
) -> Pose:
    """A pose from ARKit weights; a name without Left or Right sets both."""
    face = np.zeros(len(SHAPE), np.float32)
    for name, weight in weights.items():
        for full in (name, f"{name}Left", f"{name}Right"):
            if full in SHAPE:
                face[SHAPE[full]] = weight
    turns = np.tile(np.array([0, 0, 0, 1], np.float32), (len(BONES), 1))
    for bone, turn in (bones or {}).items():
        turns[bone] = turn
    return Pose(face, turns, np.array(hips, np.float32), np.array(gaze, np.float32))
