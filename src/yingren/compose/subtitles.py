"""Captions as files that players and platforms read: SubRip and WebVTT."""

from collections.abc import Iterable

from ..core.movie import Caption


def caption_files(captions: Iterable[Caption]) -> tuple[str, str]:
    """The text of an ``.srt`` and of a ``.vtt`` file."""
    srt, vtt = [], ["WEBVTT\n"]
    for number, caption in enumerate(captions, 1):
        text = "\n".join(line.strip() for line in caption.text.splitlines() if line.strip())
        srt.append(f"{number}\n{_clock(caption.start, ',')} --> {_clock(caption.end, ',')}\n{text}\n")
        spoken = f"<v {_escaped(caption.speaker)}>{_escaped(text)}" if caption.speaker else _escaped(text)
        vtt.append(f"{_clock(caption.start, '.')} --> {_clock(caption.end, '.')}\n{spoken}\n")
    return "\n".join(srt), "\n".join(vtt)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, point: str) -> str:
    milliseconds = max(0, round(seconds * 1000))
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, thousandths = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{point}{thousandths:03}"
