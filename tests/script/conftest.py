from collections.abc import Callable
from pathlib import Path

import pytest

from yingren.core.errors import ScriptError
from yingren.core.script import Script
from yingren.script import parse_markdown

Refused = Callable[[str], ScriptError]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A script's path beside files it can name. They are only looked for, so they may be empty."""
    for name in ("chart.png", "my chart.png", "b-roll.mp4", "rain.mp3", "take1.wav", "names.txt", "loop.gif"):
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    return tmp_path / "script.md"


@pytest.fixture
def parse(source: Path) -> Callable[[str], Script]:
    return lambda text: parse_markdown(text, source)


@pytest.fixture
def refused(source: Path) -> Refused:
    """What Markdown is refused with, its file named."""

    def refuse(text: str) -> ScriptError:
        with pytest.raises(ScriptError) as caught:
            parse_markdown(text, source)
        assert caught.value.file == str(source)
        return caught.value

    return refuse
