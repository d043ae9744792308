"""Lips from phonemes: dominance-blended coarticulation, closures on a track of their own.

Each sound pulls the mouth's parameters (jaw, rounding, spreading …) towards its target with a strength that fades
before and after it, as in Cohen and Massaro's model (1993): a rounded vowel is seen through the consonants before it,
a short vowel between two tight consonants never opens fully. Meeting of the lips is no blend, because viewers notice
lips that almost meet: p, b and m have a track that reaches 1 for at least one frame whatever the speed.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ..core.speech import Phoneme, Speech
from .contact import Segment, contact_track
from .lipsync import LipSync
from .mouth import edges, face_of, stillness
from .prosody import RATE, loudness_of, silences_of, smoothed
from .visemes import table, visemes_of

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_GAP = 0.12  # a pause this long between sounds lets the mouth go towards rest
_REACH = 4.0  # a sound is not felt beyond so many times its reach
_REST = 0.03  # how strongly an idle mouth insists on rest


def _opening(phoneme: Phoneme, loudness: Doubles) -> float:
    """How wide a vowel opens against its plain target: stressed and loud ones more, neutral tones less."""
    factor = (0.88, 1.0, 1.1)[min(max(phoneme.stress, 0), 2)]
    if phoneme.tone:
        factor = 0.82 if phoneme.tone == 5 else 1.0
    # A short vowel undershoots its target (Lindblom 1963).
    factor *= 1.1 * (1.0 - float(np.exp(-(phoneme.end - phoneme.start) / 0.045)))
    inside = loudness[max(0, int(phoneme.start * RATE)) : int(phoneme.end * RATE) + 1]
    if len(inside):
        factor *= float(np.clip(1.08 + np.max(inside) / 30, 0.6, 1.2))
    return factor


def segments_of(speech: Speech, loudness: Doubles) -> list[Segment]:
    """The visemes of ``speech`` in order; diphthongs in their parts, the first part a little longer."""
    found: list[Segment] = []
    for phoneme in speech.phonemes:
        visemes = visemes_of(phoneme.symbol)
        if not visemes:
            continue
        opening = _opening(phoneme, loudness)
        shares = np.array([1.0 if viseme.vowel else 0.5 for viseme in visemes])
        edges = phoneme.start + (phoneme.end - phoneme.start) * np.concatenate(
            [[0.0], np.cumsum(shares) / shares.sum()]
        )
        for viseme, start, end in zip(visemes, edges[:-1], edges[1:], strict=True):
            found.append(Segment(viseme, float(start), float(end), opening if viseme.vowel else 1.0, phoneme.symbol))
    return found


def _blend(segments: list[Segment], times: Doubles) -> Doubles:
    """float64 [T, P]: every sound's targets, weighted by how strongly each is felt at each time."""
    known = table()
    pull = np.full((len(times), len(known.parameters)), _REST)
    sum_ = np.zeros_like(pull)
    jaw = known.index("jaw")

    def felt(start: float, end: float, before: float, after: float, target: Doubles, dominance: Doubles) -> None:
        first, last = np.searchsorted(times, (start - _REACH * before, end + _REACH * after))
        own = times[first:last]
        distance = np.maximum(np.maximum((start - own) / before, (own - end) / after), 0.0)
        weight = np.exp(-(distance**1.5))[:, None] * dominance
        pull[first:last] += weight
        sum_[first:last] += weight * target

    for segment in segments:
        viseme = segment.viseme
        target = viseme.target.copy()
        target[jaw] *= segment.opening
        # The target is reached in the inner part of a sound; its edges already belong to the movement.
        inset = 0.2 * (segment.end - segment.start)
        felt(segment.start + inset, segment.end - inset, viseme.before, viseme.after, target, viseme.dominance)
    rest = np.zeros(len(known.parameters))
    insist = np.full(len(known.parameters), 1.5)
    for before, after in pairwise(segments):
        if after.start - before.end > _GAP:
            felt(before.end + 0.06, after.start - 0.05, 0.03, 0.03, rest, insist)
    if segments:
        felt(times[0] - 9.0, segments[0].start - 0.1, 0.04, 0.04, rest, insist)
        felt(segments[-1].end + 0.06, times[-1] + 9.0, 0.04, 0.04, rest, insist)
    return np.asarray(sum_ / pull, dtype=np.float64)


class PhonemeLips(LipSync):
    """The mouth from times of sounds; any language that is written in IPA."""

    def mouth(self, speech: Speech, *, rate: float, frames: int, lead: float) -> Floats:
        """See :meth:`LipSync.mouth`."""
        times = np.arange(frames) / rate - lead
        loudness = loudness_of(speech.samples, speech.rate)
        segments = segments_of(speech, loudness)
        parameters = _blend(segments, times)
        closure = contact_track(segments, times, "bilabial")
        # Loudness within a sound moves the jaw a little too: the voice and the opening are one movement.
        places = (np.arange(len(loudness)) + 0.5) / RATE
        if len(places):
            level = np.interp(times, places, smoothed(loudness, 11))
            parameters[:, table().index("jaw")] *= np.clip(1.0 + (level + 4.0) / 60.0, 0.7, 1.1)
        _tuck(parameters, contact_track(segments, times, "labiodental"))
        moving = stillness(times, silences_of(speech, loudness))
        face = face_of(parameters, closure) * moving[:, None]
        return np.asarray(face * edges(frames)[:, None], dtype=np.float32)


def _tuck(parameters: Doubles, contact: Doubles) -> None:
    """Lay the lower lip to the upper teeth where ``contact`` is 1 (``parameters`` are changed in place)."""
    known = table()
    viseme = visemes_of("f")[0]
    for name, share in (("jaw", 1.0), ("tuck", 1.0), ("bare", 1.0), ("flare", 1.0), ("round", 0.5)):
        column = known.index(name)
        parameters[:, column] += contact * share * (viseme.target[column] - parameters[:, column])
