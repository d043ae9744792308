"""What a person wrote: a :class:`Script` of scenes, lines and cues."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

CueKind = Literal[
    "emotion", "gesture", "look", "pause", "show", "clip", "hide", "camera", "music", "background", "title"
]


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that happens at a place in the text.

    Attributes:
        kind: What sort of thing.
        name: Which one: ``"happy"``, ``"wave"``, ``"left"``, ``"chart.png"``, ``"close"``; empty for a pause.
        at: Offset in characters into ``Line.text`` before which it happens.
        strength: 0..1, for emotions and gestures.
        seconds: Length of a pause or of a shown picture; ``None`` where it was not written.
        place: Where a picture or clip stands: ``"full"``, ``"beside"`` or ``"behind"``.
        line, column: Where it was written, from 1; ``line`` 0 where it was not written by a person.
    """

    kind: CueKind
    name: str = ""
    at: int = 0
    strength: float = 1.0
    seconds: float | None = None
    place: Literal["full", "beside", "behind"] | None = None
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One speaker's words, without the cues that stood among them.

    Attributes:
        text: What is said, and what the captions show.
        speaker: Name of the presenter who says it; ``""`` is the script's own presenter.
        cues: In order of ``at``.
        start, end: Seconds on the clock of the movie where the source was timed (SRT), else ``None``.
        audio: A recording that is played instead of a synthesised voice.
        line: Line number in the source, from 1.
        speed: Speaking rate of this line, on top of ``Settings.speed``.
    """

    text: str
    speaker: str = ""
    cues: tuple[Cue, ...] = ()
    start: float | None = None
    end: float | None = None
    audio: Path | None = None
    line: int = 1
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands under one heading: a heading and its lines.

    ``settings`` holds what this scene changes (background, camera …), already checked.
    """

    heading: str = ""
    lines: tuple[Line, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True, slots=True)
class Speaker:
    """One presenter of a script with more than one, as the front matter names them."""

    name: str
    avatar: str = "lin"
    voice: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The front matter, checked, with its defaults.

    Attributes:
        size: Pixels (width, height), both even.
        voice: Name of a voice, or ``""`` to choose by language.
        language: ``"zh"``, ``"en"`` or ``"auto"``.
        background: ``"studio"``, a colour, ``"gradient #a #b"``, or a picture or video path.
        captions: Name of a caption style, or ``"none"``.
        camera: ``"close"``, ``"medium"`` or ``"wide"``.
        music: A path, ``"none"``, or the name of a packaged bed (``"calm"``, ``"news"``).
        speed: Speaking rate, 1 is the voice's own.
        end: Text of the end card; empty for none.
        label: Whether the seen AI label is drawn.
        lexicon: File with pronunciations of names.
        audio: A recording of the whole script.
        brand: Small text or picture path in the lower corner of the title; empty for none.
    """

    title: str = ""
    subtitle: str = ""
    avatar: str = "lin"
    voice: str = ""
    language: str = "auto"
    size: tuple[int, int] = (1080, 1920)
    fps: int = 30
    background: str = "studio"
    music: str = "none"
    music_volume: float = 1.0
    captions: str = "karaoke"
    camera: str = "medium"
    emotion: str = "neutral"
    speed: float = 1.0
    seed: int = 0
    end: str = ""
    label: bool = True
    lexicon: Path | None = None
    audio: Path | None = None
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script.

    Attributes:
        settings: The front matter with defaults filled in.
        scenes: In order; at least one, and at least one line in all.
        speakers: Presenters by the name lines use; empty when there is one presenter.
        source: The file it came from; relative paths in it are relative to its folder.
    """

    settings: Settings = field(default_factory=Settings)
    scenes: tuple[Scene, ...] = ()
    speakers: dict[str, Speaker] = field(default_factory=dict)
    source: Path | None = None

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self.source.parent if self.source is not None else Path.cwd()
