"""When each word and phoneme of a :class:`~.reading.Reading` is said, from the events of espeak-ng."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ..core.speech import Phoneme, Word
from .data import table
from .espeak_process import Event, Utterance
from .reading import Reading, Unit
from .sound import Samples
from .sounds import has_closure, ipa, is_switch, switched_language

_LONGEST_CLOSURE = 0.09
"""Seconds of quiet before a stop that belong to it; what is longer is a pause."""
_LONGEST_JOIN = 0.06
"""Seconds of quiet between other sounds that no one hears as a pause."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Samples (float32 [N]) with the words and phonemes in them, in seconds from the first sample."""

    samples: Samples
    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]


@dataclass(frozen=True, slots=True)
class _Sound:
    symbol: str
    start: float
    end: float
    unit: int
    language: str


def _heard(events: Sequence[Event], reading: Reading, language: str) -> list[_Sound]:
    """The sounds with their ends; what only marks a pause or another language is left out."""
    offsets = [unit.offset for unit in reading.units]
    heard: list[_Sound] = []
    marks = [event for event in events if event.kind != "end" or event.time > 0]
    unit, current = -1, language
    for index, event in enumerate(marks):
        if event.kind == "word":
            unit = max(unit, bisect_right(offsets, event.offset) - 1)
        elif event.kind == "phoneme" and event.symbol and is_switch(event.symbol):
            current = switched_language(event.symbol)
        elif event.kind == "phoneme" and event.symbol:
            end = next((later.time for later in marks[index + 1 :] if later.kind != "word"), event.time)
            if end > event.time:
                heard.append(_Sound(event.symbol, event.time, end, max(unit, 0), current))
    return heard


def _shared_out(heard: list[_Sound], reading: Reading) -> list[_Sound]:
    """Give words that espeak says in one breath (in the, of the) their own sounds, by the length of their spelling."""
    counts = [0] * len(reading.units)
    for sound in heard:
        counts[sound.unit] += 1
    shared = list(heard)
    for first, unit in enumerate(reading.units):
        last = first
        while last + 1 < len(counts) and not counts[last + 1] and not reading.units[last + 1].pinyin:
            last += 1
        if unit.pinyin or last == first or counts[first] <= last - first:
            continue
        words = [reading.targets[reading.units[number].words[0]].text.lower() for number in range(first, last + 1)]
        own = [index for index, sound in enumerate(heard) if sound.unit == first]
        borders = [round(share * len(own)) for share in np.cumsum([len(word) for word in words]) / len("".join(words))]
        for number, word in enumerate(words[1:]):
            if word.startswith("th"):
                voiced = (place for place, index in enumerate(own) if heard[index].symbol == "ð")
                borders[number] = min(voiced, key=lambda place: abs(place - borders[number]), default=borders[number])
        for place, index in enumerate(own):
            number = sum(place >= border for border in borders[:-1])
            shared[index] = replace(heard[index], unit=first + number)
    return shared


@cache
def _syllable_pattern(pinyin: tuple[str, ...]) -> re.Pattern[str]:
    """Groups one per syllable over the space-ended symbols of a word."""
    initials: dict[str, str] = table("phonemes")["initials"]
    vowel = r"(?:(?!ər )[^ ]*[aeiouyɑəɛæ][^ ]* )"
    parts = []
    for syllable in pinyin:
        bare = syllable.rstrip("12345")
        initial = next((name for name in initials if bare.startswith(name)), "")
        onset = re.escape(initials[initial]) + " " if initial else ""
        if bare == "er":
            rest = "ər "
        elif bare.endswith("ng"):
            rest = f"(?:[jwɥ] )?{vowel}*(?:ŋ-? |onɡ )"
        elif bare.endswith("n"):
            rest = f"(?:[jwɥ] )?{vowel}*n "
        else:
            rest = f"(?:[jwɥ] )?{vowel}+"
        parts.append(f"({onset}{rest})")
    return re.compile("".join(parts))


def _syllables(symbols: Sequence[str], pinyin: tuple[str, ...]) -> list[int]:
    """The syllable that each symbol of a Chinese word belongs to."""
    if len(pinyin) > 1:
        bare = [re.sub("[ˈˌ]", "", symbol) for symbol in symbols]
        match = _syllable_pattern(pinyin).fullmatch("".join(f"{symbol} " for symbol in bare))
        if match:
            return [index for index, group in enumerate(match.groups()) for _ in range(group.count(" "))]
    return [min(index * len(pinyin) // max(len(symbols), 1), len(pinyin) - 1) for index in range(len(symbols))]


def _placed(heard: list[_Sound], units: Sequence[Unit]) -> list[tuple[int, int]]:
    """For each sound the target it speaks and its tone."""
    places: list[tuple[int, int]] = []
    index = 0
    while index < len(heard):
        end = index
        while end < len(heard) and heard[end].unit == heard[index].unit:
            end += 1
        unit = units[heard[index].unit]
        if unit.pinyin:
            for syllable in _syllables([sound.symbol for sound in heard[index:end]], unit.pinyin):
                places.append((unit.words[syllable], int(unit.pinyin[syllable][-1])))
        else:
            places += [(unit.words[0], 0)] * (end - index)
        index = end
    return places


def timed(utterance: Utterance, reading: Reading, language: str) -> Timed:
    """Place the words and phonemes of a reading in what espeak said, and lengthen its pauses.

    The closure of a stop belongs to the stop, so that lips are shut when nothing is heard before a ``p``.
    """
    if not reading.units:
        return Timed(utterance.samples, (), ())
    heard = _shared_out(_heard(utterance.events, reading, language), reading)
    samples, heard = _rested(utterance, heard, reading.rests)
    phonemes: list[Phoneme] = []
    targets: list[int] = []
    for sound, (target, tone) in zip(heard, _placed(heard, reading.units), strict=True):
        parts, stress = ipa(sound.symbol, sound.language)
        if not parts:
            continue
        reached = phonemes[-1].end if phonemes else 0.0
        time = _start(sound, parts[0][0], reached, first=not phonemes)
        seconds = (sound.end - time) / sum(share for _, share in parts)
        longest = max(share for _, share in parts)
        if seconds <= 0:
            continue
        for symbol, share in parts:
            if phonemes and targets[-1] == target and phonemes[-1].end == time and _one_sound(phonemes[-1], symbol):
                phonemes[-1] = replace(phonemes[-1], symbol=symbol, end=time + seconds * share)
            else:
                stressed = stress if share == longest else 0
                phonemes.append(Phoneme(symbol, time, time + seconds * share, stressed, tone))
                targets.append(target)
            time = phonemes[-1].end
    return Timed(samples, _words(phonemes, targets, reading), tuple(phonemes))


def _start(sound: _Sound, symbol: str, reached: float, *, first: bool) -> float:
    """When a sound begins, with the quiet before it that belongs to it."""
    closure = has_closure(symbol)
    if not first and sound.start - reached <= (_LONGEST_CLOSURE if closure else _LONGEST_JOIN):
        return reached
    return max(reached, sound.start - _LONGEST_CLOSURE / 2) if closure else sound.start


def _one_sound(before: Phoneme, symbol: str) -> bool:
    """Espeak begins 油 with two glides and 月 with two of different roundness; one is spoken."""
    return (before.symbol == symbol and symbol in ("j", "w")) or (before.symbol, symbol) == ("j", "ɥ")


def _rested(utterance: Utterance, heard: list[_Sound], rests: Mapping[int, float]) -> tuple[Samples, list[_Sound]]:
    """Lengthen the silence after the units that ``rests`` names."""
    pieces, moved = [], []
    cut, added = 0, 0.0
    for index, sound in enumerate(heard):
        before = heard[index - 1] if index else sound
        rest = max((rests.get(unit, 0.0) for unit in range(before.unit, sound.unit)), default=0.0)
        if rest > 0 and sound.start - before.end >= _LONGEST_JOIN:
            middle = round((before.end + sound.start) / 2 * utterance.rate)
            silence = np.zeros(round(rest * utterance.rate), np.float32)
            pieces += [utterance.samples[cut:middle], silence]
            cut, added = middle, added + len(silence) / utterance.rate
        moved.append(replace(sound, start=sound.start + added, end=sound.end + added))
    return np.concatenate([*pieces, utterance.samples[cut:]]), moved


def _words(phonemes: Sequence[Phoneme], targets: Sequence[int], reading: Reading) -> tuple[Word, ...]:
    spans: dict[int, tuple[float, float]] = {}
    for phoneme, number in zip(phonemes, targets, strict=True):
        start, end = spans.get(number, (phoneme.start, phoneme.end))
        spans[number] = (min(start, phoneme.start), max(end, phoneme.end))
    words = []
    for number in sorted(spans):
        target = reading.targets[number]
        words.append(Word(target.text, *spans[number], target.at, target.length))
    return tuple(words)
