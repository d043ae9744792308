"""What a script wants seen, along the seconds of the movie: backgrounds, pictures, camera, titles."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ..core.script import Cue
from .timeline import Timeline

Place = Literal["full", "beside", "behind"]

TITLE_SECONDS = 3.2
HEADING_SECONDS = 2.8
END_SECONDS = 3.0
"""How long the opening title, a heading and the end card stand."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A picture or clip on the screen from ``start`` to ``end``, seconds of the movie."""

    name: str
    moving: bool
    place: Place
    start: float
    end: float
    cue: Cue


@dataclass(frozen=True, slots=True)
class Wording:
    """A heading on the screen."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is seen besides presenters and captions.

    Attributes:
        duration: Seconds.
        title_end, end_start: When the opening title goes and the end card comes; 0 and ``duration`` without them.
        backgrounds: (second from which, specification), the first at 0.
        cameras: (second from which, ``"close"`` …), the first at 0.
        showings: In order, never two at a time.
        headings: In order.
        names: First words of each speaker where there are several: (speaker, second).
        cast: Speakers who are in the picture, from left to right.
    """

    duration: float
    title_end: float
    end_start: float
    backgrounds: tuple[tuple[float, str], ...]
    cameras: tuple[tuple[float, str], ...]
    showings: tuple[Showing, ...]
    headings: tuple[Wording, ...]
    names: tuple[tuple[str, float], ...]
    cast: tuple[str, ...]


def plan_of(timeline: Timeline) -> Plan:
    """Lay out what the script's settings, scenes and cues ask for."""
    settings = timeline.script.settings
    fps, duration = timeline.fps, timeline.duration
    title_end = min(TITLE_SECONDS, duration) if settings.title else 0.0
    backgrounds: list[tuple[float, str]] = [(0.0, settings.background)]
    cameras: list[tuple[float, str]] = [(0.0, settings.camera)]
    headings: list[Wording] = []
    for scene, first, end in timeline.scenes():
        start = first / fps
        # What a scene changes lasts as long as the scene.
        backgrounds.append((start, str(scene.settings.get("background", settings.background))))
        cameras.append((start, str(scene.settings.get("camera", settings.camera))))
        if scene.heading:
            begin = max(start + 0.15, title_end)
            headings.append(Wording(scene.heading, begin, min(begin + HEADING_SECONDS, end / fps)))
    for time, cue in _cues(timeline):
        if cue.kind == "background":
            backgrounds.append((time, cue.name))
        elif cue.kind == "camera":
            cameras.append((time, cue.name))
        elif cue.kind == "title":
            begin = max(time, title_end)
            headings.append(Wording(cue.name, begin, begin + (cue.seconds or HEADING_SECONDS)))
    return Plan(
        duration,
        title_end,
        max(0.0, duration - END_SECONDS) if settings.end else duration,
        _settled(backgrounds),
        _settled(cameras),
        tuple(_after_title(_showings(timeline), title_end)),
        tuple(_not_together(headings)),
        tuple(_introductions(timeline, title_end, headings)),
        _cast(timeline),
    )


def _cues(timeline: Timeline) -> Iterator[tuple[float, Cue]]:
    for chunk in timeline.chunks:
        for timed in chunk.cues:
            yield chunk.first / timeline.fps + timed.time, timed.cue


def _settled(changes: list[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """In order of time, without changes that change nothing; of two at one time the later written holds."""
    result: list[tuple[float, str]] = []
    for time, value in sorted(changes, key=lambda change: change[0]):
        if result and result[-1][0] == time:
            result.pop()
        if not result or result[-1][1] != value:
            result.append((time, value))
    return tuple(result)


def _showings(timeline: Timeline) -> Iterator[Showing]:
    for _, first, end in timeline.scenes():
        start, stop = first / timeline.fps, end / timeline.fps
        current: Showing | None = None
        for time, cue in _cues(timeline):
            if not start <= time < stop or cue.kind not in ("show", "clip", "hide"):
                continue
            if current is not None and current.end > time:
                current = replace(current, end=time)
            if current is not None and current.end > current.start:
                yield current
            current = None
            if cue.kind != "hide":
                moving = cue.kind == "clip"
                place = cue.place or ("full" if moving else "beside")
                until = min(stop, time + cue.seconds) if cue.seconds is not None else stop
                current = Showing(cue.name, moving, place, time, until, cue)
        if current is not None and current.end > current.start:
            yield current


def _after_title(showings: Iterator[Showing], title_end: float) -> Iterator[Showing]:
    """A picture beside the presenter stands where the title does: it waits until that has gone."""
    for showing in showings:
        if showing.place != "beside" or showing.start >= title_end:
            yield showing
        elif showing.end - title_end > 0.5:
            yield replace(showing, start=title_end)


def _not_together(headings: list[Wording]) -> Iterator[Wording]:
    """One heading at a time: a later one ends the one before."""
    ordered = sorted(headings, key=lambda heading: heading.start)
    for index, heading in enumerate(ordered):
        following = ordered[index + 1].start if index + 1 < len(ordered) else heading.end
        end = min(heading.end, following)
        if end - heading.start > 0.3:
            yield replace(heading, end=end)


def _introductions(timeline: Timeline, title_end: float, headings: list[Wording]) -> Iterator[tuple[str, float]]:
    """When each of several speakers is named: as they begin to speak, but after what stands there already."""
    if len(_cast(timeline)) < 2:
        return
    named: set[str] = set()
    for chunk in timeline.chunks:
        if chunk.speech is None or chunk.speaker in named or not chunk.speaker:
            continue
        named.add(chunk.speaker)
        begin = max(chunk.first / timeline.fps + chunk.lead, title_end)
        for heading in headings:
            if heading.start - 0.5 < begin < heading.end:
                begin = heading.end
        yield chunk.speaker, begin


def _cast(timeline: Timeline) -> tuple[str, ...]:
    spoken = dict.fromkeys(chunk.speaker for chunk in timeline.chunks if chunk.speech is not None)
    order = [name for name in timeline.script.speakers if name in spoken]
    cast = order + [name for name in spoken if name not in order]
    return tuple(cast) or tuple(dict.fromkeys(chunk.speaker for chunk in timeline.chunks)) or ("",)
