"""The AI label is as large, as long and as plain as the rules ask, measured on pixels."""

import numpy as np
import pytest

from yingren.compose.colour import solid, to_rgb
from yingren.compose.composer import Composer
from yingren.compose.labels import OPENING_SECONDS, draw_corner_label, draw_opening_label, label_boxes
from yingren.compose.layout import Layout
from yingren.core.script import Settings

from .scenes import Woman, timeline

SIZES = [(1080, 1920), (1920, 1080), (1080, 1080), (540, 960)]


@pytest.mark.parametrize("size", SIZES)
def test_capitals_are_a_twentieth_of_the_shorter_side(size: tuple[int, int]) -> None:
    frame = draw_opening_label("zh", Layout(*size))
    pixels = to_rgb(frame)
    white = (pixels[..., :3].min(axis=-1) > 225) & (pixels[..., 3] > 225)
    # The first letters are “AI”: the rows that white ink of the left half covers, without rim and star.
    letters = white[:, round(frame.width * 0.30) : round(frame.width * 0.52)]
    rows = np.flatnonzero(letters.sum(axis=1) >= 3)
    assert rows[-1] - rows[0] + 1 >= 0.05 * min(size)


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
@pytest.mark.parametrize("size", SIZES)
def test_words_times_and_places(size: tuple[int, int], language: str) -> None:
    layout = Layout(*size)
    opening, corner = label_boxes(language, layout, 20.0)
    for label in (opening, corner):
        assert "AI" in str(label["text"]) and "生成" in str(label["text"])
    assert opening["start"] == 0.0
    assert float(str(opening["end"])) >= 2.0
    assert float(str(opening["height"])) >= 0.05 * min(size)
    for draw in (draw_opening_label, draw_corner_label):
        frame = draw(language, layout)
        safe = layout.safe
        assert safe.left <= frame.left + 2 and frame.left + frame.width <= safe.right + 2
        assert safe.top <= frame.top + 2 and frame.top + frame.height <= safe.bottom


def bright(frame_number: int, *, label: bool) -> float:
    line = timeline(["你好"], Settings(background="#101418", label=label), seconds=3.0)
    with Composer(line.script, line, {"": Woman()}, width=216, height=384) as composer:
        picture = composer.compose(frame_number, [])
        plain = solid(216, 384, (16, 20, 24))
        top = slice(0, 96)
        return float(np.abs(picture.y[top].astype(int) - plain.y[top]).max())


def test_there_is_a_label_on_every_frame_and_none_if_it_is_turned_off() -> None:
    frames = [0, 30, round(OPENING_SECONDS * 30) - 1, round((OPENING_SECONDS + 0.15) * 30), 100]
    assert all(bright(frame, label=True) > 60 for frame in frames)
    assert bright(0, label=False) < 3
