import json
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.small_movies import numbered, write_clicks, write_segments
from yingren.core.errors import InputError, MediaError, OutputError
from yingren.core.frame import Frame
from yingren.media.encode import EncodeSettings
from yingren.media.join import join
from yingren.media.sound import read_sound
from yingren.trust.cover import label_wav, write_cover
from yingren.trust.embed import from_xmp, xmp
from yingren.trust.label import PROVIDER_VARIABLE, Label, checked_provider, provider_code
from yingren.trust.read import read_label, require_label

# The example of GB 32100-2015 with a service number after it.
PROVIDER = "001191350100M000100Y4310001"


@pytest.fixture
def label() -> Label:
    return Label.of("a script", provider=PROVIDER)


def test_the_value_is_what_the_standard_asks_for(label: Label) -> None:
    found = json.loads(label.value())
    assert list(found) == [
        "Label",
        "ContentProducer",
        "ProduceID",
        "ReservedCode1",
        "ContentPropagator",
        "PropagateID",
        "ReservedCode2",
    ]
    assert found["Label"] == "1"
    assert found["ContentProducer"] == PROVIDER
    assert all(re.fullmatch(r"[\x21\x23-\x5B\x5D-\x7E]*", value) for value in found.values())
    assert Label.parse(label.value()) == label


def test_the_number_follows_from_the_content() -> None:
    assert Label.of("a", provider="") == Label.of(b"a", provider="")
    assert Label.of("a", provider="").produce_id != Label.of("b", provider="").produce_id


@pytest.mark.parametrize("bad", ["has space", 'has"quote', "back\\slash", "中文"])
def test_characters_that_the_standard_forbids_are_refused(bad: str) -> None:
    with pytest.raises(InputError, match="ProduceID"):
        Label(produce_id=bad)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"Label":1}', '{"Label":"9"}', "[" * 100_000])
def test_a_damaged_value_is_refused(text: str) -> None:
    with pytest.raises(MediaError):
        Label.parse(text)


def test_the_provider_is_configured_and_never_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROVIDER_VARIABLE, raising=False)
    assert provider_code() == ""
    assert Label.of("a").producer == ""
    monkeypatch.setenv(PROVIDER_VARIABLE, PROVIDER)
    assert Label.of("a").producer == PROVIDER


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("123", "27 characters"),
        (PROVIDER[:-1], "27 characters"),
        (PROVIDER.replace("Y43", "Y53"), "check digit"),
        (PROVIDER[:22] + "2" + PROVIDER[23:], "23rd"),
        (PROVIDER.lower(), "27 characters"),
    ],
)
def test_a_wrong_provider_code_is_refused_with_its_reason(code: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        checked_provider(code)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
def test_movies_carry_it(tmp_path: Path, suffix: str, label: Label) -> None:
    out = tmp_path / f"out{suffix}"
    segments = write_segments(tmp_path, [3], EncodeSettings.of(out))
    join(segments, None, out, fps=30, metadata=label.metadata())
    assert read_label(out) == label
    require_label(out, label)
    with pytest.raises(OutputError, match="AI label"):
        require_label(out, Label.of("another", provider=""))


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_pictures_carry_it_and_stay_readable(tmp_path: Path, suffix: str, label: Label) -> None:
    path = tmp_path / f"cover{suffix}"
    write_cover(numbered(3), path, label)
    assert read_label(path) == label
    with Image.open(path) as picture:
        picture.load()
        assert picture.size == (96, 160)
        assert "AIGC" in str(picture.info["xmp"])


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_colours_of_a_cover_are_those_of_the_frame(tmp_path: Path, suffix: str) -> None:
    colours = {(63, 102, 240): (255, 0, 0), (173, 42, 26): (0, 255, 0), (235, 128, 128): (255, 255, 255)}
    for (y, u, v), rgb in colours.items():
        grey = np.ones((64, 64), np.uint8)
        write_cover(Frame(grey * y, grey[::2, ::2] * u, grey[::2, ::2] * v), tmp_path / f"a{suffix}")
        with Image.open(tmp_path / f"a{suffix}") as picture:
            assert np.abs(np.array(picture.convert("RGB"))[30, 30].astype(int) - rgb).max() <= 4


def test_png_chunks_are_whole(tmp_path: Path, label: Label) -> None:
    write_cover(numbered(1), tmp_path / "a.png", label)
    data, place, kinds = (tmp_path / "a.png").read_bytes(), 8, []
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        assert zlib.crc32(data[place + 4 : place + 8 + length]) == int.from_bytes(
            data[place + 8 + length : place + 12 + length], "big"
        )
        kinds.append(kind)
        place += 12 + length
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"
    assert b"iTXt" in kinds


def test_a_wav_carries_it_and_still_sounds(tmp_path: Path, label: Label) -> None:
    path = write_clicks(tmp_path / "a.wav", 4801, [100])
    before = read_sound(path).samples
    label_wav(path, label)
    assert read_label(path) == label
    assert np.array_equal(read_sound(path).samples, before)


def test_what_carries_none_says_so(tmp_path: Path) -> None:
    write_cover(numbered(1), tmp_path / "a.png")
    assert read_label(tmp_path / "a.png") is None
    assert read_label(write_clicks(tmp_path / "a.wav", 100, [])) is None
    (segment,) = write_segments(tmp_path, [2], EncodeSettings())
    assert read_label(segment) is None


@pytest.mark.parametrize("name", ["missing.mp4", "text.png", "cut.png", "cut.jpg"])
def test_broken_files_are_refused_or_unlabelled(tmp_path: Path, name: str, label: Label) -> None:
    path = tmp_path / name
    if name.startswith("text"):
        path.write_text("hello")
    if name.startswith("cut"):
        write_cover(numbered(1), path, label)
        path.write_bytes(path.read_bytes()[:120])
    with pytest.raises(MediaError):
        read_label(path)


def test_xmp_of_others_is_read_and_bombs_are_not() -> None:
    attribute = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<r:Description xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/" T:AIGC="{&quot;Label&quot;:&quot;1&quot;}"/>'
        b"</r:RDF></x:xmpmeta>"
    )
    assert from_xmp(attribute) == '{"Label":"1"}'
    assert from_xmp(xmp('{"a":"<&>"}')) == '{"a":"<&>"}'
    assert from_xmp(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') is None
    assert from_xmp(b"<broken") is None


def test_a_cover_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.gif"):
        write_cover(numbered(1), tmp_path / "a.gif")
    assert not list(tmp_path.iterdir())
