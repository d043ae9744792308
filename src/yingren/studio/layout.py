"""A script becomes a timeline: each utterance spoken, given its pauses, and set on whole frames."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..compose.timeline import Chunk, Timeline
from ..core.errors import ScriptError
from ..core.language import say
from ..core.motion import TimedCue
from ..core.script import Cue, Line, Script
from ..core.speech import Speech

OPENING = 0.6
"""Seconds before the first word: the viewer sees the face and the title first."""
LEAD = 0.25
"""Seconds of silence before each utterance, in which lips and breath get ready."""
AFTER_SENTENCE, AFTER_LINE, AFTER_SCENE, CLOSING = 0.10, 0.22, 0.45, 1.1
"""Seconds after an utterance, by what ends with it. LEAD of the next one is added."""
END_CARD = 3.0
"""Seconds the end card stands, where there is one."""
FASTEST = 1.8
"""How much a timed line may be sped up to fit; beyond it, words are lost on listeners."""

Speak = Callable[[Line, str, float], list[Speech]]
"""(line, part of its text, speed) → sentences whose texts join to that part."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line between written pauses."""

    text: str
    at: int
    pause_before: float


def _pieces(line: Line) -> Iterator[_Piece]:
    """Cut a line at its pause cues."""
    pauses = [cue for cue in line.cues if cue.kind == "pause"]
    start, waiting = 0, 0.0
    for cue in pauses:
        if line.text[start : cue.at].strip():
            yield _Piece(line.text[start : cue.at], start, waiting)
            start, waiting = cue.at, 0.0
        waiting += _length_of(cue)
    yield _Piece(line.text[start:], start, waiting)


def _cue_time(speech: Speech, offset: int, lead: float) -> float:
    """When, in seconds of the chunk, the text at ``offset`` of the speech is reached."""
    if not speech.words:
        return lead + speech.duration * offset / max(len(speech.text), 1)
    index = bisect_left([word.at + word.length for word in speech.words], offset + 1)
    if index == len(speech.words):
        return lead + speech.words[-1].end
    return lead + speech.words[index].start


class _Roll:
    """Chunks as they are laid one after the other."""

    def __init__(self, fps: int) -> None:
        self.fps, self.chunks = fps, list[Chunk]()

    @property
    def now(self) -> float:
        return self.chunks[-1].end / self.fps if self.chunks else 0.0

    def add(
        self, scene: int, speaker: str, speech: Speech | None, lead: float, tail: float, cues: tuple[TimedCue, ...]
    ) -> None:
        length = lead + (speech.duration if speech is not None else 0.0) + tail
        frames = max(1, math.ceil(length * self.fps - 1e-6))
        first = self.chunks[-1].end if self.chunks else 0
        self.chunks.append(Chunk(len(self.chunks), scene, speaker, speech, first, frames, lead, cues))

    def lengthen(self, seconds: float) -> None:
        last = self.chunks[-1]
        self.chunks[-1] = replace(last, frames=last.frames + math.ceil(seconds * self.fps - 1e-6))


def lay_out(script: Script, speak: Speak, fps: int, on_line: Callable[[], None] = lambda: None) -> Timeline:
    """Speak every line and set it on the frames of the movie; ``on_line`` is called after each.

    Raises:
        ScriptError: Nothing in the script can be spoken.
    """
    roll = _Roll(fps)
    for number, scene in enumerate(script.scenes):
        for line in scene.lines:
            if roll.chunks and line.text.strip() and not _is_recorded(script, line):
                before = roll.chunks[-1]
                roll.lengthen(AFTER_LINE if before.scene == number else AFTER_SCENE)
            _lay_line(roll, number, line, speak, recorded=_is_recorded(script, line))
            on_line()
    if not any(chunk.speech is not None for chunk in roll.chunks):
        raise ScriptError(
            say("There is nothing to say in this script.", "脚本中没有可以朗读的内容。"),
            file=script.source or "<script>",
            hint=say("Write at least one line of text under the settings.", "请在设置下面至少写一行文字。"),
        )
    roll.lengthen(CLOSING + (END_CARD if script.settings.end else 0.0))
    return Timeline(script, fps, tuple(roll.chunks))


def _is_recorded(script: Script, line: Line) -> bool:
    """Whether a line is played from a recording, whose own pauses are kept and none added."""
    return line.audio is not None or script.settings.audio is not None


def _lay_line(roll: _Roll, scene: int, line: Line, speak: Speak, *, recorded: bool) -> None:
    cues = [cue for cue in line.cues if cue.kind != "pause"]
    spoken = list(_spoken(line, speak) if not recorded else _played(line, speak))
    for index, (speech, at, pause) in enumerate(spoken):
        lead = pause + (OPENING if not roll.chunks else 0.0 if recorded else LEAD)
        if index == 0 and line.start is not None:
            lead = max(lead, line.start - roll.now)
        last = index == len(spoken) - 1
        own = [cue for cue in cues if at <= cue.at and (cue.at < at + len(speech.text) or last)]
        if index == 0:
            own = [cue for cue in cues if cue.at < at] + own
        timed = tuple(TimedCue(_cue_time(speech, max(cue.at - at, 0), lead), cue) for cue in own)
        roll.add(scene, line.speaker, speech, lead, 0.0 if recorded else AFTER_SENTENCE, timed)
    if spoken and not recorded:
        roll.lengthen(_pause_at_end(line))
    elif not spoken and (line.cues or line.start is not None):
        _lay_silence(roll, scene, line, cues)


def _pause_at_end(line: Line) -> float:
    """Seconds of the pauses written after the last word."""
    end = len(line.text.rstrip())
    return sum(_length_of(cue) for cue in line.cues if cue.kind == "pause" and cue.at >= end)


def _length_of(pause: Cue) -> float:
    return pause.seconds if pause.seconds is not None else 0.5


def _lay_silence(roll: _Roll, scene: int, line: Line, cues: list[Cue]) -> None:
    """A line of cues alone: a stage direction that takes its own time."""
    pause = sum(_length_of(cue) for cue in line.cues if cue.kind == "pause")
    shown = max((cue.seconds or 0.0 for cue in cues if cue.kind in ("show", "clip", "gesture")), default=0.0)
    waited = max(0.0, line.start - roll.now) if line.start is not None else 0.0
    length = max(pause, shown, waited, 1 / roll.fps)
    roll.add(scene, line.speaker, None, 0.0, length, tuple(TimedCue(0.0, cue) for cue in cues))


def _spoken(line: Line, speak: Speak) -> Iterator[tuple[Speech, int, float]]:
    """Each sentence of a line with its offset in the line and the pause written before it."""
    for piece in _pieces(line):
        if not piece.text.strip():
            continue
        speeches = speak(line, piece.text, 1.0)
        if line.start is not None and line.end is not None:
            length, slot = sum(speech.duration for speech in speeches), line.end - line.start
            if length > slot > 0:
                speeches = speak(line, piece.text, min(FASTEST, length / slot))
        at, pause = piece.at, piece.pause_before
        for speech in speeches:
            if len(speech.samples):
                yield speech, at, pause
                pause = 0.0
            at += len(speech.text)


def _played(line: Line, speak: Speak) -> Iterator[tuple[Speech, int, float]]:
    """Each stretch of a recorded line with its offset in the line."""
    at = 0
    for speech in speak(line, line.text, 1.0):
        if len(speech.samples):
            yield speech, at, 0.0
        at += len(speech.text)
