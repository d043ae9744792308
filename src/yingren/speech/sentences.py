"""Cutting text into what is spoken in one breath. Nothing is lost: the pieces joined are the text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from .data import table

_STOPS = "。！？!?；;…\n\r\u2028\u2029."
_CLOSERS = "”’」』）】》)]}\"'"
_COMMAS = "，、,：:—–"
_LIMIT = 120.0


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(str(word).lower() for word in table("english")["abbreviations"])


def _weight(character: str) -> float:
    """Chinese characters last about as long as two Latin letters."""
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5


def _is_stop(text: str, index: int) -> bool:
    if text[index] != ".":
        return True
    following = text[index + 1 : index + 2]
    if following and not following.isspace() and following not in _CLOSERS:
        return False
    word = re.search(r"[\w.]*$", text[max(0, index - 24) : index])
    before = word.group() if word else ""
    if len(before) == 1 and before.isupper():
        return False
    after = text[index + 1 : index + 40].lstrip()
    if before.lower() in _abbreviations() or "." in before:
        return not after or (before.lower() not in ("dr", "mr", "mrs", "ms", "no", "vs", "st") and after[0].isupper())
    return not after or not after[0].islower()


def _whole_sentences(text: str) -> Iterator[str]:
    start = index = 0
    while index < len(text):
        if text[index] in _STOPS and _is_stop(text, index):
            index += 1
            while index < len(text) and (text[index] in _STOPS or text[index] in _CLOSERS):
                index += 1
            while index < len(text) and text[index].isspace():
                index += 1
            yield text[start:index]
            start = index
        else:
            index += 1
    if start < len(text):
        yield text[start:]


def _break_before(text: str, start: int, end: int) -> int:
    """Where to cut ``text[start:end]``, the best place in its second half."""
    middle = start + (end - start) // 3
    for index in range(end - 1, middle, -1):
        if text[index] in _COMMAS and not text[index + 1 : index + 2].isdigit():
            return index + 1
    for index in range(end - 1, middle, -1):
        if text[index].isspace():
            return index + 1
    for index in range(end, middle, -1):
        left, right = text[index - 1], text[index : index + 1]
        if not (left.isascii() and right.isascii()) and not unicodedata.combining(right or " "):
            return index
    return end


def _bounded(sentence: str) -> Iterator[str]:
    start, weight, index = 0, 0.0, 0
    while index < len(sentence):
        weight += _weight(sentence[index])
        index += 1
        if weight > _LIMIT and index < len(sentence):
            index = _break_before(sentence, start, index)
            yield sentence[start:index]
            start, weight = index, 0.0
    yield sentence[start:]


def is_sayable(text: str) -> bool:
    """Whether anything in it could be heard: a letter, a digit or a sign that has a name."""
    return any(unicodedata.category(character)[0] in "LN" or character in "%‰°℃℉+=" for character in text)


def split_sentences(text: str) -> Iterator[str]:
    """Cut text into sentences, and long sentences at commas or spaces (about 120 Chinese characters at most).

    What cannot be said (emoji, lone punctuation) stays with the piece before it.
    """
    held = ""
    for sentence in _whole_sentences(text):
        for piece in _bounded(sentence):
            if held and is_sayable(piece) and is_sayable(held):
                yield held
                held = piece
            elif len(held) + len(piece) > 4 * _LIMIT and held:
                yield held
                held = piece
            else:
                held += piece
    if held:
        yield held
