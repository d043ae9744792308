"""Rooms and whole pictures as they look: golden pictures, with a tolerance for other processors' rounding.

``YINGREN_UPDATE_GOLDEN=1 pytest tests/compose/test_looks.py`` draws them anew; look at them before they are committed.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skia

from yingren.compose.colour import to_rgb
from yingren.compose.composer import Composer
from yingren.compose.looks import LIGHTS_FOR, LOOKS, draw_look
from yingren.core.frame import Frame
from yingren.core.script import Scene, Script, Settings
from yingren.media.picture import read_picture
from yingren.render.lights import LIGHTS

from .files import write_picture
from .scenes import Woman, cue, figure, timeline

GOLDEN = Path(__file__).parents[1] / "golden" / "compose"
SETTINGS = Settings(title="人工智能早间新闻", subtitle="三件大事", brand="影人日报", end="点赞关注\n明天再见")
TEXTS = ["大家好，欢迎收看今天的早间新闻。", "We tested the state-of-the-art models for you."]


def same(frame: Frame, name: str) -> None:
    """Compare with the golden picture of that name."""
    pixels = to_rgb(frame)[..., :3]
    path = GOLDEN / f"{name}.png"
    if os.environ.get("YINGREN_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        skia.Image.fromarray(np.ascontiguousarray(opaque), colorType=skia.kRGBA_8888_ColorType).save(str(path))
    expected = read_picture(path)[..., :3]
    assert pixels.shape == expected.shape
    away = np.abs(pixels.astype(int) - expected)
    assert away.mean() < 0.6 and (away > 24).mean() < 0.002


@pytest.mark.parametrize("name", LOOKS)
def test_rooms(name: str) -> None:
    same(draw_look(name, 180, 320), f"room-{name}")


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("size", [(320, 180), (200, 200)])
def test_rooms_of_other_shapes_are_neither_black_nor_blown_out(name: str, size: tuple[int, int]) -> None:
    pixels = to_rgb(draw_look(name, *size))
    assert 12 < pixels.mean() < 235
    assert (pixels > 250).mean() < 0.02
    assert LIGHTS_FOR[name] in LIGHTS


@pytest.mark.parametrize(
    ("name", "size", "second"),
    [
        ("opening", (270, 480), 0.4),
        ("opening-wide", (480, 270), 0.4),
        ("caption", (270, 480), 4.2),
        ("caption-square", (320, 320), 4.2),
        ("end", (270, 480), -0.1),
    ],
)
def test_pictures(name: str, size: tuple[int, int], second: float) -> None:
    line = timeline(TEXTS, SETTINGS, scene=Scene("今日头条"), seconds=3.5)
    with Composer(line.script, line, {"": Woman()}, width=size[0], height=size[1]) as composer:
        frame = round(second * 30) if second > 0 else line.frames - 1
        same(composer.compose(frame, [figure(*size)]), name)


def test_a_picture_beside(tmp_path: Path) -> None:
    write_picture(tmp_path / "chart.png", 320, 180, (240, 240, 245), (40, 110, 220), (250, 180, 60))
    settings = replace(SETTINGS, title="", end="")
    script = Script(source=tmp_path / "script.md")
    line = timeline(TEXTS, settings, cues={0: [cue("show", "chart.png", 0.5)]}, script=script)
    with Composer(line.script, line, {"": Woman()}, width=270, height=480) as composer:
        same(composer.compose(45, [figure(270, 480)]), "beside")
