"""The service behind edge-tts as its client sees it: a WebSocket that takes SSML and sends MP3 and word times."""

import html
import json
import re

import numpy as np
from aiohttp import WSMsgType, web

from tests.conformance.serving import listening
from tests.conformance.speech_server import mp3
from yingren.core.speech import Word
from yingren.media.sound import resample
from yingren.speech.align_voice import joined
from yingren.speech.espeak import EspeakVoice

RATE = 24000
LEAD = 0.1
"""Seconds of silence the service begins with."""
voice = EspeakVoice("espeak-male")


def message(path: str, body: str) -> str:
    return f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{body}"


def boundary(words: list[Word]) -> str:
    start = words[0].start + LEAD
    data = {
        "Offset": round(start * 1e7),
        "Duration": round((words[-1].end + LEAD - start) * 1e7),
        "text": {"Text": "".join(word.text for word in words), "Length": 1, "BoundaryType": "WordBoundary"},
    }
    return message("audio.metadata", json.dumps({"Metadata": [{"Type": "WordBoundary", "Data": data}]}))


async def speak(socket: web.WebSocketResponse, ssml: str) -> None:
    text = html.unescape(re.sub(r"<[^>]*>", "", ssml))
    rate = re.search(r"rate='([+-]\d+)%'", ssml)
    speed = 1 + int(rate.group(1)) / 100 if rate else 1.0
    said = joined(voice.synthesize(text, speed=speed))
    await socket.send_str(message("turn.start", "{}"))
    samples = np.concatenate([np.zeros(round(LEAD * RATE), np.float32), resample(said.samples, said.rate, RATE)])
    headers = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:2\r\nPath:audio\r\n"
    content = mp3(samples, RATE)
    for start in range(0, len(content), 4000):
        await socket.send_bytes(len(headers).to_bytes(2, "big") + headers + content[start : start + 4000])
    index = 0
    while index < len(said.words):
        # The service knows Chinese words, of two characters here.
        count = 2 if said.words[index].text >= "一" and index + 1 < len(said.words) else 1
        pair = list(said.words[index : index + count])
        if pair[-1].at != pair[0].at + count - 1:
            pair = pair[:1]
        await socket.send_str(boundary(pair))
        index += len(pair)
    await socket.send_str(message("turn.end", "{}"))


async def serve(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for received in socket:
        if received.type == WSMsgType.TEXT and "Path:ssml" in received.data:
            ssml = received.data.split("\r\n\r\n", 1)[1]
            if "Broken" in ssml:
                await socket.close()
            else:
                await speak(socket, ssml)
    return socket


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/edge/v1", serve)
    web.run_app(app, sock=listening(), print=None, handle_signals=True)
