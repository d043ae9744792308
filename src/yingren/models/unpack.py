"""Archives from elsewhere, unpacked without trusting what they say about paths, links and sizes."""

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from ..core.errors import ModelError
from ..core.language import say

_LARGEST = 4 << 30
_MOST = 20_000
_RATIO = 200
"""How many times its own size an archive may unpack to."""


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a tar archive into an empty folder. Only plain files and folders are written; nothing outside.

    Raises:
        ModelError: It is broken, or holds a link, a device, a path that leads outside, or far too much.
    """
    room = min(_LARGEST, max(_RATIO * archive.stat().st_size, 16 << 20))
    try:
        with tarfile.open(archive, "r:*") as tar:
            for count, member in enumerate(tar):
                path = PurePosixPath(member.name)
                if count >= _MOST or member.size > room:
                    raise _refused(archive, say("it unpacks to far too much", "解压后过大"))
                if path.is_absolute() or ".." in path.parts or "\\" in member.name or ":" in member.name:
                    raise _refused(archive, say(f"“{member.name}” leads outside", f"“{member.name}”指向目录之外"))
                target = folder.joinpath(*path.parts)
                if member.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                elif member.isreg():
                    room -= member.size
                    target.parent.mkdir(parents=True, exist_ok=True)
                    source = tar.extractfile(member)
                    assert source is not None
                    with source, target.open("xb") as file:
                        shutil.copyfileobj(source, file, 1 << 20)
                else:
                    raise _refused(archive, say(f"“{member.name}” is no plain file", f"“{member.name}”不是普通文件"))
    except (tarfile.TarError, EOFError, FileExistsError, ValueError) as error:
        raise _refused(archive, str(error)) from error


def _refused(archive: Path, what: str) -> ModelError:
    return ModelError(
        say(f"{archive.name} cannot be unpacked: {what}.", f"无法解压 {archive.name}：{what}。"),
        hint=say("Fetch it again.", "请重新下载。"),
    )
