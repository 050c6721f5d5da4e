"""The ``accord`` command. Each verb loads what it needs when it runs, so that help comes at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="accord",
    help="Where marketing and IT stand with each other: what both say, what both sides' tools record.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]


def main() -> None:
    """Run a command; what the user can mend is one sentence and exit status 2."""
    from accord.config.environment import SettingError
    from accord.connectors.contract import UnreadableFileError

    _register()
    try:
        app()
    except (SettingError, UnreadableFileError, CommandError) as error:
        typer.echo(f"accord: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


class CommandError(Exception):
    """What was asked cannot be done: one sentence that says why and what to do."""


def _register() -> None:
    from accord.config.flow.command import flow, statuses
    from accord.config.forecast.command import forecast
    from accord.config.placement.command import placement
    from accord.config.pulse.command import pulse
    from accord.config.simulate import simulate

    app.command()(flow)
    app.command()(statuses)
    app.command()(forecast)
    app.command()(placement)
    app.command()(pulse)
    app.command()(simulate)


def start_django() -> None:
    """Load the product, with its tables as they should be."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run web server and job worker together, until Ctrl-C."""
    start_django()
    from django.conf import settings

    from accord.areas.people.models import User
    from accord.config.serve import serve as run
    from accord.config.serve import set_up_code

    address = f"http://{host}:{port}/"
    if not User.objects.exists():
        code = set_up_code(settings.ACCORD_HOME)
        typer.echo(f"First run: open {address}set-up/?code={code}")
    typer.echo(f"Accord serves at {address} (data in {settings.ACCORD_HOME}). Ctrl-C stops it.")
    raise typer.Exit(run(host, port))


@app.command()
def demo(
    port: Port = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the example company afterwards.")] = True,
    home: Annotated[
        Path | None, typer.Option(help="Keep the example company's data in this folder.")
    ] = None,
    open_browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Simulate the example company, import it as any user would, and show its overview."""
    from accord.config.demo import run

    raise typer.Exit(run(port=port, serving=serve, home=home, open_browser=open_browser))


@app.command(name="import")
def import_(
    files: Annotated[list[Path], typer.Argument(readable=False, help="Exports of trackers.")],
    source: Annotated[
        str, typer.Option(help="The tracker's name, e.g. 'Jira'. Default: the file's name.")
    ] = "",
    holder: Annotated[str, typer.Option(help="The column that names the holder.")] = "",
    status: Annotated[str, typer.Option(help="The column that names the status.")] = "",
    columns: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="What the columns of a table of no known format say, kept for the next with this header: "
            "'item=Ticket;at=Changed;status=State;holder=Team'.",
        ),
    ] = "",
    zone: Annotated[str, typer.Option(help="The time zone of times written without one.")] = "",
    day_first: Annotated[
        bool | None,
        typer.Option(
            "--day-first/--month-first", help="The order of dates, if the file cannot tell."
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="The account that imports. Default: the first lead.")
    ] = "",
    dry_run: Annotated[bool, typer.Option(help="Show the receipts; change nothing.")] = False,
) -> None:
    """Import exports of trackers into this installation; shows the receipt of each."""
    start_django()
    from accord.config.imports import import_files

    options = {"holder": holder, "status": status, "zone": zone, "day_first": day_first}
    import_files(files, source=source, options=options, columns=columns, by=by, dry_run=dry_run)


@app.command()
def brief(
    out: Annotated[Path, typer.Option(help="brief.html, brief.pdf or brief.json")],
) -> None:
    """Write the two pages to hand out."""
    start_django()
    from accord.config.brief import write_brief

    write_brief(out)
    typer.echo(f"The brief is in {out}.")


@app.command()
def export(
    out: Annotated[
        Path, typer.Argument(help="NAME.ocel.json, .ocel.sqlite, .xes, .csv or .parquet")
    ],
    source: Annotated[str, typer.Option(help="Only this tracker, by its name.")] = "",
) -> None:
    """Write the imported evidence in an open format."""
    start_django()
    from accord.config.exports import write_export

    write_export(out, source)
    typer.echo(f"The evidence is in {out}.")


@app.command()
def users(
    add: Annotated[str, typer.Option(help="Make an account with this sign-in name.")] = "",
    role: Annotated[str, typer.Option(help="Its role: administrator, lead, leader, member.")] = "",
    person: Annotated[str, typer.Option(help="The person on the list, by name.")] = "",
    password: Annotated[
        str, typer.Option(help="Give this account a new password, asked for.")
    ] = "",
) -> None:
    """List the accounts, make one, or give one a new password."""
    start_django()
    from accord.config.accounts import add_account, list_accounts, new_password

    if add:
        add_account(add, role, person)
    elif password:
        new_password(password)
    list_accounts()


@app.command()
def doctor() -> None:
    """Say in plain words what is wrong with this installation, if anything."""
    from accord.config.doctor import examine

    raise typer.Exit(examine())
