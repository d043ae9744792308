"""``yingren avatars``: who can present."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from ..core.language import say
from .table import Column, show


def avatars(
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """List the presenters that come with the package."""
    from ..avatar import list_avatars

    found = list_avatars()
    if as_json:
        typer.echo(json.dumps([asdict(avatar) for avatar in found], ensure_ascii=False, indent=2, default=str))
        return
    columns = (Column(say("avatar", "形象")), Column(say("licence", "许可")), Column(say("what it is", "说明")))
    show(columns, [(avatar.name, avatar.licence, avatar.description) for avatar in found])
