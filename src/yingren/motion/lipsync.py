"""The seam between sound and mouth."""

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from ..core.registry import Registry
from ..core.speech import Speech

Floats = npt.NDArray[np.float32]


class LipSync(ABC):
    """Something that knows how a mouth moves when it says what is heard."""

    @abstractmethod
    def mouth(self, speech: Speech, *, rate: float, frames: int, lead: float) -> Floats:
        """The mouth while ``speech`` is heard.

        The mouth is closed and relaxed (all zeros) at the first and last frame and in silences over 0.2 s; the lips
        touch (``quality.lip_gap`` 0) in every p, b and m, where phonemes are known.

        Args:
            speech: What is said.
            rate: Frames per second; frame ``i`` is seen at ``i / rate``.
            frames: How many frames to give.
            lead: Second at which the first sample is heard; anticipation happens before it.

        Returns:
            float32 [frames, 52], ARKit order, 0..1. Only jaw and mouth columns differ from zero, and emotions are
            not in it.
        """


LIP_SYNCS: Registry[type[LipSync]] = Registry(
    "lipsync",
    "lip sync",
    "口型引擎",
    {
        "phonemes": "yingren.motion.lips:PhonemeLips",
        "sound": "yingren.motion.lips_sound:SoundLips",
    },
)
"""``phonemes`` needs times of sounds and is exact; ``sound`` needs the recording alone and is a fair guess."""


def lip_sync_for(speech: Speech) -> LipSync:
    """The best engine for what is known about ``speech``."""
    return LIP_SYNCS.load("phonemes" if speech.phonemes else "sound")()
