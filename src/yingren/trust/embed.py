"""The label's place in the bytes of PNG, JPEG and WAV files."""

import struct
import xml.etree.ElementTree as ElementTree
import zlib
from collections.abc import Iterator
from xml.sax.saxutils import escape

from ..core.errors import MediaError
from ..core.language import say

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_XMP = b"XML:com.adobe.xmp"
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"


def _broken(kind: str) -> MediaError:
    return MediaError(say(f"The {kind} file is broken.", f"{kind} 文件已损坏。"))


def xmp(value: str) -> bytes:
    """An XMP packet that holds the label as ``TC260:AIGC``."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{NAMESPACE}">'
        f"<TC260:AIGC>{escape(value)}</TC260:AIGC>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def from_xmp(packet: bytes) -> str | None:
    """The label's text in an XMP packet, as an element or as an attribute; ``None`` where there is none."""
    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return None  # entities have no place in XMP, and can be made to eat all memory
    try:
        root = ElementTree.fromstring(packet.strip(b"\0 \n"))
    except ElementTree.ParseError:
        return None
    name = f"{{{NAMESPACE}}}AIGC"
    for element in root.iter():
        if element.tag == name:
            return element.text or ""
        if name in element.attrib:
            return element.attrib[name]
    return None


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        if place + 12 + length > len(data):
            raise _broken("PNG")
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with_label(data: bytes, value: str) -> bytes:
    """The PNG with the label in an ``iTXt`` chunk right after the header."""
    if not data.startswith(_PNG):
        raise _broken("PNG")
    parts = [_PNG]
    for kind, body in _png_chunks(data):
        parts.append(_png_chunk(kind, body))
        if kind == b"IHDR":
            parts.append(_png_chunk(b"iTXt", _PNG_XMP + b"\0\0\0\0\0" + xmp(value)))
    return b"".join(parts)


def png_label(data: bytes) -> str | None:
    """The label's text in a PNG."""
    for kind, body in _png_chunks(data):
        if kind == b"iTXt" and body.startswith(_PNG_XMP + b"\0\0"):
            found = from_xmp(body.split(b"\0", 5)[-1])
            if found is not None:
                return found
    return None


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Marker, offset and body of each segment before the picture's own data."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, place + 2)
        if length < 2 or place + 2 + length > len(data):
            raise _broken("JPEG")
        yield data[place + 1], place, data[place + 4 : place + 2 + length]
        place += 2 + length


def jpeg_with_label(data: bytes, value: str) -> bytes:
    """The JPEG with the label in an APP1 segment, after JFIF where there is one."""
    if not data.startswith(b"\xff\xd8"):
        raise _broken("JPEG")
    place = 2
    for marker, offset, body in _jpeg_segments(data):
        if marker == 0xE0:
            place = offset + 4 + len(body)
        break
    body = _JPEG_XMP + xmp(value)
    return data[:place] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[place:]


def jpeg_label(data: bytes) -> str | None:
    """The label's text in a JPEG."""
    for marker, _, body in _jpeg_segments(data):
        if marker == 0xE1 and body.startswith(_JPEG_XMP):
            found = from_xmp(body[len(_JPEG_XMP) :])
            if found is not None:
                return found
    return None


def wav_with_label(data: bytes, value: str) -> bytes:
    """The WAV with the label in a chunk ``AIGC`` after its others."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise _broken("WAV")
    body = value.encode("ascii")
    chunk = b"AIGC" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    riff = data[8:] + b"\0" * (len(data) % 2) + chunk
    return b"RIFF" + struct.pack("<I", len(riff)) + riff


def wav_label(data: bytes) -> str | None:
    """The label's text in a WAV."""
    place = 12
    while place + 8 <= len(data):
        kind, length = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        if kind == b"AIGC":
            return data[place + 8 : place + 8 + length].decode("ascii", errors="replace")
        place += 8 + length + length % 2
    return None
