"""How a presenter is framed: close, medium and wide for any shape of picture, and the moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, cos, exp, log, sin
from typing import Protocol

from ..render.camera import Camera
from .easing import smooth
from .layout import Layout, Shape

DISTANCE = 2.4
"""Metres from the camera to the presenter. Near enough to be with somebody, far enough to flatter; the lens zooms."""
MOVE_SECONDS = 0.8
PUSH, PUSH_SECONDS = 0.035, 14.0
"""The slow push-in: how much larger the presenter grows, and how long most of it takes."""


class Measures(Protocol):
    """Where an avatar's face is, metres above the ground in the rest pose."""

    @property
    def eye_height(self) -> float: ...  # noqa: D102
    @property
    def chin_height(self) -> float: ...  # noqa: D102
    @property
    def head_top(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the face is in the picture, and how large.

    Attributes:
        heads: Height of the picture in heads (chin to top): the larger, the smaller the presenter.
        x: The middle of the face as a part of the width.
        eyes: Height of the eyes as a part of the height, from the top.
        turn: Radians the camera goes round the presenter; positive to the presenter's left, who then
            looks past the left edge of the picture.
    """

    heads: float
    x: float = 0.5
    eyes: float = 0.35
    turn: float = 0.0

    def towards(self, other: "Framing", part: float) -> "Framing":
        """A framing between two; sizes go by ratio, so that a zoom looks even."""
        if part <= 0.0:
            return self
        if part >= 1.0:
            return other
        return Framing(
            exp(log(self.heads) * (1 - part) + log(other.heads) * part),
            self.x + (other.x - self.x) * part,
            self.eyes + (other.eyes - self.eyes) * part,
            self.turn + (other.turn - self.turn) * part,
        )


_SINGLE: dict[Shape, dict[str, Framing]] = {
    "vertical": {
        "close": Framing(3.3, eyes=0.39),
        "medium": Framing(4.5, eyes=0.355),
        "wide": Framing(6.6, eyes=0.31),
    },
    "portrait": {
        "close": Framing(3.1, eyes=0.40),
        "medium": Framing(4.1, eyes=0.38),
        "wide": Framing(6.2, eyes=0.33),
    },
    "square": {
        "close": Framing(3.0, eyes=0.40),
        "medium": Framing(3.9, eyes=0.37),
        "wide": Framing(5.8, eyes=0.31),
    },
    "wide": {
        "close": Framing(2.7, eyes=0.41),
        "medium": Framing(3.4, eyes=0.385),
        "wide": Framing(5.6, eyes=0.32),
    },
}
_OPENING: dict[Shape, Framing] = {
    "vertical": Framing(4.7, eyes=0.44),
    "portrait": Framing(4.7, eyes=0.475),
    "square": Framing(3.9, x=0.70, eyes=0.40),
    "wide": Framing(3.5, x=0.67, eyes=0.385),
}
"""While the title stands: the face makes room for it."""
_BESIDE: dict[Shape, Framing] = {
    "vertical": Framing(5.5, eyes=0.535),
    "portrait": Framing(5.6, eyes=0.58),
    "square": Framing(5.2, x=0.24, eyes=0.42),
    "wide": Framing(4.2, x=0.235, eyes=0.40),
}
_BEHIND: dict[Shape, Framing] = {
    "vertical": Framing(5.9, eyes=0.535),
    "portrait": Framing(5.6, eyes=0.56),
    "square": Framing(5.2, x=0.25, eyes=0.45),
    "wide": Framing(4.6, x=0.22, eyes=0.44),
}
_CAMERA_ZOOM = {"close": 0.9, "medium": 1.0, "wide": 1.12}
"""With a picture on, close and wide still differ, within what the place allows."""


def framing_for(layout: Layout, camera: str, *, picture: str | None = None, opening: bool = False) -> Framing:
    """The framing of the only presenter: by camera, by the place a picture stands, and under a title."""
    single = _SINGLE[layout.shape]
    if picture in ("beside", "behind"):
        base = (_BESIDE if picture == "beside" else _BEHIND)[layout.shape]
        return Framing(base.heads * max(1.0, _CAMERA_ZOOM[camera]), base.x, base.eyes)
    if opening:
        base = _OPENING[layout.shape]
        return Framing(max(base.heads, single[camera].heads), base.x, base.eyes)
    return single[camera]


def framings_side_by_side(
    layout: Layout, camera: str, count: int, *, picture: str | None = None, opening: bool = False
) -> tuple[Framing, ...]:
    """Framings of several presenters, from left to right, turned a little towards each other."""
    # The outer ones move in: a picture is fuller in the middle, and shoulders may overlap.
    middle, spread = 0.5, {"vertical": 0.96, "portrait": 0.94, "square": 0.9, "wide": 0.72}[layout.shape]
    heads, eyes = {
        "vertical": (6.1, 0.35),
        "portrait": (5.6, 0.40),
        "square": (5.0, 0.36),
        "wide": (3.9, 0.375),
    }[layout.shape]
    heads *= {"close": 0.93, "medium": 1.0, "wide": 1.2}[camera] * max(1.0, count / 2)
    if layout.shape == "portrait":
        eyes = 0.60 if picture in ("beside", "behind") else 0.47 if opening else eyes
    elif layout.shape == "vertical":
        eyes = 0.565 if picture in ("beside", "behind") else 0.43 if opening else eyes
    elif picture in ("beside", "behind"):
        heads, eyes = heads * 1.5, 0.60
    elif opening and layout.shape == "wide":
        heads, middle, spread = heads * 1.3, 0.68, 0.52
    elif opening:
        heads, eyes = heads * 1.25, 0.56
    places = [(index + 0.5) / count - 0.5 for index in range(count)]
    return tuple(Framing(heads, middle + place * spread, eyes, turn=0.6 * place) for place in places)


def pushed(framing: Framing, seconds: float) -> Framing:
    """The framing after the almost imperceptible push-in that keeps a held shot alive."""
    return Framing(
        framing.heads / (1 + PUSH * (1 - exp(-max(seconds, 0.0) / PUSH_SECONDS))), framing.x, framing.eyes, framing.turn
    )


@dataclass(frozen=True, slots=True)
class Keyframe:
    """From ``time`` (seconds) on the presenter is framed so; the move there starts then."""

    time: float
    framing: Framing
    seconds: float = MOVE_SECONDS


def framing_at(keyframes: Sequence[Keyframe], time: float) -> Framing:
    """The framing at a second, moves and push-in included. A move may begin before the last has ended."""
    current = pushed(keyframes[0].framing, time - keyframes[0].time)
    for following in keyframes[1:]:
        if time < following.time:
            break
        part = smooth((time - following.time) / following.seconds) if following.seconds > 0 else 1.0
        current = current.towards(pushed(following.framing, time - following.time), part)
    return current


def camera_for(framing: Framing, measures: Measures, layout: Layout) -> Camera:
    """The camera that frames this avatar so."""
    head = measures.head_top - measures.chin_height
    fov = 2 * atan(framing.heads * head / 2 / DISTANCE)
    height = measures.eye_height
    return Camera(
        eye=(DISTANCE * sin(framing.turn), height + 0.03, DISTANCE * cos(framing.turn)),
        target=(0.0, height, 0.0),
        fov=fov,
        shift=((framing.x - 0.5) * layout.width / layout.height, framing.eyes - 0.5),
    )
