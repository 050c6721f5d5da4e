"""Every page of the evidence over a large example company, beside the floor: ``python -m bench.pages``.

The company is simulated and imported as any user's (some minutes at a million history rows), or taken from
``--home``, where a run before left it. Each page is asked for twice: *first* works out what later pages
share, *again* is what a reader waits for.
"""

import argparse
import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

PAGES = (
    "/evidence/",
    "/evidence/turns/",
    "/evidence/turns/?time=working",
    "/evidence/turns/?type=Campaign+mailing",
    "/evidence/turns/?label=campaign-summer",
    "/evidence/speed/",
    "/evidence/hand-offs/",
    "/evidence/stuck/",
    "/evidence/when/",
    "/evidence/promises/",
    "/evidence/release/",
    "/evidence/causes/",
    "/evidence/placement/",
    "/evidence/links/",
    "/evidence/twice/",
    "/evidence/requests/",
    "/evidence/requests/?search=mailing",
    "/evidence/requests/?turn=it.wait",
)
REQUESTS = 43_000  # about a million history rows


def main() -> None:
    """Measure, and write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=REQUESTS)
    options.add_argument("--home", type=Path, help="An example company of an earlier run.")
    options.add_argument("--write", type=Path, default=Path(__file__).with_name("pages.md"))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as scratch:
        home = chosen.home or Path(scratch) / "home"
        ready(home, chosen.requests)
        chosen.write.write_text(report(home), encoding="utf-8")
    print(chosen.write.read_text(encoding="utf-8"))


def ready(home: Path, requests: int) -> None:
    """Start Django on the home; simulate and import the company where there is none."""
    os.environ |= {"ACCORD_HOME": str(home), "ACCORD_DEMO": "true"}
    from accord.config.command import start_django

    start_django()
    from accord.areas.people.models import User

    if not User.objects.exists():
        _import(home, requests)
    from accord.areas.evidence.views.question import figures_now

    figures_now()  # once before the clock runs: what is loaded is not counted


def _import(home: Path, requests: int) -> None:
    from accord.config import demo
    from accord.simulate import company

    files = home / "files"
    company.write(files, requests=requests, months=36, start=dt.date(2023, 10, 1))
    at = demo._as_of(files)
    demo._import_trackers(files, demo._people(files, at), at)


def report(home: Path) -> str:
    """The table of all pages, with the machine."""
    from django.conf import settings
    from django.test import Client

    from accord.areas.evidence.frames import of_snapshot
    from accord.areas.evidence.views.question import figures_now
    from accord.areas.people.models import User
    from accord.store import derived

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(
        User.objects.get(username="lead"), "django.contrib.auth.backends.ModelBackend"
    )
    rows = _rows(home)
    floor = min(_processor(lambda: _grouped(home)) for _ in range(5))
    of_snapshot.worked_out.cache_clear()
    derived.forget(home)
    figures = _processor(figures_now)
    lines = [
        "# Pages",
        "",
        f"{dt.datetime.now(dt.UTC):%d %B %Y}, {os.cpu_count()} cores (load {os.getloadavg()[1]:.1f}). "
        f"{rows:,} history rows, {len(figures_now().requests):,} requests. Processor time; the floor is DuckDB "
        f"grouping the same rows by item, {1000 * floor:.0f} ms. The figures that all pages share are worked "
        f"out once for a state of the records: {figures:.1f} s, {figures / floor:.0f} times the floor.",
        "",
        "| page | first, s | again, s | again, × floor | again, by the clock, s |",
        "|---|---|---|---|---|",
    ]
    for page in PAGES:
        first = _processor(lambda page=page: _get(client, page))
        again = min(_processor(lambda page=page: _get(client, page)) for _ in range(3))
        clock = min(_clock(lambda page=page: _get(client, page)) for _ in range(3))
        lines.append(f"| {page} | {first:.2f} | {again:.2f} | {again / floor:.1f} | {clock:.2f} |")
    return "\n".join([*lines, ""])


def _get(client: Any, page: str) -> None:
    answer = client.get(page)
    if answer.status_code != 200:
        raise SystemExit(f"{page} answers {answer.status_code}.")


def _history(home: Path) -> str:
    return f"read_parquet('{home}/evidence/tables/history/**/*.parquet')"


def _rows(home: Path) -> int:
    return int(duckdb.sql(f"select count(*) from {_history(home)}").fetchall()[0][0])


def _grouped(home: Path) -> None:
    question = f'select item, count(*), min("at"), max("at") from {_history(home)} group by item'
    duckdb.sql(f"select count(*) from ({question})").fetchall()


def _processor(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _clock(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
