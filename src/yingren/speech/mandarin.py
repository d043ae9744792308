"""Reading Chinese characters: words, pinyin with the tones as they sound."""

import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

from .data import table

_DIGITS = frozenset("零〇一二三四五六七八九幺")
_SCALES = frozenset("十百千万亿")
_LONGEST_WORD = 8
_REPEATED = frozenset("个天点步次年件张句滴层声片遍")
"""Before 一 these are counted (一个一个), not done (看一看)."""
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A Chinese word in a text: where it starts, and a syllable per character (``"zhong1"``, ``""`` if unknown)."""

    at: int
    syllables: tuple[str, ...]


@cache
def _overrides() -> dict[str, tuple[str, ...]]:
    written = table("light_tones")["phrases"] | table("polyphones")["phrases"]
    return {word: tuple(str(pinyin).split()) for word, pinyin in written.items()}


@cache
def _model() -> Any:
    import g2pM

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its tables open
        return g2pM.G2pM()


def _cut(run: str) -> list[str]:
    """Words of a run of characters: the longest known one at each place; unknown neighbours go in pairs."""
    from pypinyin.constants import PHRASES_DICT

    phrases = _overrides()
    words: list[str] = []
    index = 0
    while index < len(run):
        for length in range(min(_LONGEST_WORD, len(run) - index), 1, -1):
            word = run[index : index + length]
            if (word in phrases or word in PHRASES_DICT) and not _splits_number(run, index, length):
                break
        else:
            length = 1
        words.append(run[index : index + length])
        index += length
    return _paired(words)


def _splits_number(run: str, index: int, length: int) -> bool:
    """Whether a known word, as 万一, is only a part of a longer number."""
    numerals = _DIGITS | _SCALES | {"两"}
    if not numerals.issuperset(run[index : index + length]):
        return False
    return run[index - 1 : index] in numerals or run[index + length : index + length + 1] in numerals


def _paired(words: list[str]) -> list[str]:
    """Join single characters to words of two, but not those that usually stand alone."""
    alone = _alone()
    joined: list[str] = []
    open_single = False
    for word in words:
        single = len(word) == 1 and word not in alone
        if single and open_single:
            joined[-1] += word
            open_single = False
        else:
            joined.append(word)
            open_single = single
    return joined


@cache
def _alone() -> frozenset[str]:
    return frozenset("".join(str(table("polyphones")["alone"]).split())) | _DIGITS | _SCALES | {"两"}


@cache
def _single(character: str) -> tuple[str, ...]:
    """All readings of one character, the usual one first; nothing for an unknown one."""
    from pypinyin import Style, pinyin
    from pypinyin.constants import PINYIN_DICT

    if ord(character) not in PINYIN_DICT:
        return ()
    found = pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
    return tuple(_plain(reading) for reading in found[0])


@cache
def _all_syllables() -> frozenset[str]:
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    readings = {reading for row in PINYIN_DICT.values() for reading in row.split(",")}
    return frozenset(_plain(to_normal(reading)) for reading in readings)


def is_syllable(pinyin: str) -> bool:
    """Whether it is a syllable of Mandarin with a tone number, as ``"lv4"``."""
    return pinyin[-1:] in "12345" and pinyin[:-1] in _all_syllables()


def _plain(pinyin: str) -> str:
    """Pinyin as espeak knows it: ``v`` for ü, no accents."""
    return pinyin.replace("ü", "v").replace("u:", "v").replace("ê", "ei")


@cache
def _phrase(word: str) -> tuple[str, ...] | None:
    from pypinyin import Style, pinyin
    from pypinyin.constants import PHRASES_DICT

    own = _overrides()
    if word in own:
        return own[word]
    if word not in PHRASES_DICT:
        return None
    return tuple(_plain(found[0]) for found in pinyin(word, style=Style.TONE3, neutral_tone_with_five=True))


def _guessed(run: str) -> list[str]:
    """A reading of each character from the context, by g2pM's small network; ``""`` where it knows none."""
    guesses = _model()(run, tone=True, char_split=False)
    if len(guesses) != len(run):
        return [""] * len(run)
    return [_plain(guess) if re.fullmatch(r"[a-zü:]+[1-5]", guess) else "" for guess in guesses]


@cache
def _contexts() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], str]]] = {}
    for character, before, after, pinyin in table("polyphones")["contexts"]:
        row = (re.compile(f"(?:{before})$"), re.compile(after), str(pinyin))
        found.setdefault(character, []).append(row)
    return found


def _fixed(character: str, run: str, index: int) -> str | None:
    """The reading of a character by itself that its neighbours in the run decide."""
    before, after = run[max(0, index - 3) : index], run[index + 1 :]
    for left, right, pinyin in _contexts().get(character, ()):
        if left.search(before) and right.match(after):
            return pinyin
    single = table("polyphones")["single"].get(character)
    return str(single) if single else None


def read(text: str) -> list[Read]:
    """The Chinese words of ``text``, in order, with the tones as they are spoken.

    Characters are read by the own table of phrases, then by pypinyin's dictionary of phrases, and single characters
    that have several readings by their context.
    """
    words: list[Read] = []
    for match in _HAN_RUN.finditer(text):
        run, at = match.group(), match.start()
        pieces: list[tuple[str, list[str]]] = []
        guesses: list[str] | None = None
        position = 0
        for word in _cut(run):
            known = _phrase(word) if len(word) > 1 else None
            if known is not None:
                syllables = list(known)
            else:
                syllables = []
                for offset, character in enumerate(word):
                    readings = _single(character)
                    chosen = readings[0] if readings else ""
                    fixed = _fixed(character, run, position + offset)
                    if fixed:
                        chosen = fixed
                    elif len(readings) > 1:
                        guesses = guesses if guesses is not None else _guessed(run)
                        guess = guesses[position + offset]
                        chosen = guess if guess in readings else chosen
                    syllables.append(chosen)
            pieces.append((word, syllables))
            position += len(word)
        _sandhi(pieces)
        for word, syllables in pieces:
            words.append(Read(at, tuple(syllables)))
            at += len(word)
    return words


def _sandhi(pieces: list[tuple[str, list[str]]]) -> None:
    """Change tones as neighbours change them: 不, 一 and the third tone, within one run of characters."""
    flat = [(word, offset, syllables) for word, syllables in pieces for offset in range(len(syllables))]
    tones = [syllables[offset][-1:] for _, offset, syllables in flat]
    for index, (word, offset, syllables) in enumerate(flat):
        character = word[offset]
        following = tones[index + 1] if index + 1 < len(flat) else ""
        after = flat[index + 1][0][flat[index + 1][1]] if following else ""
        before = flat[index - 1][0][flat[index - 1][1]] if index else ""
        if character == "不" and syllables[offset] in ("bu4", "bu2"):
            syllables[offset] = "bu2" if following == "4" else "bu4"
        elif character == "一" and syllables[offset].startswith("yi"):
            syllables[offset] = _one(before, after, following, last=offset == len(word) - 1 and len(word) > 1)
        elif tones[index] == "3" and following == "3":
            syllables[offset] = syllables[offset][:-1] + "2"


def _one(before: str, after: str, following: str, *, last: bool) -> str:
    """How 一 sounds between two characters."""
    counted = before in _DIGITS or before in _SCALES or before == "第" or (after in _DIGITS and after != "")
    if not following or (last and after not in _SCALES) or after in "月日号":
        return "yi1"
    if counted and after not in _SCALES - {"十"}:
        return "yi1"
    if before and before == after and before not in _REPEATED:
        return "yi5"
    return "yi2" if following == "4" or after == "个" else "yi4"
