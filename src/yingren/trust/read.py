"""Reading the hidden label back out of a file, and insisting that it is there."""

from pathlib import Path

import av

from ..core.errors import InputError, MediaError, OutputError
from ..core.language import say
from ..media.failures import input_failures
from .embed import jpeg_label, png_label, wav_label
from .label import KEY, Label

_LARGEST_BYTES = 1 << 32


def read_label(path: Path) -> Label | None:
    """The label in an MP4, MOV, WebM, PNG, JPEG or WAV file; ``None`` where the file carries none.

    Raises:
        MediaError: The file is missing or broken, or its label is.
    """
    text = _text(path)
    return None if text is None else Label.parse(text)


def require_label(path: Path, expected: Label) -> None:
    """Fail when a file just written does not carry the label: what spreads unlabelled cannot be called back.

    Raises:
        OutputError: There is none, or another.
    """
    try:
        found = read_label(path)
    except InputError as error:
        raise OutputError(say(f"The AI label of {path} is damaged.", f"{path} 的 AI 标识已损坏。")) from error
    if found != expected:
        raise OutputError(
            say(f"{path} does not carry its AI label.", f"{path} 中没有写入 AI 标识。"),
            hint=say("Write .mp4, .mov, .webm, .png, .jpg or .wav.", "请输出 .mp4、.mov、.webm、.png、.jpg 或 .wav。"),
        )


def _text(path: Path) -> str | None:
    with input_failures(path):
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(12)
        if start.startswith(b"\x89PNG") or start.startswith(b"\xff\xd8") or start[8:] == b"WAVE":
            if size > _LARGEST_BYTES:
                raise MediaError(say(f"{path} is too large to read.", f"{path} 过大，无法读取。"))
            data = path.read_bytes()
            if start.startswith(b"\x89PNG"):
                return png_label(data)
            return jpeg_label(data) if start.startswith(b"\xff\xd8") else wav_label(data)
        if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".wav"):
            raise MediaError(
                say(f"{path} is not what its name says.", f"{path} 的内容与扩展名不符。"),
                hint=say("Export it again.", "请重新导出。"),
            )
        with av.open(str(path)) as container:
            # Matroska writes names in capitals, MP4 keeps them; players differ too.
            found = {key.upper(): value for key, value in container.metadata.items()}
            return found.get(KEY)
