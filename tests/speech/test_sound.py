import numpy as np
import pytest

from yingren.speech.sound import faded, polished

RATE = 22050
FLAT = ((100.0, 0.0), (10000.0, 0.0))


def test_edges_rise_and_fall() -> None:
    soft = faded(np.ones(1000, np.float32), RATE)
    assert soft[0] == 0 and soft[-1] == 0 and soft[500] == 1
    assert np.all(np.diff(soft[:110]) >= 0)
    assert len(faded(np.ones(1, np.float32), RATE)) == 1


@pytest.mark.parametrize("level", [0.01, 0.1, 0.9])
def test_the_level_is_the_same_whatever_comes_in(level: float) -> None:
    noise = np.random.default_rng(1).normal(0, 0.2, RATE).astype(np.float32)
    out = polished(np.clip(noise * level * 5, -1, 1), RATE, FLAT)
    assert 10 * np.log10(np.mean(out**2)) == pytest.approx(-20, abs=1)
    assert np.abs(out).max() < 0.9


def test_nothing_moves_in_time() -> None:
    sound = np.zeros(RATE, np.float32)
    times = (0.2, 0.5, 0.8)
    burst = np.hanning(64) * np.sin(np.arange(64) * 0.9)
    for time in times:
        sound[int(time * RATE) : int(time * RATE) + 64] = burst
    out = polished(sound, RATE, FLAT)
    for time in times:
        around = np.abs(out[int((time - 0.05) * RATE) : int((time + 0.05) * RATE)]) ** 2
        centre = np.average(np.arange(len(around)), weights=around) / RATE - 0.05
        assert abs(centre - 32 / RATE) < 0.0015


def test_the_tone_is_what_is_asked_for() -> None:
    noise = np.random.default_rng(2).normal(0, 0.1, 8 * RATE).astype(np.float32)

    def ratio(samples: np.ndarray) -> float:
        power = np.abs(np.fft.rfft(samples)) ** 2
        hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
        high, low = (power[(hertz > edge * 0.9) & (hertz < edge * 1.1)].mean() for edge in (8000, 500))
        return float(10 * np.log10(high / low))

    lifted = polished(noise, RATE, ((500.0, 0.0), (4000.0, 0.0), (7000.0, 6.0), (9000.0, 6.0)))
    assert ratio(lifted) - ratio(polished(noise, RATE, FLAT)) == pytest.approx(6, abs=1)


def test_silence_stays_silence() -> None:
    assert not polished(np.zeros(100, np.float32), RATE, FLAT).any()
    assert len(polished(np.zeros(0, np.float32), RATE, FLAT)) == 0
