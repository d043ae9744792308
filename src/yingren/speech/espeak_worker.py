"""The process in which espeak-ng lives: ``python -m yingren.speech.espeak_worker``.

espeak-ng is licensed under the GPL and keeps its state in globals, so it runs here, alone, and is spoken to over pipes
(see ``protocol``). A request names a language, the lines of a voice file that make the speaker, the text in espeak's
own notation and the rate; the answer holds the events and, as its body, 16-bit little-endian mono samples. The worker
ignores Ctrl-C (the program decides what to stop) and ends when its standard input does.
"""

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .protocol import BrokenFrame, read_frame, write_frame

_LONGEST = 120.0
"""Seconds of sound for one request; what would be longer is cut off and reported."""

_AUDIO_SYNCHRONOUS = 2
_PHONEME_EVENTS_IN_IPA = 3
_STEADY = b"flutter 0\nroughness 0\n"
"""Both draw on a state that cannot be reset, so the same text would not give the same samples."""
_TEXT_UTF8 = 1
_PHONEMES_IN_BRACKETS = 0x100
_IPA = 2
_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP = 1, 2, 3, 4, 7
_EVENT_WORD, _EVENT_SENTENCE, _EVENT_END, _EVENT_PHONEME = 1, 2, 5, 7


class _Name(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h, version 12."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


class Engine:
    """The library, loaded and set up."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_ng_SetRandSeed.argtypes = (ctypes.c_long,)
        data = Path(espeakng_loader.get_data_path())
        rate = self._library.espeak_Initialize(_AUDIO_SYNCHRONOUS, 0, _encoded(data), _PHONEME_EVENTS_IN_IPA | 0x8000)
        if rate <= 0:
            raise OSError(f"espeak-ng could not read its data in {data}")
        self._languages = _language_files(data / "lang")
        self.rate = int(rate)
        self._samples: list[bytes] = []
        self._events: list[list[Any]] = []
        self._room = 0
        self._cut = False
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))
        self._callback = kind(self._receive)  # espeak keeps the pointer, so this must stay alive
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples: int | None, count: int, events: Any) -> int:
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, count * 2))
            self._room -= count
        index = 0
        while events[index].type != 0:
            event = events[index]
            if event.type == _EVENT_PHONEME:
                raw = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0]
                self._events.append(["phoneme", event.audio_position, raw.decode("utf-8", "ignore")])
            elif event.type == _EVENT_WORD:
                # espeak counts characters from 1
                self._events.append(["word", event.audio_position, event.text_position - 1])
            elif event.type == _EVENT_END:
                self._events.append(["end", event.audio_position, 0])
            index += 1
        self._cut = self._room <= 0
        return int(self._cut)

    def speak(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Synthesize one request."""
        self._choose(str(request["language"]), str(request.get("speaker", "")))
        for parameter, name, default in (
            (_RATE, "rate", 175),
            (_VOLUME, "volume", 70),
            (_PITCH, "pitch", 50),
            (_RANGE, "range", 50),
            (_WORD_GAP, "gap", 0),
        ):
            self._library.espeak_SetParameter(parameter, int(request.get(name, default)), 0)
        self._samples, self._events, self._cut = [], [], False
        self._room = int(_LONGEST * self.rate)
        text = str(request["text"]).replace("\0", " ").encode()
        self._library.espeak_ng_SetRandSeed(1)  # the breath is noise: the same for the same request
        flags = _TEXT_UTF8 | _PHONEMES_IN_BRACKETS
        status = self._library.espeak_Synth(text + b"\0", len(text) + 1, 0, 0, 0, flags, None, None)
        if status:
            raise OSError(f"espeak_Synth gave {status}")
        answer = {"rate": self.rate, "events": self._events, "cut": self._cut}
        return answer, b"".join(self._samples)

    def transcribe(self, request: dict[str, Any]) -> dict[str, Any]:
        """Write the clauses of one request in IPA as espeak would say them, without saying them."""
        self._choose(str(request["language"]), str(request.get("speaker", "")))
        # Whether [[...]] holds phonemes is a global that only synthesis sets.
        self._samples, self._events, self._room = [], [], 0
        self._library.espeak_Synth(b"a\0", 2, 0, 0, 0, _TEXT_UTF8 | _PHONEMES_IN_BRACKETS, None, None)
        written = self._library.espeak_TextToPhonemes
        written.restype = ctypes.c_char_p
        written.argtypes = (ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int)
        clauses = []
        for clause in request["clauses"]:
            rest = ctypes.c_char_p(str(clause).replace("\0", " ").encode())
            parts = []
            while rest.value is not None:
                part = written(ctypes.byref(rest), _TEXT_UTF8, _IPA)
                parts.append((part or b"").decode("utf-8", "ignore"))
            clauses.append(" ".join(part for part in parts if part))
        return {"clauses": clauses}

    def _choose(self, language: str, speaker: str) -> None:
        """Load a language with a speaker: espeak takes both from one voice file.

        It is loaded for each request, because that also clears the filters of what was said before.

        Raises:
            LookupError: There is no such language.
        """
        if language not in self._languages:
            raise LookupError(language)
        handle, name = tempfile.mkstemp(prefix="yingren-", suffix=".voice")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self._languages[language].read_bytes() + b"\n" + _STEADY + speaker.encode() + b"\n")
            if self._library.espeak_ng_SetVoiceByFile(_encoded(Path(name))):
                raise LookupError(language)
        finally:
            os.unlink(name)


def _encoded(path: Path) -> bytes:
    """A path as C's ``fopen`` takes it."""
    return str(path).encode("mbcs") if sys.platform == "win32" else os.fsencode(path)


def _language_files(folder: Path) -> dict[str, Path]:
    """Language code → file; a lower number beside a code in a file is a stronger claim to it."""
    found: dict[str, tuple[int, Path]] = {}
    for path in sorted(entry for entry in folder.rglob("*") if entry.is_file()):
        for line in path.read_bytes().splitlines():
            words = line.split()
            if len(words) > 1 and words[0] == b"language":
                code = words[1].decode("ascii", "ignore").lower()
                claim = int(words[2]) if len(words) > 2 and words[2].isdigit() else 5
                if code not in found or claim < found[code][0]:
                    found[code] = (claim, path)
    return {code: path for code, (_, path) in found.items()}


def serve(source: BinaryIO, target: BinaryIO, open_engine: Callable[[], Engine] = Engine) -> None:
    """Answer requests until ``source`` ends."""
    engine: Engine | None = None
    while (frame := read_frame(source)) is not None:
        request, _ = frame
        body = b""
        try:
            engine = engine or open_engine()
            if "clauses" in request:
                answer = engine.transcribe(request)
            else:
                answer, body = engine.speak(request)
        except LookupError as error:
            answer = {"error": "language", "detail": str(error)}
        except Exception as error:
            answer = {"error": "engine", "detail": f"{type(error).__name__}: {error}"}
        write_frame(target, answer, body)


def main() -> None:
    """Serve over standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The library may print; what it prints must not mix with frames.
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(BrokenFrame, BrokenPipeError, OSError):
        serve(sys.stdin.buffer, target)


if __name__ == "__main__":
    main()
