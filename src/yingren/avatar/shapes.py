"""From the 52 weights of a face to the weights of the shapes that a model has."""

import numpy as np

from ..core.faces import ARKIT, SHAPE
from ..core.motion import Pose
from .model import Floats, Model
from .rig import PITCH_LIMIT, YAW_LIMIT, limited

_FALLBACK: dict[str, dict[str, float]] = {
    "aa": {"jawOpen": 1.4},
    "ou": {"mouthPucker": 1.0},
    "oh": {"mouthFunnel": 1.0},
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "happy": {"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5},
    "surprised": {"eyeWideLeft": 0.4, "eyeWideRight": 0.4},
    "angry": {"browDownLeft": 0.4, "browDownRight": 0.4},
}
"""VRM expression ← ARKit weights, for models without ARKit shapes."""


class Face:
    """Knows which of a model's shapes an ARKit weight drives."""

    def __init__(self, model: Model) -> None:
        names = [morph.name for morph in model.morphs]
        lowered = {name.lower(): index for index, name in enumerate(names)}
        self._matrix = np.zeros((len(names), len(ARKIT)), np.float32)
        direct = [name for name in ARKIT if name.lower() in lowered]
        for name in direct:
            self._matrix[lowered[name.lower()], SHAPE[name]] = 1
        if len(direct) < len(ARKIT) // 2:
            self._bind_expressions(model, {name: index for index, name in enumerate(names)})
        own = model.information.get("yingren")
        self._lids_follow = isinstance(own, dict) and bool(own.get("lids"))

    def _bind_expressions(self, model: Model, names: dict[str, int]) -> None:
        for expression, sources in _FALLBACK.items():
            for shape, amount in model.expressions.get(expression, {}).items():
                for source, share in sources.items():
                    row = self._matrix[names[shape]]
                    row[SHAPE[source]] = max(row[SHAPE[source]], amount * share)

    def weights(self, pose: Pose) -> Floats:
        """The weight of each of the model's shapes, float32 [M]."""
        face = np.clip(np.asarray(pose.face, np.float32), 0, 1)
        if self._lids_follow:
            face = _with_lids(face, pose)
        out: Floats = self._matrix @ face
        return np.clip(out, -1, 1)


def _with_lids(face: Floats, pose: Pose) -> Floats:
    """Lids and the skin around the eyes go with the gaze."""
    yaw, pitch = limited(pose.gaze)
    out = face.copy()
    follow = {
        "eyeLookUp": max(pitch, 0) / PITCH_LIMIT,
        "eyeLookDown": max(-pitch, 0) / PITCH_LIMIT,
    }
    for side in ("Left", "Right"):
        outward = yaw if side == "Left" else -yaw
        follow |= {"eyeLookOut": max(outward, 0) / YAW_LIMIT, "eyeLookIn": max(-outward, 0) / YAW_LIMIT}
        # A closing lid is already where looking down would take it.
        open_part = 1 - float(face[SHAPE[f"eyeBlink{side}"]])
        for name, amount in follow.items():
            index = SHAPE[f"{name}{side}"]
            out[index] = max(out[index], np.float32(amount * open_part))
    return out
