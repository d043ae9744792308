"""The AI label that is seen: large while the video opens, small in a corner afterwards.

GB 45438-2025 asks of a video: on the opening frames, for two seconds or more, in letters of at least a twentieth of the
shorter side, words that hold “人工智能” or “AI” and “生成” or “合成”. The large label is measured so that even its
capitals are that high.
"""

from collections.abc import Iterator

import skia

from ..core.frame import Frame
from ..media.fonts import draw_text, ink_bounds, text_width
from .drawing import ACCENT, INK, WHITE, drawn, paint, rounded
from .easing import smooth
from .layout import Box, Layout
from .piece import Piece

OPENING_SECONDS = 2.5
OPENING_TEXT = {"zh": "AI 生成", "en": "AI 生成 / AI-generated"}
CORNER_TEXT = {"zh": "AI 生成", "en": "AI 生成"}
_CHANGE = 0.3
"""Seconds in which the large label gives way to the small one, after its time."""
_WEIGHT = 700
_CORNER_SIZE = 30


def label_pieces(language: str, layout: Layout, time: float) -> Iterator[Piece]:
    """The label at a second: wholly there from the first frame on, never absent."""
    changed = smooth((time - OPENING_SECONDS) / _CHANGE)
    if changed > 0:
        yield Piece(draw_corner_label, (language, layout), changed)
    if changed < 1:
        yield Piece(draw_opening_label, (language, layout), 1 - changed)


def label_boxes(language: str, layout: Layout, duration: float) -> list[dict[str, object]]:
    """The labels of a movie with their times, places and letter heights, as plain values."""
    opening, corner = OPENING_TEXT.get(language, OPENING_TEXT["en"]), CORNER_TEXT.get(language, CORNER_TEXT["en"])
    end = min(OPENING_SECONDS, duration)
    large, small = opening_size(layout), _CORNER_SIZE * layout.unit
    plate, corner_plate = _plate(opening, layout), corner_label_box(layout)
    seen = [("opening", opening, 0.0, end, _ink(opening, plate, plate.left + 1.15 * large, 0.37, large), large)]
    if duration > OPENING_SECONDS + _CHANGE:
        ink = _ink(corner, corner_plate, corner_plate.left + 0.6 * small, 0.36, small)
        seen.append(("corner", corner, end + _CHANGE, duration, ink, small))
    return [
        {
            "kind": kind,
            "text": text,
            "start": start,
            "end": until,
            "box": [round(box.left), round(box.top), round(box.width), round(box.height)],
            "height": round(capital_height(size), 1),
        }
        for kind, text, start, until, box, size in seen
    ]


def _ink(text: str, plate: Box, left: float, drop: float, size: float) -> Box:
    """Where the letters themselves are, on a plate whose middle lies ``drop`` sizes above their baseline."""
    baseline = (plate.top + plate.bottom) / 2 + drop * size
    near, top, far, bottom = ink_bounds(text, size, _WEIGHT)
    return Box(left + near, baseline + top, left + far, baseline + bottom)


def capital_height(size: float) -> float:
    """Pixels that a capital of the label is high at a font size."""
    _, top, _, _ = ink_bounds("I", 1000.0, _WEIGHT)
    return -top / 1000.0 * size


def opening_size(layout: Layout) -> float:
    """Font size at which a capital is a twentieth of the shorter side high."""
    return 0.0505 * min(layout.width, layout.height) / capital_height(1.0)


def opening_label_box(layout: Layout) -> Box:
    """Where the large label's plate is at least: its left, top and bottom hold for both languages."""
    return _plate(OPENING_TEXT["zh"], layout)


def _plate(text: str, layout: Layout) -> Box:
    size, area = opening_size(layout), layout.title
    star = 0.62 * size
    width = text_width(text, size, _WEIGHT) + star + 0.95 * size
    return Box(area.left, area.top, area.left + width, area.top + 1.34 * size)


def draw_opening_label(language: str, layout: Layout) -> Frame:
    """A star and the words on a dark plate with a fine rim."""
    text = OPENING_TEXT.get(language, OPENING_TEXT["en"])
    plate, size = _plate(text, layout), opening_size(layout)
    middle = (plate.top + plate.bottom) / 2

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawRRect(rounded(plate, 0.34 * size), paint(INK, 0.62))
        rim = Box(plate.left + 1, plate.top + 1, plate.right - 1, plate.bottom - 1)
        canvas.drawRRect(rounded(rim, 0.34 * size), paint(WHITE, 0.30, stroke=max(1.5, 2 * layout.unit)))
        _star(canvas, plate.left + 0.66 * size, middle, 0.34 * size)
        draw_text(canvas, text, plate.left + 1.15 * size, middle + 0.37 * size, size, _WEIGHT, paint(WHITE))

    return drawn(plate, draw)


def corner_label_box(layout: Layout) -> Box:
    """Where the small label's plate is."""
    size = _CORNER_SIZE * layout.unit
    width = text_width(CORNER_TEXT["zh"], size, _WEIGHT) + 1.2 * size
    left, top = layout.title.left, layout.title.top
    return Box(left, top, left + width, top + 1.7 * size)


def draw_corner_label(language: str, layout: Layout) -> Frame:
    """The words alone, quiet but readable on anything."""
    plate, size = corner_label_box(layout), _CORNER_SIZE * layout.unit
    text = CORNER_TEXT.get(language, CORNER_TEXT["en"])

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawRRect(rounded(plate, plate.height / 2), paint(INK, 0.42))
        baseline = (plate.top + plate.bottom) / 2 + 0.36 * size
        draw_text(canvas, text, plate.left + 0.6 * size, baseline, size, _WEIGHT, paint(WHITE, 0.88))

    return drawn(plate, draw)


def _star(canvas: skia.Canvas, x: float, y: float, reach: float) -> None:
    """A star of four points with hollow sides: what has come to stand for “made by AI”."""
    path = skia.PathBuilder() if hasattr(skia, "PathBuilder") else skia.Path()
    path.moveTo(x, y - reach)
    waist = 0.18 * reach
    for corner_x, corner_y, end_x, end_y in (
        (x + waist, y - waist, x + reach, y),
        (x + waist, y + waist, x, y + reach),
        (x - waist, y + waist, x - reach, y),
        (x - waist, y - waist, x, y - reach),
    ):
        path.quadTo(corner_x, corner_y, end_x, end_y)
    path.close()
    canvas.drawPath(path.detach() if hasattr(path, "detach") else path, paint(ACCENT))
