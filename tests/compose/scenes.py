"""Small timelines for tests: the words spread evenly, a voice of silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yingren.compose.captions import spread_evenly
from yingren.compose.timeline import Chunk, Timeline
from yingren.core.frame import Frame
from yingren.core.motion import TimedCue
from yingren.core.script import Cue, Scene, Script, Settings, Speaker
from yingren.core.speech import Speech

RATE = 8000


@dataclass(frozen=True)
class Woman:
    """Measures of a woman 1.66 m tall."""

    eye_height: float = 1.555
    chin_height: float = 1.435
    head_top: float = 1.67
    mouth_height: float = 1.475


def speech(text: str, seconds: float, language: str = "zh") -> Speech:
    return Speech(np.zeros(int(seconds * RATE), np.float32), RATE, text, spread_evenly(text, seconds), (), language)


def cue(kind: str, name: str = "", time: float = 0.0, **more: object) -> TimedCue:
    return TimedCue(time, Cue(kind, name, **more))  # type: ignore[arg-type]


def timeline(
    texts: Sequence[str | tuple[str, str]],
    settings: Settings | None = None,
    *,
    cues: Mapping[int, Sequence[TimedCue]] | None = None,
    scene: Scene | None = None,
    fps: int = 30,
    seconds: float = 2.0,
    lead: float = 0.5,
    script: Script | None = None,
) -> Timeline:
    """One chunk a text, each of ``lead`` + ``seconds`` + 0.5 s."""
    chunks = []
    first = 0
    for index, entry in enumerate(texts):
        speaker, text = entry if isinstance(entry, tuple) else ("", entry)
        frames = round((lead + seconds + 0.5) * fps)
        own = tuple((cues or {}).get(index, ()))
        said = speech(text, seconds) if text else None
        chunks.append(Chunk(index, 0, speaker, said, first, frames, lead, own))
        first += frames
    base = script or Script()
    names = dict.fromkeys(chunk.speaker for chunk in chunks if chunk.speaker)
    whole = replace(
        base,
        settings=settings or base.settings,
        scenes=(scene or Scene(),),
        speakers={name: Speaker(name) for name in names},
    )
    return Timeline(whole, fps, tuple(chunks))


def figure(width: int, height: int) -> Frame:
    """A grey oval in place of a presenter."""
    rows, columns = np.mgrid[0:height, 0:width]
    inside = ((columns - width / 2) / (width / 3)) ** 2 + ((rows - height * 0.7) / (height / 2.4)) ** 2 < 1
    half = height // 2, width // 2
    return Frame(
        np.full((height, width), 150, np.uint8),
        np.full(half, 118, np.uint8),
        np.full(half, 140, np.uint8),
        np.where(inside, 255, 0).astype(np.uint8),
    )
