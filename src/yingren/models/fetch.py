"""One file over HTTP: resumed where it stopped, never trusted until its digest is right."""

import hashlib
import ipaddress
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from ..core.errors import InputError, ModelError, OutputError
from ..core.language import say

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are here and the bytes there will be, where that is known."""

MIRROR = "YINGREN_MODELS_MIRROR"
"""Environment variable with an address that takes the place of ``https://host`` in every download; or, by host,
``huggingface.co=https://hf-mirror.com,github.com=https://…``."""

_TIMEOUT = httpx.Timeout(60.0, connect=15.0)
_TRIES = 4
_REDIRECTS = 10
_LARGEST = 4 << 30
_SPARE = 64 << 20
"""Bytes that stay free on the disk."""


def address_of(url: str) -> str:
    """Where a file is fetched from: its own address, or the same path on the mirror.

    Raises:
        InputError: The mirror is not an https address.
    """
    parts = urlsplit(url)
    for entry in os.environ.get(MIRROR, "").split(","):
        host, _, mirror = entry.strip().rpartition("=")
        if not mirror or (host and host != parts.hostname):
            continue
        if not is_safe(mirror):
            raise InputError(
                say(
                    f"{MIRROR} holds “{mirror}”, which is not an https address.",
                    f"{MIRROR} 中的“{mirror}”不是 https 地址。",
                ),
                hint=say("Write it as in https://hf-mirror.com.", "写法如 https://hf-mirror.com。"),
            )
        return mirror.rstrip("/") + parts.path
    return url


def is_safe(url: str) -> bool:
    """Whether weights may come from there: over https, or from this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def fetch(url: str, part: Path, *, size: int | None, sha256: str | None, progress: Progress | None = None) -> str:
    """Fetch a file to ``part``, going on where an earlier try stopped. On failure what came stays, for the next try.

    Args:
        url: Its address.
        part: Where it is kept meanwhile; the caller renames it.
        size: Bytes it must have, where that is known.
        sha256: Digest it must have, where that is known.
        progress: Told as bytes arrive.

    Returns:
        The hexadecimal SHA-256 of the file.

    Raises:
        ModelError: It cannot be fetched, or is not what it should be; then ``part`` is removed.
        OutputError: The disk is full or cannot be written.
    """
    last: ModelError | None = None
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
        for _ in range(_TRIES):
            try:
                _go_on(client, url, part, size, progress)
            except httpx.TransportError as error:
                last = _failed(url, str(error) or type(error).__name__)
                continue
            except OSError as error:
                raise OutputError(
                    say(f"{part.parent} cannot be written: {error}.", f"无法写入 {part.parent}：{error}。"),
                    hint=say("Free some space, or set YINGREN_CACHE.", "请清理磁盘，或设置 YINGREN_CACHE。"),
                ) from error
            length = part.stat().st_size
            if size is not None and length < size:
                last = _failed(url, say(f"it ended after {length} of {size} bytes", f"只收到 {length} / {size} 字节"))
                continue
            return _checked(url, part, size, sha256)
    assert last is not None
    raise last


def _go_on(client: httpx.Client, url: str, part: Path, size: int | None, progress: Progress | None) -> None:
    """Ask for what is missing and append it."""
    have = part.stat().st_size if part.exists() else 0
    if size is not None and have >= size:
        return
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    for _ in range(_REDIRECTS):
        if not is_safe(url):
            raise _failed(url, say("it is not an https address", "不是 https 地址"))
        with client.stream("GET", url, headers=headers) as answer:
            if answer.is_redirect:
                url = str(answer.url.join(answer.headers.get("location", "")))
                continue
            if answer.status_code == 416:
                # What is here is longer than the file: begin again.
                part.unlink(missing_ok=True)
                raise httpx.ReadError("the range was refused")
            if answer.status_code >= 500 or answer.status_code == 429:
                raise httpx.ReadError(f"HTTP {answer.status_code}")
            if answer.status_code not in (200, 206):
                raise _failed(url, f"HTTP {answer.status_code}")
            resumed = answer.status_code == 206 and _starts_at(answer.headers.get("content-range", "")) == have
            if answer.status_code == 206 and not resumed:
                part.unlink(missing_ok=True)
                raise httpx.ReadError("another range came than was asked for")
            have = have if resumed else 0
            total = size if size is not None else _total(answer.headers.get("content-length", ""), have)
            _require_room(part.parent, (total or 0) - have)
            _append(answer, part, have, total, progress)
            return
    raise _failed(url, say("it redirects without end", "重定向次数过多"))


def _append(answer: httpx.Response, part: Path, have: int, total: int | None, progress: Progress | None) -> None:
    with part.open("r+b" if have else "wb") as file:
        file.seek(have)
        # Raw, as it arrives: gathering larger blocks would lose the last one when the connection breaks.
        for block in answer.iter_raw():
            have += len(block)
            if have > (total if total is not None else _LARGEST):
                part.unlink(missing_ok=True)
                raise _failed(str(answer.url), say("it is larger than it should be", "文件比应有的大"))
            file.write(block)
            if progress is not None:
                progress(have, total)
        file.truncate()


def _checked(url: str, part: Path, size: int | None, sha256: str | None) -> str:
    digest = hash_of(part)
    if (sha256 and digest != sha256.lower()) or (size is not None and part.stat().st_size != size):
        part.unlink()
        raise ModelError(
            say(
                f"What {url} sent is not the file it should be: its SHA-256 is {digest}, expected {sha256}.",
                f"{url} 返回的文件不对：SHA-256 为 {digest}，应为 {sha256}。",
            ),
            hint=say(
                f"It was removed. Try again, or from elsewhere with {MIRROR}.",
                f"已删除。请重试，或用 {MIRROR} 换一个来源。",
            ),
        )
    return digest


def hash_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed + _SPARE > free:
        raise OutputError(
            say(
                f"{folder} has {free / 1e6:.0f} MB free, {needed / 1e6:.0f} MB are needed.",
                f"{folder} 剩余 {free / 1e6:.0f} MB，需要 {needed / 1e6:.0f} MB。",
            ),
            hint=say(
                "Free some space, or set YINGREN_CACHE to another disk.", "请清理磁盘，或把 YINGREN_CACHE 设到别的盘。"
            ),
        )


def _starts_at(content_range: str) -> int:
    start = content_range.removeprefix("bytes").strip().split("-")[0]
    return int(start) if start.isdecimal() else -1


def _total(length: str, have: int) -> int | None:
    return int(length) + have if length.isdecimal() else None


def _failed(url: str, what: str) -> ModelError:
    return ModelError(
        say(f"{url} could not be fetched: {what}.", f"无法下载 {url}：{what}。"),
        hint=say(
            f"Try again: it goes on where it stopped. In China a mirror may be faster: {MIRROR}=https://hf-mirror.com",
            f"请重试，会从断点继续。国内可用镜像：{MIRROR}=https://hf-mirror.com",
        ),
    )
