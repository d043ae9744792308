"""Where things stand in a picture of any shape: one place for every margin and size.

Vertical pictures are watched in short-video apps, which lay a title bar over the top, buttons over the right edge and
the description over the bottom fifth. Nothing that must be read stands there.
"""

from dataclasses import dataclass
from typing import Literal

Shape = Literal["vertical", "portrait", "square", "wide"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels."""
        return self.bottom - self.top

    def contains(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        inside_across = self.left <= other.left and other.right <= self.right
        return inside_across and self.top <= other.top and other.bottom <= self.bottom

    def even(self) -> "Box":
        """The nearest box on even pixels, at least two wide and high."""
        left, top = round(self.left / 2) * 2, round(self.top / 2) * 2
        right, bottom = round(self.right / 2) * 2, round(self.bottom / 2) * 2
        return Box(left, top, max(right, left + 2), max(bottom, top + 2))


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a picture.

    Attributes:
        width, height: Pixels.
    """

    width: int
    height: int

    @property
    def shape(self) -> Shape:
        """Which way to lay things out suits the picture; ``"vertical"`` fills a phone, ``"portrait"`` does not."""
        ratio = self.height / self.width
        if ratio > 1.15:
            return "vertical" if ratio > 1.6 else "portrait"
        return "wide" if ratio < 0.87 else "square"

    @property
    def unit(self) -> float:
        """1/1080 of the shorter side: sizes below are written for a picture that is 1080 on it."""
        return min(self.width, self.height) / 1080

    @property
    def safe(self) -> Box:
        """What no app covers: everything to be read lies inside."""
        left, top, right, bottom = {
            "vertical": (0.05, 0.065, 0.95, 0.80),
            "portrait": (0.05, 0.05, 0.95, 0.95),
            "square": (0.045, 0.045, 0.955, 0.955),
            "wide": (0.04, 0.05, 0.96, 0.95),
        }[self.shape]
        return self._box(left, top, right, bottom)

    @property
    def captions(self) -> Box:
        """Captions stand on the bottom of this and grow upwards; beside the buttons of short-video apps."""
        left, top, right, bottom = {
            "vertical": (0.095, 0.665, 0.905, 0.775),
            "portrait": (0.095, 0.735, 0.905, 0.885),
            "square": (0.08, 0.75, 0.92, 0.935),
            "wide": (0.14, 0.785, 0.86, 0.935),
        }[self.shape]
        return self._box(left, top, right, bottom)

    @property
    def caption_size(self) -> float:
        """Font size in pixels."""
        return self.unit * {"vertical": 66, "portrait": 64, "square": 60, "wide": 58}[self.shape]

    @property
    def title(self) -> Box:
        """The opening title, with the AI label above it."""
        left, top, right, bottom = {
            "vertical": (0.065, 0.075, 0.935, 0.30),
            "portrait": (0.065, 0.06, 0.935, 0.34),
            "square": (0.06, 0.06, 0.62, 0.60),
            "wide": (0.05, 0.09, 0.45, 0.80),
        }[self.shape]
        return self._box(left, top, right, bottom)

    @property
    def heading(self) -> Box:
        """The lower third that names a scene: under the face, over the captions."""
        left, top, right, bottom = {
            "vertical": (0.065, 0.60, 0.80, 0.655),
            "portrait": (0.065, 0.655, 0.80, 0.725),
            "square": (0.06, 0.655, 0.75, 0.735),
            "wide": (0.05, 0.69, 0.50, 0.765),
        }[self.shape]
        return self._box(left, top, right, bottom)

    @property
    def beside(self) -> Box:
        """A picture that shares the frame with the presenter."""
        left, top, right, bottom = {
            "vertical": (0.055, 0.132, 0.945, 0.412),
            "portrait": (0.055, 0.135, 0.945, 0.455),
            "square": (0.48, 0.14, 0.955, 0.70),
            "wide": (0.46, 0.12, 0.955, 0.74),
        }[self.shape]
        return self._box(left, top, right, bottom)

    @property
    def full(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.width, self.height)

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        return Box(left * self.width, top * self.height, right * self.width, bottom * self.height)
