"""sherpa-onnx voices by folder: VITS (MeloTTS, AISHELL-3 …), Matcha and Kokoro models.

``sherpa:/path/folder``, with ``?speaker=12`` where a model holds several. Which kind it is shows in its files.
"""

import os
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..core.errors import InputError, MissingExtra, VoiceError
from ..core.language import say
from .align_voice import AlignedVoice, Samples, split_source
from .lexicon import Lexicon
from .protocol import BrokenFrame, read_frame, write_frame
from .voice import VoiceInfo

_OPENS_WITHIN = 120.0
_SPEAKS_WITHIN = 120.0
_STUB = 1024
"""Bytes below which an .onnx file is only a pointer to one."""


@dataclass(frozen=True, slots=True)
class SherpaModel:
    """A folder's model as sherpa-onnx wants it described.

    Attributes:
        kind: ``"vits"``, ``"matcha"`` or ``"kokoro"``.
        files: The fields of that kind's configuration.
        rules, archives: Paths of text normalisation rules, joined by commas.
        languages: As far as the files tell.
    """

    kind: str
    files: dict[str, str]
    rules: str
    archives: str
    languages: tuple[str, ...]


def recognise(folder: Path) -> SherpaModel:
    """See from its files which model lies in a folder.

    Raises:
        InputError: It is no folder, or holds no model that is known.
    """
    if not folder.is_dir():
        raise InputError(
            say(f"{folder}: there is no such folder.", f"找不到目录 {folder}。"),
            hint=say(
                "A sherpa-onnx voice is a folder with model.onnx and tokens.txt.",
                "sherpa-onnx 声音是含有 model.onnx 和 tokens.txt 的目录。",
            ),
        )
    networks = [path for path in sorted(folder.glob("*.onnx")) if path.stat().st_size >= _STUB]
    # The full network where there is a reduced one beside it.
    networks.sort(key=lambda path: ("int8" in path.name or "fp16" in path.name, path.name))
    tokens = folder / "tokens.txt"
    if not networks or not tokens.is_file():
        raise InputError(
            say(f"{folder} holds no sherpa-onnx voice.", f"{folder} 里没有 sherpa-onnx 声音。"),
            hint=say("It needs an .onnx file and tokens.txt.", "需要一个 .onnx 文件和 tokens.txt。"),
        )
    lexicons = sorted(folder.glob("lexicon*.txt"))
    files = {"tokens": str(tokens)}
    if (folder / "espeak-ng-data").is_dir():
        files["data_dir"] = str(folder / "espeak-ng-data")
    if (folder / "dict").is_dir():
        files["dict_dir"] = str(folder / "dict")
    vocoder = next((path for path in networks if path.stem.startswith(("vocos", "hifigan"))), None)
    acoustic = next((path for path in networks if path.stem.startswith("model-steps")), None)
    if (folder / "voices.bin").is_file():
        kind = "kokoro"
        files |= {"model": str(networks[0]), "voices": str(folder / "voices.bin")}
        # It can read English one way at a time.
        english = [path for path in lexicons if "en" in path.stem.split("-")]
        lexicons = [path for path in lexicons if path not in english] + english[-1:]
    elif vocoder and acoustic:
        kind = "matcha"
        files |= {"acoustic_model": str(acoustic), "vocoder": str(vocoder)}
    elif acoustic:
        raise InputError(
            say(f"{folder} holds a Matcha model without its vocoder.", f"{folder} 里的 Matcha 模型缺少声码器。"),
            hint=say(
                "Put vocos-22khz-univ.onnx or a hifigan file beside it.",
                "请把 vocos-22khz-univ.onnx 或 hifigan 文件放在旁边。",
            ),
        )
    else:
        kind = "vits"
        files["model"] = str(networks[0])
    if lexicons:
        files["lexicon"] = ",".join(str(path) for path in lexicons)
    return SherpaModel(
        kind,
        files,
        ",".join(str(path) for path in sorted(folder.glob("*.fst"))),
        ",".join(str(path) for path in sorted(folder.glob("*.far"))),
        _languages(folder, lexicons),
    )


class SherpaVoice(AlignedVoice):
    """A sherpa-onnx model in a process of its own."""

    def __init__(
        self, name: str = "sherpa", *, source: str = "", lexicon: Lexicon | None = None, threads: int = 0
    ) -> None:
        """Start the process and load the model.

        Args:
            name: As written in a script.
            source: The folder, perhaps with ``?speaker=`` and ``language=zh,en``.
            lexicon: Pronunciations, for the times only: the model reads the text its own way.
            threads: For the network; 0 is one for each of up to four cores.

        Raises:
            InputError: The folder holds no voice, or the model has no such speaker.
            MissingExtra: sherpa-onnx is not installed.
            VoiceError: The model cannot be loaded.
        """
        super().__init__(lexicon=lexicon)
        path, options = split_source(source, "sherpa:voices/vits-melo-tts-zh_en", {"speaker", "language"})
        folder = Path(path).expanduser()
        self._model = recognise(folder)
        if find_spec("sherpa_onnx") is None:
            raise MissingExtra(say("A sherpa-onnx voice", "sherpa-onnx 声音"), "voices")
        speaker = options.get("speaker", "0")
        if not speaker.isdecimal():
            raise InputError(
                say(f"“{speaker}” is not a speaker's number.", f"“{speaker}”不是说话人编号。"),
                hint=say("Speakers are numbered from 0.", "说话人从 0 开始编号。"),
            )
        self._speaker = int(speaker)
        self._worker = _Worker(self._model, threads or min(4, os.cpu_count() or 1))
        rate, speakers = self._worker.open()
        if self._speaker >= max(1, speakers):
            self.close()
            raise InputError(
                say(f"The model has no speaker {speaker}.", f"模型没有 {speaker} 号说话人。"),
                hint=say(f"It has {speakers}, from 0.", f"共 {speakers} 个，从 0 开始。"),
            )
        self.info = VoiceInfo(
            name=name,
            languages=tuple(options["language"].split(",")) if options.get("language") else self._model.languages,
            rate=rate,
            licence=say("see the model's README", "见模型附带的 README"),
            commercial=False,
            description=say(
                f"sherpa-onnx {self._model.kind} model {folder.name}",
                f"sherpa-onnx {self._model.kind} 模型 {folder.name}",
            ),
        )

    def close(self) -> None:
        """End the process and the reference voice."""
        super().close()
        self._worker.close()

    def _say(self, text: str, language: str, speed: float) -> tuple[Samples, int]:
        answer, body = self._worker.ask({"text": text, "speaker": self._speaker, "speed": speed})
        return np.frombuffer(body, "<f4").astype(np.float32), int(answer["rate"])


class _Worker:
    """The process. It is not started again after it died: it would die of the same."""

    def __init__(self, model: SherpaModel, threads: int) -> None:
        self._opening = {
            "kind": model.kind,
            "files": model.files,
            "rules": model.rules,
            "archives": model.archives,
            "threads": threads,
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._told: IO[bytes] | None = None
        self._finalizer: weakref.finalize[..., Any] | None = None
        self._closed = False

    def open(self) -> tuple[int, int]:
        """Start the process and load the model: its samples per second, and how many speakers it has.

        Raises:
            VoiceError: It cannot be loaded.
        """
        with self._lock:
            self._start()
            opened, _ = self._exchange(self._opening, _OPENS_WITHIN)
        return int(opened["rate"]), int(opened["speakers"])

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Send one sentence.

        Raises:
            VoiceError: The process died, took too long, or says what is wrong.
        """
        with self._lock:
            if self._closed:
                raise VoiceError(say("The voice has been closed.", "该声音已经关闭。"))
            return self._exchange(request, _SPEAKS_WITHIN)

    def close(self) -> None:
        """End the process. Calling it again does nothing."""
        with self._lock:
            self._closed = True
            if self._finalizer is not None:
                self._finalizer()

    def _start(self) -> None:
        # A group of its own keeps Ctrl-C in the terminal from reaching it before it can ignore it.
        options: dict[str, Any]
        if sys.platform == "win32":
            options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        else:
            options = {"start_new_session": True}
        paths = os.pathsep.join(entry for entry in sys.path if entry)
        self._told = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "yingren.speech.sherpa_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
            env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": paths},
            **options,
        )
        self._finalizer = weakref.finalize(self, _end, self._process, self._told)

    def _exchange(self, request: dict[str, Any], limit: float) -> tuple[dict[str, Any], bytes]:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        watchdog = threading.Timer(limit, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(process.stdin, request)
            answer = read_frame(process.stdout)
            if answer is None:
                raise BrokenFrame("the process ended")
        except (BrokenFrame, OSError) as error:
            raise self._failed(self._last_words()) from error
        finally:
            watchdog.cancel()
        if "error" in answer[0]:
            raise self._failed(str(answer[0]["error"]))
        return answer

    def _last_words(self) -> str:
        """The end of what the library printed."""
        assert self._told is not None and self._process is not None
        self._process.kill()
        self._process.wait()
        self._told.seek(0, os.SEEK_END)
        self._told.seek(max(0, self._told.tell() - 2000))
        lines = self._told.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][-300:] if lines else say("it took too long or was ended", "耗时过长或被终止")

    @staticmethod
    def _failed(what: str) -> VoiceError:
        return VoiceError(
            say(f"sherpa-onnx failed: {what}.", f"sherpa-onnx 出错：{what}。"),
            hint=say("Is the model whole, and one for speech synthesis?", "请确认模型完整，并且是语音合成模型。"),
        )


def _end(process: "subprocess.Popen[bytes]", told: IO[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                pass
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    told.close()


def _languages(folder: Path, lexicons: list[Path]) -> tuple[str, ...]:
    """From the names of the folder and its lexicons; any where they say nothing."""
    parts = {part for path in (folder, *lexicons) for part in path.stem.lower().replace("_", "-").split("-")}
    found = tuple(code for code in ("zh", "en") if code in parts or (code == "zh" and "cmn" in parts))
    return found or ("*",)
