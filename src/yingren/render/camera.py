"""Where the picture is taken from."""

from dataclasses import dataclass
from math import hypot, sin, tan

import numpy as np
import numpy.typing as npt

from ..core.errors import InputError
from ..core.language import say


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera that looks from ``eye`` to ``target``.

    Attributes:
        eye: Place of the camera, metres (x, y, z).
        target: What is in the middle of the picture, metres.
        fov: Vertical angle of view, radians.
        roll: Turn about the line of sight, radians; positive turns the picture clockwise.
        near: Metres; what is nearer than this is cut away.
        shift: Move of the picture's middle as a part of its height (right, down): a lens shift, which keeps
            vertical lines vertical.
    """

    eye: tuple[float, float, float] = (0.0, 1.5, 1.6)
    target: tuple[float, float, float] = (0.0, 1.45, 0.0)
    fov: float = 0.5
    roll: float = 0.0
    near: float = 0.05
    shift: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        numbers = (*self.eye, *self.target, self.fov, self.roll, self.near, *self.shift)
        if not np.all(np.isfinite(numbers)) or not 0.001 < self.fov < 3.1 or self.near <= 0:
            raise InputError(
                say(f"This camera cannot see: {self}.", f"这个相机无法成像：{self}。"),
                hint=say("fov is in radians, between 0 and π; near > 0.", "fov 以弧度计，在 0 与 π 之间；near > 0。"),
            )
        if np.allclose(self.eye, self.target):
            raise InputError(
                say("The camera looks at its own place.", "相机的位置与目标重合。"),
                hint=say("Move eye away from target.", "请让 eye 与 target 分开。"),
            )

    def view(self) -> npt.NDArray[np.float64]:
        """World → camera, float64 [3, 4]: x right, y up, z towards the viewer."""
        eye = np.asarray(self.eye, np.float64)
        back = eye - np.asarray(self.target, np.float64)
        back /= np.linalg.norm(back)
        # Looking straight up or down leaves no «up» to go by: take the direction the character faces.
        up = np.array([0.0, 1.0, 0.0]) if hypot(back[0], back[2]) > 1e-6 else np.array([0.0, 0.0, 1.0])
        right = np.cross(up, back)
        right /= np.linalg.norm(right)
        up = np.cross(back, right)
        sine, cosine = sin(self.roll), np.cos(self.roll)
        rows = np.stack([cosine * right + sine * up, cosine * up - sine * right, back])
        return np.concatenate([rows, (-rows @ eye)[:, None]], axis=1)

    def focal(self, height: int) -> float:
        """Focal length in pixels for a picture of that height."""
        return height / 2 / tan(self.fov / 2)

    def project(self, points: npt.NDArray[np.floating], width: int, height: int) -> npt.NDArray[np.float64]:
        """Where points are seen in a picture: float [N, 3] metres → float64 [N, 2] pixels, right and down.

        Points behind the camera give places far outside.
        """
        view = self.view()
        seen = np.asarray(points, np.float64) @ view[:, :3].T + view[:, 3]
        depth = np.maximum(-seen[:, 2], self.near)
        focal = self.focal(height)
        right = width / 2 + self.shift[0] * height + focal * seen[:, 0] / depth
        down = height / 2 + self.shift[1] * height - focal * seen[:, 1] / depth
        return np.stack([right, down], axis=1)
