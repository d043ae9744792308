"""Captions against the sound, and the labels that rules ask for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ..core.errors import MediaError
from ..core.language import say
from ..trust.read import read_label
from .check_notes import Notes, TimedText
from .check_pictures import Seen
from .check_report import Entry
from .check_sound import STEP, Heard

_SPOKEN_SHARE = 0.15  # of a caption's time, less and nobody says it
_COVER_LIMIT = 0.85
_SLACK = 0.15  # seconds a caption may come late or leave early
_ROUNDING = 0.0015  # captions count in thousandths
_LABEL_SECONDS = 2.0
_LABEL_HEIGHT = 0.05


def check_captions(
    captions: Sequence[TimedText] | None,
    seen: Seen,
    heard: Heard | None,
    speech: Sequence[tuple[float, float]] | None = None,
) -> Iterator[Entry]:
    """``captions_order``, ``captions_sound`` and ``captions_cover``.

    ``speech`` says where the manifest has somebody speak: music that swells up elsewhere is then no voice.
    """
    titles = {
        "captions_order": ("captions in disorder", "字幕次序错误"),
        "captions_sound": ("captions without speech", "无语音的字幕"),
        "captions_cover": ("speech with captions", "有字幕的语音"),
    }
    if not captions:
        reason = say("There are no captions beside the file.", "影片旁没有字幕文件。")
        for name, title in titles.items():
            yield Entry(name, *title, message=reason)
        return
    wrong = _disordered(captions, float(seen.times[-1]) + 1 / seen.fps)
    yield Entry(
        "captions_order", *titles["captions_order"], value=len(wrong), limit="0", ok=not wrong, message=_named(wrong)
    )
    if heard is None or not (active := heard.active()).any():
        reason = say("The file has no speech.", "文件中没有语音。")
        for name in ("captions_sound", "captions_cover"):
            yield Entry(name, *titles[name], message=reason)
        return
    if speech is not None:
        times = heard.start + STEP * np.arange(len(active))
        active &= np.any([(start - _SLACK <= times) & (times <= end + _SLACK) for start, end in speech], axis=0)
    covered = np.zeros(len(active), np.bool_)
    mute = []
    for caption in captions:
        first, last = (round((moment - heard.start) / STEP) for moment in (caption.start, caption.end))
        inside = active[max(0, first) : max(0, last)]
        if not len(inside) or inside.mean() < _SPOKEN_SHARE:
            mute.append(caption)
        slack = round(_SLACK / STEP)
        covered[max(0, first - slack) : max(0, last + slack)] = True
    yield Entry(
        "captions_sound", *titles["captions_sound"], value=len(mute), limit="0", ok=not mute, message=_named(mute)
    )
    share = float(covered[active].mean()) if active.any() else 0.0
    yield Entry(
        "captions_cover", *titles["captions_cover"], value=share, limit=f"≥ {_COVER_LIMIT}", ok=share >= _COVER_LIMIT
    )


def _disordered(captions: Sequence[TimedText], duration: float) -> list[TimedText]:
    wrong = []
    before = 0.0
    for caption in captions:
        if caption.start < before - _ROUNDING or caption.end <= caption.start or caption.end > duration + _SLACK:
            wrong.append(caption)
        before = max(before, caption.end)
    return wrong


def _named(captions: Sequence[TimedText]) -> str:
    if not captions:
        return ""
    first = captions[0]
    return say(f"first: {first.start:.2f} s “{first.text[:20]}”", f"首个：{first.start:.2f} 秒“{first.text[:20]}”")


def check_labels(path: Path, seen: Seen, notes: Notes | None) -> Iterator[Entry]:
    """``label_hidden``, ``label_seen`` and ``label_size``."""
    hidden = ("hidden AI label", "隐式 AI 标识")
    try:
        label = read_label(path)
        remark = (
            say("No AIGC entry in the metadata.", "元数据中没有 AIGC 字段。") if label is None else label.produce_id
        )
        yield Entry("label_hidden", *hidden, ok=label is not None, message=remark)
    except MediaError as error:
        yield Entry("label_hidden", *hidden, ok=False, message=error.message)
    seen_title, size_title = ("AI label at the opening", "片头 AI 标识"), ("height of its text", "标识文字高度")
    reason = None
    if notes is None or notes.labels is None:
        reason = say(
            "Needs the manifest beside the file, which says where the label stands.", "需要影片旁的清单以得知标识位置。"
        )
    elif not notes.label_wanted:
        reason = say("The user switched it off.", "用户已关闭该标识。")
    if reason is not None:
        yield Entry("label_seen", *seen_title, message=reason)
        yield Entry("label_size", *size_title, message=reason)
        return
    rows = seen.label_rows
    seconds = float((rows > 0).sum() / seen.fps)
    enough = seconds >= _LABEL_SECONDS
    remark = "" if enough else say("The rules ask for two seconds.", "法规要求不少于 2 秒。")
    yield Entry(
        "label_seen", *seen_title, value=seconds, unit="s", limit=f"≥ {_LABEL_SECONDS:g}", ok=enough, message=remark
    )
    height = float(np.median(rows[rows > 0])) / min(seen.width, seen.height) if enough else 0.0
    yield Entry("label_size", *size_title, value=height * 100, unit="%", limit="≥ 5", ok=height >= _LABEL_HEIGHT)
