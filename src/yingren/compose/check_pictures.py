"""The pictures of a finished movie, all of them looked at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from ..core.errors import MediaError
from ..core.language import say
from .check_notes import LabelBox, Notes
from .check_report import Entry
from .check_sound import Heard

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

_SAMPLED = 4  # one pixel in so many, each way, is enough to see whether anything moves
_BLACK_MEAN, _BLACK_BRIGHT = 20.0, 40.0
_STILL_MEAN, _STILL_MOST = 0.05, 4
_GRID = 40  # cells along the width of the picture, for finding the mouth
_GRID_SECONDS = 90.0  # of picture that are kept for that
_SHARP = 40  # a step of brightness between neighbours that only lettering has
MOUTH_PART = 0.5
"""Side of the square in which opening is looked for, as a share of the width of a mouth's box: its middle."""

_SHORT, _LONG = 0.4, 1.0  # seconds over which a mouth's place and size are smoothed


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured while looking once.

    Attributes:
        fps: Frames per second.
        width, height: Pixels.
        times: float64 [T] seconds.
        brightness: float64 [T, 2]: mean, and the level that one pixel in a hundred exceeds.
        change: float64 [T, 2]: mean and largest difference from the picture before; the first is all changed.
        mouth: int32 [T, 256]: how many pixels around the mouth have each brightness; zeros where there is no mouth.
        run: int64 [T]: number of the stretch in which the mouth is followed without a jump; −1 without a mouth.
        grid: uint8 [t, rows, columns] small pictures of the first seconds, for finding a mouth; empty with a manifest.
        label_rows: float64 [T]: height in pixels of the lettering in the opening label's box; 0 where there is none.
    """

    fps: float
    width: int
    height: int
    times: Floats
    brightness: Floats
    change: Floats
    mouth: npt.NDArray[np.int32]
    run: npt.NDArray[np.int64]
    grid: Bytes
    label_rows: Floats


def look(path: Path, notes: Notes | None, boxes: npt.NDArray[np.float64] | None = None) -> Seen:
    """Decode all pictures once.

    Args:
        path: The movie.
        notes: What its manifest says, if there is one.
        boxes: float64 [n, 5] mouths to be followed instead of the manifest's.

    Raises:
        MediaError: There is no picture.
    """
    label = next((box for box in (notes.labels or ()) if box.kind == "opening"), None) if notes is not None else None
    times: list[float] = []
    brightness: list[tuple[float, float]] = []
    change: list[tuple[float, float]] = []
    histograms: list[npt.NDArray[np.int32]] = []
    small: list[Bytes] = []
    label_rows: list[float] = []
    before: npt.NDArray[np.int16] | None = None
    if boxes is None:
        boxes = notes.mouth if notes is not None else np.zeros((0, 5))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        fps = float(stream.average_rate or 30)
        width, height = stream.codec_context.width, stream.codec_context.height
        squares, run = _squares(boxes, fps)
        for index, picture in enumerate(container.decode(stream)):
            luma = _luma(picture)
            times.append(float(picture.time or 0.0))
            part = luma[::_SAMPLED, ::_SAMPLED].astype(np.int16)
            brightness.append((float(part.mean()), float(np.percentile(part, 99))))
            moved = np.abs(part - before) if before is not None else np.full(1, 255)
            change.append((float(moved.mean()), float(moved.max())))
            before = part
            histograms.append(_histogram(luma, squares.get(index)))
            if not len(boxes) and index < _GRID_SECONDS * fps:
                small.append(_shrunk(luma))
            label_rows.append(_lettering(luma, label, times[-1]))
    if not times:
        raise MediaError(say(f"There is no picture in {path}.", f"{path} 中没有画面。"))
    runs = np.full(len(times), -1, np.int64)
    for index, number in run.items():
        if index < len(runs):
            runs[index] = number
    return Seen(
        fps,
        width,
        height,
        np.array(times),
        np.array(brightness),
        np.array(change),
        np.array(histograms),
        runs,
        np.array(small, np.uint8),
        np.array(label_rows),
    )


def _luma(picture: av.VideoFrame) -> Bytes:
    """uint8 [H, W] view of the brightness, in limited range."""
    if picture.format.name not in ("yuv420p", "yuva420p", "yuvj420p"):
        picture = picture.reformat(format="yuv420p")
    plane = picture.planes[0]
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]


def _squares(
    boxes: npt.NDArray[np.float64], fps: float
) -> tuple[dict[int, tuple[float, float, float]], dict[int, int]]:
    """Frame → (middle x, middle y, side) of a square that follows the mouth calmly, and frame → number of its run.

    The box of an open mouth is higher than that of a closed one: a square that followed it exactly would hide the very
    opening that is to be measured. So its side comes from the width, and both are smoothed within a run; a run ends
    where the mouth leaves, or jumps by more than half its width, as at a cut.
    """
    squares: dict[int, tuple[float, float, float]] = {}
    run: dict[int, int] = {}
    if not len(boxes):
        return squares, run
    boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
    middle = boxes[:, 1:3] + boxes[:, 3:5] / 2
    jumps = (np.diff(boxes[:, 0]) > 1) | (np.abs(np.diff(middle, axis=0)).max(axis=1) > 0.5 * boxes[1:, 3])
    for number, rows in enumerate(np.split(np.arange(len(boxes)), np.flatnonzero(jumps) + 1)):
        x, y = (_smooth(middle[rows, axis], _SHORT * fps) for axis in range(2))
        side = _smooth(boxes[rows, 3], _LONG * fps)
        for place, row in enumerate(rows):
            index = int(boxes[row, 0])
            squares[index] = float(x[place]), float(y[place]), float(side[place]) * MOUTH_PART
            run[index] = number
    return squares, run


def _smooth(values: Floats, window: float) -> Floats:
    size = min(len(values), max(1, round(window))) // 2 * 2 + 1
    padded = np.pad(values, size // 2, mode="edge")
    return np.asarray(np.convolve(padded, np.ones(size) / size, mode="valid"), np.float64)


def _histogram(luma: Bytes, square: tuple[float, float, float] | None) -> npt.NDArray[np.int32]:
    """int32 [256]: brightness of the pixels in a square, scaled to 10,000 in all; zeros without."""
    if square is None:
        return np.zeros(256, np.int32)
    x, y, side = square
    top, bottom = (round(min(max(y + half * side, 0), luma.shape[0])) for half in (-0.5, 0.5))
    left, right = (round(min(max(x + half * side, 0), luma.shape[1])) for half in (-0.5, 0.5))
    inside = luma[top:bottom, left:right]
    if inside.size < 16:
        return np.zeros(256, np.int32)
    counts = np.bincount(inside.ravel(), minlength=256)
    return np.asarray(np.round(counts * (10_000 / inside.size)), np.int32)


def _shrunk(luma: Bytes) -> Bytes:
    """uint8 [rows, columns]: means of square cells, :data:`_GRID` to the width."""
    cell = max(1, luma.shape[1] // _GRID)
    rows, columns = luma.shape[0] // cell, luma.shape[1] // cell
    cells = luma[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell)
    return np.asarray(cells.mean(axis=(1, 3)), np.uint8)


def _lettering(luma: Bytes, label: LabelBox | None, time: float) -> float:
    """Rows between the highest and the lowest sharp stroke in the label's box; 0 where there is too little of it."""
    if label is None or not label.start <= time < label.end:
        return 0.0
    left, top, width, height = label.box
    inside = luma[max(0, top) : top + height, max(0, left) : left + width].astype(np.int16)
    if inside.shape[0] < 4 or inside.shape[1] < 4:
        return 0.0
    strokes = np.abs(np.diff(inside, axis=1)) > _SHARP
    if not 0.01 < strokes.mean() < 0.7:
        return 0.0
    rows = np.flatnonzero(strokes.sum(axis=1) >= 2)
    return float(rows[-1] - rows[0] + 1) if len(rows) else 0.0


def check_pictures(seen: Seen, heard: Heard | None) -> Iterator[Entry]:
    """``black`` and ``frozen``."""
    dark = (seen.brightness[:, 0] < _BLACK_MEAN) & (seen.brightness[:, 1] < _BLACK_BRIGHT)
    black = float(dark.sum() / seen.fps)
    first = float(seen.times[dark.argmax()])
    where = say(f"first at {first:.2f} s", f"首次出现于 {first:.2f} 秒") if dark.any() else ""
    yield Entry("black", "black picture", "黑屏", black, "s", "0", not dark.any(), where)
    title = ("frozen picture under speech", "说话时画面冻结")
    if heard is None:
        yield Entry("frozen", *title, message=say("The file has no sound.", "文件没有声音。"))
        return
    still = (seen.change[:, 0] < _STILL_MEAN) & (seen.change[:, 1] <= _STILL_MOST)
    active = heard.active()
    if not active.any():
        yield Entry("frozen", *title, message=say("The file has no speech.", "文件中没有语音。"))
        return
    spoken = np.interp(seen.times, heard.times, active.astype(np.float64)) > 0.5
    if (seen.run >= 0).any():
        spoken &= seen.run >= 0  # a still slide that fills the picture is meant to be still
    longest, end = longest_stretch(still, spoken)
    seconds = longest / seen.fps
    ok = seconds <= 1.0
    yield Entry(
        "frozen", *title, seconds, "s", "≤ 1", ok,
        "" if ok else say(f"until {seen.times[end]:.2f} s", f"至 {seen.times[end]:.2f} 秒"),
    )  # fmt: skip


def longest_stretch(still: npt.NDArray[np.bool_], spoken: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The most spoken frames in one still stretch, and the index of that stretch's last frame."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]]).astype(np.int8))).reshape(-1, 2)
    counts = [(int(spoken[start:end].sum()), int(end) - 1) for start, end in edges]
    return max(counts, default=(0, 0))
