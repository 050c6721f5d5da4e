"""``accord forecast``: days until so many items are delivered, or how many by a day."""

from pathlib import Path
from typing import Annotated

import typer

_Path = Path | None
# Files are opened by the readers, whose sentences are plain: readable=False leaves that to them.


def forecast(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", readable=False, help="Trackers' exports.")
    ],
    items: Annotated[
        int | None, typer.Option(metavar="N", help="Within how many days are N items delivered?")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="DATE", help="How many items are delivered by this day?")
    ] = "",
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Show how often past forecasts came true.")
    ] = False,
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
        str, typer.Option(metavar="TIME", help="Forecast from then; nothing later is read.")
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
    """Say when so many items will be delivered, or how many by a day, at 50, 85 and 95 %."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.forecast.run import Wanted, run
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
        typer.echo(run(asked, Wanted(items, by, backtest)))
    except UnreadableFileError as error:
        typer.echo(f"accord: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from error
