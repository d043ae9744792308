"""Any script file, read by the format its name ends in."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ..core.errors import InputError
from ..core.language import say
from ..core.script import Script
from .json_format import parse_json
from .markdown import parse_markdown
from .place import suffix_of
from .plain import parse_plain
from .rows import fill, refuse_variables
from .settings import Names
from .source import read_text
from .ssml import parse_ssml
from .subtitles import parse_srt
from .vocabulary import advice

FORMATS: dict[str, Callable[..., Script]] = {
    ".md": parse_markdown,
    ".markdown": parse_markdown,
    ".txt": parse_plain,
    ".srt": parse_srt,
    ".vtt": parse_srt,
    ".ssml": parse_ssml,
    ".xml": parse_ssml,
    ".json": parse_json,
}
"""The ending of a file's name, and what reads it."""


def read_script(
    path: Path,
    *,
    set_: Mapping[str, str] | None = None,
    row: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> Script:
    """Read a script: Markdown, plain text, SRT or WebVTT, SSML, or JSON.

    Args:
        path: The file; its ending says the format.
        set_: Settings that go over those of the file, as ``--set key=value`` gives them.
        row: Values for ``{{name}}`` variables: one row of :func:`~yingren.script.rows.read_rows`.
        names: Names that exist, by key (``"avatar"``, ``"voice"``), where they are to be checked.

    Raises:
        InputError: The file is not there, cannot be read, is too large, or is of no known format.
        ScriptError: Its text is wrong: file, line, column, what was expected, the nearest valid word.
    """
    path = Path(path)
    suffix = suffix_of(path.name)
    if suffix not in FORMATS:
        raise InputError(
            say(
                f"{path.name} is no script: its name ends in “{suffix}”.", f"{path.name} 不是脚本：扩展名是“{suffix}”。"
            ),
            hint=advice(suffix, tuple(FORMATS)),
        )
    text = read_text(path)
    if row is None:
        refuse_variables(text, path)
    else:
        text = fill(text, row, source=path)
    return FORMATS[suffix](text, path, set_=set_, names=names)
