"""``yingren make``: a script becomes a video."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..core.errors import InputError, YingrenError
from ..core.language import say

if TYPE_CHECKING:
    from ..core.movie import Movie
    from ..studio import Event


def make(
    script: Annotated[
        Path,
        typer.Argument(
            help=say("The script: .md, .txt, .srt, .ssml or .json.", "脚本文件：.md、.txt、.srt、.ssml 或 .json。")
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=say(
                "Where the video goes: .mp4, or .webm / .mov for a transparent background.",
                "输出视频：.mp4；透明背景用 .webm 或 .mov。",
            ),
        ),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=say("Half the size, fast.", "半尺寸快速预览。"))] = False,
    green: Annotated[
        bool, typer.Option("--green-screen", help=say("A green background to key out.", "绿幕背景。"))
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(help=say("Another number, another performance.", "随机种子，换一个数字换一种表演。")),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help=say("Replace a setting of the script.", "覆盖脚本中的一项设置。")
        ),
    ] = None,
    rows: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "A CSV table: one video for each row, {{column}} filled in.",
                "CSV 表格：每行生成一个视频，填入 {{列名}}。",
            )
        ),
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, max=256, help=say("Threads that draw.", "绘制线程数。"))] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help=say("Do not reuse earlier work.", "不使用之前的缓存。"))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("Report progress as JSON lines.", "以 JSON 行输出进度。"))
    ] = False,
) -> None:
    """Make a video from a script."""
    from .. import studio

    settings = _settings(set_ or [])
    common: dict[str, Any] = {
        "draft": draft,
        "green": green,
        "seed": seed,
        "threads": threads,
        "reuse": not fresh,
        "settings": settings,
    }
    with _reporter(as_json) as listener:
        if rows is not None:
            for movie in studio.make_rows(script, rows, output, on_event=listener, **common):
                _tell(movie, as_json)
        else:
            _tell(studio.make(script, output, on_event=listener, **common), as_json)


def _settings(pairs: list[str]) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise InputError(
                say(f"--set {pair}: expected KEY=VALUE.", f"--set {pair}：应写作 键=值。"),
                hint=say("For example: --set captions=plain", "例如：--set captions=plain"),
            )
        settings[key.strip()] = value.strip()
    return settings


def _tell(movie: "Movie", as_json: bool) -> None:
    if as_json:
        fact = {"event": "movie", "path": str(movie.path), "duration": movie.duration}
        typer.echo(json.dumps(fact | {"width": movie.width, "height": movie.height, "fps": movie.fps}))
    else:
        typer.echo(
            say(
                f"{movie.path}  {movie.duration:.1f} s, {movie.width}×{movie.height}, {movie.fps} frames/s",
                f"{movie.path}  {movie.duration:.1f} 秒，{movie.width}×{movie.height}，每秒 {movie.fps} 帧",
            )
        )


@contextmanager
def _reporter(as_json: bool) -> Iterator[Callable[["Event"], None]]:
    """A listener that writes JSON lines to standard output, or draws a bar on standard error."""
    if as_json:

        def write(event: "Event") -> None:
            print(json.dumps({"event": "progress", **event.to_dict()}, ensure_ascii=False), flush=True)  # noqa: T201

        try:
            yield write
        except YingrenError as error:
            fact = {"event": "error", "message": str(error), "exit_code": error.exit_code}
            print(json.dumps(fact, ensure_ascii=False), flush=True)  # noqa: T201
            raise
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn

    from ..studio.progress import stage_name

    console = Console(file=sys.stderr)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def draw(event: "Event") -> None:
            if event.message:
                console.print(event.message, markup=False, highlight=False)
                tasks.clear()
            if event.stage not in tasks:
                tasks[event.stage] = progress.add_task(stage_name(event.stage), total=event.total, left="")
                if not console.is_terminal:
                    console.print(stage_name(event.stage), markup=False, highlight=False)
            progress.update(tasks[event.stage], completed=event.done, total=event.total, left=_left(event.remaining))

        yield draw


def _left(seconds: float | None) -> str:
    """How long still, in words that do not promise more than is known."""
    if seconds is None or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return say(f"about {minutes} min {rest:02d} s left", f"约剩 {minutes} 分 {rest:02d} 秒")
    return say(f"about {rest} s left", f"约剩 {rest} 秒")
