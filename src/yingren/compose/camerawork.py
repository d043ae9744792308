"""Which presenters are drawn in a frame, and through which camera."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ..render.camera import Camera
from ..render.lights import Lights
from .framing import Framing, Keyframe, Measures, camera_for, framing_at, framing_for, framings_side_by_side
from .layout import Layout
from .plan import Plan, Showing

_OPENING_MOVE = 1.2
"""Seconds in which the camera settles when the title has gone: slower than a move that is asked for."""


_AHEAD, _EARLY = 0.5, 0.15
"""Seconds by which the presenter makes room before a picture comes, and moves back before it has quite gone."""


def _room_from(showing: Showing) -> float:
    return max(0.0, showing.start - _AHEAD)


def _room_until(showing: Showing) -> float:
    return max(showing.end - _EARLY, showing.start)


@dataclass(frozen=True, slots=True)
class Shot:
    """A presenter to be drawn for one frame.

    Attributes:
        speaker: Who.
        camera: For the whole picture; it also places the presenter.
        lights: How the presenter is lit, as suits the background.
    """

    speaker: str
    camera: Camera
    lights: Lights


class Camerawork:
    """The camera of every presenter along the movie."""

    def __init__(self, plan: Plan, measures: Mapping[str, Measures], layout: Layout) -> None:
        self._layout, self._measures = layout, measures
        # A speaker whom nobody plays is heard but not seen.
        self.cast = tuple(name for name in plan.cast if name in measures) or tuple(measures)[:1]
        self._keyframes: dict[str, list[Keyframe]] = {name: [] for name in self.cast}
        changes = {0.0, plan.title_end} | {time for time, _ in plan.cameras}
        for showing in plan.showings:
            if showing.place != "full":
                changes |= {_room_from(showing), _room_until(showing)}
        for time in sorted(change for change in changes if change < max(plan.duration, 1e-6)):
            self._add(plan, time)

    def _add(self, plan: Plan, time: float) -> None:
        camera = plan.cameras[bisect_right(plan.cameras, time, key=lambda change: change[0]) - 1][1]
        standing = (showing for showing in plan.showings if _room_from(showing) <= time < _room_until(showing))
        picture = next((showing.place for showing in standing if showing.place != "full"), None)
        opening = time < plan.title_end
        framings: tuple[Framing, ...]
        if len(self.cast) == 1:
            framings = (framing_for(self._layout, camera, picture=picture, opening=opening),)
        else:
            framings = framings_side_by_side(self._layout, camera, len(self.cast), picture=picture, opening=opening)
        seconds = _OPENING_MOVE if time == plan.title_end else None
        for name, framing in zip(self.cast, framings, strict=True):
            keyframes = self._keyframes[name]
            if keyframes and keyframes[-1].framing == framing:
                continue
            keyframes.append(Keyframe(time, framing) if seconds is None else Keyframe(time, framing, seconds))

    def place(self, name: str, time: float) -> float:
        """Where a presenter stands, as a part of the width."""
        return framing_at(self._keyframes[name], time).x

    def shots(self, time: float, lights: Lights) -> tuple[Shot, ...]:
        """Everyone in the picture at a second, from left to right."""
        return tuple(
            Shot(name, camera_for(framing_at(self._keyframes[name], time), self._measures[name], self._layout), lights)
            for name in self.cast
        )
