"""What is felt, on the face: eased in and out, and never in the way of what is said."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.errors import UnknownName
from ..core.faces import ARKIT, SHAPE
from ..core.motion import TimedCue
from ..core.randomness import generator
from .curves import Eased

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_SECONDS = 0.5
_SIDES = ("", "Left", "Right")
# Felt shapes that would part lips which must touch, and those that fight a rounded mouth.
_PARTING = np.array(
    [name.startswith(("jaw", "mouthFunnel", "mouthUpper", "mouthLower", "mouthShrug")) for name in ARKIT]
)
_CORNERS = np.array([name.startswith(("mouthSmile", "mouthStretch", "mouthDimple", "mouthFrown")) for name in ARKIT])


def _face(weights: dict[str, float]) -> Doubles:
    face = np.zeros(len(ARKIT))
    for name, weight in weights.items():
        for side in _SIDES:
            if name + side in SHAPE:
                face[SHAPE[name + side]] = weight
    return face


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files(__package__).joinpath("emotions.json").read_text(encoding="utf-8"))
    return data


@cache
def emotion(name: str) -> tuple[Doubles, Doubles, float]:
    """(Change of the face float64 [52], head float64 [3] radians, energy) of an emotion at strength 1.

    Raises:
        UnknownName: There is none of that name.
    """
    data = _data()
    known = data["emotions"]
    chosen = data["aliases"].get(name, name)
    if chosen not in known:
        raise UnknownName("emotion", "情绪", name, [*known, *data["aliases"]])
    entry = known[chosen]
    return _face(entry["face"]), np.radians(np.array(entry["head"], dtype=np.float64)), float(entry["energy"])


class Feelings:
    """What one actor feels over time."""

    def __init__(self, first: str = "neutral", *, seed: int = 0) -> None:
        self._resting = _face(_data()["resting"])
        # No face is its own mirror image: each side has a little more or less of everything.
        lean = 0.07 * generator(seed, "sides").uniform(-1.0, 1.0)
        self._sides = np.array([1.0 + lean * (name.endswith("Left") - name.endswith("Right")) for name in ARKIT])
        self._track = Eased(self._vector(first, 1.0))

    @staticmethod
    def _vector(name: str, strength: float) -> Doubles:
        face, head, energy = emotion(name)
        return np.concatenate([face * strength, head * strength, [1.0 + (energy - 1.0) * strength]])

    def cue(self, start: float, cues: Sequence[TimedCue]) -> None:
        """Take up the emotion cues among ``cues``, whose times count from second ``start``."""
        for timed in cues:
            if timed.cue.kind == "emotion":
                # A face starts to change a moment before the words do.
                begin = max(start + timed.time - 0.15, start)
                self._track.move(begin, self._vector(timed.cue.name, timed.cue.strength), _SECONDS)

    def at(self, times: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """(Face float64 [T, 52], head float64 [T, 3] radians, energy float64 [T])."""
        values = self._track.at(times)
        face = np.maximum(values[:, : len(ARKIT)] + self._resting, 0.0) * self._sides
        return face, values[:, len(ARKIT) : -1], values[:, -1]


def speaking_with(felt: Doubles, mouth: Floats, gap: Floats) -> Doubles:
    """What is felt and what is said on one face.

    Shapes that part the lips give way where the mouth is shut in speech or rest, corners give way to rounded lips, and
    the strongest of two pulls on one shape counts more than their sum.

    Args:
        felt: float64 [T, 52].
        mouth: float32 [T, 52], of a ``LipSync``.
        gap: float32 [T], ``lip_gap`` of ``mouth``.

    Returns:
        float64 [T, 52], 0..1.
    """
    opened = np.clip(gap / 0.1, 0.0, 1.0)[:, None]
    rounded = np.clip(mouth[:, SHAPE["mouthPucker"]] + mouth[:, SHAPE["mouthFunnel"]], 0.0, 1.0)[:, None]
    felt = felt * np.where(_PARTING, opened, 1.0) * np.where(_CORNERS, 1.0 - 0.7 * rounded, 1.0)
    # a + b − ab: two pulls never overshoot, and a lone one is untouched.
    return np.clip(felt + mouth - felt * mouth, 0.0, 1.0)
