"""The same studio from Python: a script made of values, progress on the way, and a movie to ask things of.

Usage: ``python examples/from_python.py``
"""

from pathlib import Path

import yingren
from yingren.core.script import Cue, Line, Scene, Settings
from yingren.studio import Event

OUT = Path(__file__).parent.parent / "out"


def tell(event: Event) -> None:
    if event.done == event.total:
        print(f"{event.stage}: {event.done} {event.unit}")


script = yingren.Script(
    settings=Settings(title="Hello from Python", background="mint", size=(720, 1280), seed=7),
    scenes=(
        Scene(
            lines=(
                Line("Hi! This video was written in Python.", cues=(Cue("gesture", "wave"),)),
                Line("Same script, same seed, same frames.", cues=(Cue("emotion", "happy", at=13, strength=0.6),)),
            )
        ),
    ),
)

movie = yingren.make(script, OUT / "from-python.mp4", draft=True, on_event=tell)
print(f"{movie.path.name}: {movie.duration:.1f} s, first caption: {movie.captions[0].text!r}")
