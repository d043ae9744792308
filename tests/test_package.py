"""What ``import yingren`` offers, and that it is light."""

import subprocess
import sys

import yingren


def test_all_is_sorted_and_there() -> None:
    assert list(yingren.__all__) == sorted(yingren.__all__)
    for name in yingren.__all__:
        assert getattr(yingren, name) is not None


def test_importing_and_help_load_nothing_heavy() -> None:
    code = (
        "import sys, yingren, yingren.cli.app\n"
        "heavy = {'numba', 'av', 'skia', 'numpy', 'httpx', 'pypinyin', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
