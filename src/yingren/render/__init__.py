"""Pixels: the software renderer."""

from pathlib import Path

from .camera import Camera
from .lights import LIGHTS, Light, Lights
from .picture import frame_to_rgb, over, read_png, write_png
from .stale import forget_stale

# Before any kernel is read from where numba kept it.
forget_stale(Path(__file__).parent)

from .renderer import Renderer  # noqa: E402

__all__ = ["LIGHTS", "Camera", "Light", "Lights", "Renderer", "frame_to_rgb", "over", "read_png", "write_png"]
