"""espeak-ng's names for sounds as IPA :class:`Phoneme` values."""

import re
from functools import cache

from .data import table

_MARKS = re.compile(r"[ˈˌːˑ̩'ˑ]")
_STOPS = frozenset("p b t d k ɡ q ʔ c ɟ ʈ ɖ tʃ dʒ ts dz tɕ dʑ tʂ dʐ pʰ tʰ kʰ tsʰ tɕʰ tʂʰ pf".split())


@cache
def _names(language: str) -> dict[str, tuple[tuple[str, float], ...]]:
    data = table("phonemes")
    rows = dict(data["any"]) | (data["mandarin"] if language == "zh" else {})
    return {name: tuple((symbol, float(share)) for symbol, share in parts.items()) for name, parts in rows.items()}


def is_switch(symbol: str) -> bool:
    """Whether it only announces another language, as in ``(en)``."""
    return symbol.startswith("(")


def switched_language(symbol: str) -> str:
    """``"zh"`` or another code, of an announcement."""
    code = symbol.strip("()")
    return "zh" if code in ("cmn", "zh") else code.split("-")[0]


@cache
def ipa(symbol: str, language: str) -> tuple[tuple[tuple[str, float], ...], int]:
    """The IPA symbols of one espeak name with their shares of its time, and its stress (0, 1, 2).

    Nothing is left of a name that is only marks.
    """
    stress = 2 if "ˈ" in symbol else 1 if "ˌ" in symbol else 0
    bare = re.sub("[ˈˌ]", "", symbol)
    parts = _names(language).get(bare)
    if parts is None:
        plain = _MARKS.sub("", bare).strip("-_.|^%=,*~0123456789")
        parts = _names(language).get(plain, ((plain, 1.0),) if plain else ())
    return parts, stress


def has_closure(symbol: str) -> bool:
    """Whether the sound begins with a silent closure: the quiet before it is part of it."""
    return symbol in _STOPS
