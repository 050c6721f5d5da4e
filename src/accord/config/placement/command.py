"""``accord placement``: which moves of teams save most waiting after hand-offs, from export files."""

from pathlib import Path
from typing import Annotated

import typer

from accord.config.flow.options import (
    AsOf,
    Columns,
    DayFirst,
    Files,
    Format,
    Holder,
    Json,
    Parties,
    Status,
    Statuses,
    Zone,
    one_line,
)


def placement(
    files: Files,
    parties: Parties = None,
    movable: Annotated[
        Path | None,
        typer.Option(readable=False, help="CSV with the column team: those that may move."),
    ] = None,
    moves: Annotated[
        int, typer.Option(metavar="K", help="So many teams may move, at the most.")
    ] = 1,
    format_name: Format = "",
    holder: Holder = "",
    status: Status = "",
    statuses: Statuses = None,
    columns: Columns = "",
    as_of: AsOf = "",
    zone: Zone = "",
    day_first: DayFirst = None,
    json: Json = None,
) -> None:
    """Find the moves of teams between parties that save most waiting after hand-offs."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.placement.run import run
    from accord.connectors.contract import Options

    asked = Asked(
        files=files,
        format_name=format_name,
        options=Options(holder, status, zone, day_first),
        columns=columns,
        parties=parties,
        statuses=statuses,
        as_of=as_of,
        json=json,
        items=None,
        stays=None,
    )
    with one_line():
        typer.echo(run(asked, movable, moves))
