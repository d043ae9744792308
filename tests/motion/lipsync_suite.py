"""The conformance suite of the lip-sync seam: every engine runs it."""

from abc import ABC, abstractmethod

import numpy as np
import pytest

from yingren.core.faces import ARKIT, SHAPE
from yingren.core.speech import Speech
from yingren.motion.lipsync import LipSync
from yingren.motion.quality import lip_gap


class LipSyncSuite(ABC):
    """Inherit, and give the engine."""

    @pytest.fixture
    @abstractmethod
    def engine(self) -> LipSync:
        """What is tested."""

    def test_shape_and_range(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        for rate in (24.0, 30.0):
            face = engine.mouth(sentences[0], rate=rate, frames=77, lead=0.25)
            assert face.shape == (77, 52) and face.dtype == np.float32
            assert np.all(np.isfinite(face)) and face.min() >= 0.0 and face.max() <= 1.0

    def test_moves_lips_and_jaw_only(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        face = engine.mouth(sentences[0], rate=30, frames=140, lead=0.25)
        others = [index for index, name in enumerate(ARKIT) if not name.startswith(("jaw", "mouth"))]
        assert np.all(face[:, others] == 0.0)
        assert np.ptp(face[:, SHAPE["jawOpen"]]) > 0.15

    def test_edges_and_silence_are_closed(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        speech = sentences[2]
        gap_of_half_a_second = np.zeros(speech.rate // 2, dtype=np.float32)
        padded = Speech(
            np.concatenate([speech.samples, gap_of_half_a_second]), speech.rate, phonemes=speech.phonemes, language="en"
        )
        frames = int((padded.duration + 0.5) * 30)
        gap = lip_gap(engine.mouth(padded, rate=30, frames=frames, lead=0.5))
        assert np.all(gap[: int(0.4 * 30)] < 0.01)
        assert np.all(gap[int((0.5 + speech.duration + 0.13) * 30) :] < 0.01)

    def test_is_a_function_of_its_input(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        first, second = (engine.mouth(sentences[1], rate=30, frames=150, lead=0.25) for _ in range(2))
        assert np.array_equal(first, second)

    def test_follows_lead_and_rate(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        early = engine.mouth(sentences[1], rate=30, frames=180, lead=0.3)[:, SHAPE["jawOpen"]]
        late = engine.mouth(sentences[1], rate=30, frames=180, lead=0.5)[:, SHAPE["jawOpen"]]
        assert np.allclose(early[5:150], late[11:156], atol=0.02)
        double = engine.mouth(sentences[1], rate=60, frames=360, lead=0.3)[::2, SHAPE["jawOpen"]]
        assert np.corrcoef(early[5:-5], double[5:-5])[0, 1] > 0.97

    @pytest.mark.parametrize("seconds", [0.0, 0.004, 0.05, 1.0])
    def test_silence_of_any_length(self, engine: LipSync, seconds: float) -> None:
        face = engine.mouth(Speech(np.zeros(int(seconds * 16000), np.float32), 16000), rate=30, frames=40, lead=0.2)
        assert np.all(face == 0.0)

    def test_opens_with_the_voice(self, engine: LipSync, sentences: tuple[Speech, ...]) -> None:
        speech = sentences[0]
        frames = int((speech.duration + 0.6) * 30)
        jaw = engine.mouth(speech, rate=30, frames=frames, lead=0.3)[:, SHAPE["jawOpen"]]
        starts = ((np.arange(frames) / 30 - 0.3) * speech.rate).astype(int)
        power = [
            float(np.sqrt(np.mean(speech.samples[max(start, 0) : max(start, 0) + speech.rate // 30] ** 2)))
            if 0 <= start < len(speech.samples)
            else 0.0
            for start in starts
        ]
        assert np.corrcoef(jaw, power)[0, 1] > 0.5
