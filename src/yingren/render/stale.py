"""Compiled kernels that are older than their sources are thrown away."""

from contextlib import suppress
from pathlib import Path


def forget_stale(folder: Path) -> int:
    """Delete what numba kept of a folder's kernels if any source there is newer; returns how many files went.

    numba asks whether the file of a kernel has changed, but not the files of the kernels that it calls.
    """
    kept = [path for pattern in ("*.nbi", "*.nbc") for path in (folder / "__pycache__").glob(pattern)]
    if not kept:
        return 0
    gone = 0
    # Another process may be doing the same, and an installed package may be read-only.
    with suppress(OSError):
        newest = max(path.stat().st_mtime for path in folder.glob("*.py"))
        if newest > min(path.stat().st_mtime for path in kept):
            for path in kept:
                path.unlink(missing_ok=True)
                gone += 1
    return gone
