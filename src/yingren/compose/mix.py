"""The sound of a movie: speech in its place, music under it, at the loudness that platforms ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..core.folders import written_whole
from ..core.speech import Speech
from ..media.failures import output_failures
from ..media.limiter import PeakMeter, gain_curve, limiting_gain
from ..media.loudness import RATE, SILENCE, LoudnessMeter, amplitude, decibels
from ..media.sound import resample
from ..media.wave_file import WaveWriter, read_wave
from .music import SILENT, Music, find_music
from .soundtrack import Clip, Layer, Span, clip_layer, ducking, music_layers, speaking
from .timeline import Timeline

Samples = npt.NDArray[np.float32]

_SPEECH_LUFS = -20.0  # where each speaker is brought before the whole is; leaves headroom in the unlimited mix
_BLOCK = 5 * RATE
_EDGE = RATE // 250  # 4 ms over which speech that begins or ends abruptly is eased
_MOST_GAIN_DB = 40.0
_CLOSE_ENOUGH_LU = 0.15
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class MixSettings:
    """How the mix is made.

    Attributes:
        loudness: LUFS of the result.
        ceiling: dBTP of the result; 1 dB under what is promised, because AAC moves peaks.
        music_below: LU by which music that plays alone is softer than speech, at ``music_volume`` 1.
        duck: dB by which music goes down, further, under speech.
        music_volume: Factor on the music; 0 is none.
        clip_volume: Factor on the sound of video clips; 0 is none.
    """

    loudness: float = -14.0
    ceiling: float = -2.0
    music_below: float = 6.0
    duck: float = 13.0
    music_volume: float = 1.0
    clip_volume: float = 0.0


@dataclass(frozen=True, slots=True)
class MixReport:
    """What was made.

    Attributes:
        duration: Seconds; exactly those of the movie.
        loudness: LUFS, measured on the result.
        true_peak: dBTP, measured on the result.
        gain: dB applied to the whole.
        limited: The most the limiter took away, dB ≥ 0.
        speech: Stretches in which somebody speaks, seconds of the movie, in order.
        music: Names of what was played, in order.
    """

    duration: float
    loudness: float
    true_peak: float
    gain: float
    limited: float
    speech: tuple[Span, ...]
    music: tuple[str, ...]


def sample_at(frame: int, fps: int) -> int:
    """The sample at which a frame begins; counted from the start of the movie, so that rounding never adds up."""
    return round(frame * RATE / fps)


def mix(timeline: Timeline, out: Path, settings: MixSettings | None = None, *, clips: Sequence[Clip] = ()) -> MixReport:
    """Make the sound of the whole movie.

    The timeline is gone through twice, a chunk at a time; memory does not grow with its length.

    Args:
        timeline: Whose chunks hold the speech; music comes from its script's settings and ``music`` cues.
        out: The ``.wav`` to write: float32 stereo at 48 kHz.
        settings: The script's ``music_volume`` is multiplied in.
        clips: Clips whose own sound is heard, where ``settings.clip_volume`` lets it.

    Raises:
        OutputError: ``out`` cannot be written.
        MediaError, UnknownName: Music that a script asks for is not there.
    """
    settings = settings or MixSettings()
    total = sample_at(timeline.frames, timeline.fps)
    gains, spans = _levels(timeline)
    music = _music(timeline)
    layers: list[Layer] = []
    volume = settings.music_volume * timeline.script.settings.music_volume
    if volume > 0:
        target = _SPEECH_LUFS - settings.music_below + decibels(volume)
        layers += music_layers(music, timeline.duration, target)
    if settings.clip_volume > 0:
        layers += [clip_layer(clip, settings.clip_volume) for clip in clips]
    duck = ducking(spans, settings.duck)
    with output_failures(out), written_whole(out) as final, written_whole(final.with_suffix(".raw.wav")) as raw:
        meter, peaks = LoudnessMeter(), PeakMeter()
        with WaveWriter(raw) as writer:
            place = 0
            for speech in _speech(timeline, gains):
                block = np.repeat(speech[:, None], 2, axis=1)
                times = (place + np.arange(len(block))) / RATE
                for layer in layers:
                    layer.add_to(block, place, duck.at(times))
                meter.add(block)
                peaks.add(block)
                writer.add(block)
                place += len(block)
        assert place == total, (place, total)
        gain, limited, loudness, peak = _finish(raw, final, total, meter.integrated, peaks.finish(), settings)
    names = tuple(found.name for _, found in music if found is not None)
    return MixReport(total / RATE, loudness, peak, gain, limited, tuple(spans), names)


def _levels(timeline: Timeline) -> tuple[dict[str, float], list[Span]]:
    """The factor that brings each speaker to the same loudness, and where anybody speaks."""
    meters: dict[str, LoudnessMeter] = {}
    spans: list[Span] = []
    for chunk in timeline.chunks:
        if (speech := chunk.speech) is None or not len(speech.samples):
            continue
        meter = meters.setdefault(chunk.speaker, LoudnessMeter())
        for part in _pieces(_at_rate(speech)):
            meter.add(part)
        start = chunk.first / timeline.fps + chunk.lead
        spans += [(start + first, start + last) for first, last in speaking(speech.samples, speech.rate)]
    gains = {
        speaker: amplitude(min(_MOST_GAIN_DB, _SPEECH_LUFS - meter.integrated)) if meter.integrated > SILENCE else 1.0
        for speaker, meter in meters.items()
    }
    return gains, spans


def _music(timeline: Timeline) -> list[tuple[float, Music | None]]:
    """When which music begins: the script's own at 0, then each ``music`` cue."""
    wanted = [(0.0, timeline.script.settings.music)]
    for chunk in timeline.chunks:
        start = chunk.first / timeline.fps
        wanted += [(start + timed.time, timed.cue.name) for timed in chunk.cues if timed.cue.kind == "music"]
    folder = timeline.script.folder
    found: dict[str, Music] = {}
    out: list[tuple[float, Music | None]] = []
    for start, name in wanted:
        if name.strip().lower() in SILENT:
            out.append((start, None))
            continue
        if name not in found:
            found[name] = find_music(name, folder)
        if out and out[-1][1] is found[name]:
            continue  # the same piece goes on
        out.append((start, found[name]))
    return out


def _at_rate(speech: Speech) -> Samples:
    """float32 [N]: the speech at 48 kHz."""
    return resample(np.ascontiguousarray(speech.samples, np.float32), speech.rate, RATE)


def _pieces(samples: Samples) -> Iterator[Samples]:
    for start in range(0, len(samples), _BLOCK):
        yield samples[start : start + _BLOCK]


def _speech(timeline: Timeline, gains: Mapping[str, float]) -> Iterator[Samples]:
    """float32 [n] blocks that follow each other without gaps: the speech of all chunks in their places."""
    over = np.zeros(0, np.float32)  # speech that a chunk is too short for sounds on in the next
    for chunk in timeline.chunks:
        first, end = sample_at(chunk.first, timeline.fps), sample_at(chunk.end, timeline.fps)
        track = np.zeros(end - first, np.float32)
        if chunk.speech is not None and len(chunk.speech.samples):
            wave = _eased(_at_rate(chunk.speech)) * np.float32(gains[chunk.speaker])
            start = round(chunk.lead * RATE)
            track = np.zeros(max(end - first, start + len(wave)), np.float32)
            track[start : start + len(wave)] = wave
        if len(over):
            track = np.pad(track, (0, max(0, len(over) - len(track))))
            track[: len(over)] += over
        over = track[end - first :].copy()
        over = over if over.any() else over[:0]
        yield from _pieces(track[: end - first])


def _eased(wave: Samples) -> Samples:
    count = min(_EDGE, len(wave) // 2)
    slope = np.linspace(0, 1, count, dtype=np.float32)
    wave[:count] *= slope
    wave[len(wave) - count :] *= slope[::-1]
    return wave


def _finish(
    raw: Path, final: Path, total: int, loudness: float, peaks: npt.NDArray[np.float32], settings: MixSettings
) -> tuple[float, float, float, float]:
    """Write the mix at its loudness and under its ceiling: (gain dB, limited dB, LUFS, dBTP)."""
    gain = min(_MOST_GAIN_DB, settings.loudness - loudness) if loudness > SILENCE else 0.0
    for attempt in range(_ROUNDS):
        curve = limiting_gain(peaks * np.float32(amplitude(gain)), settings.ceiling)
        meter = LoudnessMeter()
        with WaveWriter(final) as writer:
            for start in range(0, total, _BLOCK):
                block = read_wave(raw, start, min(_BLOCK, total - start))
                block *= (gain_curve(curve, start, len(block)) * np.float32(amplitude(gain)))[:, None]
                meter.add(block)
                writer.add(block)
        # What the limiter takes away is missing in the loudness: give it back, and limit again.
        missing = settings.loudness - meter.integrated
        if loudness <= SILENCE or abs(missing) < _CLOSE_ENOUGH_LU or attempt + 1 == _ROUNDS or gain >= _MOST_GAIN_DB:
            break
        gain = min(_MOST_GAIN_DB, gain + missing * 1.15)
    return gain, -float(curve.min()), meter.integrated, meter.true_peak
