"""Colours survive the way to video and back."""

import numpy as np
import pytest

from yingren.compose.colour import Colour, colour, dithered, from_rgba, solid, to_rgb
from yingren.core.errors import InputError


@pytest.mark.parametrize("rgb", [(0, 0, 0), (255, 255, 255), (0, 177, 64), (255, 214, 64), (12, 80, 200)])
def test_a_colour_comes_back(rgb: Colour) -> None:
    seen = to_rgb(solid(16, 16, rgb))
    assert np.abs(seen[8, 8].astype(int) - rgb).max() <= 2


def test_drawn_pixels_keep_colour_and_alpha() -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[4:12, 4:12] = (120, 60, 20, 128)
    frame = from_rgba(pixels, 6, 8)
    assert frame.alpha is not None and frame.alpha[8, 8] == 128 and frame.alpha[0, 0] == 0
    assert (frame.left, frame.top) == (6, 8)
    straight = np.array([120, 60, 20]) * 255 / 128
    assert np.abs(to_rgb(frame)[8, 8, :3] - straight).max() <= 3


def test_a_gentle_slope_has_no_bands() -> None:
    slope = np.linspace(0.10, 0.12, 256, dtype=np.float32)
    picture = np.repeat(np.repeat(slope[:, None, None], 256, axis=1), 3, axis=2)
    frame = dithered(picture)
    means = frame.y.mean(axis=1)
    exact = 16 + 219 * slope
    # Undithered, whole rows are off by up to half a level.
    assert np.abs(means - exact).max() < 0.25


@pytest.mark.parametrize(("text", "expected"), [("#fff", (255, 255, 255)), ("#1B2a4A", (27, 42, 74))])
def test_reading_colours(text: str, expected: Colour) -> None:
    assert colour(text) == expected


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "123456"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a colour"):
        colour(text)
