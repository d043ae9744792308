"""Everything that yingren raises on purpose.

::

    YingrenError                exit code 1
    ├── ScriptError             2  the script is wrong: file, line, column, what was expected
    ├── InputError              2  a file or value given by the user cannot be used
    │   └── UnknownName         2  no voice, avatar, gesture … of that name; the nearest is named
    ├── MissingExtra            3  an optional package is not installed; the command that installs it
    ├── VoiceError              4  speech could not be made
    ├── AvatarError             2  an avatar file is broken or lacks what is needed
    ├── ModelError              4  weights could not be fetched or do not match their checksum
    ├── MediaError              2  a sound, picture or video cannot be read
    ├── OutputError             5  the result cannot be written
    └── Cancelled             130  the user stopped the work

A message says what was wrong and where; ``hint`` says what to do.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from .language import say


class YingrenError(Exception):
    """Base of all errors a user can cause or mend."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(YingrenError):
    """A file or value given by the user cannot be used."""

    exit_code = 2


class ScriptError(YingrenError):
    """The script is wrong at one place."""

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | Path = "<script>",
        line: int = 1,
        column: int = 1,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.file, self.line, self.column = str(file), line, column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {super().__str__()}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word a user most likely meant, if any is near."""
    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=0.5)
    return lowered[found[0]] if found else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """«Did you mean …?» or, with nothing near, the list of what there is."""
    names = sorted(known)
    near = nearest(word, names)
    if near is not None:
        return say(f"Did you mean “{near}”?", f"是不是想写“{near}”？")
    return say(f"There is: {', '.join(names)}.", f"可用的有：{'、'.join(names)}。")


class UnknownName(InputError):
    """Nothing of that name is registered."""

    def __init__(self, kind_en: str, kind_zh: str, name: str, known: Iterable[str]) -> None:
        super().__init__(
            say(f"There is no {kind_en} “{name}”.", f"没有名为“{name}”的{kind_zh}。"),
            hint=suggestion(name, known),
        )
        self.name = name


class MissingExtra(YingrenError):
    """An optional package is needed."""

    exit_code = 3

    def __init__(self, what: str, extra: str) -> None:
        command = f"pip install 'yingren[{extra}]'"
        super().__init__(
            say(f"{what} needs a package that is not installed.", f"{what} 需要一个尚未安装的软件包。"),
            hint=say(f"Install it with: {command}", f"请运行：{command}"),
        )


class VoiceError(YingrenError):
    """Speech could not be made."""

    exit_code = 4


class AvatarError(InputError):
    """An avatar file is broken or lacks what is needed."""


class ModelError(YingrenError):
    """Model weights could not be fetched, or are not what the manifest says."""

    exit_code = 4


class MediaError(InputError):
    """A sound, picture or video cannot be read."""


class OutputError(YingrenError):
    """The result cannot be written."""

    exit_code = 5


class Cancelled(YingrenError):
    """The user stopped the work."""

    exit_code = 130
