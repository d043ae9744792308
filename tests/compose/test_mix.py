from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from yingren.compose.mix import MixReport, MixSettings, mix, sample_at
from yingren.compose.music import find_music
from yingren.compose.soundtrack import Clip
from yingren.compose.timeline import Chunk, Timeline
from yingren.core.errors import MediaError, OutputError, UnknownName
from yingren.core.frame import Frame
from yingren.core.motion import TimedCue
from yingren.core.randomness import generator
from yingren.core.script import Cue, Script, Settings
from yingren.core.speech import Speech
from yingren.media.encode import SegmentWriter
from yingren.media.join import join
from yingren.media.loudness import RATE, measure
from yingren.media.sound import read_sound, write_sound

Samples = npt.NDArray[np.float32]


def voice(seconds: float, *, rate: int = 22_050, level: float = 0.3, seed: int = 0) -> Speech:
    """Babble: a buzz that comes and goes four times a second, as loud and as peaky as speech."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 140 * part * time) / part for part in range(1, 12))
    breath = generator(seed, "voice").normal(0, 0.2, len(time))
    shape = np.clip(np.sin(2 * np.pi * 4 * time + seed), 0.02, None) ** 1.5
    return Speech((level * 0.5 * (buzz + breath) * shape).astype(np.float32), rate)


def timeline(
    parts: Sequence[tuple[Speech | None, float, float]],
    *,
    fps: int = 30,
    music: str = "none",
    cues: Sequence[tuple[int, float, str]] = (),
    speakers: Sequence[str] = (),
    source: Path | None = None,
) -> Timeline:
    """Chunks of (speech, seconds of silence before it, seconds in all); cues as (chunk, second, music)."""
    chunks, first = [], 0
    for index, (speech, lead, seconds) in enumerate(parts):
        frames = round(seconds * fps)
        own = tuple(TimedCue(time, Cue("music", name)) for chunk, time, name in cues if chunk == index)
        speaker = speakers[index] if speakers else ""
        chunks.append(Chunk(index, 0, speaker, speech, first, frames, lead, own))
        first += frames
    return Timeline(Script(Settings(music=music), source=source), fps, tuple(chunks))


def mixed(movie: Timeline, path: Path, settings: MixSettings | None = None) -> tuple[MixReport, Samples]:
    report = mix(movie, path, settings)
    return report, read_sound(path, channels=2).samples


def level(samples: Samples, start: float, end: float) -> float:
    """dB of the mean power between two seconds."""
    return float(10 * np.log10(np.mean(np.square(samples[round(start * RATE) : round(end * RATE)])) + 1e-12))


def test_loudness_and_peak_are_met_also_after_aac(tmp_path: Path) -> None:
    movie = timeline([(voice(3), 0.3, 3.6), (voice(4, seed=2), 0.2, 4.5), (None, 0, 1)], music="news")
    report, samples = mixed(movie, tmp_path / "a.wav")
    assert report.loudness == pytest.approx(-14, abs=0.3)
    assert report.true_peak <= -1.8
    assert len(samples) == round(9.1 * 30) * RATE // 30
    with SegmentWriter(tmp_path / "s.mp4", 64, 64, 30) as segment:
        for _ in range(movie.frames):
            grey = np.full((64, 64), 100, np.uint8)
            segment.write(Frame(grey, grey[::2, ::2], grey[::2, ::2]))
    join([tmp_path / "s.mp4"], tmp_path / "a.wav", tmp_path / "a.mp4", fps=30)
    loudness, peak = measure(tmp_path / "a.mp4")
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1.0


@pytest.mark.parametrize("fps", [24, 25, 30, 60, 29])
def test_speech_is_heard_at_its_sample(tmp_path: Path, fps: int) -> None:
    """A click at the start of each chunk's speech stays where its frame is, however many chunks come before."""
    click = np.zeros(4800, np.float32)
    click[400] = 0.5
    parts = [(Speech(click, 48_000), 0.1, 7 / fps) for _ in range(40)]
    movie = timeline(parts, fps=fps)
    _, samples = mixed(movie, tmp_path / "a.wav", MixSettings(ceiling=0.0))
    for chunk in movie.chunks:
        expected = sample_at(chunk.first, fps) + 4800 + 400
        around = samples[expected - 300 : expected + 300, 0]
        assert int(np.argmax(np.abs(around))) == 300


def test_resampled_speech_is_not_shifted(tmp_path: Path) -> None:
    click = np.zeros(16_000, np.float32)
    click[8000] = 0.5
    _, samples = mixed(timeline([(Speech(click, 16_000), 0.5, 2)]), tmp_path / "a.wav", MixSettings(ceiling=0.0))
    assert abs(int(np.argmax(np.abs(samples[:, 0]))) - RATE) <= 1


def test_speech_longer_than_its_chunk_sounds_on(tmp_path: Path) -> None:
    movie = timeline([(voice(2.0), 0.0, 1.0), (None, 0, 2)])
    _, samples = mixed(movie, tmp_path / "a.wav")
    assert level(samples, 1.2, 1.9) > -25
    assert level(samples, 2.2, 3.0) < -90


def test_speakers_are_made_equally_loud(tmp_path: Path) -> None:
    parts = [(voice(4, level=0.5), 0.2, 4.5), (voice(4, level=0.02, seed=1), 0.2, 4.5)]
    _, samples = mixed(timeline(parts, speakers=["甲", "乙"]), tmp_path / "a.wav")
    assert level(samples, 0.2, 4.2) == pytest.approx(level(samples, 4.7, 8.7), abs=1.0)


def tone(path: Path, pitch: float, seconds: float = 3.0) -> str:
    wave = 0.3 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)
    write_sound(path, wave.astype(np.float32), RATE)
    return path.name


def strength(samples: Samples, pitch: float, start: float, end: float) -> float:
    """dB of one tone between two seconds."""
    part = samples[round(start * RATE) : round(end * RATE), 0]
    turns = np.exp(-2j * np.pi * pitch * np.arange(len(part)) / RATE)
    return float(20 * np.log10(np.abs((part * turns).mean()) * 2 + 1e-9))


def test_music_steps_back_under_speech_and_returns(tmp_path: Path) -> None:
    name = tone(tmp_path / "bed.wav", 997, seconds=20)
    silence = Speech(np.zeros(10, np.float32), 16_000)
    words = voice(3)
    movie = timeline([(silence, 0, 4), (words, 0.0, 3), (None, 0, 4)], music=name, source=tmp_path / "x.md")
    report, samples = mixed(movie, tmp_path / "a.wav")
    alone, under, after = (strength(samples, 997, *when) for when in ((2, 3.6), (4.2, 6.8), (8.0, 9.0)))
    assert 11.5 < alone - under < 15.5
    assert after == pytest.approx(alone, abs=1.0)
    assert level(samples, 10.8, 11.0) < alone - 12, "it fades out"
    assert report.music == ("bed.wav",)
    assert [tuple(round(moment) for moment in span) for span in report.speech] == [(4, 7)]


def test_music_does_not_pump_in_short_pauses(tmp_path: Path) -> None:
    name = tone(tmp_path / "bed.wav", 997)
    parts = [(voice(2), 0.0, 2.0), (None, 0.0, 0.8), (voice(2), 0.0, 2.0)]
    _, samples = mixed(timeline(parts, music=name, source=tmp_path / "x.md"), tmp_path / "a.wav")
    assert strength(samples, 997, 2.2, 2.6) == pytest.approx(strength(samples, 997, 0.9, 1.9), abs=1.5)


def test_a_music_cue_changes_the_music_over_a_cross_fade(tmp_path: Path) -> None:
    first, second = tone(tmp_path / "one.wav", 500), tone(tmp_path / "two.wav", 1500)
    cues = [(0, 5.0, second), (1, 2.0, "none")]
    movie = timeline([(None, 0, 10), (None, 0, 6)], music=first, cues=cues, source=tmp_path / "x.md")
    report, samples = mixed(movie, tmp_path / "a.wav")
    assert strength(samples, 500, 2, 4) > strength(samples, 1500, 2, 4) + 40
    assert strength(samples, 1500, 7, 9) > strength(samples, 500, 7, 9) + 40
    during = strength(samples, 500, 5.6, 5.8), strength(samples, 1500, 5.6, 5.8)
    assert during[0] == pytest.approx(during[1], abs=4)
    assert level(samples, 14, 15.9) < -80
    assert report.music == ("one.wav", "two.wav")


def test_music_that_is_shorter_than_the_movie_goes_on_without_a_gap(tmp_path: Path) -> None:
    name = tone(tmp_path / "short.wav", 640, seconds=1.5)
    _, samples = mixed(timeline([(None, 0, 14)], music=name, source=tmp_path / "x.md"), tmp_path / "a.wav")
    levels = [level(samples, at / 10, at / 10 + 0.1) for at in range(15, 115)]
    assert max(levels) - min(levels) < 7
    assert np.abs(np.diff(samples[RATE : 12 * RATE, 0])).max() < 0.1, "no click"


def test_music_volume_of_none_is_none(tmp_path: Path) -> None:
    name = tone(tmp_path / "bed.wav", 997)
    movie = timeline([(voice(2), 0, 4)], music=name, source=tmp_path / "x.md")
    _, samples = mixed(movie, tmp_path / "a.wav", MixSettings(music_volume=0))
    assert level(samples, 2.5, 4) < -90


def test_a_clip_brings_its_own_sound_softly_if_wanted(tmp_path: Path) -> None:
    tone(tmp_path / "clip.wav", 800, seconds=2)
    movie = timeline([(voice(2), 0, 2), (None, 0, 4)])
    clips = [Clip(tmp_path / "clip.wav", 3.0, 5.0)]
    mix(movie, tmp_path / "none.wav", clips=clips)
    mix(movie, tmp_path / "some.wav", MixSettings(clip_volume=1.0), clips=clips)
    without, with_clip = (read_sound(tmp_path / f"{name}.wav", channels=2).samples for name in ("none", "some"))
    assert strength(without, 800, 3.2, 4.8) < -90
    assert strength(with_clip, 800, 3.2, 4.6) > -45
    assert strength(with_clip, 800, 5.2, 6.0) < -90


def test_silence_stays_silence(tmp_path: Path) -> None:
    report, samples = mixed(timeline([(None, 0, 1), (Speech(np.zeros(0, np.float32), 8000), 0, 1)]), tmp_path / "a.wav")
    assert not samples.any()
    assert report.gain == 0
    assert report.speech == ()


def test_memory_does_not_grow_with_the_movie(tmp_path: Path) -> None:
    import tracemalloc

    peaks = []
    speech = voice(2)
    for count in (4, 20):
        movie = timeline([(speech, 0.1, 2.5)] * count)
        tracemalloc.start()
        mix(movie, tmp_path / "a.wav")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.25 * peaks[0]


def test_unknown_and_unusable_music_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="calm"):
        find_music("clam", tmp_path)
    with pytest.raises(MediaError, match=r"gone\.mp3"):
        find_music("gone.mp3", tmp_path)
    (tmp_path / "bad.mp3").write_text("not music")
    with pytest.raises(MediaError, match=r"bad\.mp3"):
        find_music("bad.mp3", tmp_path)
    write_sound(tmp_path / "quiet.wav", np.zeros(RATE * 2, np.float32), RATE)
    with pytest.raises(MediaError, match="silence"):
        find_music("quiet.wav", tmp_path)
    write_sound(tmp_path / "blip.wav", np.ones(100, np.float32), RATE)
    with pytest.raises(MediaError, match="too short"):
        find_music("blip.wav", tmp_path)


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        mix(timeline([(voice(1), 0, 1)]), tmp_path / "file" / "a.wav")
    with pytest.raises(MediaError):
        mix(timeline([(voice(1), 0, 1)], music="gone.mp3", source=tmp_path / "x.md"), tmp_path / "a.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
