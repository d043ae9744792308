"""yingren (影人): an open studio for digital humans in short video.

::

    import yingren

    movie = yingren.make("script.md", "movie.mp4")
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .core.errors import YingrenError
    from .core.frame import Frame
    from .core.motion import Motion
    from .core.movie import Movie
    from .core.script import Script
    from .core.speech import Speech
    from .script import read_script
    from .studio import make, make_rows

__all__ = ["Frame", "Motion", "Movie", "Script", "Speech", "YingrenError", "make", "make_rows", "read_script"]

_HOME = {
    "Frame": ".core.frame",
    "Motion": ".core.motion",
    "Movie": ".core.movie",
    "Script": ".core.script",
    "Speech": ".core.speech",
    "YingrenError": ".core.errors",
    "make": ".studio",
    "make_rows": ".studio",
    "read_script": ".script",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that ``import yingren`` and ``yingren --help`` cost next to nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
