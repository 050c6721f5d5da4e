"""``accord forecast``: days until so many items are delivered, or how many by a day."""

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


def forecast(
    files: Files,
    items: Annotated[
        int | None, typer.Option(metavar="N", help="Within how many days are N items delivered?")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="DATE", help="How many items are delivered by this day?")
    ] = "",
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Show how often past forecasts came true.")
    ] = False,
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
) -> None:
    """Say when so many items will be delivered, or how many by a day, at 50, 85 and 95 %."""
    # Only now: the engine takes long to load, and help needs none of it.
    from accord.config.flow.asked import Asked
    from accord.config.forecast.run import Wanted, run
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
        typer.echo(run(asked, Wanted(items, by, backtest)))
