"""The command's verbs, its help, and how failures reach the user."""

import sys
from typing import Annotated, Any

import typer

from .. import __version__
from ..core.errors import Cancelled, YingrenError
from ..core.language import say
from .avatars import avatars
from .check import check
from .doctor import doctor
from .make import make
from .models import models
from .voices import voices

app = typer.Typer(
    name="yingren",
    help=say(
        "Digital humans for short video: a script in, a finished video with a presenter out.",
        "短视频数字人：输入脚本，输出有主播讲述的成片。",
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(make)
app.command()(check)
app.command()(voices)
app.command()(avatars)
app.command()(doctor)
app.add_typer(models, name="models")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"yingren {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=say("Print the version.", "显示版本。")),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; errors a user can mend are told without a traceback, with their exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console of another encoding must not turn a message into a crash.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        _fail(Cancelled(say("Stopped. Nothing was left half-written.", "已停止，没有留下不完整的文件。")))
    except YingrenError as error:
        _fail(error)


def _fail(error: YingrenError) -> None:
    typer.secho(str(error), fg=typer.colors.RED, err=True)
    sys.exit(error.exit_code)
