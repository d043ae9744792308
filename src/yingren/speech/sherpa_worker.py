"""The process in which a sherpa-onnx model runs: ``python -m yingren.speech.sherpa_worker``.

sherpa-onnx ends its process when a model is not what it expects, and holds espeak-ng (GPL) inside, so it runs apart and
is spoken to over pipes (see ``protocol``). The first request holds the files of the model, the others a sentence each;
an answer's body is float32 little-endian mono. What the library prints goes to standard error.
"""

import contextlib
import os
import signal
import sys
from typing import Any

import numpy as np

from .protocol import BrokenFrame, read_frame, write_frame


def _opened(request: dict[str, Any]) -> Any:
    import sherpa_onnx

    files = dict(request["files"])
    kinds = {
        "vits": sherpa_onnx.OfflineTtsVitsModelConfig,
        "matcha": sherpa_onnx.OfflineTtsMatchaModelConfig,
        "kokoro": sherpa_onnx.OfflineTtsKokoroModelConfig,
    }
    kind = request["kind"]
    model = sherpa_onnx.OfflineTtsModelConfig(
        **{kind: kinds[kind](**files)}, num_threads=int(request["threads"]), provider="cpu"
    )
    config = sherpa_onnx.OfflineTtsConfig(model=model, rule_fsts=request["rules"], rule_fars=request["archives"])
    return sherpa_onnx.OfflineTts(config)


def _answer(engine: Any, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    sound = engine.generate(request["text"], sid=int(request["speaker"]), speed=float(request["speed"]))
    samples = np.asarray(sound.samples, "<f4")
    return {"rate": int(sound.sample_rate)}, samples.tobytes()


def main() -> None:
    """Serve over standard input and output until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    engine: Any = None
    with contextlib.suppress(BrokenFrame, OSError):
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            request, _ = frame
            body = b""
            try:
                if engine is None:
                    engine = _opened(request)
                    answer: dict[str, Any] = {"rate": int(engine.sample_rate), "speakers": int(engine.num_speakers)}
                else:
                    answer, body = _answer(engine, request)
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            write_frame(target, answer, body)


if __name__ == "__main__":
    main()
