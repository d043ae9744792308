"""Captions as they are seen: the text, and the word that is being said."""

from collections.abc import Iterator
from dataclasses import dataclass

import skia

from ..core.errors import UnknownName
from ..core.frame import Frame
from ..core.movie import Caption
from ..media.fonts import draw_text, text_width
from .drawing import ACCENT, INK, WHITE, drawn, paint, rounded
from .easing import arrive
from .layout import Box, Layout
from .piece import Piece


@dataclass(frozen=True, slots=True)
class Style:
    """A way of lettering. Lengths are in font sizes.

    Attributes:
        weight: Of the type, 100..900.
        outline: Width of the dark line around letters.
        shadow: Strength of the soft shadow, 0..1.
        box: Darkness of the plate behind the text, 0 for none.
        words: Whether the word that is being said is set off.
        grow: How much larger that word is.
    """

    weight: int = 900
    outline: float = 0.15
    shadow: float = 0.55
    box: float = 0.0
    words: bool = True
    grow: float = 1.07


STYLES: dict[str, Style | None] = {
    "karaoke": Style(),
    "plain": Style(weight=700, outline=0.11, words=False),
    "box": Style(weight=700, outline=0.0, shadow=0.0, box=0.66, grow=1.0),
    "none": None,
}
"""Styles by name; ``None`` draws nothing (the caption files are still written)."""

LEADING = 1.32
"""Distance of baselines, in font sizes."""
_DESCENT, _ASCENT = 0.14, 0.90
"""How far ink reaches from the baseline, in font sizes."""
_REACH = 0.045
"""How far each end of a word that is set off may move out, in font sizes."""
APPEAR = 0.12
"""Seconds a caption takes to come."""


def style_named(name: str) -> Style | None:
    """The style of that name.

    Raises:
        UnknownName: There is none; the message says which there are.
    """
    if name not in STYLES:
        raise UnknownName("caption style", "字幕样式", name, STYLES)
    return STYLES[name]


@dataclass(frozen=True, slots=True)
class Setting:
    """A caption's text set in a layout: one size for all its lines, and where each begins.

    Attributes:
        lines: Each with its x and baseline, pixels.
        size: Font size in pixels, smaller than the layout's where a word would not fit a line.
    """

    lines: tuple[tuple[str, float, float], ...]
    size: float
    weight: int

    @property
    def box(self) -> Box:
        """Where ink may be, without outline and shadow."""
        left = min(x for _, x, _ in self.lines)
        right = max(x + text_width(text, self.size, self.weight) for text, x, _ in self.lines)
        top = self.lines[0][2] - _ASCENT * self.size
        return Box(left, top, right, self.lines[-1][2] + _DESCENT * self.size)


def set_caption(text: str, layout: Layout, style: Style) -> Setting:
    """Centre the lines, the last one standing on the bottom of the caption area."""
    area = layout.captions
    rows = text.split("\n")
    widest = max(text_width(row, 1.0, style.weight) for row in rows)
    size = min(layout.caption_size, area.width / max(widest, 1e-6))
    middle = (area.left + area.right) / 2
    bottom = area.bottom - _DESCENT * size
    # A single line stands in the middle of the area rather than on its floor: eyes stay where they are.
    rise = (2 - len(rows)) * LEADING / 2 * layout.caption_size if len(rows) < 2 else 0.0
    placed = []
    for index, row in enumerate(rows):
        baseline = bottom - rise - (len(rows) - 1 - index) * LEADING * size
        placed.append((row, middle - text_width(row, size, style.weight) / 2, baseline))
    return Setting(tuple(placed), size, style.weight)


def caption_pieces(caption: Caption, layout: Layout, name: str, time: float) -> Iterator[Piece]:
    """What is seen of a caption at a second of the movie."""
    style = style_named(name)
    if style is None or not caption.text.strip():
        return
    arrived = arrive((time - caption.start) / APPEAR + 0.25)
    lift = round((1 - arrived) * 0.22 * layout.caption_size / 2) * 2
    yield Piece(draw_caption, (caption.text, layout, name), arrived, 0, lift)
    word = _word_at(caption, time) if style.words else None
    if word is not None:
        at, length = word
        yield Piece(draw_word, (caption.text, at, length, layout, name), arrived, 0, lift)


def _word_at(caption: Caption, time: float) -> tuple[int, int] | None:
    """The word that is being said: it stays set off until the next, or a little after it ends."""
    starts = [word.start for word in caption.words] + [caption.end]
    for word, following in zip(caption.words, starts[1:], strict=True):
        until = min(following, word.end + 0.5)
        if word.start <= time < until:
            length = len(caption.text[word.at : word.at + word.length].rstrip(" ，。！？、；：”’）》!?,.;:\n"))
            return (word.at, length) if length else None
    return None


def draw_caption(text: str, layout: Layout, name: str) -> Frame:
    """The whole caption."""
    style = style_named(name)
    assert style is not None
    setting = set_caption(text, layout, style)
    size = setting.size
    ink = setting.box
    pad = (0.5 if style.box else style.outline / 2 + 0.30) * size
    area = Box(ink.left - pad, ink.top - pad, ink.right + pad, ink.bottom + pad)

    def draw(canvas: skia.Canvas) -> None:
        if style.box:
            side, above, below = 0.36 * size, 0.20 * size, 0.22 * size
            plate = Box(ink.left - side, ink.top - above, ink.right + side, ink.bottom + below)
            canvas.drawRRect(rounded(plate, 0.28 * size), paint(INK, style.box))
        shade = paint(INK, style.shadow, stroke=0.20 * size, blur=0.09 * size)
        for row, x, baseline in setting.lines:
            if style.shadow:
                _write(canvas, row, x, baseline + 0.06 * size, setting, shade)
        for row, x, baseline in setting.lines:
            if style.outline:
                _write(canvas, row, x, baseline, setting, paint(INK, 0.96, stroke=style.outline * size))
        for row, x, baseline in setting.lines:
            _write(canvas, row, x, baseline, setting, paint(WHITE))

    return drawn(area, draw)


def draw_word(text: str, at: int, length: int, layout: Layout, name: str) -> Frame:
    """One word of a caption set off, to lie over the caption."""
    style = style_named(name)
    assert style is not None
    setting = set_caption(text, layout, style)
    row = text.count("\n", 0, at)
    column = at - (text.rfind("\n", 0, at) + 1)
    line, x, baseline = setting.lines[row]
    word = line[column : column + length]
    left = x + text_width(line[:column], setting.size, style.weight)
    width = text_width(word, setting.size, style.weight)
    # A long word grows less: its ends must not run into its neighbours, nor leave the letters below them uncovered.
    grow = min(style.grow, 1 + 2 * _REACH * setting.size / max(width, 1e-6)) if style.grow > 1 else style.grow
    grown = setting.size * grow
    middle, centre = left + width / 2, baseline - 0.36 * setting.size
    reach = 0.12 * grown
    reach_across = width * grow / 2 + reach
    area = Box(middle - reach_across, baseline - grown, middle + reach_across, baseline + 0.3 * grown)

    def draw(canvas: skia.Canvas) -> None:
        canvas.translate(middle, centre)
        canvas.scale(grow, grow)
        canvas.translate(-middle, -centre)
        if style.outline:
            _write(canvas, word, left, baseline, setting, paint(INK, 1.0, stroke=style.outline * setting.size))
        _write(canvas, word, left, baseline, setting, paint(ACCENT))

    return drawn(area, draw)


def _write(canvas: skia.Canvas, text: str, x: float, baseline: float, setting: Setting, brush: skia.Paint) -> None:
    draw_text(canvas, text, x, baseline, setting.size, setting.weight, brush)
