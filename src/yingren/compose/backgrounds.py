"""What is behind everything: a generated room, a colour, a gradient, a picture or a video."""

import re
from pathlib import Path

import numpy as np

from ..core.errors import MediaError, UnknownName
from ..core.frame import Frame
from ..core.language import say
from .colour import Colour, colour, dithered, solid
from .layout import Box, Layout
from .looks import LIGHTS_FOR, LOOKS, draw_look
from .piece import Piece
from .sources import Source, Videos, draw_still, source

GREEN: Colour = (0, 177, 64)
"""What a green screen is painted with, and keyed out by."""

_GRADIENT = re.compile(r"gradient\s+(#\w+)[\s,]+(#\w+)", re.IGNORECASE)
_FILE = re.compile(r"[\\/]|\.\w{2,5}$")


class Background:
    """One background, understood once; :meth:`piece` is what it shows at a second.

    Attributes:
        lights: Name of the lighting that suits it.
    """

    def __init__(self, text: str, folder: Path, layout: Layout, videos: Videos) -> None:
        """Understand what a script calls a background.

        Raises:
            UnknownName: It is no known room, colour, gradient or file.
            InputError: A colour in it cannot be read.
            MediaError: The file cannot be read.
        """
        self._layout, self._videos = layout, videos
        self.lights = LIGHTS_FOR.get(text, "studio")
        self._fixed: Piece | None = None
        self._video: Source | None = None
        size = layout.width, layout.height
        gradient = _GRADIENT.fullmatch(text.strip())
        if text in LOOKS:
            self._fixed = Piece(draw_look, (text, *size))
        elif text.startswith("#"):
            self._fixed = Piece(draw_colour, (*size, colour(text)))
        elif gradient is not None:
            self._fixed = Piece(draw_gradient, (*size, colour(gradient[1]), colour(gradient[2])))
        elif _FILE.search(text):
            file = source(folder / text)
            if file.is_picture:
                self._fixed = Piece(draw_backdrop, (file, *size))
            else:
                self._video = file
        else:
            raise UnknownName("background", "背景", text, LOOKS)

    def piece(self, seconds: float) -> Piece:
        """What is seen when it has stood for so long."""
        if self._fixed is not None:
            return self._fixed
        assert self._video is not None
        box = Box(0, 0, self._layout.width, self._layout.height)
        return Piece(self._videos.draw, (self._video, round(seconds, 4), box, 0.0, "cover"), keep=False)


def draw_colour(width: int, height: int, rgb: Colour) -> Frame:
    """One colour."""
    return solid(width, height, rgb)


def draw_gradient(width: int, height: int, above: Colour, below: Colour) -> Frame:
    """From one colour at the top to another at the bottom, with a little light behind the presenter."""
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    ends = [(np.asarray(end, dtype=np.float32) / 255) ** 2.2 for end in (above, below)]
    glow = np.exp(-((across / 0.8) ** 2) - ((down - 0.36) / 0.30) ** 2)
    light = (ends[0] * (1 - down) + ends[1] * down) * (1 + 0.22 * glow)
    return dithered(np.minimum(light, 1) ** np.float32(1 / 2.2))


def draw_backdrop(file: Source, width: int, height: int) -> Frame:
    """A picture that fills the frame, a touch out of focus as a lens would have it behind a person."""
    frame = draw_still(file, width, height, "cover", 0.0022 * max(width, height))
    if frame.alpha is None:
        return frame
    raise MediaError(
        say(f"{file.path} is transparent; a background must cover.", f"{file.path} 带有透明度，不能作为背景。"),
        hint=say("Save it without transparency.", "请另存为不透明的图片。"),
    )
