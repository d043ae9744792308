"""The finished file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .speech import Word


@dataclass(frozen=True, slots=True)
class Caption:
    """A line of caption and when it is seen (seconds of the movie), with the words it is made of."""

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Movie:
    """What ``make`` gives back.

    Attributes:
        path: The video file.
        duration: Seconds.
        width, height: Pixels.
        fps: Frames per second.
        captions: As drawn and as in the ``.srt`` beside the file.
        cover: A picture of the first good frame, if one was written.
        manifest: What was made from what: script digest, seed, voices, avatars, licences, labels, timings.
    """

    path: Path
    duration: float
    width: int
    height: int
    fps: int
    captions: tuple[Caption, ...] = ()
    cover: Path | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
