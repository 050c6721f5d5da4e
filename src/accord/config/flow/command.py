"""``accord flow`` and ``accord statuses``: whose turn it was, from export files, without a server."""

from pathlib import Path
from typing import Annotated

import typer

_Path = Path | None
# Files are opened by the readers, whose sentences are plain: readable=False leaves that to them.


def flow(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", readable=False, help="Trackers' exports.")
    ],
    format_name: Annotated[
        str,
        typer.Option("--format", metavar="NAME", help="The format, where it is not recognised."),
    ] = "",
    holder: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that names the holder.")
    ] = "",
    status: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that names the status.")
    ] = "",
    parties: Annotated[
        _Path, typer.Option(readable=False, help="CSV with the columns holder,party.")
    ] = None,
    statuses: Annotated[
        _Path, typer.Option(readable=False, help="CSV with the columns status,class[,turn].")
    ] = None,
    as_of: Annotated[
        str, typer.Option(metavar="TIME", help="Read the files as they stood then.")
    ] = "",
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Zone of times written without one; else UTC.")
    ] = "",
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="Order of dates such as 7/9/2026."),
    ] = None,
    json: Annotated[_Path, typer.Option(metavar="OUT.json", help="Write the figures.")] = None,
    items: Annotated[
        _Path, typer.Option(metavar="OUT.csv|OUT.parquet", help="Write one row an item.")
    ] = None,
    stays: Annotated[
        _Path, typer.Option(metavar="OUT.parquet", help="Write one row a stay.")
    ] = None,
) -> None:
    """Say whose turn it was, each day of every item of the files."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.flow.run import run
    from accord.connectors.contract import Options, UnreadableFileError

    asked = Asked(
        files=files,
        format_name=format_name,
        options=Options(holder, status, zone, day_first),
        parties=parties,
        statuses=statuses,
        as_of=as_of,
        json=json,
        items=items,
        stays=stays,
    )
    try:
        typer.echo(run(asked))
    except UnreadableFileError as error:
        typer.echo(f"accord: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from error


def statuses() -> None:
    """Print the usual names of statuses and their proposed classes, as a statuses file."""
    from accord.analysis.statuses import usual

    typer.echo("status,class,turn")
    for meaning in usual():
        typer.echo(f"{meaning.status},{meaning.status_class},{meaning.turn}")
