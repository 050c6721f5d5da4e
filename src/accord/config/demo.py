"""``accord demo``: the example company, imported through the same doors as any user's files."""

import datetime as dt
import json
import os
import shutil
import tempfile
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

import typer

from accord.config.command import CommandError

_PASSWORD = "example company"  # noqa: S105 (the throwaway example; anybody may sign in)
_SMALL_PEOPLE = 14  # six of IT, eight of marketing


def run(*, port: int, serving: bool, home: Path | None, open_browser: bool) -> int:
    """Set the example company up, print its overview, then serve it."""
    folder = home or Path(tempfile.mkdtemp(prefix="accord-demo-"))
    os.environ["ACCORD_HOME"] = str(folder)
    os.environ["ACCORD_DEMO"] = "true"
    if serving:
        from accord.config.serve import refuse_taken

        refuse_taken("127.0.0.1", port)  # now, not after the long set-up
    try:
        from accord.config.command import start_django

        start_django()
        _set_up(folder)
        _print_overview()
        from accord.config.brief import write_brief

        brief = Path(folder if serving or home else Path.cwd()) / "brief.html"
        write_brief(brief)
        typer.echo(f"\nThe brief to hand out is in {brief}.")
        if not serving:
            return 0
        return _serve(port, open_browser)
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _serve(port: int, open_browser: bool) -> int:
    from accord.config.serve import serve

    address = f"http://127.0.0.1:{port}/"
    typer.echo(
        f"\nThe example company is at {address} Choose there as whom to look. Ctrl-C ends it."
    )
    if open_browser:
        threading.Thread(target=_open_when_up, args=(address,), daemon=True).start()
    return serve("127.0.0.1", port)


def _open_when_up(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return


def _set_up(folder: Path) -> None:
    from accord.areas.people.models import User

    mark = folder / "example-company"
    if User.objects.exists():
        if not mark.exists():
            raise CommandError(
                f"{folder} holds an installation of its own. Name another folder for the example."
            )
        return  # a kept example: it is there already
    mark.touch()
    from accord.simulate import company

    files = folder / "files"
    typer.echo("Simulating the example company and importing its exports …")
    company.write(files)
    at = _as_of(files)
    people = _people(files, at)
    _hours(people["lead"], at)
    _import_trackers(files, people, at)
    _import_pulse(files, people["lead"], at)
    _look_back(people, at)
    _editions(folder, at)


def _as_of(files: Path) -> dt.datetime:
    truth = json.loads((files / "truth.json").read_text(encoding="utf-8"))
    return dt.datetime.fromisoformat(truth["as_of"])


def _people(files: Path, at: dt.datetime) -> dict[str, Any]:
    """The company, its people from the list, and ready accounts."""
    from accord.areas.people import actions
    from accord.areas.people.models import Person, Role
    from accord.connectors.tables import read_table

    administrator = actions.set_up(
        company="Halden & Rowe",
        zone="UTC",  # as its trackers write days
        username="admin",
        name="Robin Adler",
        password=_PASSWORD,
        at=at,
    )
    for name in ("teams.csv", "people.csv"):
        table = read_table((files / name).read_bytes(), name, ["team"])
        actions.import_people(table=table, name=name, by=administrator, at=at)
        if name == "people.csv":
            listed = table.rows
    chosen = {
        "marketing": _first(listed, role="leader", party="marketing"),
        "it": _first(listed, role="leader", party="it"),
        "lead": _first(listed, role="lead", party="marketing"),
        "member": _first(listed, role="member", party="marketing"),
        "it-member": _first(listed, role="member", party="it"),
        "agency": _first(listed, role="guest", party="agency"),
    }
    roles = {"lead": Role.LEAD, "agency": Role.GUEST}
    roles |= {"marketing": Role.LEADER, "it": Role.LEADER}
    labels = {
        "marketing": "Marketing leader",
        "it": "IT leader",
        "lead": "Partnership lead",
        "member": "Marketing member",
        "it-member": "IT member",
        "agency": "Agency",
    }
    accounts = {
        name: _account(name, Person.objects.get(name=person), roles.get(name, Role.MEMBER), label)
        for (name, person), label in zip(chosen.items(), labels.values(), strict=True)
    }
    administrator.first_name = "Administrator"
    administrator.save()
    return accounts


def _hours(lead: Any, at: dt.datetime) -> None:
    """When each side works: marketing from nine, IT from eight and till noon on Fridays."""
    from accord.analysis.calendars import Calendar
    from accord.areas.people import actions
    from accord.areas.people.models import WorkingCalendar

    day, friday, weekend = ((8 * 60, 17 * 60),), ((8 * 60, 12 * 60),), ((), ())
    hours = {
        "marketing": (((9 * 60, 17 * 60),),) * 5 + weekend,
        "it": (day,) * 4 + (friday,) + weekend,
    }
    for party, week in hours.items():
        row = WorkingCalendar(party=party)
        row.content = Calendar(str(row), "Europe/Berlin", week, country="DE").to_dict()
        actions.save(row=row, by=lead, at=at)


def _look_back(people: dict[str, Any], at: dt.datetime) -> None:
    """Three people of each side; IT's third has an account, but nobody looks as that one."""
    from accord.areas.people.models import Person, Role
    from accord.config.demo_look_back import look_back

    of_it = Person.objects.filter(memberships__team__parties__party="it", account=None)
    third = _account("it-third", of_it.order_by("name")[0], Role.MEMBER, "")
    groups = {
        "marketing": [people["marketing"], people["lead"], people["member"]],
        "it": [people["it"], people["it-member"], third],
    }
    look_back(groups=groups, lead=people["lead"], at=at)


def _first(rows: list[Any], role: str, party: str) -> str:
    found = (row for row in rows if row.get("role") == role and row.get("party") == party)
    return str(next(found).get("name"))


def _account(name: str, person: Any, role: str, label: str) -> Any:
    from accord.areas.people.models import Role, User

    ends = dt.date(2099, 12, 31) if role == Role.GUEST else None
    return User.objects.create_user(
        name, password=_PASSWORD, person=person, role=role, first_name=label, valid_until=ends
    )


def _import_trackers(files: Path, people: dict[str, Any], at: dt.datetime) -> None:
    """Each export through the import of the product: dry run, receipt, mapping, two signatures."""
    from accord.areas.evidence import actions, queries
    from accord.areas.evidence.models import Source

    exports = {
        "Asana": "asana_tasks.json",
        "Jira": "jira_issues.json",
        "ServiceNow": "servicenow_incidents.csv",
    }
    for source, name in exports.items():
        with (files / name).open("rb") as file:
            row = actions.begin_import(
                file=file,
                file_name=name,
                source_name=source,
                options={"day_first": True} if name.endswith(".csv") else {},
                by=people["lead"],
                at=at,
            )
        actions.read_import(row=row)
        if row.problem:
            raise RuntimeError(row.problem)
        actions.apply_import(row=row, at=at)
    for found in Source.objects.all():
        _map(files, found, people["lead"], at)
        for side in ("marketing", "it"):
            seen = queries.fingerprint(found)
            actions.sign_mappings(source=found, seen=seen, by=people[side], at=at)
    actions.publish(at=at)


def _map(files: Path, source: Any, by: Any, at: dt.datetime) -> None:
    """What the lead would choose on the mapping screen where the proposal is not enough."""
    from accord.areas.evidence import actions
    from accord.areas.evidence.models import HolderMapping, StatusMapping
    from accord.connectors.tables import read_table

    table = read_table((files / "statuses.csv").read_bytes(), "statuses.csv", ["status", "class"])
    known = {row.get("status"): (row.get("class"), row.get("turn")) for row in table.rows}
    statuses = {
        row.pk: known.get(row.status, (row.status_class, row.turn))
        for row in StatusMapping.objects.filter(source=source)
    }
    holders = {row.pk: row.team_id for row in HolderMapping.objects.filter(source=source)}
    actions.save_mappings(source=source, holders=holders, statuses=statuses, by=by, at=at)


def _import_pulse(files: Path, lead: Any, at: dt.datetime) -> None:
    from accord.areas.pulse import actions
    from accord.areas.pulse.frames import Upload

    answers, invited = (
        Upload(name, (files / name).read_bytes())
        for name in ("pulse_answers.csv", "pulse_invited.csv")
    )
    actions.import_answers(
        answers=answers, invited=invited, name="", asked_on=at.date(), by=lead, at=at
    )


def _editions(folder: Path, at: dt.datetime) -> None:
    """What a company with less on board would see, each on a board of its own."""
    from accord.areas.evidence import actions as evidence
    from accord.areas.evidence.models import Source
    from accord.areas.pulse import actions as pulse

    jira = list(Source.objects.filter(name="Jira"))
    evidence.publish(at=at, edition="no-pulse")
    evidence.publish(at=at, sources=jira, edition="one-tracker")
    pulse.publish_latest(at=at, edition="no-tracker")
    _small_pulse(folder / "small", at)


def _small_pulse(folder: Path, at: dt.datetime) -> None:
    """A pulse of six people a side, published on its own board alone."""
    from accord.areas.pulse import actions
    from accord.areas.pulse.frames import Upload
    from accord.simulate import company

    everybody = {"response_marketing": "1.0", "response_it": "1.0"}
    company.write(folder, people=_SMALL_PEOPLE, requests=5, seed=6, truth=everybody)
    answers, invited = (
        (folder / name).read_text(encoding="utf-8-sig").splitlines()
        for name in ("pulse_answers.csv", "pulse_invited.csv")
    )
    last = max(line.split(",")[0] for line in invited[1:])

    def of_last(lines: list[str], name: str) -> Upload:
        kept = [lines[0], *(line for line in lines[1:] if line.startswith(last))]
        return Upload(name, "\n".join(kept).replace(last, "Six people a side").encode())

    actions.publish_trial(
        answers=of_last(answers, "small answers.csv"),
        invited=of_last(invited, "small invited.csv"),
        at=at,
        edition="six-a-side",
    )
    shutil.rmtree(folder)


def _print_overview() -> None:
    """The overview's sentences and figures, for the terminal."""
    from accord.areas.partnership.findings import company_overview
    from accord.config.terminal import lines

    for line in lines(company_overview()):
        typer.echo(line)
