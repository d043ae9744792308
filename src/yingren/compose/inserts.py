"""Pictures and clips on the screen: full, beside or behind the presenter."""

from collections.abc import Iterator
from dataclasses import dataclass

from .easing import arrive, window
from .layout import Box, Layout
from .piece import Piece
from .plan import Showing
from .sources import ZOOM, Source, Videos, aspect, draw_rim, draw_shadow, draw_zoomed

CHANGE = 0.35
"""Seconds in which a picture comes and goes."""
_CROPPED = 1.45
"""A picture is cut to fill the frame if that costs less than this ratio of shapes; else all of it is shown."""
_ZOOM_SECONDS = 9.0


@dataclass(frozen=True, slots=True)
class Insert:
    """A showing with its file, ready to be seen.

    Attributes:
        start, end: Seconds of the movie.
        box: Where it stands, even pixels.
        radius: Of its corners.
    """

    showing: Showing
    file: Source
    start: float
    end: float
    box: Box
    radius: float
    fit: str

    def opacity(self, time: float) -> float:
        """How much of it is there."""
        enter = CHANGE if self.start > 0 else 0.0
        return window(time, self.start, self.end, enter, min(CHANGE, (self.end - self.start) / 2))

    def hides_all(self, time: float) -> bool:
        """Whether nothing but it is seen."""
        return self.showing.place == "full" and self.opacity(time) >= 1.0


def insert_of(showing: Showing, file: Source, layout: Layout, videos: Videos) -> Insert:
    """Find its place. A clip ends with its last frame, unless it is told how long to stand (it then starts over)."""
    end = showing.end
    if file.is_picture:
        ratio = aspect(file)
    else:
        reader = videos.reader(file)
        ratio = reader.width / reader.height
        if showing.cue.seconds is None and reader.duration > 0:
            end = min(end, showing.start + max(reader.duration, 0.5))
    frame_ratio = layout.width / layout.height
    if showing.place == "beside":
        return Insert(showing, file, showing.start, end, _inside(layout.beside, ratio), 26 * layout.unit, "cover")
    cropped = max(ratio / frame_ratio, frame_ratio / ratio)
    fit = "contain" if showing.place == "full" and cropped > _CROPPED else "cover"
    return Insert(showing, file, showing.start, end, layout.full, 0.0, fit)


def _inside(area: Box, ratio: float) -> Box:
    """The largest box of that shape in the middle of the area."""
    width = min(area.width, area.height * ratio)
    height = width / ratio
    left, top = area.left + (area.width - width) / 2, area.top + (area.height - height) / 2
    return Box(left, top, left + width, top + height).even()


def insert_pieces(insert: Insert, layout: Layout, videos: Videos, time: float) -> Iterator[Piece]:
    """What is seen of it at a second of the movie."""
    opacity = insert.opacity(time)
    if opacity <= 0:
        return
    since = time - insert.start
    lift = 0
    if insert.showing.place == "beside":
        lift = round((1 - arrive(since / 0.5)) * 22 * layout.unit) * 2
        yield Piece(draw_shadow, (insert.box, insert.radius, layout.unit), opacity, 0, lift)
    if insert.file.is_picture:
        zoom = round(1 + (ZOOM - 1) * min(since / _ZOOM_SECONDS, 1.0), 5)
        still = (insert.file, insert.box, insert.radius, insert.fit, zoom)
        yield Piece(draw_zoomed, still, opacity, 0, lift, keep=False)
    else:
        if insert.fit == "contain":
            haze = (insert.file, round(since, 4), layout.width, layout.height)
            yield Piece(videos.draw_haze, haze, opacity, keep=False)
        moving = (insert.file, round(since, 4), insert.box, insert.radius, insert.fit)
        yield Piece(videos.draw, moving, opacity, 0, lift, keep=False)
    if insert.showing.place == "beside":
        yield Piece(draw_rim, (insert.box, insert.radius, layout.unit), opacity, 0, lift)
