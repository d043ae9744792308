"""``make bench``: how fast, how heavy, and how near to the limit, on this machine.

The limit is x264 compressing the very same frames and doing nothing else, in the same run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "examples" / "morning-news.md"


def _worker(*arguments: str, cache: Path) -> dict[str, float]:
    """Run one measurement in a process of its own, with a cache of its own but the compiled kernels of all."""
    environment = os.environ | {"YINGREN_CACHE": str(cache)}
    command = [sys.executable, "-m", "bench.movie", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _row(name: str, value: str, aim: str = "") -> None:
    print(f"  {name:<46} {value:>14}   {aim}", flush=True)


def _sizes(work: Path) -> None:
    for size in ("1080x1920", "720x1280"):
        _worker(str(DEMO), size, "--draft", cache=work / "compiled")
        made = _worker(str(DEMO), size, cache=work / size)
        limit = _worker(str(DEMO), size, "--steps", cache=work / f"{size}-steps")
        print(f"\n{size}, {made['duration']:.1f} s of video")
        _row(
            "video per second of work",
            f"{made['duration'] / made['seconds']:.2f} ×",
            "aim ≥ 0.6" if size[0] == "1" else "",
        )
        whole = limit["encode"] / made["seconds"]
        _row("speed of encoding the same frames alone", f"{whole:.2f} ×", "aim ≥ 0.5")
        _row("time to first frame", f"{made['first_frame']:.2f} s")
        _row("peak memory", f"{made['memory'] / 1e6:.0f} MB", "aim ≤ 1200")
        frames = limit["frames"]
        for step in ("act", "pose", "draw", "compose", "encode"):
            _row(f"  {step}, alone", f"{1000 * limit[step] / frames:.2f} ms/frame")
        for stage in ("speech", "pictures", "finish"):
            _row(f"  {stage}, in the whole", f"{made[stage]:.2f} s")


def _memory(work: Path) -> None:
    text = "今天的天气很好，我们一起来看看城市里发生的新鲜事。记者走访了三个社区，居民们对新的公园十分满意。"
    print("\nmemory and length (216×384)")
    found = []
    for times in (3, 60):
        script = work / f"{times}.md"
        script.write_text("---\ntitle: 长短\nmusic: calm\n---\n" + f"{text}\n" * times, encoding="utf-8")
        made = _worker(str(script), "432x768", "--draft", "--check", cache=work / f"memory-{times}")
        found.append(made["memory"])
        _row(f"peak, {made['duration']:.0f} s of video", f"{made['memory'] / 1e6:.0f} MB")
        _row("  sound later than lips", f"{made['lip_offset']:.1f} ms", "aim ± 40")
    _row("drift of that over 10 minutes", f"{made['lip_drift']:.1f} ms", "aim 0")
    _row("ratio of memory", f"{found[1] / found[0]:.2f}", "aim 0.9 – 1.1")


def _help() -> None:
    from time import perf_counter

    times = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([sys.executable, "-m", "yingren", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(perf_counter() - start)
    _row("yingren --help", f"{sorted(times)[2]:.2f} s", "aim ≤ 0.5")


def main() -> None:
    """Run the tables asked for; all of them without arguments."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("tables", nargs="*", choices=["make", "memory", "help", "render", []], default=[])
    wanted = parser.parse_args().tables or ["help", "make", "memory", "render"]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="yingren-bench-") as folder:
        work = Path(folder)
        if "help" in wanted:
            _help()
        if "make" in wanted:
            _sizes(work)
        if "memory" in wanted:
            _memory(work)
        if "render" in wanted:
            print("\nrenderer", flush=True)
            subprocess.run([sys.executable, "-m", "bench.render"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
