"""Writes Halden & Rowe, a retailer that does not exist, as the files that its tools would export.

Everything is written request by request, so that a million of them need no more memory than a
hundred. The same seed gives the same bytes.
"""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from accord.simulate import asana, facts, jira, opinions, servicenow
from accord.simulate.calendar import in_office_hours, milliseconds, months_later
from accord.simulate.facts import Facts
from accord.simulate.journeys import Company, Request, Ticket, requests
from accord.simulate.staff import Staff, hire
from accord.simulate.truth import Ledger

NAME = "Halden & Rowe"
START = dt.date(2025, 10, 1)
PEOPLE, MONTHS, REQUESTS, SEED = 98, 12, 412, 1

_MARK = "\ufeff"
_PEOPLE_HEADER = ("name", "email", "team", "party", "from", "until", "role")
_TEAMS_HEADER = ("team", "party", "from", "until")
FILES = (
    "asana_tasks.json", "asana_tasks.csv", "jira_issues.json", "jira_issues.csv",
    "servicenow_incidents.csv", "people.csv", "teams.csv", "parties.csv", "statuses.csv",
    "pulse_answers.csv", "pulse_invited.csv", "truth.json",
)  # fmt: skip


def write(
    folder: Path,
    *,
    seed: int = SEED,
    people: int = PEOPLE,
    months: int = MONTHS,
    requests: int = REQUESTS,
    stage: str = facts.DEFAULT_STAGE,
    truth: Mapping[str, str] | None = None,
    start: dt.date = START,
) -> dict[str, Path]:
    """Write all files into the folder, which is made if need be, and say which they are.

    Raises ``UnknownFactError`` with one sentence for a stage, fact or number that cannot be.
    """
    planted = facts.planted(stage, truth)
    _check(months, requests, start)
    # One stream of chance for each part: more requests must not change the people.
    streams = [np.random.default_rng([seed, part]) for part in range(4)]
    staff = hire(people, start, months, streams[0])
    begins = milliseconds(dt.datetime.combine(start, dt.time(), dt.UTC))
    last = months_later(start, months)
    ends = milliseconds(dt.datetime.combine(last, dt.time(), dt.UTC)) - 1
    company = Company(planted, staff, begins, ends)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / name for name in FILES}
    said = _write_pulse(paths, planted, staff, start, months, streams[3])
    _write_staff(paths, staff)
    told = {"company": NAME, "seed": seed, "stage": stage, "start": str(start), "months": months}
    _write_trackers(paths, company, requests, streams, {**told, "facts": planted.as_dict(), **said})
    return paths


def _check(months: int, requests: int, start: dt.date) -> None:
    if not 1971 <= start.year <= 2200:
        raise facts.UnknownFactError(
            f"The company begins on {start}: that is too early or too late."
        )
    if not 2 <= months <= 120:
        raise facts.UnknownFactError(f"The company lives 2 to 120 months, not {months}.")
    if requests < 1:
        raise facts.UnknownFactError(f"The company needs at least one request, not {requests}.")


# Trackers


@dataclass(slots=True)
class _Trackers:
    """The open files of all trackers, and what is true of what was written to them."""

    company: Company
    ledger: Ledger
    files: dict[str, TextIO]
    incidents: servicenow.Incidents
    tasks_csv: asana.CsvRows
    issues_csv: jira.CsvRows = field(default_factory=jira.CsvRows)
    page: list[Ticket] = field(default_factory=list)
    pages: int = 0
    tasks: int = 0
    told: int = 0

    def add(self, request: Request) -> None:
        """Write what belongs to one request into every file that shows it."""
        task, issue = request.of("asana"), request.of("jira")
        if task is not None:
            self.files["asana_tasks.json"].write(
                (",\n" if self.tasks else "") + asana.task_json(task)
            )
            self.files["asana_tasks.csv"].write(self.tasks_csv.row(task))
            self.tasks += 1
        if issue is not None:
            self.files["jira_issues.csv"].write(self.issues_csv.rows(issue))
            if len(self.page) == jira.PAGE:
                self.turn_page(last=False)
            self.page.append(issue)
        told = json.dumps(self.ledger.add(request), ensure_ascii=False)
        self.files["truth.json"].write((",\n  " if self.told else "\n  ") + told)
        self.told += 1

    def turn_page(self, last: bool) -> None:
        """Write the gathered issues as one answer of the search."""
        self.pages += 1
        self.files["jira_issues.json"].write(jira.page(self.page, self.pages, last))
        self.page = []

    def report(self, at: int, rng: np.random.Generator) -> None:
        """Marketing reports an incident."""
        for row in self.incidents.rows(at, rng):
            self.files["servicenow_incidents.csv"].write(asana.line(row))

    def dirt(self) -> dict[str, dict[str, int]]:
        """What was planted to be stumbled over, by file."""
        return {
            "asana_tasks.csv": self.tasks_csv.dirt,
            "jira_issues.csv": self.issues_csv.dirt,
            "servicenow_incidents.csv": self.incidents.dirt,
        }


def _write_trackers(
    paths: dict[str, Path],
    company: Company,
    count: int,
    streams: Sequence[np.random.Generator],
    told: dict[str, Any],
) -> None:
    names = [*FILES[:5], "truth.json"]
    emails = {member.name: member.email for member in company.staff.members}
    with ExitStack() as stack:
        files = {name: stack.enter_context(_opened(paths[name])) for name in names}
        trackers = _Trackers(
            company,
            Ledger(company.staff, company.end),
            files,
            servicenow.Incidents(company),
            asana.CsvRows(emails),
        )
        _begin(files, told)
        share = company.facts.incidents
        for request in requests(company, count, streams[1]):
            trackers.add(request)
            if request.kind == "request" and streams[2].random() < share:
                at = in_office_hours(request.tickets[0].created(), streams[2])
                trackers.report(at, streams[2])
        _end(trackers)


def _begin(files: dict[str, TextIO], told: dict[str, Any]) -> None:
    files["asana_tasks.json"].write(asana.JSON_BEGINS)
    # Every fifth CSV export begins with a mark, which spoils the first column if it is not known.
    files["asana_tasks.csv"].write(_MARK + asana.line(list(asana.CSV_HEADER)))
    files["jira_issues.csv"].write(_MARK + asana.line(list(jira.CSV_HEADER)))
    files["servicenow_incidents.csv"].write(asana.line(list(servicenow.HEADER)))
    head = json.dumps(told, ensure_ascii=False, indent=1)[: -len("\n}")]
    files["truth.json"].write(head + ',\n "requests": [')


def _end(trackers: _Trackers) -> None:
    trackers.files["asana_tasks.json"].write(asana.JSON_ENDS)
    trackers.turn_page(last=True)
    rest = {
        "as_of": asana.written(trackers.company.end),
        "rules": {"statuses": facts.STATUSES, "dropped_resolutions": facts.DROPPED_RESOLUTIONS},
        "totals": trackers.ledger.told(),
        "incidents": trackers.incidents.counts,
        "dirt": trackers.dirt(),
    }
    text = json.dumps(rest, ensure_ascii=False, indent=1)
    trackers.files["truth.json"].write("\n ],\n" + text[2:] + "\n")


# People and opinions


def _write_staff(paths: dict[str, Path], staff: Staff) -> None:
    lasting = {row.team: row.party for row in staff.parties}
    people = (
        (m.name, m.email, m.team, lasting[m.team], _day(m.begins), _day(m.ends), m.role)
        for m in staff.members
    )
    teams = [(t.team, t.party, _day(t.begins), _day(t.ends)) for t in staff.parties]
    _write_table(paths["people.csv"], _PEOPLE_HEADER, people)
    _write_table(paths["teams.csv"], _TEAMS_HEADER, teams)
    _write_table(paths["parties.csv"], ("holder", "party"), sorted(lasting.items()))
    statuses = ((name, kind, turn) for name, (kind, turn) in facts.STATUSES.items())
    _write_table(paths["statuses.csv"], ("status", "class", "turn"), statuses)


def _write_pulse(
    paths: dict[str, Path],
    planted: Facts,
    staff: Staff,
    start: dt.date,
    months: int,
    rng: np.random.Generator,
) -> dict[str, Any]:
    waves = list(opinions.ask(planted, staff, start, months, rng))
    answers = ((wave.wave.name, *row) for wave in waves for row in wave.rows)
    invited = (
        (wave.wave.name, side, block, count)
        for wave in waves
        for (side, block), count in sorted(wave.invited.items())
    )
    _write_table(paths["pulse_answers.csv"], opinions.ANSWERS_HEADER, answers)
    _write_table(paths["pulse_invited.csv"], opinions.INVITED_HEADER, invited)
    return {
        "opinions": {wave.wave.name: wave.truth for wave in waves},
        "dimensions": {
            "agree": opinions.AGREE,
            "differ": opinions.DIFFER,
            "cannot_be_told": opinions.CANNOT_BE_TOLD,
            "said_against_records": opinions.SAID_AGAINST_RECORDS,
        },
    }


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with _opened(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _opened(path: Path) -> TextIO:
    # Line ends are written as they are given, on every system.
    return path.open("w", encoding="utf-8", newline="")


def _day(when: dt.date | None) -> str:
    return when.isoformat() if when else ""
