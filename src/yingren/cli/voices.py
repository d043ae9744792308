"""``yingren voices``: who can speak."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ..core.language import say
from .table import Column, show


def voices(
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """List the voices, built in and installed."""
    from ..speech.voices import list_voices

    found = list_voices()
    if as_json:
        typer.echo(json.dumps([asdict(voice) for voice in found], ensure_ascii=False, indent=2))
        return
    columns = (
        Column(say("voice", "声音")),
        Column(say("languages", "语言")),
        Column(say("licence", "许可")),
        Column(say("what it is", "说明")),
    )
    show(columns, [(v.name, " ".join(v.languages), v.licence, v.description) for v in found])
