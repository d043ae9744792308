"""Praat TextGrids, long and short, as far as the recordings in shared data use them."""

import re
from pathlib import Path

Interval = tuple[float, float, str]
SILENT = {"", "[SIL]", "sil", "sp", "spn"}


def read_textgrid(path: Path) -> dict[str, list[Interval]]:
    """Tier name → intervals (start, end, label)."""
    text = path.read_text(encoding="utf-8")
    number, label = r"([\d.]+)", r'"(.*?)"'
    if "item [" in text:
        tiers = {}
        for block in re.split(r"item \[\d+\]:", text)[1:]:
            name = re.search(rf"name = {label}", block)
            assert name
            found = re.findall(rf"xmin = {number}\s+xmax = {number}\s+text = {label}", block)
            tiers[name.group(1)] = [(float(start), float(end), said) for start, end, said in found]
        return tiers
    tiers = {}
    for block in text.split('"IntervalTier"')[1:]:
        lines = [line.strip() for line in block.strip().splitlines()]
        values = lines[4:]
        tiers[lines[0].strip('"')] = [
            (float(values[i]), float(values[i + 1]), values[i + 2].strip('"')) for i in range(0, 3 * int(lines[3]), 3)
        ]
    return tiers
