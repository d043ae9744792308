"""Pixels: the software renderer."""

from .camera import Camera
from .lights import LIGHTS, Light, Lights
from .picture import frame_to_rgb, over, read_png, write_png
from .renderer import Renderer

__all__ = ["LIGHTS", "Camera", "Light", "Lights", "Renderer", "frame_to_rgb", "over", "read_png", "write_png"]
