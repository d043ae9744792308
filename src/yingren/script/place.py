"""Where in a script something was written, and the files it names from there."""

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from ..core.errors import ScriptError, nearest
from ..core.language import say
from .vocabulary import Words, advice, short

Medium = Literal["picture", "video", "sound", "scene", "text"]

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"})
_VIDEOS = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".gif"})
_SOUNDS = frozenset({".wav", ".mp3", ".flac", ".m4a", ".aac", ".ogg", ".opus"})
_TEXTS = frozenset({".txt", ".csv", ".tsv", ".yaml", ".yml", ".json", ".lexicon"})
_SUFFIXES: dict[Medium, frozenset[str]] = {
    "picture": _PICTURES,
    "video": _VIDEOS,
    "sound": _SOUNDS,
    "scene": _PICTURES | _VIDEOS,
    "text": _TEXTS,
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a script.

    Attributes:
        source: The script's file, or ``None`` for text that came from no file.
        line, column: From 1, the column in characters.
        name: What messages call the file; ``""`` takes ``source``.
    """

    source: Path | None = None
    line: int = 1
    column: int = 1
    name: str = ""

    def at(self, line: int, column: int) -> "Place":
        """Another place in the same script."""
        return replace(self, line=line, column=column)

    def error(self, message: str, hint: str | None = None) -> ScriptError:
        """An error here, to be raised."""
        file = self.name or (self.source if self.source is not None else "<script>")
        return ScriptError(message, file=file, line=self.line, column=self.column, hint=hint)

    def unknown(self, kind_en: str, kind_zh: str, written: str, known: Words) -> ScriptError:
        """An error for a word that is none of ``known``, with the nearest of them."""
        return self.error(
            say(f"There is no {kind_en} “{short(written)}”.", f"没有“{short(written)}”这个{kind_zh}。"),
            advice(written, known),
        )

    def word(self, kind_en: str, kind_zh: str, written: str, known: Words) -> str:
        """The name that ``written`` stands for.

        Raises:
            ScriptError: It is none of ``known``.
        """
        name = known.get(written)
        if name is None:
            raise self.unknown(kind_en, kind_zh, written, known)
        return name

    def file(self, written: str, medium: Medium) -> str:
        """Check that a file the script names is there and is of the right kind; give its name back as written.

        Raises:
            ScriptError: It is an address on the network, is not there, is a folder, or is no file of that kind.
        """
        if "://" in written:
            raise self.error(
                say(f"“{short(written)}” is an address.", f"“{short(written)}”是网址。"),
                say("Download it and name the file.", "请先下载，再写文件名。"),
            )
        if "\0" in written or len(written) > 1000:
            raise self.error(say("This is no file name.", "这不是文件名。"))
        if not looks_like(written, medium):
            expected = " ".join(sorted(_SUFFIXES[medium]))
            raise self.error(
                say(f"“{short(written)}” is no {_NAMES[medium][0]}.", f"“{short(written)}”不是{_NAMES[medium][1]}。"),
                say(f"Expected a file that ends in: {expected}", f"文件名应以这些结尾：{expected}"),
            )
        path = self.absolute(written)
        try:
            found, is_file = path.exists(), path.is_file()
        except OSError:
            found = is_file = False
        if not found:
            raise self.error(
                say(f"There is no file “{short(written)}”.", f"没有文件“{short(written)}”。"),
                _beside(path) + say(f"Looked for it in {path.parent}", f"查找的位置是 {path.parent}"),
            )
        if not is_file:
            raise self.error(
                say(f"“{short(written)}” is a folder, not a file.", f"“{short(written)}”是文件夹，不是文件。")
            )
        return written

    def absolute(self, written: str) -> Path:
        """A path as it is from here: relative ones start at the script's folder."""
        folder = self.source.parent if self.source is not None else Path.cwd()
        return (folder / written).absolute()


_NAMES: dict[Medium, tuple[str, str]] = {
    "picture": ("picture", "图片"),
    "video": ("video", "视频"),
    "sound": ("sound file", "声音文件"),
    "scene": ("picture or video", "图片或视频"),
    "text": ("text file", "文本文件"),
}


def _beside(path: Path) -> str:
    """«Did you mean …?» with a file of the same folder, or nothing."""
    try:
        names = [entry.name for entry in islice(path.parent.iterdir(), 1000)]
    except OSError:
        return ""
    near = nearest(path.name, names)
    return say(f"Did you mean “{near}”? ", f"是不是想写“{near}”？") if near is not None else ""


def looks_like(written: str, medium: Medium) -> bool:
    """Whether a name ends as files of that kind do."""
    return suffix_of(written) in _SUFFIXES[medium]


def is_file_name(written: str) -> bool:
    """Whether a value is meant as a file: it has a folder or an ending that some medium has."""
    return "/" in written or "\\" in written or any(looks_like(written, medium) for medium in _SUFFIXES)


def suffix_of(written: str) -> str:
    """The ending of a file name in small letters, with its dot."""
    dot = written.rfind(".")
    return written[dot:].lower() if dot >= 0 else ""
