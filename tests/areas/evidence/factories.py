"""Small exports of two trackers that name each other, and the way in.

The request of ``joint`` takes twenty days, told from both sides:

day  0  Asana: To do (Brand)              marketing, queue   1 day
day  1  Asana: In progress                marketing, work    2 days
day  3  Asana: Waiting for IT             IT, wait           1 day
day  4  Jira: To Do (Web)                 IT, queue          2 days
day  6  Jira: In Progress                 IT, work           2 days
day  8  Jira: Waiting for marketing       marketing, wait    5 days
day 13  Jira: In Progress                 IT, work           2 days
day 15  Jira: Done                        marketing, wait    5 days (nobody has looked)
day 20  Asana: completed
"""

import datetime as dt
import io
import json
from collections.abc import Sequence
from typing import Any

from tests.conftest import AT

from accord.areas.evidence import actions, queries
from accord.areas.evidence.models import Import, Source
from accord.areas.people.models import Company, Person, Role, Team, TeamParty, User

BEGIN = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
BY_TURN = {
    ("marketing", "queue"): 1.0,
    ("marketing", "work"): 2.0,
    ("marketing", "wait"): 10.0,
    ("it", "wait"): 1.0,
    ("it", "queue"): 2.0,
    ("it", "work"): 4.0,
}

FORMULA = '=HYPERLINK("http://elsewhere.example")'

Entry = dict[str, Any]


def moment(day: float) -> str:
    """So many days after the beginning."""
    return (BEGIN + dt.timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def gid(number: int) -> str:
    """Asana's name of a task."""
    return f"12010000000{number:05d}"


def task(
    number: int,
    moves: Sequence[tuple[float, str]],
    done: float | None = None,
    notes: str = "",
    due: str | None = None,
    type: str = "Landing page",
    title: str = "",
    team: str = "Brand",
) -> Entry:
    """An Asana task: sections by day, the first at its creation."""
    (created, before), *later = moves
    stories = []
    for day, section in later:
        stories.append(
            {
                "gid": f"{gid(number)}{len(stories)}",
                "created_at": moment(day),
                "resource_subtype": "section_changed",
                "old_section": {"name": before},
                "new_section": {"name": section},
            }
        )
        before = section
    if done is not None:
        story = {"gid": "9", "created_at": moment(done), "resource_subtype": "marked_complete"}
        stories.append(story)
    fields = [("Team", team), ("Request type", type)]
    return {
        "gid": gid(number),
        "name": title or f"Request {number}",
        "created_at": moment(created),
        "created_by": {"gid": "7", "name": "Maya Berg"},
        "completed": done is not None,
        "completed_at": None if done is None else moment(done),
        "due_on": due,
        "notes": notes,
        "memberships": [{"project": {"gid": "52"}, "section": {"name": before}}],
        "custom_fields": [
            {"gid": str(place), "name": name, "enum_value": {"name": value}}
            for place, (name, value) in enumerate(fields)
        ],
        "stories": stories,
    }


def issue(
    number: int,
    moves: Sequence[tuple[float, str]],
    description: str = "",
    due: str | None = None,
    type: str = "Landing page",
    title: str = "",
    team: str = "Web",
) -> Entry:
    """A Jira issue: statuses by day, the first at its creation."""
    (created, before), *later = moves
    histories = []
    for day, status in later:
        change = {"field": "status", "fromString": before, "toString": status}
        histories.append(
            {
                "id": str(len(histories)),
                "created": moment(day),
                "author": {"displayName": "Idris Falk", "emailAddress": "idris.falk@example.com"},
                "items": [change],
            }
        )
        before = status
    return {
        "key": f"WEB-{number}",
        "fields": {
            "summary": title or f"Ticket {number}",
            "issuetype": {"name": type},
            "status": {"name": before},
            "created": moment(created),
            "reporter": {"displayName": "Maya Berg", "emailAddress": "maya.berg@example.com"},
            "assignee": {"displayName": "Idris Falk", "accountId": "account-of-idris"},
            "duedate": due,
            "description": description,
            "customfield_10001": {"name": team},
        },
        "changelog": {"total": len(histories), "histories": histories},
    }


def joint(
    number: int, begin: float = 0, type: str = "Landing page", wait: float = 5, due: bool = False
) -> tuple[Entry, Entry]:
    """One request in both trackers, linked both ways; ``wait`` days pass for marketing's answer."""
    back = begin + 8 + wait
    sections = [(begin, "To do"), (begin + 1, "In progress"), (begin + 3, "Waiting for IT")]
    statuses = [
        (begin + 4, "To Do"),
        (begin + 6, "In Progress"),
        (begin + 8, "Waiting for marketing"),
        (back, "In Progress"),
        (back + 2, "Done"),
    ]
    last = moment(back + 2)[:10] if due else None
    return (
        task(number, sections, back + 7, f"IT has WEB-{number}", type=type, due=last),
        issue(number, statuses, f"https://app.asana.com/0/1/{gid(number)}", type=type, due=last),
    )


def asana(*tasks: Entry) -> bytes:
    """The export of Asana."""
    return json.dumps({"data": tasks}).encode()


def jira(*issues: Entry) -> bytes:
    """The export of Jira."""
    names = {"customfield_10001": "Team"}
    return json.dumps({"names": names, "issues": issues}).encode()


def history(*rows: str, columns: str = "item,at,status,holder") -> bytes:
    """A plain history; times are days after the beginning."""
    written = [columns]
    for row in rows:
        item, day, rest = row.split(",", 2)
        written.append(f"{item},{moment(float(day))},{rest}")
    return "\n".join(written).encode()


def teams() -> dict[str, Team]:
    """Brand of marketing, Web of IT, one team of an agency."""
    made = {}
    for name, party in (("Brand", "marketing"), ("Web", "it"), ("agency team", "agency")):
        made[name] = Team.objects.create(name=name)
        TeamParty.objects.create(team=made[name], party=party)
    return made


def read(by: User, content: bytes, name: str, source: str, **options: object) -> Import:
    """The dry run of a file."""
    row = actions.begin_import(
        file=io.BytesIO(content),
        file_name=name,
        source_name=source,
        options=options,
        by=by,
        at=AT,
    )
    actions.read_import(row=row)
    return row


def bring_in(by: User, content: bytes, name: str, source: str, **options: object) -> Import:
    """Dry run and import of a file."""
    row = read(by, content, name, source, **options)
    assert not row.problem, row.problem
    actions.apply_import(row=row, at=AT)
    return row


def a_lead() -> User:
    """The company and the account that imported what a world holds."""
    Company.objects.create(pk=1, name="Halden & Rowe", zone="Europe/Berlin")
    person = Person.objects.create(name="Wanda", email="wanda@example.com")
    return User.objects.create_user("wanda", person=person, role=Role.LEAD)


def both_trackers(by: User) -> None:
    """Six joint requests, slower and slower, and some items in one tracker alone."""
    pairs = [joint(number, begin=number, wait=3 + 2 * number, due=True) for number in range(1, 7)]
    own = [
        task(90, [(0, "To do"), (2, "In progress")], done=4, title="Own task", type="Mail"),
        task(91, [(0, "To do"), (2, "With agency")], title=FORMULA, due="2026-01-20"),
        task(92, [(1, "To do"), (3, "With agency"), (5, "In progress")], done=9, title="Film"),
        task(93, [(1, "To do"), (3, "Cancelled")], done=3, title="Dropped", type="Mail"),
    ]
    ticket = issue(94, [(0, "To Do"), (1, "In Progress")], title="Own ticket", type="Bug")
    bring_in(by, asana(*(pair[0] for pair in pairs), *own), "asana.json", "Asana")
    bring_in(by, jira(*(pair[1] for pair in pairs), ticket), "jira.json", "Jira")


def signed_by(*people: User) -> None:
    """The mappings of every source, signed by each."""
    for source in Source.objects.all():
        for user in people:
            seen = queries.fingerprint(source)
            actions.sign_mappings(source=source, seen=seen, by=user, at=AT)
