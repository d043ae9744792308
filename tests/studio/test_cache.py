"""Speech kept on disk comes back the same; what is broken is made anew; what is old makes room."""

import os
from pathlib import Path

import numpy as np

from yingren.core.speech import Phoneme, Speech, Word
from yingren.studio.cache import SpeechCache, code_digest, digest_of, prune


def speech(text: str, length: int) -> Speech:
    samples = np.linspace(-1, 1, length, dtype=np.float32)
    return Speech(samples, 22050, text, (Word(text, 0.0, 0.1, 0, 1),), (Phoneme("a", 0.0, 0.1, 2, 3),), "zh")


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    cache.keep("key", [speech("你", 5), speech("", 0), speech("好", 7)])
    found = cache.find("key")
    assert found is not None
    assert [one.text for one in found] == ["你", "", "好"]
    assert np.array_equal(found[2].samples, speech("好", 7).samples)
    assert found[2].words == speech("好", 7).words and found[2].phonemes == speech("好", 7).phonemes


def test_a_broken_entry_is_not_found(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    cache.keep("key", [speech("你", 500)])
    (tmp_path / "key" / "samples.npy").write_bytes(b"broken")
    assert cache.find("key") is None
    assert cache.find("other") is None


def test_a_digest_depends_on_every_part() -> None:
    one, two = np.zeros(3, np.float32), np.array([0, 0, 1], np.float32)
    assert digest_of("a", one) == digest_of("a", one.copy())
    assert len({digest_of("a", one), digest_of("a", two), digest_of("b", one), digest_of("a", one, one)}) == 4
    assert code_digest("speech") != code_digest("render")


def test_the_oldest_entries_make_room(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "middle", "old"]):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    prune(tmp_path, limit=200)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["middle", "new"]
    prune(tmp_path, limit=0, keep=[tmp_path / "middle"])
    assert [path.name for path in tmp_path.iterdir()] == ["middle"]
