"""A recording as a voice: with its text it has words and phonemes, without it is cut at its pauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..core.errors import VoiceError
from ..core.language import say
from ..core.speech import Speech
from ..media.sound import Samples, sound_duration, sound_rate, stream_sound
from .align import align
from .align_voice import Reference, joined
from .lexicon import Lexicon
from .pauses import quietest, stretches
from .scripts import detect
from .sentences import is_sayable, split_sentences
from .voice import Voice, VoiceInfo

_WINDOW = 20.0
"""Seconds that are aligned at a time, so that an hour needs no more memory than a minute."""
_PACE = 1.7
"""How much faster than the built-in voice a speaker may be."""
_LONGEST_WINDOW = 120.0
_MARGIN = 4.0
"""Seconds at the end of a window that may still be matched otherwise when more is heard."""
_FASTEST = 20.0
"""Characters a second that no one speaks; a text that would need more is not the text of the recording."""
_HIGHEST_RATE = 48000


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    line: int
    language: str


class RecordingVoice(Voice):
    """Plays a recording of somebody who says the text.

    Give the text to :meth:`synthesize` or :meth:`lines`, or when opening. Nothing of the recording is left out: pauses
    go to the sentences around them.
    """

    def __init__(self, path: Path, text: str | None = None, *, lexicon: Lexicon | None = None) -> None:
        """Look into the file.

        Raises:
            MediaError: It cannot be read, holds no sound, or is longer than two hours.
        """
        self._path, self._text = path, text or ""
        self._duration = sound_duration(path)
        self._warp: float | None = None
        self._reference = Reference(lexicon)
        self.info = VoiceInfo(
            name=f"recording:{path.name}",
            languages=("*",),
            rate=min(sound_rate(path), _HIGHEST_RATE),
            licence=say("the speaker's own", "归录音者所有"),
            description=say(
                f"Recording {path.name}, {self._duration:.0f} s", f"录音 {path.name}，{self._duration:.0f} 秒"
            ),
        )

    def synthesize(self, text: str, *, language: str = "auto", speed: float = 1.0) -> Iterator[Speech]:
        """Give the recording back, a sentence of ``text`` at a time; with no text, a stretch between pauses at a time.

        Raises:
            VoiceError: The recording does not fit the text, or another speed than its own is asked for.
        """
        if speed != 1.0:
            raise VoiceError(
                say("A recording is played at its own speed.", "录音只能按原速播放。"),
                hint=say("Leave out “speed”.", "请去掉 speed 设置。"),
            )
        text = text or self._text
        if not is_sayable(text):
            return self._unsaid(text)
        return (speech for line in self.lines([text], language=language) for speech in line)

    def lines(self, texts: Sequence[str], *, language: str = "auto") -> Iterator[list[Speech]]:
        """Give the sentences of each of several texts that were said one after another.

        The texts of the sentences of a line joined are the line. A line in which nothing can be said gets no sound.

        Raises:
            VoiceError: The recording does not fit the texts.
        """
        length = sum(len(text) for text in texts)
        if length > _FASTEST * self._duration + 20:
            raise self._unfit(
                say(
                    f"{length} characters cannot be said in {self._duration:.0f} s",
                    f"{self._duration:.0f} 秒说不完 {length} 个字",
                )
            )
        return self._lines(texts, language)

    def close(self) -> None:
        """Let go of the reference voice."""
        self._reference.close()

    def _unsaid(self, text: str) -> Iterator[Speech]:
        for stretch in stretches(self._heard(), self.info.rate):
            yield Speech(stretch, self.info.rate, text, language="und")
            text = ""

    def _heard(self) -> Iterator[Samples]:
        return stream_sound(self._path, rate=self.info.rate, seconds=10.0)

    def _lines(self, texts: Sequence[str], language: str) -> Iterator[list[Speech]]:
        whole = detect("".join(texts)) if language == "auto" else language
        sentences = [
            _Sentence(sentence, line, whole) for line, text in enumerate(texts) for sentence in split_sentences(text)
        ]
        line, kept = 0, list[Speech]()
        for sentence, speech in self._aligned(sentences):
            while sentence.line > line:
                yield kept
                line, kept = line + 1, []
            kept.append(speech)
        while line < len(texts):
            yield kept
            line, kept = line + 1, []

    def _aligned(self, sentences: list[_Sentence]) -> Iterator[tuple[_Sentence, Speech]]:
        """Each sentence with its part of the recording."""
        rate = self.info.rate
        chunks = self._heard()
        sound = np.zeros(0, np.float32)
        ended, window = False, _WINDOW
        said: list[Speech] = []
        while sentences:
            while not ended and len(sound) < window * rate:
                chunk = next(chunks, None)
                ended = chunk is None
                sound = sound if chunk is None else np.concatenate([sound, chunk])
            heard = len(sound) / rate
            needed = np.inf if ended else _PACE * heard
            while len(said) < len(sentences) and sum(speech.duration for speech in said) < needed:
                following = sentences[len(said)]
                said.append(self._reference.speak(following.text, following.language))
            if len(said) == len(sentences) and not ended:
                if heard > 3 * sum(speech.duration for speech in said) + _WINDOW:
                    raise self._unfit(say("it goes on long after the text", "文字结束后录音还很长"))
                window += _WINDOW
                continue
            cuts, spoken = self._cut(said, sound, open_end=not ended)
            if not ended:
                cuts = [cut for cut in cuts if cut <= heard - _MARGIN]
            if not cuts:
                if window >= _LONGEST_WINDOW:
                    raise self._unfit(sentences[0].text.strip()[:40])
                window += _WINDOW
                continue
            start = 0
            for number, cut in enumerate(cuts):
                stop = len(sound) if ended and number == len(cuts) - 1 else round(cut * rate)
                yield sentences[number], _part(spoken[number], sentences[number], sound[start:stop], start / rate, rate)
                start = stop
            sound, said, sentences, window = sound[start:], said[len(cuts) :], sentences[len(cuts) :], _WINDOW

    def _cut(self, said: list[Speech], sound: Samples, *, open_end: bool) -> tuple[list[float], list[Speech]]:
        """Where each of the next sentences ends, as far as that is heard, and their words on the clock of ``sound``."""
        rate = self.info.rate
        together = joined(said)
        found = align(together, sound, rate, open_end=open_end, warp=self._warp)
        self._warp = found.warp
        ends = np.cumsum([len(speech.words) for speech in said])
        cuts: list[float] = []
        spoken: list[Speech] = []
        offset = 0
        for speech, end in zip(said, ends, strict=True):
            first = int(end) - len(speech.words)
            if open_end and end > found.complete:
                break
            words = found.words[first:end]
            if words:
                begin, finish = words[0].start, words[-1].end
                after = found.words[end].start if end < len(found.words) else len(sound) / rate
                cuts.append(quietest(sound, rate, finish, min(after, finish + 2.0)))
                phonemes = tuple(p for p in found.phonemes if begin - 1e-6 <= p.start < finish)
            else:
                cuts.append(cuts[-1] if cuts else 0.0)
                phonemes = ()
            shifted = tuple(replace(word, at=word.at - offset) for word in words)
            spoken.append(replace(speech, words=shifted, phonemes=phonemes))
            offset += len(speech.text)
        return cuts, spoken

    def _unfit(self, what: str) -> VoiceError:
        return VoiceError(
            say(f"{self._path} does not fit its text: {what}.", f"{self._path} 与文字对不上：{what}。"),
            hint=say(
                "Check that the text is what is said in the recording, or leave the text out.",
                "请检查文字是否与录音一致，或去掉文字。",
            ),
        )


def _part(spoken: Speech, sentence: _Sentence, samples: Samples, start: float, rate: int) -> Speech:
    """A sentence with its samples, its times from the first of them."""
    end = len(samples) / rate
    return Speech(
        samples,
        rate,
        sentence.text,
        tuple(replace(w, start=max(0.0, w.start - start), end=min(end, w.end - start)) for w in spoken.words),
        tuple(replace(p, start=max(0.0, p.start - start), end=min(end, p.end - start)) for p in spoken.phonemes),
        spoken.language,
    )
