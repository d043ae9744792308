"""The online voices of Microsoft Edge, through the package ``edge-tts``: ``edge:zh-CN-XiaoxiaoNeural``.

This is a third party's service, meant for its own browser. The text goes to its servers, it may change or stop at any
time, and no licence for commercial use comes with it. It needs no key, and sounds very natural.
"""

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from ..core.errors import InputError, MediaError, MissingExtra, VoiceError
from ..core.language import say
from ..core.speech import Phoneme, Speech, Word
from ..media.sound import read_sound
from .align_voice import AlignedVoice, Samples, split_source
from .lexicon import Lexicon
from .voice import VoiceInfo

RATE = 24000
_TICKS = 10_000_000
_NAME = re.compile(r"([a-z]{2,3})-[A-Za-z0-9-]+Neural")
_LIMIT = 120.0
_TRIES = 3

T = TypeVar("T", Word, Phoneme)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Boundary:
    """A word as the service heard itself say it: seconds, and its text."""

    text: str
    start: float
    end: float


class EdgeVoice(AlignedVoice):
    """Asks the service for each sentence; its word times are used, sounds inside words are aligned."""

    def __init__(self, name: str = "edge", *, source: str = "", lexicon: Lexicon | None = None) -> None:
        """Set up; nothing is sent yet.

        Args:
            name: As written in a script.
            source: Name of one of the service's voices; ``edge-tts --list-voices`` lists them.
            lexicon: Pronunciations, for the times only: the service reads the text its own way.

        Raises:
            InputError: The name cannot be a voice's.
            MissingExtra: edge-tts is not installed.
        """
        super().__init__(lexicon=lexicon)
        self._voice, _ = split_source(source, "edge:zh-CN-XiaoxiaoNeural", set())
        match = _NAME.fullmatch(self._voice)
        if not match:
            raise InputError(
                say(f"“{self._voice}” is not the name of an Edge voice.", f"“{self._voice}”不是 Edge 声音的名字。"),
                hint=say("Names look like zh-CN-XiaoxiaoNeural.", "名字形如 zh-CN-XiaoxiaoNeural。"),
            )
        try:
            import edge_tts
        except ImportError as error:
            raise MissingExtra(say("An Edge voice", "Edge 声音"), "voices") from error
        self._communicate = edge_tts.Communicate
        self._boundaries: list[Boundary] = []
        self.info = VoiceInfo(
            name=name,
            languages=("*",) if "Multilingual" in self._voice else (match.group(1),),
            rate=RATE,
            word_times=True,
            licence=say("third-party online service; its operator's terms", "第三方在线服务，以其运营方条款为准"),
            commercial=False,
            description=say(
                f"Online voice {self._voice}; text leaves this machine", f"在线声音 {self._voice}；文字会发送到网上"
            ),
        )

    def _say(self, text: str, language: str, speed: float) -> tuple[Samples, int]:
        for left in range(_TRIES - 1, -1, -1):
            try:
                content, self._boundaries = _in_a_thread(self._asked(text, speed))
                return read_sound(content, rate=RATE).samples, RATE
            except MediaError as error:
                raise self._failed(say("it sent no sound", "没有返回声音")) from error
            except Exception as error:  # edge-tts, aiohttp and ssl raise their own; all mean the same here
                if left == 0:
                    raise self._failed(str(error).splitlines()[0] if str(error) else type(error).__name__) from error
        raise AssertionError("the last try returns or raises")

    def _timed(self, text: str, language: str, samples: Samples, rate: int) -> Speech:
        speech = super()._timed(text, language, samples, rate)
        return with_boundaries(speech, self._boundaries)

    def _cut_ends(self, samples: Samples, rate: int) -> Samples:
        # The service's times count from its own first sample.
        return samples

    async def _asked(self, text: str, speed: float) -> tuple[bytes, list[Boundary]]:
        talk = self._communicate(text, self._voice, rate=f"{round(100 * (speed - 1)):+d}%", boundary="WordBoundary")
        content = bytearray()
        boundaries: list[Boundary] = []
        async with asyncio.timeout(_LIMIT):
            async for event in talk.stream():
                if event["type"] == "audio":
                    content += event["data"]
                elif event["type"] == "WordBoundary":
                    start = event["offset"] / _TICKS
                    boundaries.append(Boundary(event["text"], start, start + event["duration"] / _TICKS))
        return bytes(content), boundaries

    def _failed(self, what: str) -> VoiceError:
        return VoiceError(
            say(f"The online voice {self._voice} failed: {what}.", f"在线声音 {self._voice} 出错：{what}。"),
            hint=say(
                "It needs the internet and may be refused; the voice “espeak” always works.",
                "它需要联网，也可能被服务方拒绝；声音“espeak”始终可用。",
            ),
        )


def with_boundaries(speech: Speech, boundaries: list[Boundary]) -> Speech:
    """Aligned words and phonemes moved so that they fill the word times that the service gave.

    A boundary may hold several words (characters, in Chinese). One whose text is not found is passed over.
    """
    words, phonemes = list(speech.words), list(speech.phonemes)
    reached = 0
    end = 0.0
    for boundary in boundaries:
        at = speech.text.find(boundary.text, reached)
        start, stop = max(boundary.start, end), min(boundary.end, speech.duration)
        if at < 0 or stop <= start:
            continue
        reached = at + len(boundary.text)
        inside = [index for index, word in enumerate(words) if at <= word.at < reached]
        if not inside:
            continue
        old = np.array([words[inside[0]].start, words[inside[-1]].end])
        if old[1] - old[0] < 1e-6:
            continue
        new = np.array([start, stop])
        for index, phoneme in enumerate(phonemes):
            if old[0] - 1e-6 <= phoneme.start and phoneme.end <= old[1] + 1e-6:
                phonemes[index] = _moved(phoneme, old, new)
        for index in inside:
            words[index] = _moved(words[index], old, new)
        end = stop
    return replace(speech, words=_in_order(words), phonemes=_in_order(phonemes))


def _moved(item: T, old: np.typing.NDArray[np.float64], new: np.typing.NDArray[np.float64]) -> T:
    share = (np.array([item.start, item.end]) - old[0]) / (old[1] - old[0])
    start, end = new[0] + np.clip(share, 0, 1) * (new[1] - new[0])
    return replace(item, start=float(start), end=float(end))


def _in_order(items: list[T]) -> tuple[T, ...]:
    """Words the service said nothing about may lie across the moved ones: each is kept within its neighbours."""
    kept: list[T] = []
    reached = 0.0
    for item in items:
        start = max(item.start, reached)
        kept.append(replace(item, start=start, end=max(item.end, start)))
        reached = kept[-1].end
    return tuple(kept)


def _in_a_thread(work: Coroutine[Any, Any, R]) -> R:
    """Run a coroutine to its end, also where an event loop is running already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
