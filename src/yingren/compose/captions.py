"""What is said becomes captions: cut at phrases, at most two lines, each word with its time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core.movie import Caption
from ..core.speech import Speech, Word
from .lines import NEVER_FIRST, Atom, Measure, Ruler, atoms, lines, phrases
from .timeline import Chunk, Timeline

MOST_LINES = 2
EARLY, LATE = 0.06, 0.35
"""Seconds a caption is seen before its first and after its last word."""
BRIDGE = 0.7
"""A pause shorter than this, seconds, does not empty the screen between two captions of one chunk."""

_DROPPED_INSIDE = frozenset("，。；：")
_DROPPED_AT_END = _DROPPED_INSIDE | frozenset("、,.;:—")


def captions_of(timeline: Timeline, measure: Measure, width: float) -> tuple[Caption, ...]:
    """All captions of a movie, in seconds of the movie, in order, never two at a time.

    Args:
        timeline: When everything is said.
        measure: Width of a text in the caption's type.
        width: How wide a line may be, in the same unit.
    """
    result: list[Caption] = []
    for chunk in timeline.chunks:
        if chunk.speech is not None:
            result.extend(_of_chunk(chunk, chunk.speech, timeline.fps, measure, width))
    return tuple(result)


def _of_chunk(chunk: Chunk, speech: Speech, fps: int, measure: Measure, width: float) -> list[Caption]:
    begin = chunk.first / fps + chunk.lead
    stop = chunk.end / fps
    text = speech.text
    words = speech.words or spread_evenly(text, speech.duration)
    timed: list[tuple[_Shown, list[Word]]] = []
    passed = 0
    for start, end in _pieces(text, measure, width):
        shown = _show(text[start:end], start, measure, width)
        while passed < len(words) and words[passed].at + words[passed].length <= start:
            passed += 1
        own = [word for word in words[passed : passed + end - start] if word.at < end]
        if shown.text and own:
            timed.append((shown, own))
    captions: list[Caption] = []
    for index, (shown, own) in enumerate(timed):
        first = max(begin + own[0].start - EARLY, chunk.first / fps)
        if captions:
            first = max(first, captions[-1].end)
        last = begin + own[-1].end + LATE
        if index + 1 < len(timed):
            spoken = begin + own[-1].end
            following = max(spoken, begin + timed[index + 1][1][0].start - EARLY)
            last = following if following - spoken < BRIDGE else last
        last = min(max(last, first + 0.2), max(stop, first + 1 / fps))
        captions.append(Caption(shown.text, first, last, tuple(_placed(own, shown, begin)), chunk.speaker))
    return captions


def spread_evenly(text: str, duration: float) -> tuple[Word, ...]:
    """Times for a voice that gave none: every atom as long as it is wide in characters."""
    pieces = atoms(text)
    total = sum(atom.end - atom.start for atom in pieces)
    words, passed = [], 0
    for atom in pieces:
        length = atom.end - atom.start
        start, end = duration * passed / total, duration * (passed + length) / total
        words.append(Word(text[atom.start : atom.end], start, end, atom.start, length))
        passed += length
    return tuple(words)


def _pieces(text: str, measure: Measure, width: float) -> Iterator[tuple[int, int]]:
    """Start and end in the text of what one caption holds."""
    ruler = Ruler(text, measure)
    held: list[Atom] = []
    for phrase, ends in phrases(text, atoms(text)):
        together = held + phrase
        if held and ruler.width(together[0].start, together[-1].end) > width:
            yield from _split(ruler, held, width)
            together = phrase
        held = together
        if ends:
            yield from _split(ruler, held, width)
            held = []
    if held:
        yield from _split(ruler, held, width)


def _split(ruler: Ruler, pieces: Sequence[Atom], width: float) -> Iterator[tuple[int, int]]:
    """One caption if it fits, else as many as are needed, evenly filled."""
    rows = lines(ruler, pieces, width)
    for at in range(0, len(rows), MOST_LINES):
        group = rows[at : at + MOST_LINES]
        yield group[0][0], group[-1][1]


@dataclass(frozen=True, slots=True)
class _Shown:
    """Caption text and, for each of its characters, the place in the speech it came from (−1 for a line end)."""

    text: str
    origin: tuple[int, ...]


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in text)


def _show(text: str, offset: int, measure: Measure, width: float) -> _Shown:
    """Drop the marks that creators drop, then set in lines."""
    kept = [(" " if mark.isspace() else mark, offset + at) for at, mark in enumerate(text)]
    if _is_chinese(text):
        while kept and (kept[-1][0] in _DROPPED_AT_END or kept[-1][0] == " "):
            kept.pop()
        following = [mark for mark, _ in kept[1:]] + [""]
        kept = [
            (" " if mark in _DROPPED_INSIDE else mark, origin)
            for (mark, origin), after in zip(kept, following, strict=True)
            # Before a closing mark a space would tear it off.
            if not (mark in _DROPPED_INSIDE and after and after in NEVER_FIRST)
        ]
    while kept and kept[-1][0] == " ":
        kept.pop()
    plain = "".join(mark for mark, _ in kept)
    characters: list[str] = []
    origin: list[int] = []
    for start, end in lines(Ruler(plain, measure), atoms(plain), width):
        if characters:
            characters.append("\n")
            origin.append(-1)
        characters.extend(plain[start:end])
        origin.extend(kept[at][1] for at in range(start, end))
    return _Shown("".join(characters), tuple(origin))


def _placed(words: Sequence[Word], shown: _Shown, begin: float) -> Iterator[Word]:
    """Words with their place in the caption and their time in the movie; words nothing is shown of are left out."""
    for word in words:
        own = [at for at, origin in enumerate(shown.origin) if word.at <= origin < word.at + word.length]
        if own:
            first, last = own[0], own[-1] + 1
            text = shown.text[first:last]
            yield Word(text, begin + word.start, begin + word.end, first, last - first)
