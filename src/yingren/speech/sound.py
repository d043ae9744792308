"""Shaping what a voice gives: cutting silence off, soft edges."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_FADE = 0.005


def faded(samples: Samples, rate: int) -> Samples:
    """The same samples (float32 [N]) with edges of 5 ms that rise and fall, so that joins do not click."""
    count = min(round(_FADE * rate), len(samples) // 2)
    if count == 0:
        return samples
    out = samples.copy()
    ramp = np.linspace(0, 1, count, endpoint=False, dtype=np.float32)
    out[:count] *= ramp
    out[-count:] *= ramp[::-1]
    return out
