"""Scenes as they are put together from lines, for the readers of every format that has them."""

from dataclasses import dataclass, field, replace
from typing import Any

from ..core.language import say
from ..core.script import Cue, Line, Scene, Script, Settings
from .inline import LineBuilder
from .place import Place


@dataclass(slots=True)
class SceneBuilder:
    """Collects scenes. Cues that stand alone wait for the next line of their scene.

    Attributes:
        start: Place of the script's beginning, for what is wrong with the whole.
        building: The line that is being put together.
    """

    start: Place
    building: LineBuilder = field(default_factory=LineBuilder)
    scenes: list[Scene] = field(default_factory=list)
    _heading: str = ""
    _settings: dict[str, Any] = field(default_factory=dict)
    _place: Place | None = None
    _lines: list[Line] = field(default_factory=list)
    _waiting: tuple[Cue, ...] = ()
    _waiting_line: int = 0

    def end_line(self) -> None:
        """The line that is being put together ends here, if there is one."""
        if self.building.empty:
            return
        line = self.building.take()
        if not line.text and line.audio is None:
            self._waiting += line.cues
            self._waiting_line = self._waiting_line or line.line
            return
        self.add(line)

    def add(self, line: Line) -> None:
        """Add a whole line."""
        cues = tuple(replace(cue, at=0) for cue in self._waiting) + line.cues
        self._lines.append(replace(line, cues=cues))
        self._waiting, self._waiting_line = (), 0

    def end_scene(self) -> None:
        """The scene ends here.

        Raises:
            ScriptError: There is a heading with nothing under it.
        """
        self.end_line()
        if self._waiting and self._lines:
            last = self._lines[-1]
            cues = last.cues + tuple(replace(cue, at=len(last.text)) for cue in self._waiting)
            self._lines[-1] = replace(last, cues=cues)
        elif self._waiting:
            speaker = self.building.speaker
            self._lines.append(Line("", speaker, self._waiting, line=max(self._waiting_line, 1)))
        if self._lines:
            number = self._place.line if self._place is not None else self._lines[0].line
            self.scenes.append(Scene(self._heading, tuple(self._lines), self._settings, number))
        elif self._place is not None and self._heading:
            raise self._place.error(
                say("Nothing stands under this heading.", "这个标题下面没有内容。"),
                say(
                    "Write a line to be spoken, or [pause 2s] to show the heading alone.",
                    "请写要朗读的内容，或写 [pause 2s] 只显示标题。",
                ),
            )
        self._heading, self._settings, self._place = "", {}, None
        self._lines, self._waiting, self._waiting_line = [], (), 0

    def begin_scene(self, heading: str, settings: dict[str, Any], cues: tuple[Cue, ...], place: Place) -> None:
        """A heading ends the scene before it and begins another; its cues happen with the first line."""
        self.end_scene()
        self._heading, self._settings, self._place = heading, settings, place
        self._waiting, self._waiting_line = cues, place.line if cues else 0

    @property
    def only_heading(self) -> str:
        """The heading under which nothing stands yet, where it is the first thing of the script; else ``""``."""
        alone = not (self.scenes or self._lines or self._waiting or self._settings) and self.building.empty
        return self._heading if alone else ""

    def drop_heading(self) -> None:
        """Forget the heading that :attr:`only_heading` gave: it is the title of the whole."""
        self._heading, self._place = "", None

    def script(self, settings: Settings, **parts: Any) -> Script:
        """The whole script.

        Raises:
            ScriptError: It holds nothing to say.
        """
        self.end_scene()
        return finished(Script(settings, tuple(self.scenes), **parts), self.start)


def finished(script: Script, start: Place) -> Script:
    """A script that holds something to say, or a recording that is played instead.

    Raises:
        ScriptError: It holds neither.
    """
    if any(line.text or line.audio is not None for scene in script.scenes for line in scene.lines):
        return script
    if script.settings.audio is not None:
        scenes = script.scenes or (Scene(lines=(Line("", line=start.line),), line=start.line),)
        return replace(script, scenes=scenes)
    raise start.error(
        say("There is nothing to say in this script.", "脚本中没有可以朗读的内容。"),
        say("Write at least one line of text.", "请至少写一行文字。"),
    )
