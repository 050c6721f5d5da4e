"""``accord simulate``: a company with known truth, written out as its trackers' own export files."""

import datetime as dt
from pathlib import Path
from typing import Annotated, NoReturn

import typer


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files are written.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 1,
    people: Annotated[int, typer.Option(min=12, max=20_000, help="People of both sides.")] = 98,
    months: Annotated[int, typer.Option(min=2, max=120, help="Months that are shown.")] = 12,
    requests: Annotated[int, typer.Option(min=1, help="Web requests.")] = 412,
    stage: Annotated[
        str, typer.Option(help="conflicting, coping, co-mingling, collaboration or co-creating.")
    ] = "co-mingling",
    truth: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Plant one fact otherwise.")
    ] = None,
    start: Annotated[str, typer.Option(metavar="DAY", help="The first day.")] = "2025-10-01",
) -> None:
    """Write the example company as files of Asana, Jira, ServiceNow and the pulse."""
    from accord.simulate import company
    from accord.simulate.facts import UnknownFactError

    try:
        paths = company.write(
            folder,
            seed=seed,
            people=people,
            months=months,
            requests=requests,
            stage=stage,
            truth=_told(truth or []),
            start=_day(start),
        )
    except UnknownFactError as error:
        _refuse(str(error), error)
    except OSError as error:
        _refuse(f"{folder} cannot be written ({error.strerror or error}).", error)
    typer.echo(f"{company.NAME}: {requests} web requests in {months} months, in {folder}:")
    for name in paths:
        typer.echo(f"  {name}")


def _told(truth: list[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for part in truth:
        name, mark, value = part.partition("=")
        if not mark:
            _refuse(f"--truth takes KEY=VALUE, not {part!r}.")
        told[name.strip()] = value.strip()
    return told


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        _refuse(f"--start {text!r} is no day; write it as 2026-01-31.", error)


def _refuse(sentence: str, error: Exception | None = None) -> NoReturn:
    typer.echo(f"accord: {sentence}", err=True)
    raise typer.Exit(2) from error
