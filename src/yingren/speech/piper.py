"""Piper voices: VITS models in ONNX, run directly. Natural speech on two CPU cores.

A model is ``name.onnx`` with ``name.onnx.json`` beside it, which says how text becomes numbers. The phonemes come from
espeak-ng in its own process, as the models were trained on them.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.errors import InputError, MissingExtra, VoiceError
from ..core.language import say
from .align_voice import AlignedVoice, Samples, split_source
from .lexicon import Lexicon
from .piper_phonemes import Phonemizer, identifiers
from .voice import VoiceInfo

_LARGEST_CONFIG = 4 << 20


@dataclass(frozen=True, slots=True)
class PiperConfig:
    """What stands in ``name.onnx.json``.

    Attributes:
        rate: Samples per second.
        language: ``"zh"``, ``"en"`` or another code.
        espeak: Name of the espeak voice that the phonemes come from.
        phoneme_type: ``"espeak"``, ``"text"`` (characters as they stand) or ``"pinyin"``.
        identifiers: Phoneme → numbers.
        speakers: Name → number; empty with one speaker.
        speaker_count: How many voices the model holds.
        noise, length, noise_width: The scales it was tuned with.
    """

    rate: int
    language: str
    espeak: str
    phoneme_type: str
    identifiers: dict[str, tuple[int, ...]]
    speakers: dict[str, int] = field(default_factory=dict)
    speaker_count: int = 1
    noise: float = 0.667
    length: float = 1.0
    noise_width: float = 0.8


class PiperVoice(AlignedVoice):
    """A Piper model by path: ``piper:/path/model.onnx``, with ``?speaker=name`` where it holds several."""

    def __init__(
        self, name: str = "piper", *, source: str = "", lexicon: Lexicon | None = None, threads: int = 0
    ) -> None:
        """Load a model.

        Args:
            name: As written in a script.
            source: Path of the ``.onnx`` file, perhaps with ``?speaker=``, a name or number.
            lexicon: Pronunciations.
            threads: For the network; 0 leaves it to the runtime.

        Raises:
            InputError: A file is missing or broken, or there is no such speaker.
            MissingExtra: onnxruntime is not installed.
        """
        super().__init__(lexicon=lexicon)
        path, options = split_source(source, "piper:voices/model.onnx", {"speaker"})
        model = Path(path).expanduser()
        self._config = read_config(model)
        self._speaker = _speaker(self._config, options.get("speaker", ""), model)
        self._session = _load(model, threads)
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._phonemizer = Phonemizer(self._config.phoneme_type, self._config.espeak, self._config.language, lexicon)
        language = self._config.language
        self.info = VoiceInfo(
            name=name,
            languages=(language,),
            rate=self._config.rate,
            licence=say("see the model's MODEL_CARD", "见模型附带的 MODEL_CARD"),
            commercial=False,
            description=say(f"Piper model {model.stem}", f"Piper 模型 {model.stem}"),
        )

    def close(self) -> None:
        """Let go of the phonemizer and the reference voice."""
        super().close()
        self._phonemizer.close()

    def _say(self, text: str, language: str, speed: float) -> tuple[Samples, int]:
        numbers = identifiers(self._phonemizer(text), self._config.identifiers, self._config.phoneme_type)
        scales = [self._config.noise, self._config.length / speed, self._config.noise_width]
        feed: dict[str, npt.NDArray[Any]] = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if "sid" in self._inputs:
            feed["sid"] = np.array([self._speaker], np.int64)
        try:
            output = self._session.run(None, feed)[0]
        except Exception as error:  # the runtime's errors have no common base
            raise VoiceError(
                say(f"The voice “{self.info.name}” failed: {error}.", f"声音“{self.info.name}”出错：{error}。"),
                hint=say("Is it a Piper model, and whole?", "请确认这是完整的 Piper 模型。"),
            ) from error
        return np.asarray(output, np.float32).reshape(-1), self._config.rate


def read_config(model: Path) -> PiperConfig:
    """Read the ``.onnx.json`` beside a model.

    Raises:
        InputError: A file is missing, or the configuration is not one.
    """
    path = model.with_name(model.name + ".json")
    for needed in (model, path):
        if not needed.is_file():
            raise InputError(
                say(f"{needed}: there is no such file.", f"找不到文件 {needed}。"),
                hint=say(
                    "A Piper voice is two files side by side: name.onnx and name.onnx.json.",
                    "Piper 声音由并排的两个文件组成：name.onnx 和 name.onnx.json。",
                ),
            )
    try:
        if path.stat().st_size > _LARGEST_CONFIG:
            raise ValueError("too large")
        data = json.loads(path.read_text(encoding="utf-8"))
        scales = data.get("inference", {})
        espeak = str(data.get("espeak", {}).get("voice", "en-us"))
        code = str(data.get("language", {}).get("family") or espeak)
        config = PiperConfig(
            rate=int(data["audio"]["sample_rate"]),
            language=_language(code),
            espeak=espeak,
            phoneme_type=str(data.get("phoneme_type", "espeak")).lower().removeprefix("phonemetype."),
            identifiers={key: tuple(map(int, value)) for key, value in data["phoneme_id_map"].items()},
            speakers={str(key): int(value) for key, value in data.get("speaker_id_map", {}).items()},
            speaker_count=int(data.get("num_speakers", 1)),
            noise=float(scales.get("noise_scale", 0.667)),
            length=float(scales.get("length_scale", 1.0)),
            noise_width=float(scales.get("noise_w", 0.8)),
        )
        if not 4000 <= config.rate <= 192000:
            raise ValueError(f"sample_rate {config.rate}")
        if config.phoneme_type not in ("espeak", "text", "pinyin"):
            raise ValueError(f"phoneme_type {config.phoneme_type}")
        if not {"^", "$", "_"} <= set(config.identifiers):
            raise ValueError("phoneme_id_map has no ^, $ and _")
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise InputError(
            say(f"{path} is not a Piper configuration ({error}).", f"{path} 不是 Piper 配置文件（{error}）。"),
            hint=say("Download it again with the model.", "请和模型一起重新下载。"),
        ) from error
    return config


def _language(code: str) -> str:
    code = re.split("[-_]", code.lower())[0]
    return "zh" if code in ("cmn", "zh") else code


def _speaker(config: PiperConfig, wanted: str, model: Path) -> int:
    if not wanted:
        return 0
    number = config.speakers.get(wanted, int(wanted) if wanted.isdecimal() else -1)
    if not 0 <= number < max(1, config.speaker_count):
        raise InputError(
            say(f"{model.name} has no speaker “{wanted}”.", f"{model.name} 里没有说话人“{wanted}”。"),
            hint=say(
                f"It has {config.speaker_count}, from 0. Names: {', '.join(config.speakers) or '—'}.",
                f"共 {config.speaker_count} 个，从 0 开始。名字：{'、'.join(config.speakers) or '—'}。",
            ),
        )
    return number


def _load(model: Path, threads: int) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtra(say("A Piper voice", "Piper 声音"), "voices") from error
    # The network draws noise; a session made after this draws the same for the same sentences in the same order.
    onnxruntime.set_seed(0)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        names = {entry.name for entry in session.get_inputs()}
        if not {"input", "input_lengths", "scales"} <= names:
            raise ValueError(f"inputs are {', '.join(sorted(names))}")
    except Exception as error:
        raise InputError(
            say(f"{model} is not a Piper model ({error}).", f"{model} 不是 Piper 模型（{error}）。"),
            hint=say("Download it again; a model is 20 to 120 MB.", "请重新下载；模型大小为 20 到 120 MB。"),
        ) from error
    return session
