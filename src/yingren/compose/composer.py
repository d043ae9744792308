"""The finished picture of every frame: background, presenters, pictures, words and labels."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ..core.errors import MediaError
from ..core.frame import Frame
from ..core.movie import Caption
from ..core.script import Script
from ..media.fonts import text_width
from ..render.lights import LIGHTS, Lights
from .backgrounds import GREEN, Background, draw_colour
from .camerawork import Camerawork, Shot
from .canvas import Canvas, Layer
from .captions import captions_of
from .cards import NAME_SECONDS, end_pieces, heading_pieces, name_pieces, title_pieces
from .easing import smooth
from .framing import Measures
from .inserts import Insert, insert_of, insert_pieces
from .labels import label_boxes, label_pieces
from .layout import Layout
from .lettering import caption_pieces, style_named
from .piece import Pantry, Piece
from .plan import Showing, plan_of
from .sources import PICTURE_SUFFIXES, Source, Videos, source
from .timeline import Timeline

_DRAWING = 1
"""Counted up when the same recipe comes to look different, so that kept segments are made anew."""
_BACKGROUND_CHANGE = 0.45


class Composer:
    """Everything in the pictures of one movie but the presenters themselves.

    For each frame ask :meth:`shots` who is to be drawn and how, draw them, and hand the layers to :meth:`compose`.

    Attributes:
        captions: All captions with their times, as they are drawn and as the caption files have them.
    """

    def __init__(
        self,
        script: Script,
        timeline: Timeline,
        measures: Mapping[str, Measures],
        *,
        width: int,
        height: int,
        transparent: bool = False,
        green: bool = False,
        threads: int | None = None,
    ) -> None:
        """Understand the script's looks and open its pictures and videos.

        Args:
            script: What is asked for.
            timeline: When everything is said.
            measures: Of every speaker's avatar, by the name lines use.
            width: Pixels, even.
            height: Pixels, even.
            transparent: Frames get alpha and no background.
            green: The background is green-screen green.
            threads: How many share the painting; the result is the same for any number.

        Raises:
            MediaError: A picture or video cannot be used; the message tells which, and which cue asks for it.
            UnknownName: There is no such background or caption style.
        """
        self.script, self.timeline = script, timeline
        self.layout = Layout(width, height)
        self._canvas = Canvas(width, height, transparent=transparent, threads=threads)
        self._pantry, self._videos = Pantry(), Videos()
        self._plan = plan_of(timeline)
        self._camerawork = Camerawork(self._plan, measures, self.layout)
        self._sources: dict[Path, Source] = {}
        self._inserts = [self._insert(showing) for showing in self._plan.showings]
        brand = script.settings.brand
        self._brand = self._source(brand) if Path(brand).suffix.lower() in PICTURE_SUFFIXES else brand
        self._keyed = transparent or green
        self._transparent, self._green = transparent, green
        self._backgrounds = [] if self._keyed else self._understood_backgrounds()
        self._language = _language(script, timeline)
        settings = script.settings
        style = style_named(settings.captions)
        weight = style.weight if style is not None else 700
        size = self.layout.caption_size
        self.captions: tuple[Caption, ...] = captions_of(
            timeline, lambda text: text_width(text, size, weight), self.layout.captions.width
        )
        self._caption_starts = [caption.start for caption in self.captions]

    def close(self) -> None:
        """Let go of files and threads."""
        self._videos.close()
        self._canvas.close()

    def __enter__(self) -> "Composer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def shots(self, frame: int) -> tuple[Shot, ...]:
        """Presenters to draw for a frame, from left to right; nobody while a picture fills the screen."""
        time = self._time(frame)
        if any(insert.hides_all(time) for insert in self._inserts):
            return ()
        return self._camerawork.shots(time, self._lights(time))

    def compose(self, frame: int, layers: Sequence[Frame]) -> Frame:
        """The finished picture of a frame.

        Args:
            frame: Its number in the movie.
            layers: The presenters, drawn as :meth:`shots` says, in that order.
        """
        time = self._time(frame)
        painted = [self._pantry.layer(piece) for piece in self._below(time)]
        painted += [Layer(layer) for layer in layers]
        painted += [self._pantry.layer(piece) for piece in self._above(time)]
        return self._canvas.flatten(painted, pts=frame, time_base=Fraction(1, self.timeline.fps))

    def digest(self, first: int, last: int) -> str:
        """Of all that frames ``first`` to ``last`` (not included) show besides the presenters.

        How presenters are framed and lit is in it; what they look like and do is not.
        """
        total = hashlib.sha256(f"{_DRAWING} {self.layout} {self._transparent}".encode())
        for frame in range(first, last):
            time = self._time(frame)
            for piece in self._below(time):
                total.update(piece.recipe.encode())
            total.update(repr(self.shots(frame)).encode())
            for piece in self._above(time):
                total.update(piece.recipe.encode())
            total.update(b"\n")
        return total.hexdigest()

    def label_boxes(self) -> list[dict[str, object]]:
        """Where and when the AI labels are seen, for whoever checks the finished file.

        Returns:
            For each: ``text``, ``start`` and ``end`` in seconds, ``box`` (left, top, width, height) of the plate and
            ``height`` of its letters in pixels.
        """
        if not self.script.settings.label:
            return []
        return label_boxes(self._language, self.layout, self.timeline.duration)

    def _time(self, frame: int) -> float:
        return frame / self.timeline.fps

    def _below(self, time: float) -> list[Piece]:
        """What is behind the presenters."""
        pieces = self._background_pieces(time)
        for insert in self._inserts:
            if insert.showing.place == "behind":
                pieces.extend(insert_pieces(insert, self.layout, self._videos, time))
        return pieces

    def _above(self, time: float) -> list[Piece]:
        """What is in front of the presenters."""
        settings, layout, plan = self.script.settings, self.layout, self._plan
        shaded = not (self._transparent or self._green)
        pieces: list[Piece] = []
        for insert in self._inserts:
            if insert.showing.place != "behind":
                pieces.extend(insert_pieces(insert, layout, self._videos, time))
        pieces.extend(
            title_pieces(
                settings.title, settings.subtitle, self._brand, layout, settings.label, time, plan.title_end, shaded
            )
        )
        for heading in plan.headings:
            pieces.extend(heading_pieces(heading.text, layout, time, heading.start, heading.end))
        for name, start in plan.names:
            if start <= time < start + NAME_SECONDS and name in self._camerawork.cast:
                middle = self._camerawork.place(name, start + NAME_SECONDS / 2)
                pieces.extend(name_pieces(name, middle, layout, time, start))
        caption = self._caption(time)
        if caption is not None:
            pieces.extend(caption_pieces(caption, layout, settings.captions, time))
        pieces.extend(end_pieces(settings.end, self._brand, layout, time, plan.end_start, shaded))
        if settings.label:
            pieces.extend(label_pieces(self._language, layout, time))
        return pieces

    def _caption(self, time: float) -> Caption | None:
        index = bisect_right(self._caption_starts, time) - 1
        if index < 0 or time >= self.captions[index].end:
            return None
        return self.captions[index]

    def _background_pieces(self, time: float) -> list[Piece]:
        if self._transparent:
            return []
        if self._green:
            return [Piece(draw_colour, (self.layout.width, self.layout.height, GREEN))]
        index = self._background_at(time)
        start, background = self._backgrounds[index]
        piece = background.piece(time - start)
        mixed = smooth((time - start) / _BACKGROUND_CHANGE) if index else 1.0
        if mixed >= 1.0:
            return [piece]
        before_start, before = self._backgrounds[index - 1]
        return [before.piece(time - before_start), replace(piece, opacity=mixed)]

    def _background_at(self, time: float) -> int:
        return bisect_right(self._backgrounds, time, key=lambda entry: entry[0]) - 1

    def _lights(self, time: float) -> Lights:
        return LIGHTS["studio" if self._keyed else self._backgrounds[self._background_at(time)][1].lights]

    def _understood_backgrounds(self) -> list[tuple[float, Background]]:
        known: dict[str, Background] = {}
        for _, text in self._plan.backgrounds:
            if text not in known:
                known[text] = Background(text, self.script.folder, self.layout, self._videos)
        return [(time, known[text]) for time, text in self._plan.backgrounds]

    def _source(self, name: str) -> Source:
        path = self.script.folder / name
        if path not in self._sources:
            self._sources[path] = source(path)
        return self._sources[path]

    def _insert(self, showing: Showing) -> Insert:
        cue = showing.cue
        try:
            return insert_of(showing, self._source(showing.name), self.layout, self._videos)
        except MediaError as error:
            if not cue.line:
                raise
            place = f"{self.script.source or '<script>'}:{cue.line}:{cue.column}"
            raise MediaError(f"{place}: {error.message}", hint=error.hint) from error


def _language(script: Script, timeline: Timeline) -> str:
    """The language the labels are in: the script's, or that of its first words."""
    if script.settings.language in ("zh", "en"):
        return script.settings.language
    first = next((chunk.speech for chunk in timeline.chunks if chunk.speech is not None), None)
    return "zh" if first is None or first.language.startswith(("zh", "cmn")) else "en"


def cover_frame(timeline: Timeline) -> int:
    """The frame that suits as a cover: the title has arrived and the first word is not yet said."""
    lead = timeline.chunks[0].lead if timeline.chunks else 0.0
    wanted = min(0.55, max(lead - 0.05, 0.2))
    return max(0, min(round(wanted * timeline.fps), timeline.frames - 1))
