"""A VRM or GLB character."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from ..core.errors import AvatarError, YingrenError
from ..core.language import say
from ..core.motion import Pose
from .avatar import Avatar, Measures
from .load import load
from .model import Model, Posed
from .rig import Rig
from .shapes import Face
from .skin import Skinner


class Character(Avatar):
    """A mesh on a skeleton, with shapes for the face."""

    def __init__(self, name: str, model: Model) -> None:
        self.name, self.model = name, model
        self._rig, self._face, self._skinner = Rig(model.skeleton), Face(model), Skinner(model)
        self._measures = self._measured()

    @classmethod
    def load(cls, path: Path) -> "Character":
        """Read a ``.vrm``, ``.glb`` or ``.gltf`` file.

        Raises:
            AvatarError: It cannot be read, is broken, or holds nothing that can be drawn.
        """
        try:
            return cls(path.stem, load(path))
        except YingrenError:
            raise
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, MemoryError) as error:
            # The reader checks what it knows of; what it does not know of must not end in a traceback.
            raise AvatarError(
                say(f"The avatar file {path} is broken: {error}.", f"形象文件 {path} 已损坏：{error}。")
            ) from error

    def recoloured(self, colour: tuple[float, float, float], materials: tuple[str, ...]) -> "Character":
        """The same character with another linear RGB factor on some materials."""
        changed = tuple(
            replace(material, colour=(*colour, material.colour[3])) if material.name in materials else material
            for material in self.model.materials
        )
        return Character(self.name, replace(self.model, materials=changed))

    def pose(self, pose: Pose) -> Posed:
        """The character in a pose: new arrays every time, from any thread."""
        return Posed(self.model, *self._skinner(self._face.weights(pose), self._rig.palette(pose)))

    @property
    def measures(self) -> Measures:
        """Sizes at rest."""
        return self._measures

    def rest(self) -> Posed:
        """The character in the rest pose of its file: the T-pose for a VRM."""
        none = np.zeros(len(self.model.morphs), np.float32)
        return Posed(self.model, *self._skinner(none, self._rig.rest_palette))

    def _measured(self) -> Measures:
        positions = self.rest().positions.astype(np.float64)
        low, high = positions[:, 1].min(), positions[:, 1].max()
        height = high - low
        bones = self.model.skeleton.humanoid
        places = self._rig.rest[:, :3, 3]
        if "head" not in bones:
            middle = (positions.min(axis=0) + positions.max(axis=0)) / 2
            return Measures(
                float(low + 0.9 * height),
                float(high),
                float(low + 0.8 * height),
                np.array([middle[0], low + 0.9 * height, middle[2]], np.float32),
                float(np.ptp(positions[:, 0])),
                float(height),
            )
        neck = places[bones["head"]]
        eyes = [places[bones[name]] for name in ("leftEye", "rightEye") if name in bones]
        on_head = self._carried_by(bones["head"])
        top = positions[on_head, 1].max() if on_head.any() else high
        eye = float(np.mean(eyes, axis=0)[1]) if eyes else float(neck[1] + 0.45 * (top - neck[1]))
        # From the eyes to the chin is about as far as from the eyes to the top of the skull.
        chin = self._stated("chin", eye - 0.9 * (top - eye))
        shoulders = [places[bones[name]] for name in ("leftUpperArm", "rightUpperArm") if name in bones]
        width = abs(shoulders[0][0] - shoulders[1][0]) + 0.1 if len(shoulders) == 2 else 0.25 * height
        return Measures(
            eye,
            float(top),
            chin,
            np.array([neck[0], (top + chin) / 2, neck[2]], np.float32),
            float(width),
            float(height),
        )

    def _stated(self, name: str, otherwise: float) -> float:
        """A measure that the bake wrote into the file."""
        own = self.model.information.get("yingren")
        value = own.get(name) if isinstance(own, dict) else None
        return float(value) if isinstance(value, (int, float)) else float(otherwise)

    def _carried_by(self, node: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Vertices that mostly hang on a node or what is below it."""
        skeleton = self.model.skeleton
        below = np.zeros(len(skeleton.parents), np.bool_)
        below[node] = True
        for index, parent in enumerate(skeleton.parents):
            below[index] |= parent >= 0 and below[parent]
        strongest = np.take_along_axis(self.model.joints, self.model.weights.argmax(axis=1)[:, None], axis=1)[:, 0]
        out: np.ndarray[tuple[int], np.dtype[np.bool_]] = below[skeleton.joints[strongest]]
        return out
