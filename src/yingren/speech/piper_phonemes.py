"""Text as the phonemes that Piper models were trained on, and those as numbers."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from . import mandarin
from .espeak_process import EspeakProcess
from .lexicon import Lexicon
from .normalise import Piece, normalise
from .reading import lay_out

_MARKS = re.compile(r"([,.!?;:]+)\s*")
_CHINESE_MARKS = str.maketrans("，、。！？；：…—", ",,.!?;:.,")
_SWITCH = re.compile(r"\([a-z-]+\)")
_INITIALS = tuple("zh ch sh b p m f d t n l g k h j q x r z c s y w".split())
_NO_INITIAL = "Ø"
_START, _END, _PAD = "^", "$", "_"
_GROUP_ENDS = frozenset("12345.?!,:;—…、。？！，：； ")


class Phonemizer:
    """A sentence → phonemes. Holds a worker process where espeak is needed."""

    def __init__(self, kind: str, espeak: str, language: str, lexicon: Lexicon | None = None) -> None:
        """Say how: ``kind`` is ``"espeak"``, ``"text"`` or ``"pinyin"``; ``espeak`` names an espeak voice."""
        self._kind, self._espeak, self._language = kind, espeak, language
        self._lexicon = lexicon or Lexicon()
        self._process = EspeakProcess()

    def __call__(self, text: str) -> list[str]:
        """The phonemes of a sentence, one string each.

        Raises:
            VoiceError: espeak-ng does not know the voice the model asks for.
        """
        if self._kind == "text":
            return list(unicodedata.normalize("NFD", self._spoken(text)))
        if self._kind == "pinyin":
            return self._pinyin(normalise(text, self._language, self._lexicon))
        return self._ipa(text)

    def close(self) -> None:
        """End the worker process."""
        self._process.close()

    def _spoken(self, text: str) -> str:
        return "".join(piece.spoken for piece in normalise(text, self._language, self._lexicon))

    def _ipa(self, text: str) -> list[str]:
        reading = lay_out(text, normalise(text, self._language, self._lexicon), self._language)
        pieces = _MARKS.split(reading.text)
        clauses = [clause.strip() for clause in pieces[::2]]
        written = iter(self._process.transcribe([clause for clause in clauses if clause], self._espeak))
        found: list[str] = []
        for clause, mark in zip(clauses, [*pieces[1::2], ""], strict=True):
            if clause:
                # Models know single code points, an accent apart from its letter; and nothing of other languages.
                found += unicodedata.normalize("NFD", _SWITCH.sub("", next(written)))
            found += mark[-1:]
            if mark and mark[-1] in ",;:":
                found.append(" ")
        while found and found[-1] == " ":
            found.pop()
        return found

    def _pinyin(self, pieces: Sequence[Piece]) -> list[str]:
        text = ""
        fixed: dict[int, Piece] = {}
        for piece in pieces:
            if piece.pinyin:
                fixed[len(text)] = piece
            text += piece.spoken
        read = {word.at: word for word in mandarin.read(text)}
        found: list[str] = []
        index = 0
        while index < len(text):
            if index in fixed:
                syllables: Sequence[str] = fixed[index].pinyin
                index += len(fixed[index].spoken)
            elif index in read:
                syllables = read[index].syllables
                index += len(syllables)
            else:
                mark = " " if text[index].isspace() else text[index].translate(_CHINESE_MARKS)
                # A pinyin model cannot read other letters; its table would take them for initials.
                if mark in _GROUP_ENDS and not mark.isalnum():
                    found.append(mark)
                index += 1
                continue
            for syllable in syllables:
                found += split_syllable(syllable)
        return found


def split_syllable(syllable: str) -> list[str]:
    """Initial, final and tone of a syllable as in ``"hao3"``; ü is written ``v``. Nothing for what is no syllable."""
    match = re.fullmatch(r"([a-zvü:]+?)([1-5])", syllable)
    if not match:
        return []
    base = match.group(1).replace("u:", "v").replace("ü", "v")
    initial = next((initial for initial in _INITIALS if base.startswith(initial)), "")
    return [initial or _NO_INITIAL, base[len(initial) :], match.group(2)]


def identifiers(phonemes: Sequence[str], table: Mapping[str, Sequence[int]], kind: str) -> list[int]:
    """The numbers a model reads: start, phonemes with padding, end. Phonemes it does not know are left out.

    Piper pads after every phoneme, for pinyin after every syllable and mark.
    """
    numbers = list(table[_START])
    if kind != "pinyin":
        numbers += table[_PAD]
    for phoneme in phonemes:
        if phoneme not in table:
            continue
        numbers += table[phoneme]
        if kind != "pinyin" or phoneme in _GROUP_ENDS:
            numbers += table[_PAD]
    return [*numbers, *table[_END]]
