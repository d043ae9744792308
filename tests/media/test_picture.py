"""Pictures are read upright and whole, or refused with their name."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from yingren.core.errors import MediaError
from yingren.media.picture import picture_size, read_picture


def sample() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, :30] = (200, 30, 30)
    pixels[:, 30:] = (30, 30, 200)
    return pixels


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "gif"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.fromarray(sample()).save(path)
    pixels = read_picture(path)
    assert pixels.shape == (40, 60, 4) and picture_size(path) == (60, 40)
    assert np.abs(pixels[20, 10, :3].astype(int) - (200, 30, 30)).max() < 16
    assert np.abs(pixels[20, 50, :3].astype(int) - (30, 30, 200)).max() < 16
    assert (pixels[..., 3] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_it_upright(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x112] = orientation
    Image.fromarray(sample()).save(path, exif=exif, quality=95)
    upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    assert picture_size(path) == upright.size
    assert np.abs(read_picture(path)[..., :3].astype(int) - np.asarray(upright)).mean() < 4


def test_alpha_is_straight(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:] = (200, 100, 50, 128)
    Image.fromarray(pixels).save(path)
    assert (read_picture(path) == pixels).all()


def test_scaling_down(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.fromarray(sample()).resize((1200, 800), Image.Resampling.NEAREST).save(path)
    small = read_picture(path, longest=150)
    assert small.shape == (100, 150, 4)
    assert tuple(small[50, 20, :3]) == (200, 30, 30)


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a picture"),
        (b"hello", "not a picture"),
        (bomb(60_000, 60_000), "megapixels"),
        (bomb(100, 100), "not a picture"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(data)
    with pytest.raises(MediaError, match=message) as caught:
        read_picture(path)
    assert "bad.png" in str(caught.value)


def test_half_a_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.jpg"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(MediaError, match="not a picture"):
        read_picture(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(MediaError, match="cannot be opened"):
            read_picture(path)
