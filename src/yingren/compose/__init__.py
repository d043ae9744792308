"""Scenes, layouts, captions, cards and labels: layers become one picture."""

from .camerawork import Shot
from .composer import Composer, cover_frame
from .subtitles import caption_files
from .timeline import Chunk, Timeline

__all__ = ["Chunk", "Composer", "Shot", "Timeline", "caption_files", "cover_frame"]
