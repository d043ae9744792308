"""Any file in, float32 out; and back."""

import struct
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from yingren.core.errors import MediaError, OutputError
from yingren.media.sound import read_sound, resample, sound_bytes, sound_duration, stream_sound, write_sound

RATE = 16000


def tone(seconds: float, frequency: float = 440.0, rate: int = RATE) -> npt.NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str, channels: int) -> None:
    samples = tone(1.234) if channels == 1 else np.stack([tone(1.234), tone(1.234, 880)], axis=1)
    path = tmp_path / f"话{suffix}"
    write_sound(path, samples, RATE)
    back = read_sound(path, channels=channels)
    assert back.rate == RATE
    assert back.samples.shape == samples.shape
    assert back.samples.dtype == np.float32
    assert np.abs(back.samples - samples).max() < 1e-4
    assert sound_duration(path) == pytest.approx(1.234, abs=1e-3)
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_samples_give_the_same_bytes() -> None:
    assert sound_bytes(tone(0.3), RATE) == sound_bytes(tone(0.3), RATE)
    assert b"Lav" not in sound_bytes(tone(0.3), RATE)


def test_stereo_becomes_the_mean_of_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "both.wav"
    write_sound(path, np.stack([tone(0.5), np.zeros(RATE // 2, np.float32)], axis=1), RATE)
    assert np.abs(read_sound(path).samples - tone(0.5) / 2).max() < 1e-3


def test_mono_is_heard_on_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "one.wav"
    write_sound(path, tone(0.5), RATE)
    samples = read_sound(path, channels=2).samples
    assert samples.shape == (RATE // 2, 2)
    assert np.array_equal(samples[:, 0], samples[:, 1])


@pytest.mark.parametrize("wanted", [8000, 22050, 24000, 48000])
def test_a_resampled_tone_is_the_same_tone_in_the_same_place(wanted: int) -> None:
    changed = resample(tone(1.0), RATE, wanted)
    assert len(changed) == wanted
    middle = slice(wanted // 10, -wanted // 10)
    assert np.abs(changed - tone(1.0, rate=wanted))[middle].max() < 5e-3


def test_resampling_keeps_stereo_and_nothing() -> None:
    both = np.stack([tone(0.5), tone(0.5, 660)], axis=1)
    assert resample(both, RATE, 48000).shape == (24000, 2)
    assert resample(np.zeros(0, np.float32), RATE, 48000).shape == (0,)


@pytest.mark.parametrize(("suffix", "codec"), [(".mp3", "libmp3lame"), (".m4a", "aac"), (".ogg", "libopus")])
def test_compressed_files_are_read(tmp_path: Path, suffix: str, codec: str) -> None:
    path = tmp_path / f"tone{suffix}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(tone(1.0, rate=48000)[None], format="fltp", layout="mono")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    back = read_sound(path, rate=RATE)
    assert back.rate == RATE
    assert back.duration == pytest.approx(1.0, abs=0.06)
    spectrum = np.abs(np.fft.rfft(back.samples[2000:14000]))
    assert np.argmax(spectrum) * RATE / 12000 == pytest.approx(440, abs=4)


def test_a_stream_is_the_file_in_stretches(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    write_sound(path, tone(3.3), RATE)
    parts = list(stream_sound(path, rate=RATE, seconds=1.0))
    assert [len(part) for part in parts] == [RATE, RATE, RATE, round(0.3 * RATE)]
    assert np.array_equal(np.concatenate(parts), read_sound(path).samples)


def silent_picture(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))


def lying_wav(path: Path, seconds: int) -> None:
    """Three hours by the header, nearly nothing on the disk (the file is sparse)."""
    size = seconds * 8000
    with path.open("wb") as file:
        file.write(b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt ")
        file.write(struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", size))
        file.truncate(44 + size)


def test_bad_files_are_refused_by_name(tmp_path: Path) -> None:
    empty, text, picture = tmp_path / "empty.wav", tmp_path / "text.mp3", tmp_path / "picture.mp4"
    empty.touch()
    text.write_text("not a sound " * 100)
    silent_picture(picture)
    for path, message in [
        (empty, "0 bytes"),
        (text, "not a sound"),
        (picture, "no sound"),
        (tmp_path / "absent.wav", "no such file"),
        (tmp_path, "folder"),
    ]:
        for read in (read_sound, sound_duration, lambda path: list(stream_sound(path, rate=RATE))):
            with pytest.raises(MediaError, match=message) as caught:
                read(path)
            assert str(path) in caught.value.message


def test_three_hours_are_refused_by_the_header(tmp_path: Path) -> None:
    path = tmp_path / "three.wav"
    lying_wav(path, 3 * 3600)
    with pytest.raises(MediaError, match="longer than 2 hours"):
        read_sound(path)


def test_too_long_is_refused_where_the_header_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "raw.aac"  # ADTS has no length in its header
    with av.open(str(path), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(5.0)[None], format="fltp", layout="mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match="longer than"):
        read_sound(path, longest=2.0)


def test_a_cut_file_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(sound_bytes(tone(2.0), RATE)[: RATE * 2 + 44])
    assert read_sound(path).duration == pytest.approx(1.0, abs=0.05)


def test_bytes_are_read_like_a_file() -> None:
    assert read_sound(sound_bytes(tone(0.5), RATE)).duration == pytest.approx(0.5)
    with pytest.raises(MediaError):
        read_sound(b"")
    with pytest.raises(MediaError):
        read_sound(b"<html>busy</html>")


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "float.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_f32le", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.full((1, RATE), np.nan, np.float32), format="flt", layout="mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert np.all(read_sound(path).samples == 0)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.wav or \.flac"):
        write_sound(tmp_path / "a.mp3", tone(0.1), RATE)
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_sound(blocked / "a.wav", tone(0.1), RATE)
