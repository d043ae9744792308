"""The studio's voices: opened once for each speaker, asked only for what was not said before."""

from contextlib import ExitStack
from pathlib import Path

from ..core.errors import VoiceError
from ..core.language import say
from ..core.script import Line, Script
from ..core.speech import Speech
from ..speech.recording import RecordingVoice
from ..speech.scripts import detect
from ..speech.voice import Voice
from ..speech.voices import open_voice
from .cache import SpeechCache, code_digest, digest_of


class Speakers:
    """Speaks a script's lines, each with its speaker's voice. A context manager: it closes the voices it opened."""

    def __init__(self, script: Script, cache: SpeechCache | None) -> None:
        self.script, self.cache = script, cache
        self.reused = self.spoken = 0
        self._open: dict[str, Voice] = {}
        self._recordings: dict[str, list[list[Speech]]] = {}
        self._stack = ExitStack()
        self._language = _language_of(script)
        lexicon = script.settings.lexicon
        self._lexicon = lexicon.read_bytes() if lexicon is not None else b""

    def __enter__(self) -> "Speakers":
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def name_of(self, line: Line) -> str:
        """Which voice says a line; empty for the default one of its language."""
        speaker = self.script.speakers.get(line.speaker)
        return (speaker.voice if speaker is not None else "") or self.script.settings.voice

    @property
    def names(self) -> tuple[str, ...]:
        """The voices this script is said with."""
        if self.script.settings.audio is not None:
            return ("recording",)
        lines = [line for scene in self.script.scenes for line in scene.lines]
        return tuple(sorted({"recording" if line.audio else self.name_of(line) or "espeak" for line in lines}))

    def speak(self, line: Line, text: str, speed: float) -> list[Speech]:
        """Sentences of ``text`` in order, from the cache where they were said before."""
        settings = self.script.settings
        if line.audio is not None:
            return self._recorded(line.audio, [line.text])[0]
        if settings.audio is not None:
            lines = [line for scene in self.script.scenes for line in scene.lines]
            place = next(index for index, other in enumerate(lines) if other is line)
            return self._recorded(settings.audio, [line.text for line in lines])[place]
        speed *= settings.speed * line.speed
        name = self.name_of(line)
        key = digest_of(code_digest("speech"), name, text, self._language, round(speed, 3), self._lexicon)
        found = self.cache.find(key) if self.cache is not None else None
        if found is not None:
            self.reused += 1
            return found
        voice = self.open(name)
        speeches = list(voice.synthesize(text, language=self._language, speed=speed))
        if "".join(speech.text for speech in speeches) != text:
            raise VoiceError(
                say(f"The voice “{voice.info.name}” lost part of the text.", f"声音“{voice.info.name}”丢失了部分文字。")
            )
        self.spoken += 1
        return self.cache.keep(key, speeches) if self.cache is not None else speeches

    def open(self, name: str) -> Voice:
        """The voice of that name, opened the first time; closed with the speakers."""
        if name not in self._open:
            voice = open_voice(name or "espeak", lexicon=self.script.settings.lexicon)
            self._open[name] = self._stack.enter_context(voice)
        return self._open[name]

    def _recorded(self, audio: Path, texts: list[str]) -> list[list[Speech]]:
        """The parts of a recording that say each of ``texts``."""
        information = audio.stat() if audio.is_file() else None
        state = (information.st_size, information.st_mtime_ns) if information is not None else ()
        key = digest_of(code_digest("speech"), str(audio.resolve()), state, texts, self._language)
        if key in self._recordings:
            return self._recordings[key]
        keys = [digest_of(key, index) for index in range(len(texts))]
        found = [self.cache.find(one) for one in keys] if self.cache is not None else [None]
        parts = [part for part in found if part is not None]
        if len(parts) == len(texts):
            self.reused += 1
        else:
            with RecordingVoice(audio) as voice:
                if any(text.strip() for text in texts):
                    parts = list(voice.lines(texts, language=self._language))
                else:
                    parts = [list(voice.synthesize("", language=self._language))] + [[] for _ in texts[1:]]
            if self.cache is not None:
                parts = [self.cache.keep(one, part) for one, part in zip(keys, parts, strict=True)]
            self.spoken += 1
        self._recordings[key] = parts
        return parts


def _language_of(script: Script) -> str:
    """The language of the whole script, so that a number alone in a line is read like the lines around it."""
    if script.settings.language != "auto":
        return script.settings.language
    return detect("\n".join(line.text for scene in script.scenes for line in scene.lines))
