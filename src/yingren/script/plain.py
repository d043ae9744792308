"""Scripts in plain text: every line is spoken as it stands."""

from collections.abc import Mapping
from pathlib import Path

from ..core.script import Script, Settings
from .lines import SceneBuilder
from .place import Place
from .settings import Names, overridden
from .source import lines_of


def parse_plain(
    text: str,
    source: Path | None = None,
    *,
    set_: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read plain text: each line is one line of speech, without any marks. Two empty lines begin a new scene.

    Raises:
        ScriptError: It is empty or no text, or a setting cannot be used.
    """
    settings = overridden(Settings(), set_ or {}, source, names)
    scenes = SceneBuilder(Place(source))
    empty = 0
    for number, written in enumerate(lines_of(text, source), start=1):
        if not written.strip():
            empty += 1
            continue
        if empty >= 2:
            scenes.end_scene()
        empty = 0
        scenes.building.line = number
        scenes.building.say(written)
        scenes.end_line()
    return scenes.script(settings, source=source)
