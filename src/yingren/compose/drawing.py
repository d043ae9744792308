"""Drawing on a small transparent sheet with skia, which becomes a layer."""

from collections.abc import Callable
from math import ceil, floor

import numpy as np
import skia

from ..core.frame import Frame
from .colour import Colour, from_rgba
from .layout import Box

INK: Colour = (8, 12, 20)
"""Outlines, shadows and scrims: near black with a breath of blue, softer than black."""
WHITE: Colour = (255, 255, 255)
ACCENT: Colour = (255, 214, 64)
"""The word that is being said, and what leads the eye: a warm yellow that every background bears."""


def drawn(box: Box, draw: Callable[[skia.Canvas], None]) -> Frame:
    """What ``draw`` paints, in canvas coordinates, inside the box.

    The layer is as small as the box on even pixels.
    """
    left, top = floor(box.left / 2) * 2, floor(box.top / 2) * 2
    width = max(2, ceil((box.right - left) / 2) * 2)
    height = max(2, ceil((box.bottom - top) / 2) * 2)
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    canvas.translate(-left, -top)
    draw(canvas)
    surface.flushAndSubmit()
    return from_rgba(pixels, left, top)


def paint(colour: Colour = WHITE, alpha: float = 1.0, *, stroke: float = 0.0, blur: float = 0.0) -> skia.Paint:
    """A brush; ``stroke`` pixels wide lines instead of areas, ``blur`` is a Gaussian's sigma in pixels."""
    brush = skia.Paint(AntiAlias=True, Color=skia.Color(*colour, round(255 * alpha)))
    if stroke > 0:
        brush.setStyle(skia.Paint.kStroke_Style)
        brush.setStrokeWidth(stroke)
        brush.setStrokeJoin(skia.Paint.kRound_Join)
        brush.setStrokeCap(skia.Paint.kRound_Cap)
    if blur > 0:
        brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    return brush


def rounded(box: Box, radius: float) -> skia.RRect:
    """A rectangle with round corners."""
    radius = min(radius, box.width / 2, box.height / 2)
    return skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(box.left, box.top, box.right, box.bottom), radius, radius)


def fade(box: Box, alphas: tuple[float, ...], colour: Colour = INK) -> skia.Paint:
    """A brush that goes from top to bottom of the box through these alphas."""
    brush = skia.Paint(AntiAlias=True, Dither=True)
    colours = [skia.Color(*colour, round(255 * alpha)) for alpha in alphas]
    ends = [skia.Point(0, box.top), skia.Point(0, box.bottom)]
    brush.setShader(skia.GradientShader.MakeLinear(ends, colours))
    return brush
