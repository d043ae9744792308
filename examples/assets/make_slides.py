"""Draw the two slides of ``lesson.md`` beside this file.

Usage: ``python examples/assets/make_slides.py``
"""

from pathlib import Path

import skia

from yingren.media.fonts import draw_text, text_width

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1280, 720
INK, TEAL, CORAL, PAPER, PALE = 0xFF17323A, 0xFF12807A, 0xFFE4604E, 0xFFFBFAF5, 0xFFDDF0EA


def filled(colour: int) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=colour)


def centred(
    canvas: skia.Canvas, text: str, middle: float, baseline: float, size: float, weight: int, colour: int
) -> None:
    draw_text(canvas, text, middle - text_width(text, size, weight) / 2, baseline, size, weight, filled(colour))


def page(canvas: skia.Canvas, number: str, heading: str) -> None:
    canvas.clear(PAPER)
    canvas.drawCircle(1190, 70, 190, filled(PALE))
    canvas.drawCircle(40, 700, 120, filled(PALE))
    canvas.drawRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(72, 62, 92, 60), 30, 30), filled(TEAL))
    centred(canvas, number, 118, 105, 38, 800, PAPER)
    draw_text(canvas, heading, 190, 108, 42, 700, filled(TEAL))


def ice(canvas: skia.Canvas, left: float, top: float, side: float) -> None:
    """A block of ice with a crack through it."""
    block = skia.Rect.MakeXYWH(left, top, side, side)
    shade = skia.GradientShader.MakeLinear(
        [skia.Point(left, top), skia.Point(left + side, top + side)], [0xFFCDEFF7, 0xFF7CC4DA]
    )
    canvas.drawRRect(skia.RRect.MakeRectXY(block, 34, 34), skia.Paint(AntiAlias=True, Shader=shade))
    canvas.drawRRect(
        skia.RRect.MakeRectXY(block.makeInset(20, 20), 22, 22),
        skia.Paint(AntiAlias=True, Color=0x66FFFFFF, Style=skia.Paint.kStroke_Style, StrokeWidth=8),
    )
    crack = skia.Path()
    for index, (x, y) in enumerate([(0.52, 0.0), (0.44, 0.20), (0.60, 0.36), (0.40, 0.58), (0.55, 0.76), (0.47, 1.0)]):
        point = skia.Point(left + x * side, top + y * side)
        if index == 0:
            crack.moveTo(point)
        else:
            crack.lineTo(point)
    canvas.drawPath(
        crack,
        skia.Paint(
            AntiAlias=True,
            Color=PAPER,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=13,
            StrokeJoin=skia.Paint.kMiter_Join,
        ),
    )


def meaning(canvas: skia.Canvas) -> None:
    page(canvas, "1", "今天的表达")
    ice(canvas, 92, 226, 350)
    draw_text(canvas, "break", 520, 330, 168, 900, filled(INK))
    draw_text(canvas, "the ice", 520, 500, 168, 900, filled(INK))
    canvas.drawRect(skia.Rect.MakeXYWH(526, 538, 110, 10), filled(CORAL))
    draw_text(canvas, "打破僵局", 518, 646, 80, 800, filled(CORAL))


def usage(canvas: skia.Canvas) -> None:
    page(canvas, "2", "跟我读")
    plate, tail = skia.Path(), skia.Path()
    plate.addRoundRect(skia.Rect.MakeXYWH(84, 190, 1112, 316), 48, 48)
    tail.addPoly([skia.Point(190, 480), skia.Point(170, 574), skia.Point(280, 500)], True)
    bubble = skia.Op(plate, tail, skia.PathOp.kUnion_PathOp)
    canvas.drawPath(bubble, filled(0xFFFFFFFF))
    canvas.drawPath(bubble, skia.Paint(AntiAlias=True, Color=0x2212807A, Style=skia.Paint.kStroke_Style, StrokeWidth=6))
    centred(canvas, "He told a joke", 640, 322, 96, 800, INK)
    before, words = "to ", "break the ice."
    left = 640 - (text_width(before, 96, 800) + text_width(words, 96, 800)) / 2
    draw_text(canvas, before, left, 446, 96, 800, filled(INK))
    draw_text(canvas, words, left + text_width(before, 96, 800), 446, 96, 800, filled(CORAL))
    centred(canvas, "他讲了个笑话，活跃气氛。", 690, 630, 60, 600, TEAL)


def main() -> None:
    for name, draw in (("slide-1", meaning), ("slide-2", usage)):
        surface = skia.Surface(WIDTH, HEIGHT)
        draw(surface.getCanvas())
        surface.makeImageSnapshot().save(str(HERE / f"{name}.png"), skia.kPNG)


if __name__ == "__main__":
    main()
