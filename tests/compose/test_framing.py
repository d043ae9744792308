"""The face is where it should be, and nothing that is read lies over the mouth."""

from itertools import product

import numpy as np
import pytest

from yingren.compose.camerawork import Camerawork
from yingren.compose.framing import Framing, Keyframe, camera_for, framing_at, framing_for, framings_side_by_side
from yingren.compose.layout import Layout
from yingren.compose.lettering import draw_caption
from yingren.compose.plan import plan_of
from yingren.core.script import Settings
from yingren.render.camera import Camera
from yingren.render.lights import LIGHTS

from .scenes import Woman, cue, timeline

SIZES = [(1080, 1920), (1920, 1080), (1080, 1080), (1080, 1440), (1440, 1080)]
CAMERAS = ["close", "medium", "wide"]
WOMAN = Woman()
FULL_CAPTION = "今天的人工智能新闻有三\n件大事我们一起来看看吧"


def seen(camera: Camera, height: float, layout: Layout, z: float = 0.0) -> tuple[float, float]:
    """Where a point on the presenter's middle is in the picture, pixels."""
    across, down = camera.project(np.array([[0.0, height, z]]), layout.width, layout.height)[0][:2]
    return float(across), float(down)


def chin(framing: Framing, layout: Layout) -> float:
    """The chin with the jaw a good way open, and at most pushed in."""
    larger = Framing(framing.heads / 1.035, framing.x, framing.eyes, framing.turn)
    return seen(camera_for(larger, WOMAN, layout), WOMAN.chin_height - 0.02, layout, 0.09)[1]


@pytest.mark.parametrize(("size", "camera"), list(product(SIZES, CAMERAS)))
def test_captions_and_headings_never_reach_the_mouth(size: tuple[int, int], camera: str) -> None:
    layout = Layout(*size)
    caption = draw_caption(FULL_CAPTION, layout, "karaoke")
    for picture, opening in ((None, False), (None, True), ("beside", False), ("behind", False)):
        framings = [framing_for(layout, camera, picture=picture, opening=opening)]
        framings += framings_side_by_side(layout, camera, 2, picture=picture, opening=opening)
        for framing in framings:
            assert chin(framing, layout) < caption.top, (picture, opening, framing)
    # A heading stands over the chest of a presenter who fills the picture.
    assert chin(framing_for(layout, camera), layout) < layout.heading.top


@pytest.mark.parametrize(("size", "camera"), list(product(SIZES, CAMERAS)))
def test_the_head_is_in_the_picture_with_room_above(size: tuple[int, int], camera: str) -> None:
    layout = Layout(*size)
    lens = camera_for(framing_for(layout, camera), WOMAN, layout)
    top = seen(lens, WOMAN.head_top, layout)[1]
    across, eyes = seen(lens, WOMAN.eye_height, layout)
    assert 0.04 * layout.height < top < eyes < 0.45 * layout.height
    assert abs(across - layout.width / 2) < 1


def test_framings_differ_in_size() -> None:
    layout = Layout(1080, 1920)
    heads = [framing_for(layout, camera).heads for camera in CAMERAS]
    assert heads[0] * 1.25 < heads[1] and heads[1] * 1.25 < heads[2]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("camera", CAMERAS)
def test_a_picture_beside_leaves_the_face_free(size: tuple[int, int], camera: str) -> None:
    layout = Layout(*size)
    framing = framing_for(layout, camera, picture="beside")
    lens = camera_for(framing, WOMAN, layout)
    x, top = seen(lens, WOMAN.head_top, layout)
    half_head = 0.09 * lens.focal(layout.height) / 2.4
    beside = layout.beside
    assert beside.bottom < top or x + half_head < beside.left


@pytest.mark.parametrize("size", SIZES)
def test_two_presenters_stand_apart_and_inside(size: tuple[int, int]) -> None:
    layout = Layout(*size)
    lenses = [camera_for(framing, WOMAN, layout) for framing in framings_side_by_side(layout, "medium", 2)]
    left, right = (seen(lens, WOMAN.eye_height, layout)[0] for lens in lenses)
    head = 0.17 * lenses[0].focal(layout.height) / 2.4
    assert head / 2 < left < left + head < right < layout.width - head / 2
    # They are turned to each other: each camera stands outwards.
    assert lenses[0].eye[0] < 0 < lenses[1].eye[0]


def test_moves_are_smooth_and_arrive() -> None:
    near, far = Framing(3.0, eyes=0.4), Framing(6.0, eyes=0.3)
    frames = [framing_at([Keyframe(0.0, near), Keyframe(2.0, far)], frame / 60) for frame in range(300)]
    sizes = np.log([frame.heads for frame in frames])
    assert np.abs(np.diff(sizes)).max() < 0.04
    assert np.abs(np.diff(sizes, 2)).max() < 0.004
    assert abs(frames[-1].eyes - 0.3) < 1e-9


def test_a_move_that_is_cut_short_does_not_jump() -> None:
    keys = [Keyframe(0.0, Framing(3.0)), Keyframe(1.0, Framing(6.0)), Keyframe(1.2, Framing(3.5))]
    sizes = np.log([framing_at(keys, frame / 60).heads for frame in range(240)])
    assert np.abs(np.diff(sizes)).max() < 0.05


def test_the_presenter_has_made_room_when_a_picture_comes() -> None:
    line = timeline(["一二三四五六七八九十"], Settings(), cues={0: [cue("show", "a.png", 1.5)]})
    layout = Layout(1080, 1920)
    work = Camerawork(plan_of(line), {"": WOMAN}, layout)
    lens = work.shots(1.5 + 0.3, LIGHTS["studio"])[0].camera
    assert seen(lens, WOMAN.head_top, layout)[1] > layout.beside.bottom
