"""Servers on loopback in processes of their own, for tests of what talks to them."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def served(module: str) -> Iterator[int]:
    """Run ``python -m module`` from the root of the repository; the port it prints on its first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.strip().isdigit(), f"{module} did not start"
        yield int(line)
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def listening() -> socket.socket:
    """A socket on a free port, its number printed for :func:`served`."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen(64)
    print(bound.getsockname()[1], flush=True)
    return bound
