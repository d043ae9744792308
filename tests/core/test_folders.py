"""Outputs appear whole or not at all."""

from pathlib import Path

import pytest

from yingren.core.folders import cache_folder, written_whole
from yingren.core.randomness import generator


def test_a_file_appears_only_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.txt"
    with written_whole(target) as temporary:
        temporary.write_text("whole")
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(target.parent.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(RuntimeError), written_whole(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_cache_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINGREN_CACHE", str(tmp_path / "c"))
    assert cache_folder("speech") == tmp_path / "c" / "speech"
    assert (tmp_path / "c" / "speech").is_dir()


def test_random_numbers_depend_on_seed_and_purpose_alone() -> None:
    assert generator(1, "blink").random() == generator(1, "blink").random()
    assert generator(1, "blink").random() != generator(1, "gaze").random()
    assert generator(1, "blink").random() != generator(2, "blink").random()
