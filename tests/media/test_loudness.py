import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from yingren.core.errors import MediaError, OutputError
from yingren.media.limiter import CELL, PeakMeter, gain_curve, limiting_gain
from yingren.media.loudness import RATE, SILENCE, LoudnessMeter, amplitude, decibels, measure
from yingren.media.sound import read_sound
from yingren.media.wave_file import WaveWriter, read_wave


def sine(pitch: float, decibel: float, seconds: float, phase: float = 0.0) -> np.ndarray:
    wave = amplitude(decibel) * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE + phase)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def test_the_reference_tone_of_the_standard_reads_as_it_should() -> None:
    """EBU Tech 3341: 1 kHz in stereo at −23 dBFS is −23 LUFS; at −33 it is −33."""
    for level in (-23.0, -33.0):
        meter = LoudnessMeter()
        meter.add(sine(1000, level, 20))
        assert meter.integrated == pytest.approx(level, abs=0.1)


def test_quiet_passages_do_not_count() -> None:
    """EBU Tech 3341, case 3: −36, −23, −36 dBFS reads −23, by the relative gate."""
    meter = LoudnessMeter()
    for level, seconds in ((-36, 10), (-23, 60), (-36, 10)):
        meter.add(sine(1000, level, seconds))
    assert meter.integrated == pytest.approx(-23, abs=0.1)


def test_blocks_of_any_length_give_the_same() -> None:
    wave = sine(440, -20, 5)
    whole, parts = LoudnessMeter(), LoudnessMeter()
    whole.add(wave)
    for start in range(0, len(wave), 7001):
        parts.add(wave[start : start + 7001])
    assert parts.integrated == pytest.approx(whole.integrated, abs=0.02)


def test_silence_and_almost_nothing() -> None:
    assert LoudnessMeter().integrated == SILENCE
    meter = LoudnessMeter()
    meter.add(np.zeros((RATE, 2), np.float32))
    assert meter.integrated == SILENCE
    assert meter.true_peak == -120


def test_peaks_between_samples_are_found() -> None:
    """A quarter of the rate, sampled 45° off its crests: samples reach −3 dB, the wave 0 dB."""
    wave = sine(RATE / 4, 0, 1, np.pi / 4)
    wave *= np.clip(np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / 2000, 0, 1)[:, None].astype(np.float32)
    assert decibels(float(np.abs(wave).max())) == pytest.approx(-3.01, abs=0.01)
    meter = LoudnessMeter()
    meter.add(wave)
    assert meter.true_peak == pytest.approx(0, abs=0.3)
    peaks = PeakMeter()
    peaks.add(wave)
    assert decibels(float(peaks.finish()[10:-10].max())) == pytest.approx(0, abs=0.3)


def test_the_limiter_keeps_true_peaks_under_its_ceiling() -> None:
    random = np.random.default_rng(3)
    wave = np.concatenate([sine(RATE / 5, 2, 1, 0.4), sine(110, 6, 1), sine(3000, -30, 1)])
    wave[RATE * 2 + RATE // 2] = 3.0
    wave += random.normal(0, 0.02, wave.shape).astype(np.float32)
    meter, out = PeakMeter(), []
    for start in range(0, len(wave), 9001):
        meter.add(wave[start : start + 9001])
    gain = limiting_gain(meter.finish(), -2.0)
    for start in range(0, len(wave), 7777):
        block = wave[start : start + 7777]
        out.append(block * gain_curve(gain, start, len(block))[:, None])
    result = LoudnessMeter()
    result.add(np.concatenate(out))
    assert result.true_peak <= -1.85
    assert result.true_peak >= -2.4, "it must not turn down more than is needed"


def test_what_is_under_the_ceiling_is_left_alone() -> None:
    wave = sine(500, -6, 1)
    meter = PeakMeter()
    meter.add(wave)
    gain = limiting_gain(meter.finish(), -1.0)
    assert not gain.any()
    assert np.array_equal(gain_curve(gain, 100, 500), np.ones(500, np.float32))


def test_the_gain_falls_before_a_peak_and_returns_slowly() -> None:
    peaks = np.full(400, 0.1, np.float32)
    peaks[200] = 1.0
    gain = limiting_gain(peaks, -6.0)
    assert gain[190] == 0
    assert gain[200] == pytest.approx(-6)
    assert np.all(np.diff(gain[:200]) <= 0)
    assert np.abs(np.diff(gain[:199])).max() < 2
    assert gain[250] == pytest.approx(-6 + 0.04 * 49, abs=0.05)
    assert len(gain) * CELL == 400 * RATE // 1000


def test_a_wave_file_is_read_by_others_and_in_parts(tmp_path: Path) -> None:
    wave = sine(333, -12, 1.5) * np.array([1, 0.5], np.float32)
    with WaveWriter(tmp_path / "a.wav") as writer:
        for start in range(0, len(wave), 10_000):
            writer.add(wave[start : start + 10_000])
    read = read_sound(tmp_path / "a.wav", channels=2)
    assert read.rate == RATE
    assert np.array_equal(read.samples, wave)
    assert np.array_equal(read_wave(tmp_path / "a.wav", 500, 1000), wave[500:1500])
    assert measure(tmp_path / "a.wav")[1] == pytest.approx(-12, abs=0.1)


def test_measuring_what_has_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    with pytest.raises(MediaError):
        measure(tmp_path / "a.wav")


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is set as POSIX has it")
def test_a_disk_that_takes_no_more_is_an_output_error(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys, numpy as np\nfrom pathlib import Path\n"
        "from yingren.core.errors import OutputError\nfrom yingren.media.wave_file import WaveWriter\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.RLIM_INFINITY))\n"
        "try:\n    with WaveWriter(Path(sys.argv[1])) as w: w.add(np.zeros((48000, 2), np.float32))\n"
        "except OutputError: sys.exit(5)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.wav")], check=False)
    assert done.returncode == OutputError.exit_code
