"""Which writing a text is in, and so which language to speak it in."""

import unicodedata
from functools import cache

from ..core.errors import VoiceError
from ..core.language import say

_LANGUAGE_OF = {
    "HIRAGANA": ("ja", "Japanese", "日语"),
    "KATAKANA": ("ja", "Japanese", "日语"),
    "HALFWIDTH": ("ja", "Japanese", "日语"),
    "HANGUL": ("ko", "Korean", "韩语"),
    "CYRILLIC": ("ru", "Russian", "俄语"),
    "ARABIC": ("ar", "Arabic", "阿拉伯语"),
    "HEBREW": ("he", "Hebrew", "希伯来语"),
    "THAI": ("th", "Thai", "泰语"),
    "DEVANAGARI": ("hi", "Hindi", "印地语"),
    "BENGALI": ("bn", "Bengali", "孟加拉语"),
    "TAMIL": ("ta", "Tamil", "泰米尔语"),
    "GEORGIAN": ("ka", "Georgian", "格鲁吉亚语"),
    "ARMENIAN": ("hy", "Armenian", "亚美尼亚语"),
    "CJK": ("zh", "Chinese", "中文"),
}
_SPOKEN_BY_BOTH = {"LATIN", "GREEK", "FULLWIDTH", "MODIFIER", "MATHEMATICAL", "DOUBLE-STRUCK", "FEMININE", "MASCULINE"}
_SPOKEN_BY = {
    "zh": _SPOKEN_BY_BOTH | {"CJK", "IDEOGRAPHIC", "BOPOMOFO", "HANGZHOU"},
    "en": _SPOKEN_BY_BOTH,
}
_READ_AS_CHINESE = frozenset("の")
"""Stands for 的 in Chinese brand names and headlines."""


@cache
def script_of(character: str) -> str:
    """The first word of a letter's Unicode name (``"CJK"``, ``"LATIN"``, ``"ARABIC"``); ``""`` for other signs."""
    if unicodedata.category(character)[0] != "L":
        return ""
    return unicodedata.name(character, "").split(" ")[0]


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return script_of(character) == "CJK" or character == "〇"


def is_latin(character: str) -> bool:
    """Whether it is a Latin letter, narrow or wide."""
    return script_of(character) in ("LATIN", "FULLWIDTH")


def detect(text: str, default: str = "en") -> str:
    """``"zh"`` where there is a Chinese character, ``"en"`` where a Latin letter is, else by marks or ``default``."""
    latin = False
    for character in text:
        if is_han(character):
            return "zh"
        latin = latin or is_latin(character)
    if latin:
        return "en"
    return "zh" if any(character in "，。！？；：、《》￥℃％" for character in text) else default


def sentence_language(sentence: str, whole: str) -> str:
    """The language of one sentence of a text in ``whole``.

    A whole English sentence in a Chinese text is English. A few Latin letters with numbers (``iPhone 17 Pro``) are no
    sentence: their numbers are said in Chinese.
    """
    if whole != "zh" or any(map(is_han, sentence)):
        return whole
    words = sum(any(map(is_latin, word)) for word in sentence.split())
    if words == 0 or (words < 4 and any(character.isdigit() for character in sentence)):
        return "zh"
    return "en"


def check_spoken(text: str, language: str, voice: str) -> None:
    """Refuse text that a Chinese or English voice cannot read.

    Raises:
        VoiceError: It names the first characters in another writing and the language to set.
    """
    spoken = _SPOKEN_BY.get(language)
    if spoken is None:
        return
    for index, character in enumerate(text):
        script = script_of(character)
        if not script or script in spoken or script not in _LANGUAGE_OF or character in _READ_AS_CHINESE:
            continue
        end = index
        while end < len(text) and end < index + 12 and script_of(text[end]) == script:
            end += 1
        code, name_en, name_zh = _LANGUAGE_OF[script]
        raise VoiceError(
            say(
                f"The voice “{voice}” does not speak {name_en}: “{text[index:end]}” (character {index + 1}).",
                f"声音“{voice}”不会说{name_zh}：“{text[index:end]}”（第 {index + 1} 个字符）。",
            ),
            hint=say(
                f"Write “language: {code}”, choose a voice that speaks it, or take the words out.",
                f"请写 language: {code}、换一个会说{name_zh}的声音，或删去这些文字。",
            ),
        )
