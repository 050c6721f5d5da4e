"""The options that every command over export files shares, each written once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

# Files are opened by the readers, whose sentences are plain: readable=False leaves that to them.
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", readable=False, help="Trackers' exports.")
]
Format = Annotated[
    str, typer.Option("--format", metavar="NAME", help="The format, where it is not recognised.")
]
Holder = Annotated[str, typer.Option(metavar="COLUMN", help="The column that names the holder.")]
Status = Annotated[str, typer.Option(metavar="COLUMN", help="The column that names the status.")]
Parties = Annotated[
    Path | None, typer.Option(readable=False, help="CSV with the columns holder,party.")
]
Statuses = Annotated[
    Path | None, typer.Option(readable=False, help="CSV with the columns status,class[,turn].")
]
Columns = Annotated[
    str,
    typer.Option(
        metavar="TEXT",
        help="What the columns of a table of no known format say: 'item=Ticket;at=Changed;status=State;holder=Team'.",
    ),
]
AsOf = Annotated[str, typer.Option(metavar="TIME", help="Read the files as they stood then.")]
Zone = Annotated[
    str, typer.Option(metavar="ZONE", help="Zone of times written without one; else UTC.")
]
DayFirst = Annotated[
    bool | None,
    typer.Option("--day-first/--month-first", help="Order of dates such as 7/9/2026."),
]
Json = Annotated[Path | None, typer.Option(metavar="OUT.json", help="Write the figures.")]


@contextmanager
def one_line() -> Iterator[None]:
    """What the user can mend is one line and exit status 2."""
    from accord.connectors.contract import UnreadableFileError

    try:
        yield
    except UnreadableFileError as error:
        typer.echo(f"accord: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from error
