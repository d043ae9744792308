"""What lies beside a finished movie: its manifest and its captions, read without trusting them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.errors import MediaError
from ..core.language import say

_LARGEST_BYTES = 64 << 20
_TIME = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3})\s*-->\s*(\d+):(\d\d):(\d\d)[,.](\d{3})")


@dataclass(frozen=True, slots=True)
class LabelBox:
    """Where a seen label stands: pixels (left, top, width, height) and seconds."""

    kind: str
    box: tuple[int, int, int, int]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Notes:
    """A manifest's contents as far as the check reads them.

    Attributes:
        mouth: float64 [n, 5]: frame, left, top, width, height; empty where it is not known.
        speech: Seconds; ``None`` where it is not known.
        labels: Seen labels; ``None`` where it is not known.
        label_wanted: Whether the user wants the seen label.
    """

    mouth: npt.NDArray[np.float64]
    speech: tuple[tuple[float, float], ...] | None
    labels: tuple[LabelBox, ...] | None
    label_wanted: bool = True


@dataclass(frozen=True, slots=True)
class TimedText:
    """One caption of an ``.srt``."""

    start: float
    end: float
    text: str


def read_notes(path: Path) -> Notes | None:
    """The manifest; ``None`` when there is no such file.

    Raises:
        MediaError: It is not what ``docs/quality-check.md`` describes.
    """
    if not path.is_file():
        return None
    try:
        found = json.loads(_read(path))
        mouth = np.array(found.get("mouth", []), np.float64).reshape(-1, 5)
        if not np.isfinite(mouth).all():
            raise ValueError("mouth")
        speech = found.get("speech")
        labels = found.get("labels")
        return Notes(
            mouth,
            None if speech is None else tuple((float(start), float(end)) for start, end in speech),
            None if labels is None else tuple(_label(label) for label in labels),
            found.get("label", True) is not False,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MediaError(
            say(f"The manifest {path} is damaged: {error}.", f"清单 {path} 已损坏：{error}。"),
            hint=say("Make the movie again, or move the manifest away.", "请重新制作影片，或移走该清单。"),
        ) from error


def _label(found: Any) -> LabelBox:
    left, top, width, height = (round(float(value)) for value in found["box"])
    return LabelBox(str(found["kind"]), (left, top, width, height), float(found["start"]), float(found["end"]))


def read_captions(path: Path) -> tuple[TimedText, ...] | None:
    """The captions of an ``.srt``, in the order of the file; ``None`` when there is no such file."""
    if not path.is_file():
        return None
    captions = []
    for block in re.split(r"\n\s*\n", _read(path).replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines):
            if found := _TIME.search(line):
                parts = [int(part) for part in found.groups()]
                start, end = (
                    parts[at] * 3600 + parts[at + 1] * 60 + parts[at + 2] + parts[at + 3] / 1000 for at in (0, 4)
                )
                captions.append(TimedText(start, end, " ".join(lines[number + 1 :])))
                break
    return tuple(captions)


def _read(path: Path) -> str:
    if path.stat().st_size > _LARGEST_BYTES:
        raise MediaError(say(f"{path} is too large.", f"{path} 过大。"))
    return path.read_text(encoding="utf-8-sig", errors="replace")
