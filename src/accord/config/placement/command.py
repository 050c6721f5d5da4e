"""``accord placement``: which moves of teams save most waiting after hand-offs, from export files."""

from pathlib import Path
from typing import Annotated

import typer

_Path = Path | None
# Files are opened by the readers, whose sentences are plain: readable=False leaves that to them.


def placement(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", readable=False, help="Trackers' exports.")
    ],
    parties: Annotated[
        _Path,
        typer.Option(readable=False, help="CSV with the columns holder,party; must be given."),
    ] = None,
    movable: Annotated[
        _Path,
        typer.Option(readable=False, help="CSV with the column team: those that may move."),
    ] = None,
    moves: Annotated[
        int, typer.Option(metavar="K", help="So many teams may move, at the most.")
    ] = 1,
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
) -> None:
    """Find the moves of teams between parties that save most waiting after hand-offs."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.placement.run import run
    from accord.connectors.contract import Options, UnreadableFileError

    asked = Asked(
        files=files,
        format_name=format_name,
        options=Options(holder, status, zone, day_first),
        parties=parties,
        statuses=statuses,
        as_of=as_of,
        json=json,
        items=None,
        stays=None,
    )
    try:
        typer.echo(run(asked, movable, moves))
    except UnreadableFileError as error:
        typer.echo(f"accord: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from error
