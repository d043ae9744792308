"""Frames between the program and its speech worker: a JSON header, then raw bytes.

On the pipe a frame is the length of the header (4 bytes), the length of the body (4 bytes), the header in UTF-8 and the
body, integers big-endian. Both lengths are bounded, so a broken stream is noticed instead of filling the memory.
"""

import json
import struct
from typing import IO, Any

LARGEST_HEADER = 4 << 20
LARGEST_BODY = 64 << 20

_LENGTHS = struct.Struct(">II")


class BrokenFrame(Exception):
    """The other side has gone, or does not speak this protocol."""


def write_frame(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Send one frame and flush.

    Raises:
        OSError: The pipe is closed.
    """
    encoded = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    stream.write(_LENGTHS.pack(len(encoded), len(body)) + encoded + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame; ``None`` when the other side closed its end between two frames.

    Raises:
        BrokenFrame: The stream ends inside a frame, or holds something else.
    """
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BrokenFrame("the stream ended inside a frame")
    header_length, body_length = _LENGTHS.unpack(lengths)
    if header_length > LARGEST_HEADER or body_length > LARGEST_BODY:
        raise BrokenFrame(f"a frame of {header_length} + {body_length} bytes is too large")
    encoded, body = stream.read(header_length), stream.read(body_length)
    if len(encoded) < header_length or len(body) < body_length:
        raise BrokenFrame("the stream ended inside a frame")
    try:
        header = json.loads(encoded)
    except ValueError as error:
        raise BrokenFrame("a frame's header is not JSON") from error
    if not isinstance(header, dict):
        raise BrokenFrame("a frame's header is not an object")
    return header, body
