"""When each word and sound of a known text is said, for engines and recordings that do not tell.

The built-in voice says the same text and knows exactly when it says what. Its rendition is laid over the real sound by
dynamic programming on the spectrum, stretching and shrinking it as needed, with pauses allowed between any two words.
The first pass shows how one voice differs from the other; that difference is taken out and the pass repeated.
``docs/alignment.md`` says how good this is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..core.errors import VoiceError
from ..core.language import say
from ..core.speech import Phoneme, Speech, Word
from .align_features import FRAMES_PER_SECOND, Floats, Spectrum, features, spectrum
from .align_path import cheapest_path, distances, products
from .sounds import has_closure

Frames = npt.NDArray[np.int64]

_WARPS = (0.8, 0.9, 1.0, 1.1, 1.2)
_ROUNDS = 2
_STRENGTH = 100.0
"""Frames of evidence that the difference between the voices needs before it is believed."""
_QUIET, _NOISY, _ABOVE_NOISE = -35.0, -18.0, 8.0
"""Decibels below the loud parts under which a frame counts as silent: higher, within bounds, where there is noise."""
_SILENCE_COST = 0.3
_SHORT_GAP = 0.1
"""Seconds between two words that no one hears as a pause."""
_LEAD = 0.02
_PAUSE_FRAMES = 12
_PAUSE_COST = 2.0
"""For speaking through a silence longer than any closure."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a reference lies in a sound.

    Attributes:
        words: The reference's words on the clock of the sound.
        phonemes: The same of its phonemes.
        heard: Seconds of the sound up to which it was matched; all of it unless the end was open.
        complete: How many of the words are surely placed: all, unless the end was open.
        warp: How the throat of the reference was changed to fit; give it back for more of the same speaker.
    """

    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]
    heard: float
    complete: int
    warp: float = 1.0


@dataclass(frozen=True, slots=True)
class _Track:
    """The states of the reference in order: silences, and the frames of its words.

    Attributes:
        row: int64 [S], frame of the reference; −1 for a silence.
        word, phoneme: int64 [S], index in the reference; −1 for a silence, or where there is none.
    """

    row: Frames
    word: Frames
    phoneme: Frames


def align(
    reference: Speech,
    samples: npt.NDArray[np.float32],
    rate: int,
    *,
    open_end: bool = False,
    warp: float | None = None,
) -> Alignment:
    """Carry the times of a reference over to another rendition of the same text.

    Args:
        reference: With words and phonemes, as the built-in voice gives it.
        samples: float32 [N] mono, the rendition whose times are wanted; up to a minute or so.
        rate: Samples per second of ``samples``.
        open_end: Whether the sound stops somewhere inside the reference, which goes on.
        warp: What an earlier alignment of the same speaker gave; ``None`` tries several.

    Raises:
        VoiceError: The sound is silent or far too short for the text.
    """
    heard = spectrum(samples, rate)
    if not reference.words or len(samples) < rate // 20 or np.abs(samples).max(initial=0.0) < 1e-3:
        raise _unlike(reference.text)
    said = spectrum(reference.samples, reference.rate)
    track = _track(reference, len(said))
    if len(track.row) > 3 * len(heard) and not open_end:
        raise _unlike(reference.text)
    path, warp = _matched(said, heard, track, open_end, _WARPS if warp is None else (warp,))
    found = _carried(reference, track, path, open_end, min(len(path) / FRAMES_PER_SECOND, len(samples) / rate))
    return replace(found, warp=warp)


def spread(reference: Speech, samples: npt.NDArray[np.float32], rate: int) -> Alignment:
    """The times of a reference stretched evenly over what is heard: for a sound that leaves much of the text out."""
    loud = np.flatnonzero(np.abs(samples) > 0.05 * np.abs(samples).max(initial=0.0))
    first, last = (loud[0] / rate, (loud[-1] + 1) / rate) if len(loud) else (0.0, len(samples) / rate)
    begin, end = reference.words[0].start, max(word.end for word in reference.words)
    pace = (last - first) / max(end - begin, 1e-3)

    def moved(second: float) -> float:
        return float(min(max(first + (second - begin) * pace, 0.0), len(samples) / rate))

    return Alignment(
        tuple(replace(word, start=moved(word.start), end=moved(word.end)) for word in reference.words),
        tuple(replace(sound, start=moved(sound.start), end=moved(sound.end)) for sound in reference.phonemes),
        len(samples) / rate,
        len(reference.words),
    )


def _matched(
    said: Spectrum, heard: Spectrum, track: _Track, open_end: bool, warps: Sequence[float]
) -> tuple[Frames, float]:
    sound = features(heard)
    quiet = float(np.clip(np.percentile(heard.loudness, 5) + _ABOVE_NOISE, _QUIET, _NOISY))
    silence = (_SILENCE_COST + np.maximum(0, (heard.loudness - quiet) / 10)).astype(np.float32)
    pause = _long_runs(heard.loudness < quiet, _PAUSE_FRAMES) * np.float32(_PAUSE_COST)

    def pass_over(frames: Floats) -> tuple[Frames, float]:
        unlike = distances(frames, sound)
        unlike += pause
        found: tuple[Frames, float] = cheapest_path(unlike, track.row, silence, open_end)
        return found

    tries = [(*pass_over(features(said, warp)), warp) for warp in warps]
    path, _, warp = min(tries, key=lambda found: found[1])
    voice = features(said, warp)
    for _ in range(_ROUNDS):
        spoken = track.row[path] >= 0
        if spoken.sum() < 10:
            break
        path, _ = pass_over(_converted(voice, voice[track.row[path[spoken]]], sound[spoken]))
    return path, warp


def _converted(voice: Floats, theirs: Floats, ours: Floats) -> Floats:
    """``voice`` as the other speaker would sound: a linear map fitted on the frames now believed to be the same."""
    origin, target = theirs.mean(axis=0), ours.mean(axis=0)
    columns = np.ascontiguousarray((theirs - origin).T)
    prior = _STRENGTH * np.eye(len(columns))
    left = products(columns, columns) + prior
    right = products(columns, np.ascontiguousarray((ours - target).T)) + prior
    turn = np.linalg.solve(left, right).astype(np.float32)
    converted: Floats = products(voice - origin, np.ascontiguousarray(turn.T)) + target
    return converted


def _long_runs(flags: npt.NDArray[np.bool_], shortest: int) -> npt.NDArray[np.bool_]:
    """The flags, without runs shorter than ``shortest``: bool [T]."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    kept = np.zeros(len(flags), bool)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        kept[start:end] = end - start >= shortest
    return kept


def _track(reference: Speech, frames: int) -> _Track:
    rows, words, phonemes = [-1], [-1], [-1]
    starts = np.array([phoneme.start for phoneme in reference.phonemes])
    reached = 0
    for index, word in enumerate(reference.words):
        after = reference.words[index + 1].start if index + 1 < len(reference.words) else np.inf
        inside = np.flatnonzero((starts >= word.start - 1e-6) & (starts < after - 1e-6))
        end = reference.phonemes[inside[-1]].end if len(inside) else word.end
        first = min(max(round(word.start * FRAMES_PER_SECOND), reached), frames - 1)
        reached = min(max(round(end * FRAMES_PER_SECOND), first + 1), frames)
        span = np.arange(first, reached)
        rows += [*span, -1]
        words += [*np.full(len(span), index), -1]
        if len(inside):
            # What comes before the first sound of a word is the closure that belongs to it.
            order = np.searchsorted(np.round(starts[inside] * FRAMES_PER_SECOND), span, side="right") - 1
            phonemes += [*inside[np.maximum(order, 0)], -1]
        else:
            phonemes += [*np.full(len(span), -1), -1]
    return _Track(np.array(rows), np.array(words), np.array(phonemes))


def _carried(reference: Speech, track: _Track, path: Frames, open_end: bool, end: float) -> Alignment:
    heard_words, heard_phonemes = track.word[path], track.phoneme[path]
    owner = np.full(len(reference.phonemes), -1)
    owner[track.phoneme[track.phoneme >= 0]] = track.word[track.phoneme >= 0]
    inside = [np.flatnonzero(owner == index) for index in range(len(reference.words))]
    closed = [len(own) > 0 and has_closure(reference.phonemes[own[0]].symbol) for own in inside]
    spans = _word_spans(heard_words, closed, end)
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    for index, (word, (start, stop), own) in enumerate(zip(reference.words, spans, inside, strict=True)):
        words.append(Word(word.text, start, stop, word.at, word.length))
        if not len(own):
            continue
        frames = np.flatnonzero(heard_words == index)
        borders = np.linspace(start, stop, len(own) + 1)
        if len(frames):
            first = frames[0] / FRAMES_PER_SECOND
            borders = np.minimum(first + _starts(heard_phonemes[frames] - own[0], len(own), len(frames)), stop)
            borders[0], borders[-1] = start, stop
        for sound, begin, finish in zip((reference.phonemes[i] for i in own), borders[:-1], borders[1:], strict=True):
            phonemes.append(Phoneme(sound.symbol, float(begin), float(finish), sound.stress, sound.tone))
    complete = max(0, int(heard_words.max())) if open_end else len(words)
    return Alignment(tuple(words), tuple(phonemes), end, complete)


def _word_spans(heard: Frames, closed: list[bool], end: float) -> list[tuple[float, float]]:
    """Start and end second of each word, from the word that each frame belongs to.

    The search calls the quiet edges of words silent. A short gap is given back: to a stop, as its closure, or to both
    sides. After a long one a sound begins a little before it is loud.
    """
    starts = np.minimum(_starts(heard, len(closed), len(heard)), end)
    stops = starts[1:].copy()
    for index in range(len(closed)):
        frames = np.flatnonzero(heard == index)
        if len(frames):
            stops[index] = min(stops[index], (frames[-1] + 1) / FRAMES_PER_SECOND)
    for index, stop in enumerate(closed):
        before = stops[index - 1] if index else 0.0
        gap = starts[index] - before
        if index and gap <= _SHORT_GAP:
            starts[index] -= gap if stop else gap / 2
            stops[index - 1] = starts[index]
        else:
            starts[index] -= min(_LEAD * (2 if stop else 1), gap)
    return [(float(start), float(stop)) for start, stop in zip(starts[:-1], stops, strict=True)]


def _starts(owners: Frames, count: int, frames: int) -> npt.NDArray[np.float64]:
    """When each of ``count`` things begins, and then the end: float64 [count + 1] seconds, rising.

    What got no frame begins at its share of the time between its neighbours.
    """
    first = np.full(count + 1, np.nan)
    first[count] = frames / FRAMES_PER_SECOND
    for frame in range(len(owners) - 1, -1, -1):
        if owners[frame] >= 0:
            first[owners[frame]] = frame / FRAMES_PER_SECOND
    if np.isnan(first[0]):
        first[0] = 0.0
    known = np.flatnonzero(~np.isnan(first))
    starts: npt.NDArray[np.float64] = np.interp(np.arange(count + 1), known, first[known])
    return starts


def _unlike(text: str) -> VoiceError:
    shown = text.strip()[:40]
    return VoiceError(
        say(f"The sound does not fit its text “{shown}”.", f"声音与文字“{shown}”对不上。"),
        hint=say("Check that the text is what is said in it.", "请检查文字是否与录音内容一致。"),
    )
