"""Words that are not captions: the opening title, headings, the end card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import skia

from ..core.frame import Frame
from ..media.fonts import draw_text, text_width
from .drawing import ACCENT, INK, WHITE, drawn, fade, paint, rounded
from .easing import arrive, smooth, window
from .labels import opening_label_box
from .layout import Box, Layout
from .lines import Ruler, atoms, lines
from .piece import Piece
from .sources import SMOOTH, Source, aspect, image_of

LEAVE = 0.4
"""Seconds in which a card goes."""
_HEAVY, _MEDIUM = 900, 500
_MOST_CHARACTERS = 400
_LEAST = 10.0
"""Font size, pixels, at which a text that is far too long is cut off instead."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in lines.

    Attributes:
        rows: The lines.
        size: Font size, pixels.
        leading: Distance of baselines, pixels.
    """

    rows: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """Pixels from the top of the first line to the bottom of the last."""
        return self.leading * len(self.rows)

    def baseline(self, row: int, top: float) -> float:
        """Where a line stands when the block begins at ``top``."""
        return top + self.leading * row + (self.leading - self.size) / 2 + 0.88 * self.size


def set_block(text: str, width: float, size: float, weight: int, most: int, leading: float = 1.24) -> Block:
    """Set a text as large as ``size``, or as much smaller as it takes to fit the width in ``most`` lines.

    A line less is worth letters a fifth smaller: a title reads best in few lines.
    """
    paragraphs = text[:_MOST_CHARACTERS].splitlines()
    rulers = [Ruler(paragraph, lambda piece: text_width(piece, 1.0, weight)) for paragraph in paragraphs]
    blocks = [_largest(rulers, width, size, count, leading) for count in range(1, most + 1)]
    return next(block for block in blocks if block.size >= 0.8 * blocks[-1].size)


def _largest(rulers: Sequence[Ruler], width: float, size: float, count: int, leading: float) -> Block:
    """The text in so many lines at most, as large as that allows."""
    pieces = [atoms(ruler.text) for ruler in rulers]
    while True:
        rows, widest = [], 0.0
        for ruler, own in zip(rulers, pieces, strict=True):
            for start, end in lines(ruler, own, width / size):
                rows.append(ruler.text[start:end])
                widest = max(widest, ruler.width(start, end) * size)
        if (len(rows) <= count and widest <= width) or size < _LEAST:
            return Block(tuple(rows[:count]), size, leading * size)
        size *= 0.95


Brand = str | Source
"""A name in small letters, or a picture."""
_BRAND_TEXT, _BRAND_PICTURE = 36, 72
"""Font size and height, in the layout's units."""


def _brand_width(brand: Brand, unit: float) -> float:
    if isinstance(brand, str):
        return text_width(brand, _BRAND_TEXT * unit, 700)
    return aspect(brand) * _BRAND_PICTURE * unit


def _draw_brand(canvas: skia.Canvas, brand: Brand, left: float, top: float, unit: float) -> None:
    if isinstance(brand, str):
        size = _BRAND_TEXT * unit
        draw_text(canvas, brand, left, top + 0.88 * size, size, 700, paint(ACCENT))
        return
    high = _BRAND_PICTURE * unit
    place = skia.Rect.MakeXYWH(left, top, _brand_width(brand, unit), high)
    canvas.drawImageRect(image_of(brand, 1024), place, SMOOTH, skia.Paint(AntiAlias=True))


def title_pieces(
    title: str, subtitle: str, brand: Brand, layout: Layout, labelled: bool, time: float, end: float, shaded: bool
) -> Iterator[Piece]:
    """The opening title. On the very first frame it can be read already: that frame may be the cover.

    ``shaded`` where there is a background to darken: what is transparent stays so.
    """
    if not title or time >= end:
        return
    opacity = min(1.0, smooth((end - time) / LEAVE))
    if shaded:
        yield Piece(draw_title_shade, (layout,), opacity)
    lift = round((1 - arrive(time / 0.5)) * 14 * layout.unit) * 2
    yield Piece(draw_title, (title, subtitle, brand, layout, labelled), opacity, 0, lift)
    grown = round(20 * arrive(0.25 + time / 0.7)) / 20
    yield Piece(draw_title_rule, (title, layout, labelled, grown), opacity, 0, lift)


@dataclass(frozen=True, slots=True)
class _Title:
    """Where the parts of the opening title are."""

    left: float
    rule: Box
    title: Block
    title_top: float
    subtitle: Block | None
    subtitle_top: float
    bottom: float


def _set_title(title: str, subtitle: str, layout: Layout, labelled: bool) -> _Title:
    area, unit = layout.title, layout.unit
    left = area.left + 26 * unit
    top = (opening_label_box(layout).bottom + 26 * unit) if labelled else area.top
    size = unit * {"vertical": 100, "portrait": 96, "square": 88, "wide": 84}[layout.shape]
    block = set_block(
        title, area.right - left, size, _HEAVY, {"vertical": 2, "portrait": 2, "square": 3, "wide": 4}[layout.shape]
    )
    below = top + block.height + 6 * unit
    small = set_block(subtitle, area.right - left, 44 * unit, _MEDIUM, 2, 1.3) if subtitle else None
    bottom = below + (small.height if small else 0.0)
    rule = Box(area.left, top + 0.12 * block.size, area.left + 9 * unit, top + block.height - 0.08 * block.size)
    return _Title(left, rule, block, top, small, below, bottom)


def draw_title(title: str, subtitle: str, brand: Brand, layout: Layout, labelled: bool) -> Frame:
    """Title, subtitle and brand, set to the left."""
    parts = _set_title(title, subtitle, layout, labelled)
    unit = layout.unit
    bottom = parts.bottom + (100 * unit if brand else 0.0)
    area = Box(layout.title.left, parts.title_top - 30 * unit, layout.title.right + 30 * unit, bottom + 30 * unit)

    def draw(canvas: skia.Canvas) -> None:
        _block(canvas, parts.title, parts.left, parts.title_top, _HEAVY, unit)
        if parts.subtitle is not None:
            _block(canvas, parts.subtitle, parts.left + 2 * unit, parts.subtitle_top, _MEDIUM, unit, 0.92)
        _draw_brand(canvas, brand, parts.left + 2 * unit, parts.bottom + 20 * unit, unit)

    return drawn(area, draw)


def draw_title_rule(title: str, layout: Layout, labelled: bool, grown: float) -> Frame:
    """The upright bar beside the title, ``grown`` 0..1."""
    rule = _set_title(title, "", layout, labelled).rule
    part = Box(rule.left, rule.top, rule.right, rule.top + max(rule.height * grown, 2.0))
    return drawn(rule, lambda canvas: canvas.drawRRect(rounded(part, rule.width / 2), paint(ACCENT)))


def draw_title_shade(layout: Layout) -> Frame:
    """A darkening under the title, so that it can be read on anything."""
    if layout.shape in ("vertical", "portrait"):
        area = Box(0, 0, layout.width, 0.40 * layout.height)
        return drawn(
            area,
            lambda canvas: canvas.drawRect(
                skia.Rect.MakeLTRB(0, 0, area.right, area.bottom), fade(area, (0.62, 0.55, 0.34, 0.0))
            ),
        )
    # About the corner where the title stands; whoever is in the picture stays in the light.
    area = Box(0, 0, 0.70 * layout.width, layout.height)
    middle, reach = skia.Point(0.08 * layout.width, 0.30 * layout.height), 0.56 * layout.width
    brush = skia.Paint(AntiAlias=True, Dither=True)
    colours = [skia.Color(*INK, round(255 * alpha)) for alpha in (0.72, 0.66, 0.38, 0.12, 0.0)]
    brush.setShader(skia.GradientShader.MakeRadial(middle, reach, colours))
    return drawn(area, lambda canvas: canvas.drawRect(skia.Rect.MakeLTRB(0, 0, area.right, area.bottom), brush))


def _block(
    canvas: skia.Canvas, block: Block, left: float, top: float, weight: int, unit: float, alpha: float = 1.0
) -> None:
    for row, text in enumerate(block.rows):
        baseline = block.baseline(row, top)
        shadow = paint(INK, 0.55 * alpha, blur=0.07 * block.size + 2 * unit)
        draw_text(canvas, text, left, baseline + 0.035 * block.size, block.size, weight, shadow)
    for row, text in enumerate(block.rows):
        draw_text(canvas, text, left, block.baseline(row, top), block.size, weight, paint(WHITE, alpha))


def heading_pieces(text: str, layout: Layout, time: float, start: float, end: float) -> Iterator[Piece]:
    """The lower third that names what follows."""
    opacity = window(time, start, end, 0.35, LEAVE)
    if opacity > 0:
        slide = -round((1 - arrive((time - start) / 0.45)) * 30 * layout.unit) * 2
        yield Piece(draw_heading, (text, layout), opacity, slide, 0)


NAME_SECONDS = 2.6
"""How long a speaker's name stands."""


def name_pieces(name: str, middle: float, layout: Layout, time: float, start: float) -> Iterator[Piece]:
    """A speaker's name on the chest, when several are in the picture and this one speaks for the first time.

    ``middle`` is where they stand, as a part of the width.
    """
    opacity = window(time, start, start + NAME_SECONDS, 0.35, LEAVE)
    if opacity > 0:
        lift = round((1 - arrive((time - start) / 0.45)) * 12 * layout.unit) * 2
        yield Piece(draw_name, (name, round(middle, 3), layout), opacity, 0, lift)


def draw_name(name: str, middle: float, layout: Layout) -> Frame:
    """The name on a dark plate with a line in the accent colour under it."""
    area, unit = layout.heading, layout.unit
    size = min(44 * unit, 0.5 * area.height)
    block = set_block(name, 0.40 * layout.width, size, 700, 1)
    half = max((text_width(row, block.size, 700) for row in block.rows), default=0.0) / 2 + 34 * unit
    centre = min(max(middle * layout.width, layout.safe.left + half), layout.safe.right - half)
    plate = Box(centre - half, area.bottom - 2.0 * size, centre + half, area.bottom)

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRRect(rounded(plate, 12 * unit), True)
        canvas.drawColor(skia.Color(*INK, 190))
        canvas.drawRect(
            skia.Rect.MakeLTRB(plate.left, plate.bottom - 6 * unit, plate.right, plate.bottom), paint(ACCENT)
        )
        canvas.restore()
        baseline = (plate.top + plate.bottom) / 2 + 0.34 * block.size
        _centred(canvas, block.rows, centre, [baseline] * len(block.rows), block.size, 700)

    return drawn(plate, draw)


def draw_heading(text: str, layout: Layout) -> Frame:
    """A bar in the accent colour and the text on a dark plate that fades out to its right."""
    area, unit = layout.heading, layout.unit
    size = min(50 * unit, 0.56 * area.height)
    block = set_block(text, area.width - 110 * unit, size, 700, 1)
    wide = max((text_width(row, block.size, 700) for row in block.rows), default=0.0) + 84 * unit
    plate = Box(area.left, area.top, min(area.right, area.left + wide), area.bottom)

    def draw(canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRRect(rounded(plate, 12 * unit), True)
        canvas.drawColor(skia.Color(*INK, 190))
        canvas.drawRect(skia.Rect.MakeLTRB(plate.left, plate.top, plate.left + 12 * unit, plate.bottom), paint(ACCENT))
        canvas.restore()
        baseline = (plate.top + plate.bottom) / 2 + 0.36 * block.size
        for row in block.rows:
            draw_text(canvas, row, plate.left + 42 * unit, baseline, block.size, 700, paint(WHITE))

    return drawn(plate, draw)


def end_pieces(text: str, brand: Brand, layout: Layout, time: float, start: float, shaded: bool) -> Iterator[Piece]:
    """The end card: the picture sinks into the dark and the words come forward."""
    if not text or time < start:
        return
    if shaded:
        yield Piece(draw_end_shade, (layout,), smooth((time - start) / 0.6))
    come = arrive((time - start - 0.25) / 0.6)
    if come > 0:
        yield Piece(draw_end, (text, brand, layout), come, 0, round((1 - come) * 16 * layout.unit) * 2)


def draw_end_shade(layout: Layout) -> Frame:
    """What the end card stands on."""
    area = layout.full
    return drawn(
        area,
        lambda canvas: canvas.drawRect(
            skia.Rect.MakeLTRB(0, 0, area.right, area.bottom), fade(area, (0.86, 0.80, 0.80, 0.92))
        ),
    )


def draw_end(text: str, brand: Brand, layout: Layout) -> Frame:
    """Centred words between two fine rules, the brand under them."""
    unit, safe = layout.unit, layout.safe
    width = min(safe.width * 0.86, 900 * unit * (1.3 if layout.shape in ("square", "wide") else 1.0))
    block = set_block(text, width, 84 * unit, 700, 4, 1.36)
    middle = layout.width / 2
    top = layout.height * (0.44 if layout.shape == "vertical" else 0.47) - block.height / 2
    bottom = top + block.height
    area = Box(middle - width / 2 - 40 * unit, top - 90 * unit, middle + width / 2 + 40 * unit, bottom + 150 * unit)

    def draw(canvas: skia.Canvas) -> None:
        rule = Box(middle - 36 * unit, top - 58 * unit, middle + 36 * unit, top - 52 * unit)
        canvas.drawRRect(rounded(rule, 3 * unit), paint(ACCENT))
        baselines = [block.baseline(row, top) for row in range(len(block.rows))]
        _centred(canvas, block.rows, middle, baselines, block.size, 700)
        _draw_brand(canvas, brand, middle - _brand_width(brand, unit) / 2, bottom + 52 * unit, unit)

    return drawn(area, draw)


def _centred(
    canvas: skia.Canvas,
    rows: Sequence[str],
    middle: float,
    baselines: Sequence[float],
    size: float,
    weight: int,
    alpha: float = 1.0,
) -> None:
    for row, baseline in zip(rows, baselines, strict=True):
        left = middle - text_width(row, size, weight) / 2
        draw_text(canvas, row, left, baseline, size, weight, paint(WHITE, alpha))
