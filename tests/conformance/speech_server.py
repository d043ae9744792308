"""A server with OpenAI's ``/v1/audio/speech``, spoken by espeak-ng. Model names choose how it misbehaves."""

import io
from typing import Any

import av
import numpy as np
import uvicorn
from fastapi import FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse

from tests.conformance.serving import listening
from yingren.media.sound import Samples, resample, sound_bytes
from yingren.speech.align_voice import joined
from yingren.speech.espeak import EspeakVoice

RATE = 24000
app = FastAPI()
voice = EspeakVoice("espeak-male")
asked: list[dict[str, Any]] = []


def mp3(samples: Samples, rate: int) -> bytes:
    """Encode mono at 48 kbit/s."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        stream.bit_rate = 48000
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return kept.getvalue()


@app.get("/asked")
def what_was_asked() -> list[dict[str, Any]]:
    return asked


@app.post("/v1/audio/speech")
async def speech(request: Request, authorization: str = Header("")) -> Response:
    body = await request.json()
    asked.append(body | {"authorization": authorization})
    model = body["model"]
    tries = sum(1 for earlier in asked if earlier["input"] == body["input"] and earlier["model"] == model)
    if model == "busy" and tries < 3:
        return JSONResponse({"error": {"message": "overloaded"}}, 503, headers={"Retry-After": "7"})
    if model == "down":
        return Response("<html>Bad gateway</html>", 502, media_type="text/html")
    if model == "unknown":
        return JSONResponse({"error": {"message": "no model of that name", "type": "invalid_request_error"}}, 404)
    if model == "locked":
        return JSONResponse({"error": {"message": f"wrong key {authorization.removeprefix('Bearer ')}"}}, 401)
    if model == "liar":
        return JSONResponse({"detail": "out of credit"}, 200)
    if model == "text":
        return Response("I would rather write", media_type="audio/wav")
    if model == "silent":
        return Response(sound_bytes(np.zeros(RATE, np.float32), RATE), media_type="audio/wav")
    if model == "redirect":
        return Response(status_code=307, headers={"Location": "http://127.0.0.1:9/v1/audio/speech"})
    said = joined(voice.synthesize(body["input"], speed=body["speed"]))
    samples = resample(said.samples, said.rate, RATE)
    quiet = np.zeros(RATE // 3, np.float32)
    samples = np.concatenate([quiet, samples, quiet])
    kind = body["response_format"]
    if kind == "pcm":
        return Response((samples * 32767).astype("<i2").tobytes(), media_type="audio/pcm")
    if kind == "mp3":
        return Response(mp3(samples, RATE), media_type="audio/mpeg")
    content = sound_bytes(samples, RATE, f".{kind}")
    if model == "streamed" and kind == "wav":
        # A server that starts to answer before it knows the length writes the largest number.
        content = content[:4] + b"\xff\xff\xff\xff" + content[8:40] + b"\xff\xff\xff\xff" + content[44:]
    return Response(content, media_type=f"audio/{kind}")


if __name__ == "__main__":
    bound = listening()
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[bound])
