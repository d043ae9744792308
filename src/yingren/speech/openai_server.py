"""Any server that speaks OpenAI's ``/v1/audio/speech``: CosyVoice, GPT-SoVITS, Fish Speech, Kokoro, OpenAI itself.

The name holds the address and what to ask for: ``openai:http://127.0.0.1:8000/v1?model=kokoro&voice=af_bella``.
"""

import ipaddress
import os
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from ..core.errors import InputError, MediaError, VoiceError
from ..core.language import say
from ..media.sound import read_sound, resample
from .align_voice import AlignedVoice, Samples, split_source
from .lexicon import Lexicon
from .voice import VoiceInfo

RATE = 24000
KEYS = ("YINGREN_OPENAI_KEY", "OPENAI_API_KEY")
"""Environment variables that hold the key, the first that is set."""

_OPTIONS = {"model", "voice", "format", "instructions", "language", "rate"}
_FORMATS = ("wav", "mp3", "flac", "pcm")
_WAITS = (0.5, 1.0, 2.0)
_LONGEST_WAIT = 30.0
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
_LARGEST = 128 << 20
_TIMEOUT = httpx.Timeout(120.0, connect=10.0)


class OpenAIServerVoice(AlignedVoice):
    """Asks a server for each sentence. The key is read from the environment and appears in no message."""

    def __init__(
        self,
        name: str = "openai",
        *,
        source: str = "",
        lexicon: Lexicon | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set up the connection; nothing is sent yet.

        Args:
            name: As written in a script.
            source: Address of the server, with ``model``, ``voice``, ``format`` (wav, mp3, flac, pcm),
                ``instructions``, ``language`` and, for pcm, ``rate`` after a question mark.
            lexicon: Pronunciations, for the times only: the server reads the text its own way.
            sleep: What waits before a request is repeated.

        Raises:
            InputError: The address is none, or an option cannot be used.
        """
        super().__init__(lexicon=lexicon)
        address, options = split_source(source, "openai:http://127.0.0.1:8000/v1?model=tts-1&voice=alloy", _OPTIONS)
        self._url = _endpoint(address)
        self._format = options.get("format", "wav")
        if self._format not in _FORMATS:
            raise InputError(
                say(
                    f"A voice server is not asked for “{self._format}”.", f"不支持向语音服务请求“{self._format}”格式。"
                ),
                hint=say(f"Choose {', '.join(_FORMATS)}.", f"请选 {'、'.join(_FORMATS)}。"),
            )
        self._pcm_rate = int(options.get("rate", RATE)) if options.get("rate", "1").isdecimal() else RATE
        self._body: dict[str, Any] = {
            "model": options.get("model", "tts-1"),
            "voice": options.get("voice", "alloy"),
            "response_format": self._format,
        }
        if options.get("instructions"):
            self._body["instructions"] = options["instructions"]
        self._sleep = sleep
        self._key = next((os.environ[variable] for variable in KEYS if os.environ.get(variable)), "")
        self._sends_key = bool(self._key) and (self._url.startswith("https:") or _is_loopback(self._url))
        headers = {"Authorization": f"Bearer {self._key}"} if self._sends_key else {}
        # The key must not follow a redirect to another machine, and a proxy must not see loopback traffic.
        self._client = httpx.Client(
            timeout=_TIMEOUT, headers=headers, follow_redirects=False, trust_env=not _is_loopback(self._url)
        )
        languages = tuple(options["language"].split(",")) if options.get("language") else ("*",)
        self.info = VoiceInfo(
            name=name,
            languages=languages,
            rate=RATE,
            licence=say("as the server's operator says", "以服务提供方的规定为准"),
            commercial=False,
            description=say(f"Speech server at {self._url}", f"语音服务 {self._url}"),
        )

    def close(self) -> None:
        """Close the connection and the reference voice."""
        super().close()
        self._client.close()

    def _say(self, text: str, language: str, speed: float) -> tuple[Samples, int]:
        if self._client.is_closed:
            raise VoiceError(say("The voice has been closed.", "该声音已经关闭。"))
        body = self._body | {"input": text.strip(), "speed": min(max(speed, 0.25), 4.0)}
        content = self._asked(body)
        if self._format == "pcm":
            samples = np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.float32) / np.float32(32768)
            return resample(samples, self._pcm_rate, RATE), RATE
        try:
            sound = read_sound(content, rate=RATE, longest=600.0)
        except MediaError as error:
            raise self._failed(say("what it sent is not sound", "返回的内容不是声音")) from error
        return sound.samples, RATE

    def _asked(self, body: dict[str, Any]) -> bytes:
        """Send a request until it is answered or the tries are used up."""
        for wait in (*_WAITS, None):
            try:
                with self._client.stream("POST", self._url, json=body) as answer:
                    content = _bounded(answer)
                if answer.status_code == 200 and "json" not in answer.headers.get("content-type", ""):
                    return content
                failure = self._refused(answer.status_code, content)
                if answer.status_code not in _PASSING or wait is None:
                    raise failure
                wait = max(wait, _asked_wait(answer.headers.get("retry-after", "")))
            except httpx.TimeoutException as error:
                if wait is None:
                    raise self._failed(say("it did not answer in time", "没有及时响应")) from error
            except (httpx.TransportError, OverflowError) as error:
                if wait is None or isinstance(error, OverflowError):
                    raise self._failed(self._safe(str(error) or type(error).__name__)) from error
            self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _refused(self, status: int, content: bytes) -> VoiceError:
        told = self._safe(_message(content))
        hint = None
        if status in (401, 403):
            hint = say(f"Set the key in {KEYS[0]}.", f"请在环境变量 {KEYS[0]} 中设置密钥。")
            if self._key and not self._sends_key:
                hint = say(
                    "A key is sent over https or to this machine only: use an https address.",
                    "密钥只会经 https 或发往本机：请使用 https 地址。",
                )
        elif status == 404:
            hint = say(
                "Does the address end in /v1, and is the model's name right?", "地址是否以 /v1 结尾？模型名是否正确？"
            )
        return self._failed(f"{status} {told}".strip(), hint)

    def _failed(self, what: str, hint: str | None = None) -> VoiceError:
        return VoiceError(
            say(f"The speech server {self._url} failed: {what}.", f"语音服务 {self._url} 出错：{what}。"),
            hint=hint or say("Is it running, and reachable from here?", "请确认服务已启动并可以访问。"),
        )

    def _safe(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def _endpoint(address: str) -> str:
    parts = urlsplit(address)
    try:
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        right = False
    if not right or parts.username is not None:
        raise InputError(
            say(f"“{address.split('@')[-1]}” is not the address of a speech server.", "语音服务的地址不正确。"),
            hint=say(
                "Write openai:http://127.0.0.1:8000/v1?model=tts-1&voice=alloy; the key goes in YINGREN_OPENAI_KEY.",
                "写法如 openai:http://127.0.0.1:8000/v1?model=tts-1&voice=alloy，密钥放在 YINGREN_OPENAI_KEY。",
            ),
        )
    path = parts.path.rstrip("/") or "/v1"
    return f"{parts.scheme}://{parts.netloc}{path.removesuffix('/audio/speech')}/audio/speech"


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bounded(answer: httpx.Response) -> bytes:
    content = bytearray()
    for part in answer.iter_bytes():
        content += part
        if len(content) > _LARGEST:
            raise OverflowError(say("it sent more than 128 MB for one sentence", "一句话返回了超过 128 MB"))
    return bytes(content)


def _message(content: bytes) -> str:
    """What a server says is wrong, from the JSON shapes that are in use, or the start of its text."""
    text = content[:2000].decode("utf-8", "replace").strip()
    try:
        data = httpx.Response(200, content=content[:65536]).json()
        error = data.get("error", data)
        told = error.get("message") or error.get("detail") if isinstance(error, dict) else error
        return str(told or text)[:300]
    except (ValueError, AttributeError):
        return text[:300]


def _asked_wait(value: str) -> float:
    return min(float(value), _LONGEST_WAIT) if value.strip().isdecimal() else 0.0
