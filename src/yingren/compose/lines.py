"""Breaking text into lines and pieces: where Chinese and English may be cut, and where the cut looks best."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

Measure = Callable[[str], float]
"""Text → width, in any unit."""

NEVER_FIRST = frozenset("，。！？、；：,.!?;:”’）》】」』〉〕］｝…—～·%％‰℃°)]}»››・ー々")
"""What may not begin a line (kinsoku): closing marks, and marks that belong to what is before them."""
NEVER_LAST = frozenset("“‘（《【「『〈〔［｛([{«‹¥￥$€£#@")
"""What may not end a line: opening marks, and signs of what follows."""
STRONG = frozenset("。！？!?；;…\n")
"""A thought ends here."""
WEAK = frozenset("，,：:、—")
"""A breath may be taken here."""

_CJK = "㐀-鿿぀-ヿ가-힯豈-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[^\W_{_CJK}]+(?:(?:['’.\-_/&+:@=?#~%]+|(?<=\d),(?=\d))[^\W_{_CJK}]+)*")
"""A word or number, with what holds it together inside: don't, state-of-the-art, 5,000, 3.14, https://example.com."""
GOOD_ENDS = frozenset("的了着过是在和与或及等就都也把被让对将为从到得地而但则即")
"""Small words after which a Chinese line ends well, where nothing better is near."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of text that is never cut, with the space after it.

    Attributes:
        start, end: Characters of the text, without the space.
        next: Where the next atom starts.
    """

    start: int
    end: int
    next: int


def atoms(text: str) -> list[Atom]:
    """Cut a text at every place a line may end.

    A line may end between Chinese characters and at spaces, but not in an English word or number, not before what
    must not begin a line, nor after what must not end one.
    """
    cuts = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        word = _WORD.match(text, position)
        end = word.end() if word else position + 1
        while end < len(text) and (_joins(text[end]) or text[end - 1] == "\u200d"):
            end += 1
        cuts.append((position, end))
        position = end
    joined: list[tuple[int, int]] = []
    for start, end in cuts:
        touching = bool(joined) and joined[-1][1] == start
        if touching and (text[start] in NEVER_FIRST or text[joined[-1][1] - 1] in NEVER_LAST):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    starts = [start for start, _ in joined][1:] + [len(text)] * bool(joined)
    return [Atom(start, end, following) for (start, end), following in zip(joined, starts, strict=True)]


def _joins(character: str) -> bool:
    """Combining marks, joiners and variation selectors go with what is before them."""
    code = ord(character)
    return (
        0x0300 <= code <= 0x036F or code in (0x200D, 0x20E3) or 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF
    )


class Ruler:
    """Widths of any part of one text, after measuring each of its characters once."""

    def __init__(self, text: str, measure: Measure) -> None:
        self.text = text
        known = {character: measure(character) for character in set(text)}
        self._sums = [0.0, *accumulate(known[character] for character in text)]

    def width(self, start: int, end: int) -> float:
        """Of ``text[start:end]``."""
        return self._sums[end] - self._sums[start]


def lines(ruler: Ruler, pieces: Sequence[Atom], width: float) -> list[tuple[int, int]]:
    """Set atoms in as few lines as fit the width, as even in length as can be, each ending well.

    An atom wider than a line has a line to itself; it is cut only if it is wider than two.

    Returns:
        Start and end of each line in the text.
    """
    whole = [part for atom in pieces for part in _cut(ruler, atom, width)]
    if not whole:
        return []
    counts = _fill(ruler, whole, width)
    low, high = width / 2, width
    for _ in range(8):
        middle = (low + high) / 2
        tried = _fill(ruler, whole, middle)
        if len(tried) == len(counts):
            counts, high = tried, middle
        else:
            low = middle
    ends = _settle(ruler, whole, list(accumulate(counts)), width)
    return [(whole[start].start, whole[end - 1].end) for start, end in pairwise([0, *ends])]


def _cut(ruler: Ruler, atom: Atom, width: float) -> list[Atom]:
    if ruler.width(atom.start, atom.end) <= 2 * width:
        return [atom]
    parts, start = [], atom.start
    while start < atom.end:
        end = start + 1
        while end < atom.end and ruler.width(start, end + 1) <= width:
            end += 1
        parts.append(Atom(start, end, atom.next if end == atom.end else end))
        start = end
    return parts


def _fill(ruler: Ruler, pieces: Sequence[Atom], width: float) -> list[int]:
    """How many atoms each line takes if each takes as many as fit."""
    counts, start = [0], pieces[0].start
    for atom in pieces:
        if counts[-1] and ruler.width(start, atom.end) > width:
            counts.append(0)
            start = atom.start
        counts[-1] += 1
    return counts


def _settle(ruler: Ruler, pieces: Sequence[Atom], ends: list[int], width: float) -> list[int]:
    """Move each line's end by a few atoms to where it reads best, as long as both lines still fit."""
    for index in range(len(ends) - 1):
        start = ends[index - 1] if index else 0
        stop, here = ends[index + 1], ends[index]

        def cost(end: int, start: int = start, stop: int = stop) -> float:
            upper = ruler.width(pieces[start].start, pieces[end - 1].end)
            lower = ruler.width(pieces[end].start, pieces[stop - 1].end)
            if max(upper, lower) > width:
                return float("inf")
            return abs(upper - lower) / width + _roughness(ruler.text, pieces[end - 1])

        choices = range(max(start + 1, here - 4), min(stop, here + 5))
        best = min(choices, key=lambda end: (cost(end), abs(end - here)), default=here)
        if cost(best) < float("inf"):
            ends[index] = best
    return ends


def _roughness(text: str, atom: Atom) -> float:
    """How badly a line ends after this atom, in line widths of unevenness that are worth avoiding it."""
    last = text[atom.end - 1]
    if last in WEAK or last in STRONG:
        return 0.0
    if atom.next > atom.end:
        return 0.25
    return 0.35 if last in GOOD_ENDS else 0.7


def phrases(text: str, pieces: Sequence[Atom]) -> list[tuple[list[Atom], bool]]:
    """Group atoms into phrases that end with a mark; with each, whether the thought ends there."""
    result: list[tuple[list[Atom], bool]] = []
    current: list[Atom] = []
    for atom in pieces:
        current.append(atom)
        marks = _closing_marks(text[atom.start : atom.end])
        gap = text[atom.end : atom.next]
        if not gap:
            # Inside an address or a figure a Latin mark ends nothing: it does so only before a space.
            marks = {mark for mark in marks if not mark.isascii() or mark in "!?"}
        if "\n" in gap or marks & STRONG or (gap and _is_stop(text, atom)):
            result.append((current, True))
            current = []
        elif marks & WEAK and "、" not in marks:
            result.append((current, False))
            current = []
    if current:
        result.append((current, True))
    return result


def _closing_marks(piece: str) -> set[str]:
    end = len(piece)
    while end and piece[end - 1] in NEVER_FIRST:
        end -= 1
    return set(piece[end:])


def _is_stop(text: str, atom: Atom) -> bool:
    """A full stop after a word of three letters or more: shorter ones are often abbreviations (Mr. St. U.S.)."""
    piece = text[atom.start : atom.end].rstrip("”’\"')）")
    return piece.endswith(".") and sum(letter.isalnum() for letter in piece.rsplit(".", 2)[-2]) > 2
