"""Instruments for the packaged music: each note is made of sines, and a track is a ring, so that loops have no seam."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ..core.randomness import generator
from ..media.loudness import RATE

Wave = npt.NDArray[np.float32]


def frequency(midi: float) -> float:
    """Hertz of a MIDI note number: 69 is A at 440 Hz."""
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


@dataclass(slots=True)
class Ring:
    """A stereo track whose end is its beginning: what rings over the end is heard at the start.

    Attributes:
        samples: float32 [N, 2] at 48 kHz.
    """

    seconds: float
    samples: Wave = field(init=False)

    def __post_init__(self) -> None:
        self.samples = np.zeros((round(self.seconds * RATE), 2), np.float32)

    def add(self, start: float, wave: Wave, gain: float, pan: float = 0.0) -> None:
        """Lay a wave, float32 [n] or [n, 2], from ``start`` seconds on; ``pan`` −1 is left, 1 right."""
        stereo = np.repeat(wave[:, None], 2, axis=1) if wave.ndim == 1 else wave
        angle = (pan + 1) * np.pi / 4
        sides = np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(gain * np.sqrt(2))
        place = round(start * RATE) % len(self.samples)
        while len(stereo):
            count = min(len(stereo), len(self.samples) - place)
            self.samples[place : place + count] += stereo[:count] * sides
            stereo, place = stereo[count:], 0


def pad(notes: tuple[int, ...], seconds: float, *, brightness: float = 1.8) -> Wave:
    """float32 [n, 2]: a soft chord that swells and fades, a little out of tune with itself, as strings are.

    Args:
        notes: MIDI numbers.
        seconds: Until it begins to fade; it fades for another 1.6.
        brightness: The power by which harmonics grow weaker; lower is brighter.
    """
    fade = 1.6
    time = np.arange(round((seconds + fade) * RATE), dtype=np.float32) / RATE
    out = np.zeros((len(time), 2), np.float32)
    for number, note in enumerate(notes):
        for side in range(2):
            for voice, cents in enumerate((-7.0, 0.5, 6.0)):
                pitch = frequency(note + (cents if side == 0 else -cents) / 100)
                for harmonic in range(1, 9):
                    if pitch * harmonic > 6000:
                        break
                    phase = 2.4 * number + 1.7 * voice + 0.9 * side + 0.5 * harmonic
                    turns = np.float32(2 * np.pi * pitch * harmonic) * time
                    out[:, side] += np.sin(turns + np.float32(phase)) * np.float32(harmonic**-brightness)
    rise = np.clip(time / 1.2, 0, 1)
    fall = np.clip((seconds + fade - time) / fade, 0, 1)
    envelope = np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2
    breath = 1 + 0.06 * np.sin(2 * np.pi * 0.37 * time)
    out *= (envelope * breath / (3 * np.sqrt(len(notes)))).astype(np.float32)[:, None]
    return out


def pluck(note: int, *, decay: float = 3.0, brightness: float = 1.7) -> Wave:
    """float32 [n]: a string or bar struck softly; high parts die first. ``decay`` is how fast, per second."""
    time = np.arange(round(min(3.0, 6.5 / decay) * RATE), dtype=np.float32) / RATE
    pitch = frequency(note)
    out = np.zeros(len(time), np.float32)
    for harmonic in range(1, 8):
        stretched = pitch * harmonic * np.sqrt(1 + 0.0004 * harmonic * harmonic)
        if stretched > 8000:
            break
        ring = np.exp(-time * np.float32(decay * (0.7 + 0.55 * harmonic)))
        out += np.sin(np.float32(2 * np.pi * stretched) * time) * (ring * np.float32(harmonic**-brightness))
    return _eased(out, 0.004)


def electric_piano(note: int, seconds: float) -> Wave:
    """float32 [n]: a bell-like tine under a hammer, by frequency modulation."""
    time = np.arange(round((seconds + 1.2) * RATE), dtype=np.float32) / RATE
    turns = 2 * np.pi * frequency(note) * time
    depth = 1.1 * np.exp(-time * 3.5)
    tine = 0.12 * np.sin(turns * 7.0) * np.exp(-time * 14)
    out = (np.sin(turns + depth * np.sin(turns)) + tine) * np.exp(-time * 1.5)
    out *= np.clip((seconds + 1.2 - time) / 1.2, 0, 1) ** 2
    return _eased(out.astype(np.float32), 0.006)


def bass(note: int, seconds: float) -> Wave:
    """float32 [n]: round and low."""
    time = np.arange(round((seconds + 0.15) * RATE), dtype=np.float32) / RATE
    turns = 2 * np.pi * frequency(note) * time
    out = np.sin(turns) + 0.28 * np.sin(2 * turns) + 0.09 * np.sin(3 * turns)
    out *= np.exp(-time * 0.8) * np.clip((seconds + 0.15 - time) / 0.15, 0, 1)
    return _eased(out.astype(np.float32), 0.012)


def soft_drum() -> Wave:
    """float32 [n]: a felt beater on a large drum."""
    time = np.arange(round(0.4 * RATE), dtype=np.float32) / RATE
    pitch = 48 + 55 * np.exp(-time * 28)
    turns = 2 * np.pi * np.cumsum(pitch) / RATE
    return _eased((np.sin(turns) * np.exp(-time * 11)).astype(np.float32), 0.003)


def shaker(number: int) -> Wave:
    """float32 [n]: a breath of sand; each number sounds a little different."""
    time = np.arange(round(0.09 * RATE), dtype=np.float32) / RATE
    noise = generator(0, "shaker", number).normal(size=len(time))
    bright = np.diff(noise, prepend=0.0)
    shape = np.sin(np.clip(time / 0.02, 0, 1) * np.pi / 2) * np.exp(-time * 55)
    return np.asarray(bright * shape * 0.4, np.float32)


def reverberated(samples: Wave, *, seconds: float, wet: float) -> Wave:
    """float32 [N, 2]: the ring in a room that takes ``seconds`` to fall silent; it, too, goes round."""
    length = min(len(samples), round(seconds * RATE))
    time = np.arange(length) / RATE
    noise = generator(0, "room").normal(size=(length, 2))
    spectrum = np.fft.rfft(noise, axis=0)
    pitch = np.fft.rfftfreq(length, 1 / RATE)
    # Walls swallow the high and the room should not boom: keep 180 Hz … 5 kHz.
    keep = (pitch / 180) ** 2 / (1 + (pitch / 180) ** 2) / (1 + (pitch / 4200) ** 2)
    room = np.fft.irfft(spectrum * keep[:, None], length, axis=0)
    room *= (np.exp(-6.9 * time / seconds) * np.clip(time / 0.012, 0, 1))[:, None]
    room /= np.sqrt((room**2).sum(axis=0, keepdims=True))
    size = len(samples)
    wave = np.fft.irfft(np.fft.rfft(samples, axis=0) * np.fft.rfft(room, size, axis=0), size, axis=0)
    return (samples * (1 - wet) + wave * wet).astype(np.float32)


def _eased(wave: Wave, seconds: float) -> Wave:
    """Begin and end without a click."""
    count = min(len(wave) // 4, round(seconds * RATE))
    slope = np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    wave[:count] *= slope
    wave[len(wave) - count :] *= slope[::-1]
    return wave
