"""``yingren models``: weights that make a voice natural."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ..core.language import say
from .table import Column, show

models = typer.Typer(
    help=say("List and fetch model weights.", "列出并下载模型权重。"), no_args_is_help=True, add_completion=False
)


@models.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """List the models that can be fetched, with size, licence and whether commercial use is allowed."""
    from ..models import list_models

    found = list_models()
    if as_json:
        typer.echo(json.dumps([asdict(model) for model in found], ensure_ascii=False, indent=2, default=str))
        return
    columns = (
        Column(say("model", "模型")),
        Column(say("size", "大小")),
        Column(say("licence", "许可")),
        Column(say("commercial use", "商用")),
        Column(say("what it is", "说明")),
    )
    show(
        columns,
        [
            (
                model.name,
                f"{model.size / 1e6:.0f} MB" if model.size else "?",
                model.licence,
                say("yes", "可") if model.commercial else say("no", "不可"),
                model.description,
            )
            for model in found
        ],
    )


@models.command()
def pull(
    name: Annotated[str, typer.Argument(help=say("Name from «yingren models list».", "模型名称。"))],
    trust_first_use: Annotated[
        bool,
        typer.Option(
            "--trust-first-use",
            help=say(
                "Accept a file whose checksum the manifest does not know, and remember it.",
                "接受清单中没有校验值的文件，并记住其校验值。",
            ),
        ),
    ] = False,
) -> None:
    """Fetch a model: resumed where it stopped, verified, kept."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from ..models import pull as fetch

    with Progress(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task(name, total=None)

        def report(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        path = fetch(name, progress=report, trust_first_use=trust_first_use)
    typer.echo(str(path))
