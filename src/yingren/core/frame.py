"""One picture."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as YUV 4:2:0 planes (BT.709, limited range, chroma sited left as H.264 has it).

    As a layer to be laid over another picture it has ``alpha``; colour is then *not* multiplied by it, and
    ``left``, ``top`` say where its first pixel lies on the canvas (both even).

    Attributes:
        y: uint8 [H, W], H and W even.
        u, v: uint8 [H/2, W/2].
        alpha: uint8 [H, W], 255 covers; ``None`` for a picture that covers all.
        left, top: Pixels on the canvas.
        pts: Presentation time in units of ``time_base``.
        time_base: Seconds per unit.
    """

    y: Plane
    u: Plane
    v: Plane
    alpha: Plane | None = None
    left: int = 0
    top: int = 0
    pts: int = 0
    time_base: Fraction = Fraction(1, 30)

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.y.shape[0])
