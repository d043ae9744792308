"""What all voices share whose engine gives sound and nothing else: sentences in, times found by alignment."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qs

import numpy as np
import numpy.typing as npt

from ..core.errors import InputError, UnknownName, VoiceError
from ..core.language import say
from ..core.speech import Phoneme, Speech, Word
from .align import align, spread
from .espeak import EspeakVoice
from .lexicon import Lexicon
from .scripts import check_spoken, detect, sentence_language
from .sentences import is_sayable, split_sentences
from .voice import Voice

Samples = npt.NDArray[np.float32]
T = TypeVar("T", Word, Phoneme)

_NOTHING_SAID = 0.2
"""Seconds of silence for a text in which nothing can be said."""
_HEAD, _TAIL = 0.04, 0.12
"""Seconds kept before the first sound and after the last."""
_AUDIBLE = 0.01
"""Share of the loudest sample that counts as sound when the ends are cut."""
_SLOWEST, _FASTEST = 0.4, 2.5


class Reference:
    """The built-in voice as the aligner uses it. Its process starts with the first sentence."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon
        self._voice: EspeakVoice | None = None
        self._closed = False

    def speak(self, text: str, language: str) -> Speech:
        """One sentence with its words and phonemes.

        Raises:
            VoiceError: The built-in voice failed, or this was closed.
        """
        if self._closed:
            raise VoiceError(say("The voice has been closed.", "该声音已经关闭。"))
        if self._voice is None:
            self._voice = EspeakVoice("espeak", lexicon=self._lexicon)
        return joined(self._voice.synthesize(text, language=sentence_language(text, language)))

    def close(self) -> None:
        """End the process. Calling it again does nothing."""
        self._closed = True
        if self._voice is not None:
            self._voice.close()


class AlignedVoice(Voice):
    """A voice that makes a sentence at a time; words and phonemes come from the built-in voice saying the same."""

    def __init__(self, *, lexicon: Lexicon | None = None) -> None:
        """Start nothing yet; ``info`` is set by the subclass."""
        self._reference = Reference(lexicon)

    @abstractmethod
    def _say(self, text: str, language: str, speed: float) -> tuple[Samples, int]:
        """Speak one sentence: float32 [N] mono, and samples per second.

        Raises:
            VoiceError: The engine failed.
        """

    def synthesize(self, text: str, *, language: str = "auto", speed: float = 1.0) -> Iterator[Speech]:
        """See :class:`~yingren.speech.voice.Voice`."""
        if not _SLOWEST <= speed <= _FASTEST:
            raise VoiceError(
                say(f"A speed of {speed:g} cannot be spoken.", f"语速 {speed:g} 无法合成。"),
                hint=say(f"Choose {_SLOWEST:g} to {_FASTEST:g}.", f"请选 {_SLOWEST:g} 到 {_FASTEST:g}。"),
            )
        whole = self._language(text, language)
        check_spoken(text, whole, self.info.name)
        return (self._sentence(sentence, whole, speed) for sentence in split_sentences(text))

    def close(self) -> None:
        """Let go of the reference voice."""
        self._reference.close()

    def _language(self, text: str, language: str) -> str:
        code = language.lower().replace("_", "-").split("-")[0]
        code = "zh" if code == "cmn" else code
        known = self.info.languages
        if code == "auto":
            code = detect(text, known[0] if known[0] in ("zh", "en") else "en")
            if "*" in known or code in known:
                return code
            # Latin letters say little about the language, and a Chinese voice reads the odd English word.
            check_spoken(text, known[0] if known[0] == "zh" else "en", self.info.name)
            return known[0]
        if "*" not in known and code not in known:
            check_spoken(text, known[0], self.info.name)
            raise VoiceError(
                say(
                    f"The voice “{self.info.name}” does not speak “{language}”.",
                    f"声音“{self.info.name}”不会说“{language}”。",
                ),
                hint=say(f"It speaks: {', '.join(known)}.", f"它会说：{'、'.join(known)}。"),
            )
        return code

    def _sentence(self, text: str, language: str, speed: float) -> Speech:
        if not is_sayable(text):
            return Speech(
                np.zeros(round(_NOTHING_SAID * self.info.rate), np.float32), self.info.rate, text, language=language
            )
        samples, rate = self._say(text, language, speed)
        samples = self._cut_ends(checked(samples, self.info.name), rate)
        return self._timed(text, language, samples, rate)

    def _cut_ends(self, samples: Samples, rate: int) -> Samples:
        return trimmed(samples, rate)

    def _timed(self, text: str, language: str, samples: Samples, rate: int) -> Speech:
        """Find words and phonemes of ``text`` in a sound that says it."""
        reference = self._reference.speak(text, language)
        if not reference.words:
            return Speech(samples, rate, text, language=language)
        try:
            found = align(reference, samples, rate)
        except VoiceError:
            # Engines leave out what they cannot read. Rough times are better than no video.
            found = spread(reference, samples, rate)
        return Speech(samples, rate, text, found.words, found.phonemes, language)


def split_source(source: str, example: str, known: Collection[str]) -> tuple[str, dict[str, str]]:
    """What stands after the colon of a voice's name: where its engine is, and the options after a question mark.

    Raises:
        InputError: There is nothing, or an option has no such name.
    """
    place, _, query = source.partition("?")
    options = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
    if not place:
        raise InputError(
            say("The voice's name does not say where it is.", "声音名称里没有写明它在哪里。"),
            hint=say(f"Write it as in: {example}", f"写法示例：{example}"),
        )
    for option in options:
        if option not in known:
            raise UnknownName("option", "选项", option, known)
    return place, options


def joined(pieces: Iterable[Speech]) -> Speech:
    """Several stretches of speech as one; at least one."""
    parts = list(pieces)
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    clock, offset = 0.0, 0
    for part in parts:
        words += [replace(_later(word, clock), at=word.at + offset) for word in part.words]
        phonemes += [_later(phoneme, clock) for phoneme in part.phonemes]
        clock += part.duration
        offset += len(part.text)
    first = parts[0]
    return Speech(
        np.concatenate([part.samples for part in parts]),
        first.rate,
        "".join(part.text for part in parts),
        tuple(words),
        tuple(phonemes),
        first.language,
    )


def _later(item: T, seconds: float) -> T:
    return replace(item, start=item.start + seconds, end=item.end + seconds)


def checked(samples: Samples, voice: str) -> Samples:
    """What an engine gave, within −1..1.

    Raises:
        VoiceError: There is nothing in it, or what is in it is no sound.
    """
    if not len(samples) or not np.isfinite(samples).all() or np.abs(samples).max() < 1e-3:
        raise VoiceError(
            say(f"The voice “{voice}” gave no sound.", f"声音“{voice}”没有发出声音。"),
            hint=say("Try again, or choose another voice.", "请重试，或换一个声音。"),
        )
    return np.clip(samples, -1, 1).astype(np.float32, copy=False)


def trimmed(samples: Samples, rate: int) -> Samples:
    """The sound without the silence that engines leave at both ends: float32 [n]."""
    loud = np.flatnonzero(np.abs(samples) > _AUDIBLE * np.abs(samples).max(initial=0.0))
    if not len(loud):
        return samples
    return samples[max(0, loud[0] - round(_HEAD * rate)) : loud[-1] + 1 + round(_TAIL * rate)]
