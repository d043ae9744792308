"""Reading what people write: Markdown, plain text, subtitles, SSML and JSON become a Script."""

from .json_format import parse_json, to_json
from .markdown import parse_markdown
from .plain import parse_plain
from .reading import read_script
from .rows import fill, read_rows
from .ssml import parse_ssml
from .subtitles import parse_srt

__all__ = [
    "fill",
    "parse_json",
    "parse_markdown",
    "parse_plain",
    "parse_srt",
    "parse_ssml",
    "read_rows",
    "read_script",
    "to_json",
]
