import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from yingren.core.frame import Frame
from yingren.render import frame_to_rgb
from yingren.render.colour import (
    TONE_BASE,
    TONE_SHIFT,
    film,
    film_table,
    linear_from_srgb,
    rgb_from_yuv,
    srgb_from_linear,
    yuv_from_rgb,
)


def test_srgb_and_back() -> None:
    levels = np.arange(256) / 255
    assert srgb_from_linear(linear_from_srgb(levels)) == pytest.approx(levels, abs=1e-6)
    assert linear_from_srgb(0.5) == pytest.approx(0.21404, abs=1e-5)


@given(arrays.arrays(np.uint8, (8, 3), elements=st.integers(0, 255)))
def test_yuv_in_bytes_and_back_is_within_two_levels(rgb: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> None:
    yuv = np.rint(yuv_from_rgb(rgb))
    assert yuv.min() >= 16
    assert yuv.max() <= 240
    assert np.abs(rgb_from_yuv(yuv) - rgb).max() <= 2.0


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_known_colours(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    assert np.abs(yuv_from_rgb(np.array(rgb)) - yuv).max() < 0.6


def test_the_film_curve_is_srgb_in_the_shade_and_never_white() -> None:
    shade = np.linspace(0, 0.45, 50)
    assert film(shade) == pytest.approx(srgb_from_linear(shade), abs=1e-9)
    bright = film(np.linspace(0, 20, 2000))
    assert (np.diff(bright) >= 0).all()
    assert bright.max() <= 1


def test_the_film_table_is_within_half_a_level() -> None:
    light = np.geomspace(2e-4, 8, 5000).astype(np.float32)
    table = film_table()
    found = table[(light.view(np.int32) - TONE_BASE) >> TONE_SHIFT]
    assert np.abs(found - film(light)).max() * 255 < 0.5


def test_a_frame_as_rgb() -> None:
    y, u, v = (np.full(shape, value, np.uint8) for shape, value in (((4, 6), 63), ((2, 3), 102), ((2, 3), 240)))
    assert frame_to_rgb(Frame(y, u, v)).shape == (4, 6, 3)
    assert np.abs(frame_to_rgb(Frame(y, u, v)).astype(int) - [255, 0, 0]).max() <= 2
    layer = frame_to_rgb(Frame(y, u, v, alpha=np.full((4, 6), 7, np.uint8)))
    assert layer.shape == (4, 6, 4)
    assert (layer[..., 3] == 7).all()
