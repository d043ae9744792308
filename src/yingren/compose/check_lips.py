"""Whether the lips move with the sound, and rest without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..core.language import say
from .check_notes import Notes
from .check_pictures import MOUTH_PART, Seen
from .check_report import Entry
from .check_sound import STEP, Heard

Floats = npt.NDArray[np.float64]
Spans = Sequence[tuple[float, float]]

OFFSET_LIMIT = 0.040
MATCH_LIMIT = 0.25
DRIFT_LIMIT = 0.020
SILENT_LIMIT = 0.35

_REACH = 0.4  # seconds of shift that are tried
_AROUND = 0.3  # seconds before and after speech that are compared too: opening and closing tell most
_SHORTEST_SPEECH = 5.0  # seconds; of less, the wrong syllable may match best (measured on real talkers)
_SURE_SPEECH = 15.0  # seconds of speech from which on it never does
_RIVAL = 0.92  # share of the peak at which another shift may as well be the right one
_DRIFT_SPEECH = 60.0
_SETTLED = 0.25  # seconds at either end of a pause in which a mouth may still close, or already open
_COVERED = 2.0  # ranges of speech above its widest opening
_FADING = 0.6  # seconds
_DARKEST = 0.20  # share of the pixels of the middle of a mouth that count as its inside when it opens
_MOUTH_CELLS = 6  # of the search grid, along a side of the square around a mouth


@dataclass(frozen=True, slots=True)
class Sync:
    """Where the correlation of sound and lips has its peak.

    Attributes:
        offset: Seconds the sound is late.
        match: How high the peak is.
        sure: Whether no shift within the limit matches about as well.
    """

    offset: float
    match: float
    sure: bool = True


def opening(seen: Seen) -> Floats:
    """float64 [T]: how much is darker in the mouth than its darkest fifth usually is; NaN without a mouth.

    Each run has its own measure, since light and size change at a cut.
    """
    out = np.full(len(seen.times), np.nan)
    levels = np.arange(256)
    for number in range(int(seen.run.max()) + 1 if len(seen.run) else 0):
        rows = np.flatnonzero((seen.run == number) & (seen.mouth.sum(axis=1) > 0))
        if not len(rows):
            continue
        total = np.cumsum(seen.mouth[rows].sum(axis=0, dtype=np.int64))
        threshold = int(np.searchsorted(total, _DARKEST * total[-1]))
        out[rows] = seen.mouth[rows] @ np.maximum(0, threshold - levels) / 10_000
    return out


def synchrony(open_: Floats, times: Floats, run: npt.NDArray[np.int64], heard: Heard, spans: Spans) -> Sync | None:
    """How late the sound is; ``None`` where there is too little speech with a mouth in the picture.

    Args:
        open_: float64 [T], from :func:`opening`.
        times: float64 [T] seconds of the frames.
        run: int64 [T]; each run is compared with its own mean.
        heard: The sound.
        spans: Seconds in which somebody speaks.
    """
    chosen = np.isfinite(open_) & near(times, spans, _AROUND)
    spoken = chosen & near(times, spans, 0.0)
    if spoken.sum() < _SHORTEST_SPEECH / np.median(np.diff(times)):
        return None
    voice = heard.voice()
    runs = [rows for number in np.unique(run[chosen]) if len(rows := np.flatnonzero(chosen & (run == number))) > 10]
    if not runs:
        return None
    mouth = np.concatenate([_levelled(_capped(open_[rows])) for rows in runs])
    if not mouth.any():
        return Sync(0.0, 0.0)
    steps = round(_REACH / STEP)
    scores = np.zeros(2 * steps + 1)
    for index in range(len(scores)):
        shift = (index - steps) * STEP
        sound = np.concatenate([_levelled(np.interp(times[rows] + shift, heard.times, voice)) for rows in runs])
        scale = np.sqrt(np.square(sound).sum() * np.square(mouth).sum())
        scores[index] = float((mouth * sound).sum() / scale) if scale > 0 else 0.0
    best = int(scores.argmax())
    allowed = round(OFFSET_LIMIT / STEP)
    inner = scores[steps - allowed : steps + allowed + 1]
    crests = (inner[1:-1] >= inner[:-2]) & (inner[1:-1] >= inner[2:]) & (inner[1:-1] > _RIVAL * scores[best])
    short = spoken.sum() * float(np.median(np.diff(times))) < _SURE_SPEECH
    offset = (best - steps + _between(scores, best)) * STEP
    return Sync(offset, float(scores[best]), abs(offset) <= OFFSET_LIMIT or not (crests.any() and short))


def _capped(values: Floats) -> Floats:
    """Without the heights that only something dark before the mouth, or a black picture, reaches."""
    low, high = np.percentile(values, [5, 95])
    return np.asarray(np.minimum(values, high + _COVERED * (high - low)), np.float64)


def _levelled(values: Floats) -> Floats:
    """Without its mean, and with a spread of one, so that runs near and far from the camera count alike."""
    values = values - values.mean()
    spread = float(values.std())
    return np.asarray(values / spread if spread > 1e-9 else np.zeros_like(values), np.float64)


def _between(scores: Floats, best: int) -> float:
    """Where between the steps the peak of a parabola through its neighbours lies, −0.5..0.5."""
    reach = 4  # neighbours so near that they differ by rounding alone would make the parabola tremble
    if not reach <= best < len(scores) - reach:
        return 0.0
    before, here, after = scores[best - reach], scores[best], scores[best + reach]
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend * reach, -reach, reach)) if bend < 0 else 0.0


def near(times: Floats, spans: Spans, reach: float) -> npt.NDArray[np.bool_]:
    """Bool [T]: which moments lie in a span, or within ``reach`` seconds of one."""
    out = np.zeros(len(times), np.bool_)
    for start, end in spans:
        first, last = np.searchsorted(times, [start - reach, end + reach])
        out[first:last] = True
    return out


def heard_spans(heard: Heard) -> list[tuple[float, float]]:
    """Where somebody speaks, as the sound alone tells."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], heard.active().astype(np.int8), [0]]))).reshape(-1, 2)
    return [(heard.start + float(start) * STEP, heard.start + float(end) * STEP) for start, end in edges]


def find_mouth(seen: Seen, heard: Heard) -> npt.NDArray[np.float64]:
    """float64 [T, 5]: the place whose movement follows the voice, as boxes for every frame; empty if there is none."""
    grid = seen.grid.astype(np.float32)
    if len(grid) < 2 * seen.fps:
        return np.zeros((0, 5))
    moved = np.abs(np.diff(grid, axis=0))
    times = seen.times[1 : len(grid)]
    best: tuple[float, int, int] = (0.0, 0, 0)
    wide = _MOUTH_CELLS // 2
    pooled = sum(
        moved[:, row : moved.shape[1] - wide + 1 + row, column : moved.shape[2] - wide + 1 + column]
        for row in range(wide)
        for column in range(wide)
    )
    assert isinstance(pooled, np.ndarray)
    series = pooled - pooled.mean(axis=0)
    spread = np.sqrt(np.square(series).sum(axis=0))
    voice = heard.voice()
    for shift in np.arange(-0.2, 0.21, 0.04):
        sound = np.interp(times + shift, heard.times, voice)
        sound = (sound - sound.mean()) / max(float(sound.std() * np.sqrt(len(sound))), 1e-9)
        match = np.tensordot(sound, series, axes=(0, 0)) / np.maximum(spread, 1e-6)
        score = match * np.sqrt(spread)
        row, column = np.unravel_index(int(score.argmax()), score.shape)
        if match[row, column] > 0.2 and score[row, column] > best[0]:
            best = float(score[row, column]), int(row), int(column)
    if not best[0]:
        return np.zeros((0, 5))
    cell = max(1, seen.width // 40)
    middle = (np.array([best[2], best[1]]) + wide / 2) * cell
    side = _MOUTH_CELLS * cell / MOUTH_PART
    frames = np.arange(len(seen.times), dtype=np.float64)
    box = np.tile([middle[0] - side / 2, middle[1] - side / 2, side, side], (len(frames), 1))
    return np.concatenate([frames[:, None], box], axis=1)


def check_lips(seen: Seen, heard: Heard | None, notes: Notes | None) -> Iterator[Entry]:
    """``lip_offset``, ``lip_match``, ``lip_drift`` and ``silent_mouth``."""
    titles = {
        "lip_offset": ("sound later than lips", "声音滞后于口型"),
        "lip_match": ("lips follow the voice", "口型与语音相关度"),
        "lip_drift": ("change of that to the end", "音画漂移"),
        "silent_mouth": ("mouth moves in pauses", "静音时的口部运动"),
    }

    def skipped(names: Sequence[str], reason: str) -> Iterator[Entry]:
        for name in names:
            yield Entry(name, *titles[name], message=reason)

    if heard is None:
        yield from skipped(list(titles), say("The file has no sound.", "文件没有声音。"))
        return
    told = notes is not None and notes.speech is not None
    spans: Spans = notes.speech if notes is not None and notes.speech is not None else heard_spans(heard)
    open_ = opening(seen)
    if not np.isfinite(open_).any():
        yield from skipped(list(titles), say("No mouth was found in the picture.", "画面中未找到嘴部。"))
        return
    sync = synchrony(open_, seen.times, seen.run, heard, spans)
    if sync is None:
        reason = say("Too little speech with a mouth in the picture.", "画面中有口型的语音过少。")
        yield from skipped(["lip_offset", "lip_match", "lip_drift"], reason)
    else:
        yield from _synchrony_entries(sync, titles)
        yield from _drift(open_, seen, heard, spans, titles["lip_drift"])
    movement = movement_in_pauses(open_, seen.times, spans)
    if not told or movement is None:
        reason = (
            say("No pause is long enough.", "没有足够长的停顿。")
            if told
            else say(
                "Needs the manifest beside the file, it says where nobody speaks.",
                "需要影片旁的清单以得知静音位置。",
            )
        )
        yield from skipped(["silent_mouth"], reason)
        return
    worst, when = movement
    ok = worst <= SILENT_LIMIT
    remark = "" if ok else say(f"in the pause at {when:.1f} s", f"位于 {when:.1f} 秒处的停顿")
    yield Entry("silent_mouth", *titles["silent_mouth"], value=worst, limit=f"≤ {SILENT_LIMIT}", ok=ok, message=remark)


def _synchrony_entries(sync: Sync, titles: dict[str, tuple[str, str]]) -> Iterator[Entry]:
    matched = sync.match >= MATCH_LIMIT
    if matched and not sync.sure:
        reason = say("Too little speech to tell one shift from another.", "语音过少，无法确定偏移。")
        yield Entry("lip_offset", *titles["lip_offset"], message=reason)
    elif matched:
        ok = abs(sync.offset) <= OFFSET_LIMIT
        yield Entry(
            "lip_offset", *titles["lip_offset"], value=sync.offset * 1000, unit="ms", limit="± 40", ok=ok,
            message="" if ok else say("Sound and lips are apart.", "声音与口型不同步。"),
        )  # fmt: skip
    else:
        yield Entry(
            "lip_offset", *titles["lip_offset"],
            message=say("The lips do not follow the voice, so there is no offset.", "口型与语音不相关，无法测出偏移。"),
        )  # fmt: skip
    yield Entry(
        "lip_match", *titles["lip_match"], value=sync.match, limit=f"≥ {MATCH_LIMIT}", ok=matched,
        message="" if matched else say("The mouth does not move as the voice does.", "嘴部运动与语音不符。"),
    )  # fmt: skip


def _drift(open_: Floats, seen: Seen, heard: Heard, spans: Spans, title: tuple[str, str]) -> Iterator[Entry]:
    spoken = sum(end - start for start, end in spans)
    length = float(seen.times[-1])
    parts = [
        synchrony(
            np.where((seen.times >= length * low) & (seen.times <= length * high), open_, np.nan),
            seen.times, seen.run, heard, spans,
        )
        for low, high in ((0, 1 / 3), (2 / 3, 1))
    ]  # fmt: skip
    early, late = parts
    if spoken < _DRIFT_SPEECH or early is None or late is None or min(early.match, late.match) < MATCH_LIMIT:
        yield Entry("lip_drift", *title, message=say("Needs a minute of speech.", "需要至少一分钟语音。"))
        return
    drift = late.offset - early.offset
    yield Entry("lip_drift", *title, value=drift * 1000, unit="ms", limit="± 20", ok=abs(drift) <= DRIFT_LIMIT)


def movement_in_pauses(open_: Floats, times: Floats, spans: Spans) -> tuple[float, float] | None:
    """The widest movement in a pause as a share of the movement in speech, and that pause's second.

    ``None`` where no pause leaves half a second after the mouth has closed and before it opens again.
    """
    if not spans:
        return None
    speech = open_[near(times, spans, 0.0) & np.isfinite(open_)]
    if len(speech) < 10:
        return None
    low, high = np.percentile(speech, [5, 95])
    if high - low <= 1e-9:
        return None
    # What is darker than any mouth in speech is something that covers it, as an end card does, and what is near it in
    # time is that fading in or out.
    covered = times[np.nan_to_num(open_) > high + _COVERED * (high - low)]
    open_ = np.where(near(times, [(moment, moment) for moment in covered], _FADING), np.nan, open_)
    edges = [times[0] - _SETTLED, *(moment for span in sorted(spans) for moment in span), times[-1] + _SETTLED]
    worst: tuple[float, float] | None = None
    for end, start in zip(edges[0::2], edges[1::2], strict=True):
        inside = open_[(times > end + _SETTLED) & (times < start - _SETTLED)]
        inside = inside[np.isfinite(inside)]
        if len(inside) < 6:
            continue
        spread = float(np.percentile(inside, 95) - np.percentile(inside, 5)) / float(high - low)
        if worst is None or spread > worst[0]:
            worst = spread, float(end)
    return worst
