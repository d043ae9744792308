"""``yingren check``: measure a finished video."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..core.language import say
from .table import Column, show


def check(
    movie: Annotated[Path, typer.Argument(help=say("The finished video.", "成片文件。"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """Measure a finished video: sound and lips, stillness in silence, captions, loudness, labels.

    Exit code 1 when something fails.
    """
    from ..compose.check import check as measure

    report = measure(movie)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        rows = [(entry.mark, entry.title, entry.reading, entry.message) for entry in report.entries]
        show(
            (
                Column(""),
                Column(say("what", "项目")),
                Column(say("measured", "实测")),
                Column(say("remark", "说明")),
            ),
            rows,
        )
    if not report.ok:
        raise typer.Exit(1)
