"""Models on this machine: fetched once, kept whole under the cache folder."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ..core.errors import ModelError
from ..core.folders import cache_folder, written_whole
from ..core.language import say
from .fetch import Progress, address_of, fetch
from .manifest import Model, ModelFile, model_named
from .unpack import unpack

_RECEIPT = "fetched.json"


def find(name: str) -> Path:
    """What the engine of a model opens, once it was pulled.

    Raises:
        UnknownName: There is no such model.
        ModelError: It was not pulled yet; the message holds the command.
    """
    model = model_named(name)
    path = _folder(model) / model.open
    if not (_folder(model) / _RECEIPT).is_file() or not path.exists():
        raise ModelError(
            say(f"The model “{name}” is not on this machine yet.", f"本机还没有模型“{name}”。"),
            hint=say(f"Fetch it with: yingren models pull {name}", f"请运行：yingren models pull {name}"),
        )
    return path


def is_pulled(name: str) -> bool:
    """Whether :func:`find` will find it."""
    try:
        find(name)
    except ModelError:
        return False
    return True


def pull(name: str, progress: Progress | None = None, *, trust_first_use: bool = False) -> Path:
    """Fetch a model, unless it is here, and give what its engine opens.

    Files arrive under another name and are verified; the model's folder appears by rename when all are. A file whose
    digest the manifest does not know is refused, unless ``trust_first_use`` accepts what comes; its digest is then
    remembered, and a later fetch must match it.

    Raises:
        UnknownName: There is no such model.
        ModelError: A file cannot be fetched, is not what it should be, or has no known digest.
        OutputError: The disk is full or cannot be written.
    """
    if is_pulled(name):
        return find(name)
    model = model_named(name)
    pins = _pins()
    for file in model.files:
        if not trust_first_use and not file.sha256 and file.url not in pins:
            raise ModelError(
                say(
                    f"No checksum of {file.name} is published, so it cannot be verified.",
                    f"{file.name} 没有公开的校验值，无法验证。",
                ),
                hint=say(
                    f"To accept what comes and hold to it: yingren models pull {name} --trust-first-use",
                    f"若接受首次下载的内容并以后以此为准：yingren models pull {name} --trust-first-use",
                ),
            )
    parts = cache_folder("models", ".parts")
    done = 0
    fetched: dict[str, str] = {}
    held: list[tuple[ModelFile, Path]] = []
    for file in model.files:
        part = parts / f"{model.name}-{file.name}.part"
        known = file.sha256 or pins.get(file.url)
        digest = fetch(
            address_of(file.url), part, size=file.size, sha256=known, progress=_counted(progress, done, model)
        )
        fetched[file.url] = digest
        held.append((file, part))
        done += part.stat().st_size
    _settle(model, held, fetched)
    if trust_first_use:
        _pin({url: digest for url, digest in fetched.items() if not _known(model, url)})
    return find(name)


def remove(name: str) -> None:
    """Delete a model from this machine. Not being there is no error."""
    model = model_named(name)
    shutil.rmtree(_folder(model), ignore_errors=True)


def _folder(model: Model) -> Path:
    return cache_folder("models") / model.name


def _settle(model: Model, held: list[tuple[ModelFile, Path]], fetched: dict[str, str]) -> None:
    """Put the files where they belong, all at once."""
    root = cache_folder("models")
    making = Path(tempfile.mkdtemp(prefix=f".{model.name}-", dir=root))
    try:
        for file, part in held:
            if file.is_archive:
                unpack(part, making)
            else:
                shutil.copyfile(part, making / file.name)
        if not (making / model.open).exists():
            raise ModelError(
                say(f"The files of “{model.name}” hold no {model.open}.", f"“{model.name}”的文件里没有 {model.open}。"),
                hint=say("Fetch it again, or report it.", "请重新下载，或反馈此问题。"),
            )
        receipt = {"model": model.name, "licence": model.licence, "source": model.source, "sha256": fetched}
        (making / _RECEIPT).write_text(json.dumps(receipt, ensure_ascii=False, indent=2), encoding="utf-8")
        folder = _folder(model)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    for _, part in held:
        part.unlink(missing_ok=True)


def _counted(progress: Progress | None, done: int, model: Model) -> Progress | None:
    if progress is None:
        return None
    whole = model.size if all(file.size for file in model.files) else None

    def report(have: int, total: int | None) -> None:
        progress(done + have, whole or (done + total if total is not None and len(model.files) == 1 else None))

    return report


def _known(model: Model, url: str) -> bool:
    return any(file.url == url and file.sha256 for file in model.files)


def _pins_path() -> Path:
    return cache_folder("models") / "trusted.json"


def _pins() -> dict[str, str]:
    try:
        data: Any = json.loads(_pins_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(url): str(digest) for url, digest in data.items()} if isinstance(data, dict) else {}


def _pin(digests: dict[str, str]) -> None:
    with written_whole(_pins_path()) as path:
        path.write_text(json.dumps(_pins() | digests, indent=2), encoding="utf-8")
