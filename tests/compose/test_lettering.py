"""Everything that is read lies inside the safe area, whatever is written and whatever the size."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yingren.compose.captions import captions_of
from yingren.compose.cards import draw_end, draw_heading, draw_name, draw_title
from yingren.compose.colour import to_rgb
from yingren.compose.drawing import ACCENT
from yingren.compose.layout import Layout
from yingren.compose.lettering import STYLES, caption_pieces, draw_caption, draw_word
from yingren.core.frame import Frame
from yingren.core.movie import Caption
from yingren.core.speech import Word
from yingren.media.fonts import text_width

from .scenes import timeline

SIZES = [(1080, 1920), (1920, 1080), (1080, 1080), (1080, 1440), (540, 960)]
DRAWN = [name for name, style in STYLES.items() if style is not None]
LONG = "第二十七届全国人工智能与机器人学术大会今天在北京开幕吸引了来自三十多个国家的学者"
TEXTS = st.lists(
    st.sampled_from([*"今天新闻很好", "Transformer ", "state-of-the-art ", "，", "！", "“", "”", "W" * 40, "😀"]),
    min_size=1,
    max_size=40,
)


def ink(frame: Frame, more_than: int = 8) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is seen, on the canvas."""
    assert frame.alpha is not None
    rows = np.flatnonzero((frame.alpha > more_than).any(axis=1))
    columns = np.flatnonzero((frame.alpha > more_than).any(axis=0))
    if not len(rows):
        return frame.left, frame.top, frame.left, frame.top
    return frame.left + columns[0], frame.top + rows[0], frame.left + columns[-1] + 1, frame.top + rows[-1] + 1


def assert_safe(frame: Frame, layout: Layout) -> None:
    left, top, right, bottom = ink(frame)
    safe = layout.safe
    assert safe.left <= left and right <= safe.right and safe.top <= top and bottom <= safe.bottom


@given(pieces=TEXTS, size=st.sampled_from(SIZES), name=st.sampled_from(DRAWN))
@settings(max_examples=40, deadline=None)
def test_captions_are_safe(pieces: list[str], size: tuple[int, int], name: str) -> None:
    layout = Layout(*size)
    style = STYLES[name]
    assert style is not None
    made = captions_of(
        timeline(["".join(pieces)], seconds=5.0),
        lambda text: text_width(text, layout.caption_size, style.weight),
        layout.captions.width,
    )
    for caption in made[:3]:
        assert_safe(draw_caption(caption.text, layout, name), layout)
        for word in caption.words[:4]:
            assert_safe(draw_word(caption.text, word.at, word.length, layout, name), layout)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "draw",
    [
        lambda layout: draw_title(LONG, LONG, "影人日报", layout, True),
        lambda layout: draw_title("It was the best of times", "", "", layout, False),
        lambda layout: draw_heading(LONG, layout),
        lambda layout: draw_heading("短", layout),
        lambda layout: draw_name(LONG, 0.05, layout),
        lambda layout: draw_name("小林", 0.95, layout),
        lambda layout: draw_end(LONG + "\n再见", "影人日报", layout),
    ],
)
def test_cards_are_safe(draw: Callable[[Layout], Frame], size: tuple[int, int]) -> None:
    layout = Layout(*size)
    # The soft shadow of a title may reach out; letters may not.
    left, top, right, bottom = ink(draw(layout), more_than=150)
    safe = layout.safe
    assert safe.left <= left and right <= safe.right and safe.top <= top and bottom <= safe.bottom


CAPTION = Caption(
    "影人 hello", 1.0, 4.0, (Word("影", 1.1, 1.4, 0, 1), Word("人", 1.4, 1.8, 1, 1), Word("hello", 2.0, 2.6, 3, 5))
)


def accent_columns(time: float, layout: Layout) -> list[int]:
    """Where the accent colour is seen, canvas columns."""
    found: set[int] = set()
    for piece in caption_pieces(CAPTION, layout, "karaoke", time):
        frame = piece.draw(*piece.arguments)
        pixels = to_rgb(frame).astype(int)
        near = (np.abs(pixels[..., :3] - ACCENT).max(axis=-1) < 24) & (pixels[..., 3] > 200)
        found |= {frame.left + int(column) for column in np.flatnonzero(near.any(axis=0))}
    return sorted(found)


def test_the_word_that_is_said_is_set_off_and_no_other() -> None:
    layout = Layout(1080, 1920)
    assert accent_columns(1.05, layout) == []
    first, second, third = (accent_columns(time, layout) for time in (1.2, 1.6, 2.2))
    assert max(first) < min(second) + 4 and max(second) < min(third)
    assert accent_columns(3.5, layout) == []


def test_plain_captions_set_nothing_off() -> None:
    assert len(list(caption_pieces(CAPTION, Layout(1080, 1920), "plain", 1.2))) == 1
    assert list(caption_pieces(CAPTION, Layout(1080, 1920), "none", 1.2)) == []


@pytest.mark.parametrize("text", ["\n\n", " ", "\u200b", "啊" * 100_000, "a" * 100_000])
def test_no_text_is_too_odd_for_a_card(text: str) -> None:
    layout = Layout(540, 960)
    for frame in (
        draw_title(text, text, text[:50], layout, True),
        draw_heading(text, layout),
        draw_name(text, 0.5, layout),
        draw_end(text, text[:50], layout),
    ):
        assert frame.width <= layout.width * 8 and frame.height <= layout.height * 2
