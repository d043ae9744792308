"""A sentence laid out for espeak-ng: what to send it, and which word of the original each bit of it belongs to."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from . import mandarin
from .data import table
from .normalise import Piece
from .scripts import is_han
from .words import word_end

_SPELLED = re.compile(r"(?:[A-Z]\.)+(s?)")
_PAUSES: dict[str, tuple[str, float]] = {
    mark: (said, extra)
    for marks, said, extra in (
        ("、", ",", 0.0),
        ("，,", ",", 0.15),
        ("：:（）()—–…", ",", 0.12),
        ("；;", ";", 0.2),
        ("。.\n\u2028\u2029", ".", 0.2),
        ("！!", "!", 0.2),
        ("？?", "?", 0.2),
    )
    for mark in marks
}
"""Marks: what espeak is told, and the seconds of silence added to its own short pause."""


@dataclass(frozen=True, slots=True)
class Target:
    """A word of the original text: a future :class:`~yingren.core.speech.Word` without times."""

    text: str
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What espeak takes for one word.

    Attributes:
        offset: Where it starts in the text sent.
        words: Index into the targets for each syllable of a Chinese word; one index for any other word.
        pinyin: A syllable each, for a Chinese word.
    """

    offset: int
    words: tuple[int, ...]
    pinyin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence ready to be sent.

    Attributes:
        text: In espeak's notation.
        units: What it is made of, in order.
        targets: The words of the original that they speak.
        rests: Unit → seconds of silence to be added after it.
    """

    text: str
    units: tuple[Unit, ...]
    targets: tuple[Target, ...]
    rests: dict[int, float]


@dataclass(frozen=True, slots=True)
class Manner:
    """How espeak says some of the words: its words a minute and its volume."""

    rate: int
    volume: int

    def command(self) -> str:
        """As espeak takes it inside a text, before a word."""
        return f"\x01{self.rate}S\x01{self.volume}A "


class _Writer:
    def __init__(self, own: Manner | None, foreign: Manner | None) -> None:
        self._manners = (own, foreign)
        self._foreign = False
        self.text = ""
        self.units: list[Unit] = []
        self.rests: dict[int, float] = {}

    def word(self, said: str, words: tuple[int, ...], pinyin: tuple[str, ...] = (), *, foreign: bool = False) -> None:
        if self.text and not self.text.endswith(" "):
            self.text += " "
        self.units.append(Unit(len(self.text), words, pinyin))
        manner = self._manners[foreign]
        if manner is not None and foreign != self._foreign:
            # espeak counts the command to the word after it.
            said = manner.command() + said
            self._foreign = foreign
        self.text += said

    def pause(self, mark: str, rest: float) -> None:
        if not self.units:
            return
        last = len(self.units) - 1
        if not self.text.endswith((",", ".", "!", "?", ";")):
            self.text += mark
        elif mark in "!?.":
            self.text = self.text.rstrip(",;. ") + mark
        self.rests[last] = max(rest, self.rests.get(last, 0.0))


def lay_out(
    text: str, pieces: Sequence[Piece], language: str, *, own: Manner | None = None, foreign: Manner | None = None
) -> Reading:
    """Prepare a normalised sentence for the espeak voice of ``language`` (``"zh"``, ``"en"`` or another code).

    ``foreign`` is how English words among Chinese ones are said, and ``own`` how the others are.
    """
    targets: list[Target] = []
    spoken = ""
    owner: list[int] = []  # of each spoken character: the target it belongs to, −1 for none
    not_plain: list[bool] = []
    fixed: dict[int, Piece] = {}
    for piece in pieces:
        start = len(spoken)
        spoken += piece.spoken
        not_plain += [not piece.plain] * len(piece.spoken)
        if piece.pinyin or piece.sounds:
            fixed[start] = piece
        if piece.plain:
            owner += _plain_targets(text, piece, targets)
        else:
            owner += [_target(text, piece, targets)] * len(piece.spoken)
    writer = _Writer(own, foreign)
    chinese = {read.at: read for read in mandarin.read(spoken)} if language == "zh" else {}
    index = 0
    while index < len(spoken):
        if index in fixed:
            piece = fixed[index]
            _say_fixed(writer, piece, language, owner[index : index + len(piece.spoken)])
            index += len(piece.spoken)
        elif index in chinese:
            read = chinese[index]
            _say_chinese(writer, read.syllables, owner[index : index + len(read.syllables)])
            index += len(read.syllables)
        elif owner[index] >= 0 and not_plain[index] and (match := _SPELLED.match(spoken, index)):
            writer.word(_bracketed(_letters(match.group()), language), (owner[index],), foreign=True)
            index = match.end()
        elif owner[index] >= 0 and not (language == "zh" and is_han(spoken[index])) and word_end(spoken, index) > index:
            end = _end_of_word(index, word_end(spoken, index), owner)
            writer.word(_without_brackets(spoken[index:end]), (owner[index],), foreign=True)
            index = end
        else:
            if mark := _PAUSES.get(spoken[index]):
                writer.pause(*mark)
            index += 1
    return Reading(writer.text, tuple(writer.units), tuple(targets), writer.rests)


def _end_of_word(start: int, end: int, owner: list[int]) -> int:
    """Stop before another target."""
    return next((index for index in range(start + 1, end) if owner[index] not in (-1, owner[start])), end)


def _without_brackets(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace("[", " ").replace("]", " ").replace("’", "'")


def _target(text: str, piece: Piece, targets: list[Target]) -> int:
    """One word for the whole piece, spaces around it left out."""
    raw = text[piece.at : piece.at + piece.length]
    at = piece.at + len(raw) - len(raw.lstrip())
    targets.append(Target(raw.strip(), at, len(raw.strip())))
    return len(targets) - 1


def _plain_targets(text: str, piece: Piece, targets: list[Target]) -> list[int]:
    """A word for each Chinese character and each other word of a piece that is said as it stands."""
    owner = [-1] * piece.length
    raw = text[piece.at : piece.at + piece.length]
    index = 0
    while index < len(raw):
        end = word_end(raw, index)
        if end > index:
            targets.append(Target(raw[index:end], piece.at + index, end - index))
            owner[index:end] = [len(targets) - 1] * (end - index)
        index = max(end, index + 1)
    return owner


def _say_chinese(writer: _Writer, syllables: Sequence[str], owners: Sequence[int]) -> None:
    """Send a word's syllables joined; those espeak has no pinyin for go as phonemes, unknown ones are left out."""
    special = table("polyphones")["phonemes"]
    run: list[tuple[str, int]] = []

    def flush() -> None:
        if run:
            pinyin = tuple(syllable for syllable, _ in run)
            writer.word("".join(pinyin), tuple(word for _, word in run), pinyin)
            run.clear()

    for syllable, word in zip(syllables, owners, strict=True):
        if syllable[:-1] in special:
            flush()
            tone = table("polyphones")["tones"][int(syllable[-1])]
            writer.word(f"[[{special[syllable[:-1]]}{tone}]]", (word,), (syllable,))
        elif syllable:
            run.append((syllable, word))
    flush()


def _say_fixed(writer: _Writer, piece: Piece, language: str, owners: Sequence[int]) -> None:
    if piece.pinyin:
        each = owners if len(owners) == len(piece.pinyin) else [owners[0]] * len(piece.pinyin)
        _say_chinese(writer, piece.pinyin, each)
    else:
        writer.word(_bracketed(piece.sounds, language), (owners[0],), foreign=True)


def _bracketed(sounds: str, language: str) -> str:
    """English sounds as espeak takes them; the Chinese voice has to be told to speak English and to go back."""
    return f"[[_^_en {sounds} _^_cmn]]" if language == "zh" else f"[[{sounds}]]"


def _letters(spelled: str) -> str:
    """The sounds of ``"G.D.P."``, the last letter stressed."""
    names: dict[str, str] = table("phonemes")["letters"]
    letters = [letter for letter in spelled if letter in names]
    sounds = "".join(names[letter].replace("%", ",") for letter in letters[:-1])
    return sounds + names[letters[-1]].replace("%", "'") + ("z" if spelled.endswith("s") else "")
