"""The seam: something that can be posed and drawn."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from ..core.motion import Pose
from .model import Floats, Model, Posed


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes of a character at rest, standing on y = 0, for framing the picture. Metres.

    Attributes:
        eye_height, head_top, chin_height: Heights y; ``head_top`` includes the hair.
        head_center: float32 [3], middle of the head between chin and top, at the ears' depth.
        shoulder_width: Across the shoulders, clothes included.
        height: Of the whole character.
    """

    eye_height: float
    head_top: float
    chin_height: float
    head_center: Floats
    shoulder_width: float
    height: float


class Avatar(ABC):
    """Something that takes a pose and can then be drawn."""

    name: str
    model: Model

    @abstractmethod
    def pose(self, pose: Pose) -> Posed:
        """The avatar in a pose. Safe to call from several threads; the arrays belong to the caller."""

    @property
    @abstractmethod
    def measures(self) -> Measures:
        """Sizes at rest."""
