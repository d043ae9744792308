"""Type is the same on every machine, Chinese included, and no character stops it."""

import numpy as np
import pytest
import skia

from yingren.media.fonts import FAMILY, draw_text, font_path, ink_bounds, runs, text_width, typeface


def ink(text: str, weight: int = 700) -> int:
    """How much is inked, in pixels."""
    pixels = np.zeros((80, 400, 4), np.uint8)
    canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    draw_text(canvas, text, 4, 60, 48, weight, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE))
    return int(pixels[..., 3].sum()) // 255


def test_the_family_is_packaged_and_set_for_mainland_china() -> None:
    assert font_path().is_file()
    assert typeface(700).getFamilyName() == FAMILY
    assert [run.face.getFamilyName() for run in runs("直门骨 Ag 1", 700)] == [FAMILY]


def test_weights_differ() -> None:
    thin, bold, black = (ink("影人新闻", weight) for weight in (100, 700, 900))
    assert thin * 1.5 < bold < black


def test_chinese_is_drawn_and_each_character_is_its_own() -> None:
    assert ink("影") != ink("人")
    assert ink("一") < ink("龘")


def test_widths_add_up() -> None:
    assert text_width("影人", 50) == pytest.approx(100, abs=1)
    assert text_width("影人Ag", 50) == pytest.approx(text_width("影人", 50) + text_width("Ag", 50), abs=0.2)
    assert text_width("", 50) == 0.0


def test_ink_lies_where_it_says() -> None:
    left, top, right, bottom = ink_bounds("国", 100)
    assert 0 <= left < right <= 100 and -95 < top < -75 and 0 < bottom < 15


@pytest.mark.parametrize(
    "text", ["😀", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "𰻞", "ก", "\u200b\ufeff", "\x07", "\udc80", "é"]
)
def test_no_character_stops_it(text: str) -> None:
    assert text_width(f"影{text}人", 40) >= text_width("影人", 40) - 1
    assert ink(f"影{text}人") > 0


def test_what_cannot_be_seen_takes_no_room() -> None:
    assert text_width("影\ufe0f\u200d人", 40) == text_width("影人", 40)
