"""Draw the small portrait of a packaged character: ``python -m tools.portrait lin``."""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from yingren.avatar import open_avatar
from yingren.core.bones import BONE, BONES
from yingren.core.faces import SHAPE
from yingren.core.motion import Pose
from yingren.render import LIGHTS, Camera, Renderer, frame_to_rgb

_SIZE, _LARGER = 384, 2
_ASSETS = Path(__file__).parents[1] / "src" / "yingren" / "avatar" / "assets"


def _about(axis: int, degrees: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    out = np.zeros(4)
    out[axis], out[3] = np.sin(np.deg2rad(degrees) / 2), np.cos(np.deg2rad(degrees) / 2)
    return out


def main() -> None:
    """Draw and write beside the character's file."""
    parser = argparse.ArgumentParser(prog="python -m tools.portrait", description="Draw a character's portrait.")
    parser.add_argument("name")
    name = parser.parse_args().name
    avatar = open_avatar(name)
    face = np.zeros(len(SHAPE), np.float32)
    for shape, weight in (("mouthSmile", 0.22), ("cheekSquint", 0.12)):
        for side in ("Left", "Right"):
            face[SHAPE[shape + side]] = weight
    bones = np.tile([0.0, 0.0, 0.0, 1.0], (len(BONES), 1))
    bones[BONE["leftUpperArm"]], bones[BONE["rightUpperArm"]] = _about(2, -77), _about(2, 77)
    bones[BONE["head"]] = _about(1, 7)
    pose = Pose(face, bones.astype(np.float32), np.zeros(3, np.float32), np.array([-0.12, 0.0], np.float32))
    size, sight = _SIZE * _LARGER, avatar.measures
    target = (0.0, sight.eye_height - 0.06, float(sight.head_center[2]))
    camera = Camera(eye=(0.10, sight.eye_height - 0.03, 1.25), target=target, fov=0.42)
    with Renderer(size, size) as renderer:
        frame = renderer.draw([avatar.pose(pose)], camera, LIGHTS["studio"])
    fall = np.linspace(0, 1, size)[:, None, None]
    picture = (1 - fall) * np.array([206.0, 213, 221]) + fall * np.array([158.0, 169, 183])
    picture = np.broadcast_to(picture, (size, size, 3)).copy()
    rows = slice(frame.top, frame.top + frame.height)
    columns = slice(frame.left, frame.left + frame.width)
    alpha = np.ones((frame.height, frame.width, 1)) if frame.alpha is None else frame.alpha[..., None] / 255
    picture[rows, columns] = picture[rows, columns] * (1 - alpha) + frame_to_rgb(frame)[..., :3] * alpha
    image = Image.fromarray(np.round(picture).astype(np.uint8)).resize((_SIZE, _SIZE), Image.Resampling.LANCZOS)
    image.save(_ASSETS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
