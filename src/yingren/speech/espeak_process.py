"""The program's end of the espeak-ng worker: started when needed, restarted when it dies, never waited for forever."""

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.errors import VoiceError
from ..core.language import say
from .protocol import BrokenFrame, read_frame, write_frame


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a place in the sound.

    Attributes:
        kind: ``"word"``, ``"phoneme"`` or ``"end"`` (of a clause).
        time: Seconds.
        symbol: For a phoneme as espeak writes it, with stress marks; empty where a word or clause ends.
        offset: For a word: characters from the start of the text that was sent.
    """

    kind: str
    time: float
    symbol: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What espeak gave back: samples float32 [N] mono −1..1, their rate, and events in order."""

    samples: npt.NDArray[np.float32]
    rate: int
    events: tuple[Event, ...]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Close the worker's input, which ends it; kill it if it does not listen."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                pass
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class EspeakProcess:
    """One worker process. Threads may share it: requests are answered one after another."""

    def __init__(self, *, limit: float = 30.0) -> None:
        """Start nothing yet; a request that takes longer than ``limit`` seconds fails."""
        self._limit = limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Any] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the worker, while one runs."""
        return self._process.pid if self._process is not None else None

    def speak(self, text: str, **settings: str | int) -> Utterance:
        """Let espeak say ``text`` (its own notation).

        Args:
            text: UTF-8 text; ``[[...]]`` holds espeak's phonemes.
            settings: ``language`` (espeak's code), and optionally ``speaker`` (lines of a voice file), ``rate`` in
                words per minute, ``pitch``, ``range``, ``volume`` and ``gap`` as espeak counts them.

        Raises:
            VoiceError: There is no such language, the engine is not installed or it failed twice.
        """
        header, body = self._answered({"text": text, **settings})
        samples = np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)
        events = tuple(
            Event(kind, time / 1000, symbol=value if kind == "phoneme" else "", offset=value if kind == "word" else 0)
            for kind, time, value in header["events"]
        )
        return Utterance(samples, int(header["rate"]), events)

    def transcribe(self, clauses: Sequence[str], language: str) -> tuple[str, ...]:
        """Write clauses (espeak's own notation, no punctuation inside) in IPA as espeak would say them.

        Stress marks, tones and the announcements of another language, as in ``(en)``, stay in.

        Raises:
            VoiceError: As :meth:`speak`.
        """
        header, _ = self._answered({"clauses": list(clauses), "language": language.lower()})
        return tuple(str(clause) for clause in header["clauses"])

    def _answered(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            if self._closed:
                raise VoiceError(say("The voice has been closed.", "该声音已经关闭。"))
            try:
                answer = self._ask(request)
            except (BrokenFrame, OSError):
                # The worker died, perhaps killed from outside: a fresh one gets the same request once.
                self._stop()
                try:
                    answer = self._ask(request)
                except (BrokenFrame, OSError) as error:
                    self._stop()
                    raise self._failed() from error
        header, body = answer
        if "error" in header:
            raise self._refused(header, str(request["language"]))
        return header, body

    def close(self) -> None:
        """End the worker. Calling it again does nothing."""
        with self._lock:
            self._closed = True
            self._stop()

    def _start(self) -> "subprocess.Popen[bytes]":
        # A group of its own keeps Ctrl-C in the terminal from reaching it before it can ignore it.
        options: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        package = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": path}
        process = subprocess.Popen(
            [sys.executable, "-m", "yingren.speech.espeak_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            **options,
        )
        self._finalizer = weakref.finalize(self, _end, process)
        return process

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        process = self._process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        watchdog = threading.Timer(self._limit, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(process.stdin, request)
            answer = read_frame(process.stdout)
        except BaseException:
            # Ctrl-C between question and answer: the answer must not be taken for the next one's.
            process.kill()
            self._stop()
            raise
        finally:
            watchdog.cancel()
        if answer is None:
            raise BrokenFrame("the worker ended")
        return answer

    def _stop(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None

    def _failed(self) -> VoiceError:
        return VoiceError(
            say(
                f"The built-in voice stopped working or took longer than {self._limit:g} s for one sentence.",
                f"内置语音引擎停止工作，或者一句话用了超过 {self._limit:g} 秒。",
            ),
            hint=say(
                "Run “yingren doctor” to see what is wrong, or choose another voice.",
                "运行 yingren doctor 查看原因，或换一个声音。",
            ),
        )

    @staticmethod
    def _refused(header: dict[str, Any], language: str) -> VoiceError:
        if header["error"] == "language":
            return VoiceError(
                say(f"espeak-ng has no language “{language}”.", f"espeak-ng 没有“{language}”这种语言。"),
                hint=say(
                    "Use a code such as zh, en, de, fr, es or ja, or choose another voice.",
                    "请使用 zh、en、de、fr、es、ja 等语言代码，或换一个声音。",
                ),
            )
        return VoiceError(
            say(
                f"The built-in voice could not speak: {header.get('detail', '')}.",
                f"内置语音引擎无法发声：{header.get('detail', '')}。",
            ),
            hint=say("Reinstall it with: pip install espeakng-loader", "请重新安装：pip install espeakng-loader"),
        )
