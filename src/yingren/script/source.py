"""Bytes of a script become text, and text becomes lines; what is no text is refused."""

import re
from pathlib import Path

from ..core.errors import InputError, ScriptError
from ..core.language import say
from .place import Place

LARGEST = 5 * 1024 * 1024
"""Bytes of the largest script that is read."""

_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_CHINESE = re.compile("[\x80-\x9f\ue000-\uf8ff]")


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or GB18030.

    Raises:
        InputError: The file is not there, cannot be read or is too large.
        ScriptError: It is not text, or is in another encoding.
    """
    try:
        if path.is_dir():
            raise InputError(
                say(f"{path} is a folder.", f"{path} 是文件夹。"), hint=say("Name a script.", "请写脚本文件名。")
            )
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise InputError(
            say(f"There is no file {path}.", f"没有文件 {path}。"),
            hint=say("Check its name and folder.", "请检查文件名和所在文件夹。"),
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(say(f"{path} cannot be read: {error}", f"无法读取 {path}：{error}")) from None
    if len(content) > largest:
        raise InputError(
            say(f"{path} is larger than {largest >> 20} MB.", f"{path} 超过 {largest >> 20} MB。"),
            hint=say("Cut it into several scripts.", "请分成几个脚本。"),
        )
    return decode(content, path)


def decode(content: bytes, source: Path | None = None) -> str:
    """Text from bytes: UTF-8 with or without its mark, UTF-16 with it, else GB18030.

    Raises:
        ScriptError: They are no text, or text in another encoding.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _encoding_error(content, error.start, "UTF-16", source) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error.start
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise _encoding_error(content, wrong, "UTF-8", source) from None
    # Almost any bytes are GB18030; what has control characters or private ones in it was not written by a person.
    if _NOT_TEXT.search(text) or _NOT_CHINESE.search(text):
        raise _encoding_error(content, wrong, "UTF-8", source)
    return text


def checked_text(text: str, source: Path | None = None) -> str:
    """The text without a byte order mark, if it holds nothing that no text holds.

    Raises:
        ScriptError: It holds control characters or halves of characters.
    """
    text = text.removeprefix("\ufeff")
    wrong = _NOT_TEXT.search(text)
    if wrong is not None:
        before = text[: wrong.start()].replace("\r\n", "\n").replace("\r", "\n")
        place = Place(source, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise place.error(
            say(
                f"This is not text: there is a character U+{ord(wrong.group()):04X}.",
                f"这不是文本：含有字符 U+{ord(wrong.group()):04X}。",
            ),
            say("Save the script as plain text in UTF-8.", "请把脚本存为 UTF-8 纯文本。"),
        )
    return text


def lines_of(text: str, source: Path | None = None) -> list[str]:
    """The lines of a checked text, without their ends; only line feeds and carriage returns end one.

    Raises:
        ScriptError: As for :func:`checked_text`.
    """
    return checked_text(text, source).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _encoding_error(content: bytes, at: int, tried: str, source: Path | None) -> ScriptError:
    before = content[:at]
    place = Place(source, before.count(b"\n") + 1, at - (before.rfind(b"\n") + 1) + 1)
    return place.error(
        say(
            f"This is not text in {tried}: byte {at + 1} is 0x{content[at]:02X}.",
            f"这不是 {tried} 文本：第 {at + 1} 个字节是 0x{content[at]:02X}。",
        ),
        say("Save the script as plain text in UTF-8.", "请把脚本存为 UTF-8 纯文本。"),
    )
