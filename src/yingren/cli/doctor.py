"""``yingren doctor``: what works here, what is missing, and the command that mends it."""

import importlib.util
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import typer

from .. import __version__
from ..core.errors import YingrenError
from ..core.language import say
from .table import Column, show

State = Literal["ok", "missing", "optional"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    ``missing`` stops ``make``; ``optional`` only limits what can be chosen.
    """

    name: str
    state: State
    found: str
    mend: str = ""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """Say what works on this machine, what is missing, and how to mend it. Exit code 1 when ``make`` cannot work."""
    findings = list(_examine())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        marks = {"ok": "✓", "missing": "✗", "optional": "–"}
        columns = (Column(""), Column(say("what", "项目")), Column(say("found", "结果")), Column(say("mend", "解决")))
        show(columns, [(marks[item.state], item.name, item.found, item.mend) for item in findings])
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


def _examine() -> Iterator[Finding]:
    yield Finding("yingren", "ok", f"{__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield Finding(say("processor", "处理器"), "ok", say(f"{os.cpu_count()} cores", f"{os.cpu_count()} 核"))
    yield _try(say("voice", "语音"), _speaks, "pip install --force-reinstall espeakng-loader")
    yield _try(say("video", "视频编码"), _encodes, "pip install --force-reinstall 'av<19'")
    yield _try(say("Chinese font", "中文字体"), _writes, "pip install --force-reinstall manimgx-fonts-cjk")
    yield _try(say("presenter", "数字人"), _loads, "pip install --force-reinstall yingren")
    yield _try(
        say("cache folder", "缓存目录"),
        _keeps,
        say("Set YINGREN_CACHE to a folder with room.", "将 YINGREN_CACHE 设为有空间的目录。"),
    )
    yield _extra("edge-tts", "edge_tts", say("natural online voices", "自然的在线语音"))
    yield _extra("sherpa-onnx", "sherpa_onnx", say("natural offline voices", "自然的离线语音"))
    yield _extra("onnxruntime", "onnxruntime", say("Piper voices", "Piper 语音"))
    yield _provider()


def _try(name: str, work: Callable[[], str], mend: str) -> Finding:
    try:
        return Finding(name, "ok", work())
    except (YingrenError, OSError, ImportError, RuntimeError, ValueError) as error:
        return Finding(name, "missing", str(error).splitlines()[0], mend)


def _speaks() -> str:
    from ..speech.voices import open_voice

    with open_voice("espeak") as voice:
        speeches = list(voice.synthesize("你好, hello."))
    seconds = sum(speech.duration for speech in speeches)
    sounds = sum(len(speech.phonemes) for speech in speeches)
    return say(
        f"espeak-ng said {seconds:.1f} s, {sounds} phonemes", f"espeak-ng 朗读 {seconds:.1f} 秒，{sounds} 个音素"
    )


def _encodes() -> str:
    import av

    needed = {"libx264", "aac"}
    missing = needed - set(av.codecs_available)
    if missing:
        raise ValueError(say(f"no encoder {', '.join(missing)}", f"缺少编码器 {'、'.join(missing)}"))
    extra = [name for name in ("libvpx-vp9", "prores_ks") if name in av.codecs_available]
    return f"PyAV {av.__version__}: libx264, aac, {', '.join(extra)}"


def _writes() -> str:
    from ..media.fonts import typeface

    return str(typeface().getFamilyName())


def _loads() -> str:
    from ..avatar import list_avatars, open_avatar

    names = list_avatars()
    open_avatar(names[0])
    return ", ".join(names)


def _keeps() -> str:
    from ..core.folders import cache_folder

    folder = cache_folder()
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK) or free < 1 << 30:
        raise ValueError(say(f"{folder}: {free >> 20} MB free", f"{folder}：剩余 {free >> 20} MB"))
    return say(f"{folder}, {free >> 30} GB free", f"{folder}，剩余 {free >> 30} GB")


def _extra(package: str, module: str, what: str) -> Finding:
    if importlib.util.find_spec(module) is not None:
        return Finding(package, "ok", what)
    return Finding(
        package,
        "optional",
        say(f"not installed: {what}", f"未安装：{what}"),
        f"{sys.executable} -m pip install 'yingren[voices]'",
    )


def _provider() -> Finding:
    code = os.environ.get("YINGREN_PROVIDER_CODE", "")
    name = say("AI label provider code", "AI 标识服务提供者编码")
    if code:
        return Finding(name, "ok", code)
    return Finding(
        name,
        "optional",
        say("not set: the hidden label leaves it empty", "未设置：隐式标识中留空"),
        say("Set YINGREN_PROVIDER_CODE to your 27-character code.", "将 YINGREN_PROVIDER_CODE 设为 27 位编码。"),
    )
