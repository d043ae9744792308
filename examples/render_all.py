"""Render every example script into ``out/``, as CI does: at half the size, each with its report.

Usage: ``python examples/render_all.py [name …]``
"""

import sys
from pathlib import Path

import yingren
from yingren.compose.check import check

HERE = Path(__file__).parent
OUT = HERE.parent / "out"


def main(names: list[str]) -> int:
    failed = 0
    for script in sorted(HERE.glob("*.md")):
        if names and script.stem not in names:
            continue
        if script.stem == "greeting":
            movies = list(yingren.make_rows(script, HERE / "customers.csv", OUT / "greeting", draft=True))
        else:
            movies = [yingren.make(script, OUT / f"{script.stem}-draft.mp4", draft=True)]
        for movie in movies:
            report = check(movie.path)
            failed += not report.ok
            print(f"{'ok  ' if report.ok else 'FAIL'} {movie.path.name}  {movie.duration:.1f} s", flush=True)
            for entry in report.entries:
                if entry.ok is False:
                    print(f"     {entry}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
