"""What every test stands on: a cache of its own, English messages, and the shared data where it is."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from yingren.core.language import set_language

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither use nor fill the user's own cache."""
    before = os.environ.get("YINGREN_CACHE")
    os.environ["YINGREN_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["YINGREN_CACHE"]
    else:
        os.environ["YINGREN_CACHE"] = before


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def shared() -> Path:
    """The folder with recordings, motion and models; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}")
    return SHARED
