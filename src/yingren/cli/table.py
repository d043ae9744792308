"""Tables in a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading."""

    heading: str


def show(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: drawn with ``rich`` in a terminal, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            sys.stdout.write("\t".join(row) + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
