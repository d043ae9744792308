"""Where things are kept between runs, and how outputs appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path, user_data_path


def cache_folder(*parts: str) -> Path:
    """A folder for what can be made again (``YINGREN_CACHE`` moves it); it exists when this returns."""
    root = Path(os.environ["YINGREN_CACHE"]) if os.environ.get("YINGREN_CACHE") else user_cache_path("yingren")
    folder = root.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def data_folder(*parts: str) -> Path:
    """A folder for what must be kept (``YINGREN_DATA`` moves it); it exists when this returns."""
    root = Path(os.environ["YINGREN_DATA"]) if os.environ.get("YINGREN_DATA") else user_data_path("yingren")
    folder = root.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``; it becomes ``path`` on success and is removed on any failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(6)}{path.suffix}")
    # Made by open, not by tempfile, so that it has the rights that files of this user have.
    temporary.open("xb").close()
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
