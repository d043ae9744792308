"""Where words begin and end, in any writing."""

import unicodedata

from .scripts import is_han

_INSIDE = "'’-&"
"""What may stand between the letters of one word."""
_JOINERS = "\u200c\u200d"
"""Part of words in Persian and Indian writing."""


def _is_letter(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] == "L" or category in ("No", "Nl")) and not is_han(character)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in _JOINERS


def word_end(text: str, index: int) -> int:
    """The end of the word that begins at ``index``; ``index`` itself where none does.

    A Chinese character is a word, a run of digits is, and letters with their marks are (``don't``, ``mother-in-law``).
    """
    if is_han(text[index]):
        end = index + 1
        while end < len(text) and "\ufe00" <= text[end] <= "\U000e01ef" and _is_mark(text[end]):
            end += 1
        return end
    end = index
    if text[index].isdecimal():
        while end < len(text) and text[end].isdecimal():
            end += 1
        return end
    if not _is_letter(text[index]):
        return index
    while end < len(text):
        if _is_letter(text[end]) or _is_mark(text[end]):
            end += 1
        elif text[end] in _INSIDE and end + 1 < len(text) and _is_letter(text[end + 1]):
            end += 2
        else:
            break
    return end
