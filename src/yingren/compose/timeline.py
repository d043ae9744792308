"""When everything happens: a script laid out along frames."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.motion import TimedCue
from ..core.script import Scene, Script
from ..core.speech import Speech


@dataclass(frozen=True, slots=True)
class Chunk:
    """One utterance with the silence before and after it: what is acted, drawn and encoded as a piece.

    Attributes:
        index: Place in the movie, from 0.
        scene: Index into ``Script.scenes``.
        speaker: Who speaks; ``""`` for the only presenter.
        speech: What is heard; its first sample sounds at ``lead`` seconds into the chunk. ``None`` for a pause.
        first: Frame number in the movie of the chunk's first frame.
        frames: How many frames it lasts.
        lead: Seconds of silence before the speech.
        cues: With times in seconds from the start of the chunk, in order.
    """

    index: int
    scene: int
    speaker: str
    speech: Speech | None
    first: int
    frames: int
    lead: float
    cues: tuple[TimedCue, ...] = ()

    @property
    def end(self) -> int:
        """Frame number after the last."""
        return self.first + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """All chunks of a movie, without gaps: each starts where the one before ends.

    ``chunks`` may read a chunk's samples from disk each time it is asked for, so go through it in order.
    """

    script: Script
    fps: int
    chunks: tuple[Chunk, ...]

    @property
    def frames(self) -> int:
        """How many frames the movie has."""
        return self.chunks[-1].end if self.chunks else 0

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.fps

    def scenes(self) -> Iterator[tuple[Scene, int, int]]:
        """Each scene with the frame it starts at and the frame after its last."""
        for index, scene in enumerate(self.script.scenes):
            own = [chunk for chunk in self.chunks if chunk.scene == index]
            if own:
                yield scene, own[0].first, own[-1].end
