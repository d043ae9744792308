"""``yingren avatars``: who can present."""

import json
from typing import Annotated

import typer

from ..core.language import say
from .table import Column, show


def avatars(
    as_json: Annotated[bool, typer.Option("--json", help=say("As JSON.", "以 JSON 输出。"))] = False,
) -> None:
    """List the presenters that come with the package."""
    from ..avatar import list_avatars, open_avatar

    found = []
    for name in list_avatars():
        avatar = open_avatar(name)
        about = avatar.model.information
        found.append(
            {
                "name": name,
                "licence": str(about.get("licenseUrl", "")),
                "authors": about.get("authors", []),
                "triangles": len(avatar.model.triangles),
                "height": round(avatar.measures.height, 3),
            }
        )
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    columns = (Column(say("avatar", "形象")), Column(say("what it is", "说明")), Column(say("licence", "许可")))
    size = say("{triangles} triangles, {height} m tall", "{triangles} 个三角形，身高 {height} 米")
    show(columns, [(str(one["name"]), size.format(**one), str(one["licence"])) for one in found])
