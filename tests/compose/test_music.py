from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from yingren.compose.beds import BEDS, compose
from yingren.compose.music import find_music
from yingren.media.loudness import RATE, LoudnessMeter


@pytest.mark.parametrize("name", sorted(BEDS))
def test_a_bed_is_a_loop_without_seam_and_keeps_out_of_the_speakers_way(name: str) -> None:
    bed = compose(name)
    assert 16 <= len(bed) / RATE <= 26
    assert np.isfinite(bed).all()
    meter = LoudnessMeter()
    meter.add(np.tile(bed, (2, 1)))
    assert meter.true_peak < -1.0, "no clipping"
    assert -24 < meter.integrated < -12
    step = np.abs(np.diff(bed, axis=0)).max(axis=1)
    assert np.abs(bed[0] - bed[-1]).max() < np.percentile(step, 99.9)
    spectrum: npt.NDArray[np.float64] = np.square(np.abs(np.fft.rfft(bed[:, 0] + bed[:, 1])))
    pitch = np.fft.rfftfreq(len(bed), 1 / RATE)
    share = {
        band: float(np.sum(spectrum, where=(pitch >= band[0]) & (pitch < band[1])) / np.sum(spectrum))
        for band in ((30, 250), (250, 1000), (1000, 4000), (8000, 24_000))
    }
    assert share[(250, 1000)] > 0.15, "chords are heard, not only the bass"
    assert share[(1000, 4000)] < 0.05, "consonants are left free"
    assert share[(8000, 24_000)] < 0.01, "no hiss"
    levels = np.sqrt(np.square(bed[: len(bed) // RATE * RATE].reshape(-1, RATE * 2)).mean(axis=1))
    assert levels.max() / levels.min() < 2.5, "even enough to lie under speech"
    assert float(np.sum(bed[:, 0] * bed[:, 1])) > 0, "nothing is lost on a telephone's one loudspeaker"


def test_a_bed_is_made_once_and_repeats_exactly(tmp_path: Path) -> None:
    bed = find_music("calm", tmp_path)
    made = bed.path.stat().st_mtime_ns
    assert find_music("calm", tmp_path) == bed
    assert bed.path.stat().st_mtime_ns == made
    first, second = islice(bed.play(), 2)
    assert np.array_equal(first, second)
    assert np.abs(first - compose("calm")).max() < 1e-4, "what is kept is what is composed, in 16 bits"
