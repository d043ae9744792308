"""Pictures that must not change by accident.

``YINGREN_UPDATE_GOLDEN=1 pytest tests/render/test_golden.py`` draws them anew; look at them before you commit them.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from yingren.avatar.model import Material, Posed
from yingren.render import LIGHTS, Camera, Renderer, over, read_png, write_png

from .shapes import joined, posed, quad, sphere

FOLDER = Path(__file__).parent.parent / "golden" / "render"
SIZE = (180, 320)
MOST = 0.02
"""Part of the pixels that may differ by more than eight levels: other processors round otherwise at edges."""


def still_life() -> list[Posed]:
    """One of each kind of surface: a head of skin with eyes and a fringe of hair, on a cloth cone."""
    strands = np.full((64, 64, 4), 255, np.uint8)
    strands[..., :3] = (np.abs(np.sin(np.arange(64) * 2.1))[None, :, None] * 60 + 20).astype(np.uint8)
    strands[48:, ::3, 3] = 0
    iris = np.full((64, 128, 4), 235, np.uint8)
    rows, columns = np.mgrid[:64, :128]
    iris[np.hypot(rows - 32, np.minimum(columns, 128 - columns)) < 9] = (90, 50, 20, 255)
    iris[..., 3] = 255
    eye = Material("eye", "eye", texture=iris)
    head = sphere(0.11, (0, 1.5, 0), Material("skin", "skin", (0.62, 0.38, 0.28, 1.0)), 48)
    eyes = [sphere(0.02, (side * 0.04, 1.52, 0.095), eye, 24) for side in (-1, 1)]
    hair = Material("hair", "hair", texture=strands, alpha="mask", double_sided=True)
    fringe = quad(-0.09, 1.53, 0.09, 1.62, z=0.1, material=hair)
    turns = np.linspace(0, 2 * np.pi, 49)
    ring = np.stack([np.sin(turns), np.zeros(49), np.cos(turns)], 1)
    cone = np.concatenate([ring * 0.06 + [0, 1.42, 0], ring * 0.25 + [0, 1.1, 0]])
    corner = np.arange(48)
    faces = np.concatenate(
        [np.stack([corner, corner + 49, corner + 1], 1), np.stack([corner + 1, corner + 49, corner + 50], 1)]
    )
    cloth = posed(
        cone,
        faces,
        [Material("coat", "cloth", (0.05, 0.07, 0.16, 1.0))],
        normals=np.tile(ring + np.array([0, 0.5, 0]), (2, 1)) / np.hypot(1, 0.5),
    )
    metal = sphere(0.02, (0.0, 1.36, 0.12), Material("pin", "metal", (0.8, 0.6, 0.2, 1.0), roughness=0.3), 24)
    return [joined(head, *eyes, fringe, cloth, metal)]


@pytest.mark.parametrize("name", sorted(LIGHTS))
def test_still_life(name: str) -> None:
    with Renderer(*SIZE, threads=1) as renderer:
        frame = renderer.draw(still_life(), Camera((0.05, 1.5, 1.0), (0, 1.42, 0), 0.62), LIGHTS[name])
    picture = over(frame, (90, 105, 125), SIZE)
    path = FOLDER / f"{name}.png"
    if os.environ.get("YINGREN_UPDATE_GOLDEN"):
        write_png(path, picture)
    kept = read_png(path)[..., :3]
    apart = np.abs(kept.astype(int) - picture).max(-1) > 8
    assert apart.mean() <= MOST
