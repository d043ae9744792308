"""The worker process itself: what it says over the pipes, and how it lives and dies."""

import io
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import yingren
from yingren.core.errors import VoiceError
from yingren.speech.espeak_process import EspeakProcess
from yingren.speech.protocol import LARGEST_BODY, BrokenFrame, read_frame, write_frame


def start_worker() -> "subprocess.Popen[bytes]":
    package = str(Path(yingren.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "yingren.speech.espeak_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": package},
    )


def test_frames_round_trip() -> None:
    stream = io.BytesIO()
    write_frame(stream, {"text": "你好"}, b"\x00\x01")
    write_frame(stream, {})
    stream.seek(0)
    assert read_frame(stream) == ({"text": "你好"}, b"\x00\x01")
    assert read_frame(stream) == ({}, b"")
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "broken",
    [
        b"\0\0",
        struct.pack(">II", 5, 0) + b"{}",
        struct.pack(">II", 2, 4) + b"{}ab",
        struct.pack(">II", 2, 0) + b"[]",
        struct.pack(">II", 2, 0) + b"\xff\xff",
        struct.pack(">II", 2, LARGEST_BODY + 1) + b"{}",
    ],
)
def test_a_broken_frame_is_noticed(broken: bytes) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(broken))


def test_the_worker_ends_with_its_input_and_ignores_ctrl_c() -> None:
    worker = start_worker()
    assert worker.stdin is not None and worker.stdout is not None
    request = {"text": "hello", "language": "en-us"}
    try:
        write_frame(worker.stdin, request)
        first = read_frame(worker.stdout)
        if sys.platform != "win32":
            worker.send_signal(signal.SIGINT)
        write_frame(worker.stdin, request)
        second = read_frame(worker.stdout)
        assert first is not None and first == second and len(first[1]) > 10_000
        worker.stdin.close()
        assert worker.wait(timeout=20) == 0
    finally:
        worker.kill()
        worker.stdout.close()
        worker.wait()


def test_the_worker_survives_a_bad_request_and_ends_on_a_bad_frame() -> None:
    worker = start_worker()
    assert worker.stdin is not None and worker.stdout is not None
    try:
        write_frame(worker.stdin, {"nothing": 1})
        answer = read_frame(worker.stdout)
        assert answer is not None and "error" in answer[0]
        write_frame(worker.stdin, {"text": "hi", "language": "en"})
        answer = read_frame(worker.stdout)
        assert answer is not None and answer[0]["rate"] == 22050
        worker.stdin.write(b"\xff" * 8)
        worker.stdin.flush()
        assert worker.wait(timeout=20) == 0
    finally:
        worker.stdin.close()
        worker.kill()
        worker.stdout.close()
        worker.wait()


def test_events_are_in_order_and_inside_the_sound() -> None:
    process = EspeakProcess()
    try:
        said = process.speak("ni3 hao3, world", language="cmn")
    finally:
        process.close()
    times = [event.time for event in said.events]
    assert times == sorted(times) and times[-1] <= len(said.samples) / said.rate + 0.01
    assert [event.offset for event in said.events if event.kind == "word"] == [0, 4, 10]
    assert np.abs(said.samples).max() > 0.1


def test_a_worker_that_hangs_is_given_up() -> None:
    process = EspeakProcess(limit=0.0)
    try:
        with pytest.raises(VoiceError, match="took longer"):
            process.speak("hello", language="en")
    finally:
        process.close()


def test_an_interrupted_request_is_not_answered_later(monkeypatch: pytest.MonkeyPatch) -> None:
    process = EspeakProcess()
    expected = process.speak("world", language="en")

    def interrupted(stream: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("yingren.speech.espeak_process.read_frame", interrupted)
        with pytest.raises(KeyboardInterrupt):
            process.speak("a much longer text than the other", language="en")
    assert np.array_equal(process.speak("world", language="en").samples, expected.samples)
    process.close()


def test_threads_may_share_one_worker() -> None:
    process = EspeakProcess()
    texts = ["hello world", "good morning", "thank you very much", "see you later"] * 3
    alone = {text: process.speak(text, language="en").samples for text in set(texts)}
    failed: list[str] = []

    def speak(text: str) -> None:
        if not np.array_equal(process.speak(text, language="en").samples, alone[text]):
            failed.append(text)

    threads = [threading.Thread(target=speak, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.close()
    assert not failed


def test_a_closed_process_says_so() -> None:
    process = EspeakProcess()
    process.close()
    process.close()
    with pytest.raises(VoiceError, match="closed"):
        process.speak("hello", language="en")
