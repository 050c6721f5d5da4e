"""``accord flow`` and ``accord statuses``: whose turn it was, from export files, without a server."""

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


def flow(
    files: Files,
    format_name: Format = "",
    holder: Holder = "",
    status: Status = "",
    parties: Parties = None,
    statuses: Statuses = None,
    columns: Columns = "",
    as_of: AsOf = "",
    zone: Zone = "",
    day_first: DayFirst = None,
    json: Json = None,
    items: Annotated[
        Path | None, typer.Option(metavar="OUT.csv|OUT.parquet", help="Write one row an item.")
    ] = None,
    stays: Annotated[
        Path | None, typer.Option(metavar="OUT.parquet", help="Write one row a stay.")
    ] = None,
) -> None:
    """Say whose turn it was, each day of every item of the files."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.flow.run import run
    from accord.connectors.contract import Options
    from accord.store.memory import keep_freed_memory

    keep_freed_memory()
    asked = Asked(
        files=files,
        format_name=format_name,
        options=Options(holder, status, zone, day_first),
        columns=columns,
        parties=parties,
        statuses=statuses,
        as_of=as_of,
        json=json,
        items=items,
        stays=stays,
    )
    with one_line():
        typer.echo(run(asked))


def statuses() -> None:
    """Print the usual names of statuses and their proposed classes, as a statuses file."""
    from accord.analysis.statuses import usual

    typer.echo("status,class,turn")
    for meaning in usual():
        typer.echo(f"{meaning.status},{meaning.status_class},{meaning.turn}")
