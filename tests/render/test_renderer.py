"""What is covered, by what, and in what colour: cases whose answers are known."""

from math import atan, pi

import numpy as np
import numpy.typing as npt
import pytest

from yingren.avatar.model import Material, Posed
from yingren.core.errors import InputError
from yingren.core.frame import Frame
from yingren.render import LIGHTS, Camera, Renderer, frame_to_rgb
from yingren.render.colour import film

from .shapes import DARK, flat, joined, posed, quad, sphere

GREY, RED, BLUE = flat((0.2, 0.2, 0.2)), flat((0.6, 0.05, 0.05)), flat((0.05, 0.05, 0.6))


def whole(frame: Frame, width: int, height: int) -> npt.NDArray[np.uint8]:
    """The layer on an empty canvas, RGBA."""
    picture = np.zeros((height, width, 4), np.uint8)
    picture[frame.top : frame.top + frame.height, frame.left : frame.left + frame.width] = frame_to_rgb(frame)
    return picture


def seen(renderer: Renderer, camera: Camera, *scene: Posed) -> npt.NDArray[np.uint8]:
    return whole(renderer.draw(scene, camera, DARK), renderer.width, renderer.height)


def area(picture: npt.NDArray[np.uint8]) -> float:
    return float(picture[..., 3].astype(np.float64).sum() / 255)


def near(pixel: npt.NDArray[np.uint8], linear: tuple[float, float, float], within: int = 3) -> bool:
    return bool(np.abs(pixel[:3].astype(int) - np.rint(film(linear) * 255)).max() <= within)


def test_a_quad_covers_its_area_and_no_more(renderer: Renderer, camera: Camera) -> None:
    picture = seen(renderer, camera, quad(-1, -0.5, 1, 0.5))
    assert area(picture) == 128 * 64
    assert (picture[32:96, 32:160, 3] == 255).all()
    assert near(picture[64, 96], (0.5, 0.5, 0.5))


def test_partial_pixels_count_by_their_part(renderer: Renderer, camera: Camera) -> None:
    # 20.5 by 10.25 pixels.
    picture = seen(renderer, camera, quad(0, 0, 20.5 / 64, 10.25 / 64, material=RED))
    assert area(picture) == pytest.approx(20.5 * 10.25, rel=0.01)
    edge = picture[60, 116]
    assert edge[3] == 128
    assert near(edge, (0.6, 0.05, 0.05), 8), "colour at an edge is not mixed with what is not there"


def test_a_sphere_has_the_area_of_its_disc() -> None:
    # Perspective shows a ball as a disc of radius r / sqrt(d² − r²) at distance 1.
    distance, radius, height = 4.0, 0.8, 512
    with Renderer(512, height, threads=2) as renderer:
        camera = Camera((0, 0, distance), (0, 0, 0), 2 * atan(0.25))
        picture = seen(renderer, camera, sphere(radius, (0, 0, 0), GREY, 160))
    pixels = radius / np.sqrt(distance**2 - radius**2) * height / 2 / 0.25
    assert area(picture) == pytest.approx(pi * pixels**2, rel=0.002)


def test_the_nearer_surface_is_seen_whatever_the_order(renderer: Renderer, camera: Camera) -> None:
    front, back = quad(-0.5, -0.5, 0.5, 0.5, z=1, material=RED), quad(-1, -1, 1, 1, material=BLUE)
    for order in ((front, back), (back, front)):
        picture = seen(renderer, camera, *order)
        assert near(picture[64, 96], (0.6, 0.05, 0.05))
        assert near(picture[64, 140], (0.05, 0.05, 0.6))


def test_surfaces_that_meet_leave_no_gap(renderer: Renderer) -> None:
    fan = np.random.default_rng(3).uniform(-1, 1, (400, 2))
    grid = np.concatenate([np.stack(np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21)), -1).reshape(-1, 2)])
    grid[:400] += fan * 0.03 * (np.abs(grid[:400]) < 0.99)
    corner = np.arange(20)[:, None] * 21 + np.arange(20)
    triangles = np.concatenate(
        [np.stack([corner, corner + 1, corner + 21], -1), np.stack([corner + 1, corner + 22, corner + 21], -1)]
    ).reshape(-1, 3)
    sheet = posed(np.pad(grid, ((0, 0), (0, 1))), triangles, [GREY])
    picture = seen(renderer, Camera((0.1, 0.07, 10.0), (0.03, 0.02, 0.0), 2 * atan(0.1), roll=0.3), sheet)
    inner = picture[40:88, 70:120, 3]
    assert (inner == 255).all()


def test_texture_coordinates_follow_perspective(renderer: Renderer) -> None:
    # A floor from z = 0 to −30, black nearer than half of it, seen along it: the border must stand where a pinhole
    # puts z = −15, far above the middle between the two ends on screen.
    texture = np.full((64, 4, 4), 255, np.uint8)
    texture[32:, :, :3] = 0
    floor = posed(
        [(-9, -1, 0), (9, -1, 0), (9, -1, -30), (-9, -1, -30)],
        [(0, 1, 2), (0, 2, 3)],
        [Material("floor", texture=texture, roughness=1.0)],
        normals=np.tile([0.0, 1.0, 0.0], (4, 1)),
        uvs=[(0, 1), (1, 1), (1, 0), (0, 0)],
    )
    camera = Camera((0, 0, 3), (0, 0, 0), 2 * atan(0.5))
    picture = seen(renderer, camera, floor)
    column = picture[:, 96]
    dark = np.flatnonzero((column[:, 3] == 255) & (column[:, 0] < 90))
    expected = 64 + 128 * 1 / 18
    assert dark.min() == pytest.approx(expected, abs=1.5)


def test_a_mask_cuts_out(renderer: Renderer, camera: Camera) -> None:
    texture = np.full((64, 64, 4), 255, np.uint8)
    texture[:, 32:, 3] = 0
    card = quad(-0.5, -0.5, 0.5, 0.5, material=Material("card", texture=texture, alpha="mask", roughness=1.0))
    picture = seen(renderer, camera, card)
    assert area(picture) == pytest.approx(32 * 64, rel=0.03)
    assert picture[64, 80, 3] == 255
    assert picture[64, 112, 3] == 0


def test_half_transparent_layers_mix_in_depth_order(renderer: Renderer, camera: Camera) -> None:
    glass = quad(-1, -0.5, 1, 0.5, z=1, material=flat((0.6, 0.05, 0.05), 0.5))
    second = quad(-1, -0.5, 1, 0.5, z=0.5, material=flat((0.05, 0.6, 0.05), 0.5))
    wall = quad(-0.5, -0.5, 0.5, 0.5, material=BLUE)
    for order in ((glass, second, wall), (wall, second, glass), (second, wall, glass)):
        picture = seen(renderer, camera, *order)
        mixed = (
            0.5 * np.array([0.6, 0.05, 0.05]) + 0.25 * np.array([0.05, 0.6, 0.05]) + 0.25 * np.array([0.05, 0.05, 0.6])
        )
        assert near(picture[64, 96], (mixed[0], mixed[1], mixed[2]))
        assert picture[64, 140, 3] == 191
    hidden = seen(renderer, camera, quad(-1, -1, 1, 1, z=2, material=RED), glass)
    assert near(hidden[64, 96], (0.6, 0.05, 0.05))


def test_what_reaches_behind_the_camera_is_cut(renderer: Renderer) -> None:
    floor = posed(
        [(-9, -1, 30), (9, -1, 30), (9, -1, -30), (-9, -1, -30)],
        [(0, 1, 2), (0, 2, 3)],
        [GREY],
        normals=np.tile([0.0, 1.0, 0.0], (4, 1)),
    )
    picture = seen(renderer, Camera((0, 0, 3), (0, 0, 0), 2 * atan(0.5)), floor)
    assert (picture[76:, 30:160, 3] == 255).all()
    assert (picture[:60, :, 3] == 0).all()


def test_backs_are_seen_only_of_double_sided_surfaces(renderer: Renderer, camera: Camera) -> None:
    corners, triangles = [(-1, -1, 0), (1, -1, 0), (0, 1, 0)], [(0, 2, 1)]
    assert area(seen(renderer, camera, posed(corners, triangles, [GREY]))) == 0
    both = Material("both", colour=(0.2, 0.2, 0.2, 1.0), double_sided=True, roughness=1.0)
    assert area(seen(renderer, camera, posed(corners, triangles, [both]))) == pytest.approx(64 * 128, rel=0.02)


def test_nothing_to_see_gives_an_empty_layer(renderer: Renderer, camera: Camera) -> None:
    line = posed([(0, 0, 0), (0, 0, 0), (0.5, 0, 0), (1, 0, 0)], [(0, 1, 2), (0, 2, 3)], [GREY])
    scenes: list[list[Posed]] = [
        [],
        [line],
        [quad(100, 100, 101, 101)],
        [quad(-1, -1, 1, 1, z=20)],
        [posed(np.zeros((0, 3)), np.zeros((0, 3)), [GREY])],
        [posed(np.full((3, 3), np.nan), [(0, 1, 2)], [GREY])],
    ]
    for scene in scenes:
        frame = renderer.draw(scene, camera)
        assert frame.alpha is not None
        assert frame.alpha.sum() == 0
        assert frame.width % 2 == 0
        assert frame.height % 2 == 0


def test_nothing_stays_of_the_picture_before(renderer: Renderer, camera: Camera) -> None:
    here, there = quad(-1, -0.5, -0.5, 0.5), quad(0.5, -0.5, 1, 0.5)
    seen(renderer, camera, here)
    picture = seen(renderer, camera, there)
    assert (picture[:, :96, 3] == 0).all()


def test_a_layer_is_cut_to_even_pixels_and_is_the_callers_own(renderer: Renderer, camera: Camera) -> None:
    frame = renderer.draw([quad(-0.25, -0.25, 0.25, 0.25)], camera, DARK)
    assert (frame.left, frame.top, frame.width, frame.height) == (80, 48, 32, 32)
    before = frame.y.copy()
    renderer.draw([quad(-1, -1, 1, 1, material=RED)], camera, DARK)
    assert np.array_equal(frame.y, before)


def test_any_number_of_threads_draws_the_same() -> None:
    hair = np.full((64, 64, 4), 80, np.uint8)
    hair[..., 3] = np.random.default_rng(1).integers(0, 256, (64, 64))
    card = Material("hair", "hair", texture=hair, alpha="mask", double_sided=True)
    scene = [
        joined(
            sphere(0.5, (0, 0, 0), Material("skin", "skin", (0.7, 0.45, 0.35, 1.0)), 48),
            quad(-0.6, -0.6, 0.2, 0.6, z=0.55, material=card),
        ),
        sphere(0.3, (0.5, 0.1, 0.4), Material("eye", "eye", (0.8, 0.8, 0.8, 1.0)), 32),
    ]
    camera = Camera((0.2, 0.1, 3.0), (0.1, 0, 0), 0.5)
    frames = []
    for threads in (1, 2, 3):
        with Renderer(270, 480, threads=threads) as renderer:
            frames += [renderer.draw(scene, camera) for _ in range(2)]
    for frame in frames[1:]:
        for name in ("y", "u", "v", "alpha"):
            assert np.array_equal(getattr(frame, name), getattr(frames[0], name)), name


def test_a_small_move_changes_edges_only_a_little(renderer: Renderer) -> None:
    # An edge that crawls by a tenth of a pixel must not jump by more than that (and a sample's worth).
    ball = sphere(0.7, (0, 0, 0), GREY, 64)
    one, two = (
        seen(renderer, Camera((0, 0, 10.0), (0, 0, 0), 2 * atan(0.1), shift=(part / 1280, 0)), ball) for part in (0, 1)
    )
    change = np.abs(one[..., 3].astype(int) - two[..., 3].astype(int))
    assert change.max() <= 0.375 * 255
    assert change[change > 0].mean() < 0.2 * 255


def test_shadows_fall_away_from_the_key_light(renderer: Renderer, camera: Camera) -> None:
    wall = sphere(3.0, (0, 0, -3.2), GREY, 200)
    ball = sphere(0.15, (0.0, 0.3, 0.2), GREY, 48)
    lit = whole(renderer.draw([wall], camera), 192, 128)[..., :3].astype(int)
    shaded = whole(renderer.draw([wall, ball], camera), 192, 128)[..., :3].astype(int)
    darker = (lit - shaded).sum(-1) > 30
    key = LIGHTS["studio"].key.direction
    rows, columns = np.nonzero(darker & (np.hypot(np.arange(128)[:, None] - 44.4, np.arange(192) - 96) > 13))
    assert len(rows) > 50
    assert np.sign(columns.mean() - 96) == -np.sign(key[0])
    assert rows.mean() > 44


@pytest.mark.parametrize("size", [(15, 100), (101, 100), (100, 20000), (0, 0)])
def test_a_size_that_cannot_be_drawn_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="cannot be drawn"):
        Renderer(*size)
