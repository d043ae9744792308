"""What goes wrong at the edges of the program, in words a user can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from ..core.errors import MediaError, OutputError
from ..core.language import say


def _reason(error: BaseException) -> tuple[str, str | None]:
    """What happened, and what to do about it."""
    match getattr(error, "errno", None):
        case errno.ENOSPC | errno.EDQUOT:
            return say("the disk is full", "磁盘已满"), say("Free some space and run again.", "请腾出空间后重试。")
        case errno.EFBIG:
            return say("the file would be too large", "文件过大"), None
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return (
                say("writing is not allowed there", "没有写入权限"),
                say("Choose another folder with -o.", "请用 -o 换一个文件夹。"),
            )
        case errno.ENOENT | errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            return (
                say("that is not a folder where a file can be made", "该位置无法创建文件"),
                say("Choose another path with -o.", "请用 -o 换一个路径。"),
            )
        case _:
            return str(error), None


@contextmanager
def output_failures(path: Path) -> Iterator[None]:
    """Turn what the system or FFmpeg raise while ``path`` is written into :class:`OutputError`."""
    try:
        yield
    except (OSError, av.FFmpegError) as error:
        reason, hint = _reason(error)
        raise OutputError(say(f"Cannot write {path}: {reason}.", f"无法写入 {path}：{reason}。"), hint=hint) from error


@contextmanager
def input_failures(path: Path) -> Iterator[None]:
    """Turn what the system or FFmpeg raise while ``path`` is read into :class:`MediaError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise MediaError(say(f"There is no file {path}.", f"没有文件 {path}。")) from error
    except (OSError, av.FFmpegError) as error:
        raise MediaError(
            say(
                f"{path} cannot be read as sound, picture or video: {error.strerror or error}.",
                f"无法把 {path} 读作声音、图片或视频：{error.strerror or error}。",
            ),
            hint=say(
                "The file may be broken; open it in a player, or export it again.",
                "文件可能已损坏；请用播放器检查，或重新导出。",
            ),
        ) from error
