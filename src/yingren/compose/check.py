"""Measures a finished movie: what a viewer would notice, taken from the file itself."""

from pathlib import Path

from ..core.errors import MediaError
from ..core.language import say
from ..media.failures import input_failures
from ..media.probe import probe
from .check_file import check_file
from .check_lips import check_lips, find_mouth
from .check_notes import read_captions, read_notes
from .check_pictures import check_pictures, look
from .check_report import Entry, Report
from .check_sound import check_loudness, listen
from .check_words import check_captions, check_labels

__all__ = ["Entry", "Report", "check"]


def check(path: Path | str) -> Report:
    """Decode a movie and measure it; ``docs/quality-check.md`` lists what and how.

    The manifest (``.json``) and captions (``.srt``) beside it are read where there are any.

    Raises:
        MediaError: It cannot be decoded, has no picture, or its manifest is damaged.
    """
    path = Path(path)
    info = probe(path)
    if info.kind != "video":
        raise MediaError(say(f"{path} is not a video.", f"{path} 不是视频。"))
    notes = read_notes(path.with_suffix(".json"))
    captions = read_captions(path.with_suffix(".srt"))
    with input_failures(path):
        heard = listen(path)
        seen = look(path, notes)
        if heard is not None and len(seen.grid):
            boxes = find_mouth(seen, heard)
            seen = look(path, notes, boxes) if len(boxes) else seen
        entries = [*check_file(path, seen, heard), *check_lips(seen, heard, notes), *check_pictures(seen, heard)]
        if heard is not None:
            entries += check_loudness(heard)
        entries += check_captions(captions, seen, heard, notes.speech if notes is not None else None)
        entries += check_labels(path, seen, notes)
    return Report(str(path), tuple(entries))
