"""Work that need not be done twice: speech and encoded segments, found again by what they were made from."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.folders import cache_folder
from ..core.speech import Phoneme, Speech, Word


@cache
def code_digest(*rooms: str) -> str:
    """A name for the code of some rooms: what older code made is not taken for what this code would make."""
    root = Path(__file__).parents[1]
    files = sorted(
        path for room in rooms for path in (root / room).rglob("*") if path.suffix not in (".pyc", ".nbi", ".nbc")
    )
    return digest_of(*[part for path in files if path.is_file() for part in (path.name, path.read_bytes())])


def digest_of(*parts: object) -> str:
    """A short name for what something is made from; arrays count by their bytes."""
    state = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            state.update(str((part.shape, part.dtype.str)).encode())
            state.update(np.ascontiguousarray(part).data)
        else:
            state.update(repr(part).encode())
        state.update(b"\x1f")
    return state.hexdigest()[:32]


class SpeechCache:
    """Speech on disk, mapped into memory when it is asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder("speech")

    def find(self, key: str) -> list[Speech] | None:
        """What was kept under ``key``; ``None`` where nothing (or something broken) is."""
        place = self.folder / key
        try:
            index = json.loads((place / "index.json").read_text(encoding="utf-8"))
            samples = np.load(place / "samples.npy", mmap_mode="r", allow_pickle=False)
            found = [_speech_from(entry, samples) for entry in index]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        os.utime(place)
        return found

    def keep(self, key: str, speeches: list[Speech]) -> list[Speech]:
        """Keep ``speeches`` under ``key`` and give them back mapped from disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        try:
            index, start = [], 0
            for speech in speeches:
                index.append(_entry_of(speech, start))
                start += len(speech.samples)
            pieces = [speech.samples for speech in speeches] or [np.zeros(0, np.float32)]
            np.save(temporary / "samples.npy", np.concatenate(pieces).astype(np.float32), allow_pickle=False)
            (temporary / "index.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
            place = self.folder / key
            shutil.rmtree(place, ignore_errors=True)
            try:
                temporary.rename(place)
            except OSError:
                # Another run kept the same speech at the same moment: theirs is as good.
                if not place.is_dir():
                    raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return self.find(key) or speeches


def _entry_of(speech: Speech, start: int) -> dict[str, Any]:
    return {
        "start": start,
        "length": len(speech.samples),
        "rate": speech.rate,
        "text": speech.text,
        "language": speech.language,
        "words": [asdict(word) for word in speech.words],
        "phonemes": [asdict(phoneme) for phoneme in speech.phonemes],
    }


def _speech_from(entry: dict[str, Any], samples: npt.NDArray[np.float32]) -> Speech:
    part = samples[entry["start"] : entry["start"] + entry["length"]]
    if len(part) != entry["length"]:
        raise ValueError("samples are missing")
    return Speech(
        part,
        entry["rate"],
        entry["text"],
        tuple(Word(**word) for word in entry["words"]),
        tuple(Phoneme(**phoneme) for phoneme in entry["phonemes"]),
        entry["language"],
    )


def prune(folder: Path, *, limit: int, keep: Iterable[Path] = ()) -> None:
    """Remove the entries of ``folder`` that were used longest ago until it holds at most ``limit`` bytes.

    Entries are files or folders directly inside; those in ``keep`` stay.
    """
    kept = {path.resolve() for path in keep}
    entries = []
    for path in folder.iterdir():
        try:
            size = sum(item.stat().st_size for item in path.rglob("*")) if path.is_dir() else path.stat().st_size
            entries.append((path.stat().st_mtime, size, path))
        except OSError:
            continue
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= limit:
            return
        if path.resolve() in kept:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        total -= size
