"""Against a real mouth: GRID sentences with the speaker's own face, tracked at 25 frames a second."""

import warnings
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from yingren.core.faces import SHAPE
from yingren.core.speech import Phoneme, Speech
from yingren.motion.lips import PhonemeLips
from yingren.motion.lips_sound import SoundLips
from yingren.motion.lipsync import LipSync
from yingren.motion.prosody import RATE, loudness_of
from yingren.speech.espeak import EspeakVoice

Floats = npt.NDArray[np.float32]
Case = tuple[Speech, Floats]


def sound_of(path: Path) -> tuple[Floats, int]:
    with av.open(str(path)) as file:
        rate = file.streams.audio[0].rate
        pieces = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    samples = np.concatenate(pieces)
    full = 2.0 ** (8 * samples.dtype.itemsize - 1)
    return samples.astype(np.float32) / np.float32(full), rate


def stretched(voice: EspeakVoice, words: list[tuple[float, float, str]]) -> tuple[Phoneme, ...]:
    """The built-in voice's phonemes of each word, laid over the seconds in which the speaker says it."""
    text = " ".join(word.upper() if len(word) == 1 else word for _, _, word in words)
    spoken = [(word, speech) for speech in voice.synthesize(text, language="en") for word in speech.words]
    assert len(spoken) == len(words), text
    found = []
    for (word, speech), (start, end, _) in zip(spoken, words, strict=True):
        own = [p for p in speech.phonemes if word.start - 1e-3 <= (p.start + p.end) / 2 < word.end + 1e-3]
        if own:
            scale = (end - start) / (own[-1].end - own[0].start)
            place = [(start + (p.start - own[0].start) * scale, start + (p.end - own[0].start) * scale) for p in own]
            found += [Phoneme(p.symbol, *times, p.stress) for p, times in zip(own, place, strict=True)]
    return tuple(found)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    folder = Path(__file__).parents[3] / "shared" / "data" / "grid_s1"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}")
    tracked = np.load(folder / "faces.npz", allow_pickle=False)
    columns = [SHAPE[str(name)] for name in tracked["names"]]
    rows = [line.split("\t") for line in (folder / "words.tsv").read_text().splitlines()]
    found = []
    with warnings.catch_warnings(), EspeakVoice() as voice:
        warnings.simplefilter("ignore", ResourceWarning)
        for name, times in rows[5::58]:
            words = [(float(a), float(b), word) for a, b, word in (item.split(":") for item in times.split())]
            phonemes = stretched(voice, [word for word in words if word[2] not in ("sil", "sp")])
            samples, rate = sound_of(folder / "audio" / f"{name}.flac")
            face = np.zeros((len(tracked[f"{name}.face"]), len(SHAPE)), dtype=np.float32)
            face[:, columns] = tracked[f"{name}.face"]
            found.append((Speech(samples, rate, phonemes=phonemes, language="en"), face))
    return found


def alike(engine: LipSync, cases: list[Case]) -> float:
    """Mean correlation of jaw openings."""
    jaw = SHAPE["jawOpen"]
    return float(
        np.mean(
            [
                np.corrcoef(engine.mouth(speech, rate=25, frames=len(face), lead=0.0)[:, jaw], face[:, jaw])[0, 1]
                for speech, face in cases
            ]
        )
    )


def test_phonemes_move_the_jaw_as_the_speaker_did(cases: list[Case]) -> None:
    jaw = SHAPE["jawOpen"]
    loud = []
    for speech, face in cases:
        loudness = np.clip(loudness_of(speech.samples, speech.rate), -40, 5)
        seen = np.interp(np.arange(len(face)) / 25, (np.arange(len(loudness)) + 0.5) / RATE, loudness)
        loud.append(np.corrcoef(seen, face[:, jaw])[0, 1])
    reached = alike(PhonemeLips(), cases)
    assert reached > 0.66
    assert reached > np.mean(loud) + 0.05


def test_sound_alone_is_about_as_good_as_loudness(cases: list[Case]) -> None:
    assert alike(SoundLips(), cases) > 0.54


def test_openings_are_as_wide_as_real_ones(cases: list[Case]) -> None:
    jaw = SHAPE["jawOpen"]
    made = np.concatenate([PhonemeLips().mouth(s, rate=25, frames=len(f), lead=0.0)[:, jaw] for s, f in cases])
    real = np.concatenate([face[:, jaw] for _, face in cases])
    assert np.percentile(made, 95) == pytest.approx(np.percentile(real, 95), rel=0.4)
