"""Voices by name."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.errors import UnknownName
from ..core.registry import Registry
from ..models import find, is_pulled, list_models
from .lexicon import read_lexicon
from .voice import Voice, VoiceInfo

VOICES: Registry[Callable[..., Voice]] = Registry(
    "voices",
    "voice",
    "声音",
    {
        "espeak": "yingren.speech.espeak:EspeakVoice",
        "espeak-low": "yingren.speech.espeak:EspeakVoice",
        "espeak-male": "yingren.speech.espeak:EspeakVoice",
        "espeak-zh": "yingren.speech.espeak:EspeakVoice",
        "espeak-zh-male": "yingren.speech.espeak:EspeakVoice",
        "espeak-en": "yingren.speech.espeak:EspeakVoice",
        "espeak-en-male": "yingren.speech.espeak:EspeakVoice",
        "fake": "yingren.speech.fake:FakeVoice",
        "piper": "yingren.speech.piper:PiperVoice",
        "sherpa": "yingren.speech.sherpa:SherpaVoice",
        "openai": "yingren.speech.openai_server:OpenAIServerVoice",
        "edge": "yingren.speech.edge:EdgeVoice",
    },
)
"""Each entry is called with the name it was opened by, ``lexicon`` and the options given to :func:`open_voice`."""

DEFAULT = "espeak"


def open_voice(name: str = "", *, lexicon: Path | None = None, **options: Any) -> Voice:
    """Open a voice by name; ``""`` is the built-in one.

    A name may carry what the engine needs after a colon: ``piper:voices/huayan.onnx``, ``openai:http://host:8880``.
    It is handed to the engine as ``source``.

    Args:
        name: As written in a script.
        lexicon: File with pronunciations of names, see :mod:`yingren.speech.lexicon`.
        options: Further keywords of that voice.

    Raises:
        UnknownName: No voice has that name; the nearest is named.
        InputError: The lexicon cannot be read; file and line are named.
        MissingExtra: The engine's package is not installed.
        VoiceError: The engine cannot be started.
        ModelError: It is a model that was not pulled yet; the command is named.
    """
    name = name or DEFAULT
    engine, _, source = name.partition(":")
    models = {model.name: model for model in list_models()}
    weights = models.get(engine.partition("?")[0])
    if weights is not None:
        # A pulled model is a voice of its own name, which may choose a speaker: “kokoro-zh-en?speaker=3”.
        engine, source = weights.engine, str(find(weights.name)) + name.removeprefix(weights.name)
    if engine not in VOICES:
        raise UnknownName("voice", "声音", engine, [*VOICES, *models])
    opener = VOICES.load(engine)
    entries = read_lexicon(lexicon) if lexicon is not None else None
    if source:
        options["source"] = source
    voice = opener(name=engine if not source else name, lexicon=entries, **options)
    if weights is not None:
        voice.info = replace(
            voice.info,
            languages=weights.languages,
            licence=weights.licence,
            commercial=weights.commercial,
            description=weights.description,
        )
    return voice


def list_voices() -> tuple[VoiceInfo, ...]:
    """What can be opened by name alone, for a table: what is built in and the models that were pulled."""
    found = []
    for name in VOICES:
        if name.startswith(("espeak", "fake")):
            with open_voice(name) as voice:
                found.append(voice.info)
    for model in list_models():
        if is_pulled(model.name):
            found.append(
                VoiceInfo(
                    name=model.name,
                    languages=model.languages,
                    rate=model.rate,
                    licence=model.licence,
                    commercial=model.commercial,
                    description=model.description,
                )
            )
    return tuple(found)
