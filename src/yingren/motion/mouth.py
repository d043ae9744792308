"""From mouth parameters to ARKit weights, with lips that truly meet and a jaw that is still in silence."""

import numpy as np
import numpy.typing as npt

from ..core.faces import SHAPE
from .curves import ease
from .visemes import table

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_RELEASE = 0.1  # seconds in which the mouth closes when the voice has ended
_ONSET = 0.09  # seconds before the voice at which the lips part
_STILL = 0.2  # silences longer than this are still


def face_of(parameters: Doubles, closure: Doubles) -> Floats:
    """ARKit weights of mouth parameters.

    Where ``closure`` is 1 the lips touch: what opens them is taken back, the jaw is drawn up to a third, and the rest
    of its opening is met by an equal ``mouthClose``, which is how ARKit faces close lips over a parted jaw.

    Args:
        parameters: float64 [T, P] by ``Table.parameters``.
        closure: float64 [T], 0 free, 1 touching.

    Returns:
        float32 [T, 52], 0..1.
    """
    known = table()
    column = closure[:, None]
    free = parameters.copy()
    jaw = known.index("jaw")
    free[:, jaw] *= 1.0 - 0.65 * closure
    for name, kept in (("round", 0.45), ("flare", 0.0), ("spread", 0.5), ("bare", 0.0), ("tuck", 0.0)):
        free[:, known.index(name)] *= 1.0 - (1.0 - kept) * closure
    face = free @ known.shapes + column * known.closed
    face[:, SHAPE["mouthClose"]] += closure * face[:, SHAPE["jawOpen"]]
    return np.clip(face, 0.0, 1.0).astype(np.float32)


def stillness(times: Doubles, silences: list[tuple[float, float]]) -> Doubles:
    """float64 [T]: 1 where the mouth may move, 0 inside every silence over 0.2 s, with short ramps at its edges.

    Args:
        times: Seconds, rising.
        silences: (start, end) in seconds on the same clock; the stretch before the first sound may start at −inf.
    """
    moving = np.ones(len(times))
    for start, end in silences:
        if end - start < _STILL:
            continue
        leaving = 1.0 - ease((times - start) / _RELEASE)
        coming = ease((times - (end - _ONSET)) / _ONSET)
        moving = np.minimum(moving, np.maximum(leaving, coming))
    return moving


def edges(frames: int) -> Doubles:
    """float64 [T]: 0 at the first and the last frame, so that chunks join with the mouth at rest."""
    place = np.arange(frames)
    return ease(np.minimum(place, frames - 1 - place) / 2.0)
