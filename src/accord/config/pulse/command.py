"""``accord pulse``: where the two sides stand, from their answers, under the rules of a release."""

from pathlib import Path
from typing import Annotated

import typer

from accord.config.flow.options import Json, one_line


def pulse(
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWERS.csv",
            readable=False,
            help="CSV with the columns side,respondent,item,value[,block].",
        ),
    ],
    invited: Annotated[
        Path, typer.Option(readable=False, help="CSV with the columns side[,block],invited.")
    ],
    json: Json = None,
) -> None:
    """Compare what marketing and IT answered; nothing that could tell who said what is shown."""
    # Only now: Django takes long to load, and help needs none of it.
    from accord.config.pulse.engine import start

    start()
    from accord.config.pulse.run import run

    with one_line():
        typer.echo(run(answers, invited, json))
