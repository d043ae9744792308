"""Lips from the sound alone, for a recording whose words are not known: an honest guess."""

import numpy as np
import numpy.typing as npt

from ..core.speech import Speech
from .curves import ease
from .lipsync import LipSync
from .mouth import edges, face_of, stillness
from .prosody import RATE, loudness_of, silences_of, smoothed
from .visemes import table

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_WINDOW = 0.025  # seconds


def _bands(speech: Speech, count: int) -> Doubles:
    """float64 [N, 4]: share of the power at 100–450, 450–1000, 1000–3000 and 3000–7500 Hz, at ``RATE``."""
    window = max(16, round(_WINDOW * speech.rate))
    padded = np.pad(speech.samples.astype(np.float64), (window // 2, window))
    starts = np.minimum((np.arange(count) / RATE * speech.rate).astype(np.int64), len(padded) - window)
    power = np.empty((count, 4))
    frequencies = np.fft.rfftfreq(window, 1 / speech.rate)
    masks = [
        (frequencies >= low) & (frequencies < high)
        for low, high in ((100, 450), (450, 1000), (1000, 3000), (3000, 7500))
    ]
    shape = np.hanning(window)
    # In pieces, so that an hour of sound needs no gigabytes.
    for first in range(0, count, 2000):
        piece = starts[first : first + 2000]
        spectrum = np.abs(np.fft.rfft(padded[piece[:, None] + np.arange(window)] * shape)) ** 2
        for number, mask in enumerate(masks):
            power[first : first + 2000, number] = spectrum[:, mask].sum(axis=1)
    return np.asarray(power / np.maximum(power.sum(axis=1, keepdims=True), 1e-12), dtype=np.float64)


class SoundLips(LipSync):
    """The mouth from loudness and colour of the voice.

    The jaw follows loudness, more for open vowels (power between 450 and 1000 Hz), hisses bare the teeth with the jaw
    up, a dark voice rounds the lips, a bright one spreads them, and short deep dips between voiced stretches close
    them. It knows nothing of words, so many a p is missed.
    """

    def mouth(self, speech: Speech, *, rate: float, frames: int, lead: float) -> Floats:
        """See :meth:`LipSync.mouth`."""
        loudness = loudness_of(speech.samples, speech.rate)
        known = table()
        times = np.arange(frames) / rate - lead
        count = len(loudness)
        if count < 3:
            return np.zeros((frames, known.shapes.shape[1]), dtype=np.float32)
        bands = _bands(speech, count)
        low, mid, high, hiss = (smoothed(band, 7) for band in bands.T)
        level = np.clip((smoothed(loudness, 7) + 28.0) / 30.0, 0.0, 1.1)
        hissing = ease((hiss - 0.3) / 0.3)
        parameters = np.zeros((count, len(known.parameters)))
        open_vowel = np.clip((mid + 0.5 * high) / 0.6, 0.0, 1.0)
        parameters[:, known.index("jaw")] = level**1.3 * (0.12 + 0.3 * open_vowel) * (1 - 0.8 * hissing)
        parameters[:, known.index("round")] = level * 0.5 * ease((low - 0.6) / 0.3) * ease((0.12 - high) / 0.1)
        parameters[:, known.index("spread")] = level * 0.4 * ease((high - 0.15) / 0.3) * (1 - hissing)
        parameters[:, known.index("bare")] = 0.3 * hissing * level + 0.12 * level
        # A dip of 12 dB against both sides within 90 ms is a stop or a nasal; many of them are labial.
        reach = round(0.09 * RATE)
        widened = np.pad(loudness, reach, mode="edge")
        before = np.max(np.lib.stride_tricks.sliding_window_view(widened, reach + 1)[:count], axis=1)
        after = np.max(np.lib.stride_tricks.sliding_window_view(widened, reach + 1)[reach : reach + count], axis=1)
        dip = np.minimum(before, after) - loudness
        closing = ease((dip - 12.0) / 6.0) * (1 - hissing)
        places = (np.arange(count) + 0.5) / RATE
        sampled = np.stack([np.interp(times, places, track, left=0.0, right=0.0) for track in parameters.T], axis=-1)
        closure = np.interp(times, places, smoothed(closing, 7), left=0.0, right=0.0)
        moving = stillness(times, silences_of(speech, loudness)) * edges(frames)
        return np.asarray(face_of(sampled, np.clip(1.4 * closure, 0.0, 1.0)) * moving[:, None], dtype=np.float32)
