import os
from pathlib import Path

from yingren.render.stale import forget_stale


def test_kernels_older_than_any_source_are_forgotten(tmp_path: Path) -> None:
    cache = tmp_path / "__pycache__"
    cache.mkdir()
    assert forget_stale(tmp_path) == 0
    for name, age in (("one.py", 300), ("two.py", 100), ("__pycache__/one.nbi", 200), ("__pycache__/one.1.nbc", 200)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    assert forget_stale(tmp_path) == 2
    assert not list(cache.iterdir())
    (cache / "one.nbi").write_text("")
    assert forget_stale(tmp_path) == 0
