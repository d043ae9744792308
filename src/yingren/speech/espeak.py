"""The built-in voice: espeak-ng, with its own exact times. Clear, synthetic, and always there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from ..core.errors import VoiceError
from ..core.language import say
from ..core.speech import Phoneme, Speech, Word
from .data import table
from .espeak_process import EspeakProcess
from .lexicon import Lexicon
from .normalise import normalise
from .reading import Manner, lay_out
from .scripts import check_spoken, detect, sentence_language
from .sentences import split_sentences
from .sound import faded, polished
from .timing import Timed, timed
from .voice import Voice, VoiceInfo

RATE = 22050

T = TypeVar("T", Word, Phoneme)
_ESPEAK_CODES = {"zh": "cmn", "en": "en-us"}
_SILENCE = 0.2
"""Seconds given for a text in which nothing can be said."""
_HEAD, _TAIL, _TAIL_AT_STOP = 0.02, 0.04, 0.12
"""Seconds kept before the first sound and after the last, in a sentence and at its end."""
_SLOWEST, _FASTEST = 0.4, 2.5


class EspeakVoice(Voice):
    """A person speaking through espeak-ng: Chinese, English, both mixed, and other languages when named."""

    def __init__(self, name: str = "espeak", *, lexicon: Lexicon | None = None) -> None:
        """Open a voice of ``data/espeak.yaml`` by name; its process starts with the first sentence."""
        row = table("espeak")["voices"][name]
        self._person: dict[str, Any] = table("espeak")["people"][row["person"]]
        self._tone = tuple((float(hertz), float(gain)) for hertz, gain in self._person["tone"].items())
        self._default: str | None = row.get("default")
        self._lexicon = lexicon or Lexicon()
        self._process = EspeakProcess()
        self.info = VoiceInfo(
            name=name,
            languages=tuple(row["languages"]),
            rate=RATE,
            word_times=True,
            phoneme_times=True,
            licence="espeak-ng 1.52, GPL-3.0-or-later, run as a separate program; its sound is free to use",
            commercial=True,
            description=str(row.get("description", "")),
        )

    def synthesize(self, text: str, *, language: str = "auto", speed: float = 1.0) -> Iterator[Speech]:
        """See :class:`~yingren.speech.voice.Voice`."""
        if not _SLOWEST <= speed <= _FASTEST:
            raise VoiceError(
                say(f"A speed of {speed:g} cannot be spoken.", f"语速 {speed:g} 无法合成。"),
                hint=say(f"Choose {_SLOWEST:g} to {_FASTEST:g}.", f"请选 {_SLOWEST:g} 到 {_FASTEST:g}。"),
            )
        whole = self._language(text, language)
        check_spoken(text, whole, self.info.name)
        return self._sentences(text, whole, speed)

    @property
    def worker(self) -> int | None:
        """Process id of the worker, while one runs."""
        return self._process.pid

    def close(self) -> None:
        """End the worker process."""
        self._process.close()

    def _language(self, text: str, language: str) -> str:
        code = language.lower().replace("_", "-")
        code = {"cmn": "zh", "zh-cn": "zh", "zh-hans": "zh", "en-us": "en"}.get(code, code)
        if code == "auto":
            # The Chinese voice reads English too, so it need not be chosen for a text without Chinese.
            code = detect(text, self._default or "en")
        known = self.info.languages
        if language == "auto" and "*" not in known and code not in known and not any(map(str.isalpha, text)):
            code = known[0]  # marks alone, as in “。！？”, are of any language
        if "*" not in known and code.split("-")[0] not in known:
            check_spoken(text, known[0], self.info.name)
            raise VoiceError(
                say(
                    f"The voice “{self.info.name}” does not speak “{code}”.", f"声音“{self.info.name}”不会说“{code}”。"
                ),
                hint=say("Use the voice “espeak” for other languages.", "其他语言请使用声音“espeak”。"),
            )
        return code

    def _sentences(self, text: str, whole: str, speed: float) -> Iterator[Speech]:
        for sentence in split_sentences(text):
            yield self._sentence(sentence, sentence_language(sentence, whole), speed)

    def _sentence(self, text: str, language: str, speed: float) -> Speech:
        row = self._person.get(language, self._person["other"])
        manners = {key: self._manner(row[key], speed) for key in ("own", "foreign") if key in row}
        reading = lay_out(text, normalise(text, language, self._lexicon), language, **manners)
        if not reading.units:
            return _silence(text, language)
        utterance = self._process.speak(reading.text, **self._settings(language, speed))
        spoken = timed(utterance, reading, language)
        if not spoken.phonemes or not len(spoken.samples):
            return _silence(text, language)
        polish = polished(spoken.samples, utterance.rate, self._tone)
        return _trimmed(replace(spoken, samples=polish), utterance.rate, text, language)

    @staticmethod
    def _manner(row: dict[str, int], speed: float) -> Manner:
        return Manner(min(max(round(row["rate"] * speed), 80), 450), row["volume"])

    def _settings(self, language: str, speed: float) -> dict[str, str | int]:
        row = self._person.get(language, self._person["other"])
        manner = self._manner(row["own"], speed)
        low, high = row["pitch"]
        return {
            "language": _ESPEAK_CODES.get(language, language),
            "speaker": f"{self._person['speaker']}\npitch {low} {high}",
            "rate": manner.rate,
            "volume": manner.volume,
            "range": row["range"],
        }


def _silence(text: str, language: str) -> Speech:
    return Speech(np.zeros(round(_SILENCE * RATE), np.float32), RATE, text, language=language)


def _trimmed(spoken: Timed, rate: int, text: str, language: str) -> Speech:
    """Cut the silence off both ends and move the times accordingly."""
    words, phonemes = spoken.words, spoken.phonemes
    tail = _TAIL_AT_STOP if text.rstrip().endswith(tuple('。！？!?.…"”』」')) else _TAIL
    first = max(0, round((phonemes[0].start - _HEAD) * rate))
    last = round((phonemes[-1].end + tail) * rate)
    samples = spoken.samples[first:last]
    samples = np.pad(faded(samples, rate), (0, last - first - len(samples)))
    moved = first / rate
    return Speech(
        samples,
        rate,
        text,
        tuple(_moved(word, moved) for word in words),
        tuple(_moved(phoneme, moved) for phoneme in phonemes),
        language,
    )


def _moved(item: T, by: float) -> T:
    return replace(item, start=max(0.0, item.start - by), end=item.end - by)
