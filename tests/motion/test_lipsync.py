"""Every lip-sync engine that ships."""

import pytest

from yingren.core.errors import UnknownName
from yingren.core.speech import Speech
from yingren.motion.lips import PhonemeLips
from yingren.motion.lips_sound import SoundLips
from yingren.motion.lipsync import LIP_SYNCS, LipSync, lip_sync_for

from .lipsync_suite import LipSyncSuite


class TestPhonemes(LipSyncSuite):
    @pytest.fixture
    def engine(self) -> LipSync:
        return PhonemeLips()


class TestSound(LipSyncSuite):
    @pytest.fixture
    def engine(self) -> LipSync:
        return SoundLips()


def test_the_registry_names_both() -> None:
    assert {"phonemes", "sound"} <= set(LIP_SYNCS)
    with pytest.raises(UnknownName, match="phonems"):
        LIP_SYNCS.load("phonems")


def test_the_engine_is_chosen_by_what_is_known(sentences: tuple[Speech, ...]) -> None:
    speech = sentences[0]
    assert isinstance(lip_sync_for(speech), PhonemeLips)
    assert isinstance(lip_sync_for(Speech(speech.samples, speech.rate)), SoundLips)
