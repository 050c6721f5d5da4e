"""How a web request travels through both trackers, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from accord.simulate import facts, titles
from accord.simulate.calendar import DAY, MINUTE, day, in_office_hours
from accord.simulate.facts import Facts, RequestType
from accord.simulate.promises import Due, plan_dues
from accord.simulate.staff import Staff


@dataclass(frozen=True, slots=True)
class Change:
    """From ``at`` on, the ticket stands so."""

    at: int
    status: str
    team: str
    person: str
    resolution: str = ""


@dataclass(slots=True)
class Ticket:
    """One item of one tracker, with all that happened to it."""

    number: int
    key: str
    type: str
    title: str
    requester: str
    complete: bool
    changes: list[Change] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    link: str = ""

    def created(self) -> int:
        """When it was made."""
        return self.changes[0].at

    def last(self) -> Change:
        """How it stands at the end."""
        return self.changes[-1]

    def done_at(self) -> int | None:
        """When it was last closed, where it is closed."""
        if facts.STATUSES[self.last().status][0] not in ("done", "dropped"):
            return None
        return self.last().at


@dataclass(slots=True)
class Request:
    """What belongs together: marketing's task, IT's ticket, or only one of them."""

    number: int
    kind: str  # "request", "own task" or "own ticket"
    type: str
    linked: bool
    tickets: list[Ticket]
    rounds: int = 0

    def shows_as_one(self) -> bool:
        """Whether the trackers tell that its items belong together."""
        return self.linked and len(self.tickets) > 1

    def of(self, tracker: str) -> Ticket | None:
        """The ticket in a tracker; tasks have numbers as keys, issues have letters."""
        wanted = tracker == "asana"
        return next((t for t in self.tickets if t.key.isdecimal() == wanted), None)


@dataclass(slots=True)
class Numbers:
    """The running numbers of both trackers."""

    tasks: int = 0
    issues: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)

    def next_task(self) -> tuple[int, str]:
        """Asana's keys are long numbers."""
        self.tasks += 1
        return self.tasks, str(1_209_000_000_000_000 + self.tasks * 7919)

    def next_issue(self, team: str) -> tuple[int, str]:
        """Jira's keys count within a project."""
        project = facts.PROJECTS[team]
        self.issues[project] = self.issues.get(project, 0) + 1
        return sum(self.issues.values()), f"{project}-{self.issues[project]}"

    def next_title(self, kind: str) -> int:
        """How many of this kind there were before."""
        self.titles[kind] = self.titles.get(kind, -1) + 1
        return self.titles[kind]


@dataclass(frozen=True, slots=True)
class Company:
    """All that a journey needs to know."""

    facts: Facts
    staff: Staff
    start: int
    end: int


def requests(company: Company, count: int, rng: np.random.Generator) -> Iterator[Request]:
    """All requests in the order of their beginning, one at a time, with both sides' own work."""
    numbers = Numbers()
    # A weekend at the end must not push a beginning past the export.
    span = (company.end - company.start - 4 * DAY) / max(count, 1)
    for place in range(count):
        at = company.start + int((place + float(rng.random())) * span)
        at = in_office_hours(at, rng)
        yield _web_request(company, numbers, place + 1, at, rng)
        if rng.random() < company.facts.own_tasks:
            yield _own_task(company, numbers, at, rng)
        if rng.random() < company.facts.own_tickets:
            yield _own_ticket(company, numbers, at, rng)


def _web_request(
    company: Company, numbers: Numbers, number: int, at: int, rng: np.random.Generator
) -> Request:
    kind = facts.TYPES[int(rng.choice(len(facts.TYPES), p=[t.share for t in facts.TYPES]))]
    before = replace(numbers, issues=dict(numbers.issues), titles=dict(numbers.titles))
    request = _Walk.begin(company, numbers, number, kind, at, rng).whole()
    moved = company.staff.operations_moved
    if _held_by(request, facts.OPERATIONS) and _straddles(request, moved):
        # The team that changes sides holds nothing on that day: whose turn it was stays plain.
        numbers.tasks, numbers.issues, numbers.titles = before.tasks, before.issues, before.titles
        others = tuple(team for team in kind.marketing_teams if team != facts.OPERATIONS)
        other = replace(kind, marketing_teams=others)
        request = _Walk.begin(company, numbers, number, other, at, rng).whole()
    return _cut(request, company.end)


def _held_by(request: Request, team: str) -> bool:
    return any(change.team == team for ticket in request.tickets for change in ticket.changes)


def _straddles(request: Request, when: object) -> bool:
    times = [change.at for ticket in request.tickets for change in ticket.changes]
    return bool(day(min(times)) < when <= day(max(times)))  # type: ignore[operator]


def _cut(request: Request, end: int) -> Request:
    """Leave out what happens after the export."""
    for ticket in request.tickets:
        ticket.changes = [change for change in ticket.changes if change.at <= end]
        ticket.dues = [due for due in ticket.dues if due.at <= end]
        ticket.comments = [comment for comment in ticket.comments if comment[0] <= end]
    request.tickets = [ticket for ticket in request.tickets if ticket.changes]
    if len(request.tickets) == 1:
        request.tickets[0].link = ""
    return request


@dataclass(slots=True)
class _Walk:
    """One request on its way; every step moves the clock on."""

    company: Company
    numbers: Numbers
    kind: RequestType
    rng: np.random.Generator
    now: int
    request: Request
    task: Ticket
    issue: Ticket | None
    marketing_team: str
    marketer: str
    engineer: str

    @classmethod
    def begin(
        cls,
        company: Company,
        numbers: Numbers,
        number: int,
        kind: RequestType,
        at: int,
        rng: np.random.Generator,
    ) -> "_Walk":
        """Marketing opens a task."""
        team = kind.marketing_teams[int(rng.integers(len(kind.marketing_teams)))]
        marketer = _somebody(company, team, rng)
        requester = _somebody(company, team, rng)
        count, key = numbers.next_task()
        title = titles.request_title(kind.name, numbers.next_title(kind.name))
        complete = bool(rng.random() < company.facts.complete_brief_share)
        task = Ticket(count, key, kind.name, title, requester, complete)
        linked = bool(rng.random() >= company.facts.unlinked_share)
        request = Request(number, "request", kind.name, linked, [task])
        engineer = _somebody(company, kind.it_team, rng)
        return cls(
            company, numbers, kind, rng, at, request, task, None, team, marketer, engineer
        )  # fmt: skip

    def whole(self) -> Request:
        """Walk to the end, or to where it is dropped."""
        fate = float(self.rng.random())
        dropped = self.company.facts.dropped_share
        stops = int(self.rng.integers(1, 4)) if fate < dropped else 0
        duplicate = dropped <= fate < dropped + self.company.facts.duplicate_share
        self._brief()
        if stops == 1:
            self._cancel("Won't Do")
        else:
            self._hand_over()
            if stops == 2 or duplicate:
                self._cancel("Duplicate" if duplicate else "Won't Do")
            else:
                self._build(give_up=stops == 3)
        self._link()
        self._promise()
        return self.request

    def _brief(self) -> None:
        known, kind = self.company.facts, self.kind
        self._move_task("Brief")
        self._spend(known.brief_days, 2.5)
        if self.rng.random() < kind.agency:
            self._move_task("Waiting for agency", facts.AGENCY)
            self._spend(known.agency_days)
            self._move_task("Brief")
            self._spend(known.brief_days / 2, 2.5)

    def _hand_over(self) -> None:
        known = self.company.facts
        self._move_task("Ready for IT")
        self._spend(known.triage_days)
        self._move_task("With IT")
        self._soon(20)
        number, key = self.numbers.next_issue(self.kind.it_team)
        task = self.task
        self.issue = Ticket(number, key, task.type, task.title, self.marketer, task.complete)
        self.request.tickets.append(self.issue)
        self._move_issue("Backlog", person="")
        self._spend(known.queue_days * 0.6)
        self._move_issue("Selected")
        self._spend(known.queue_days * 0.4)

    def _build(self, give_up: bool) -> None:
        known = self.company.facts
        mean = known.questions_if_complete if self.task.complete else known.questions_if_not
        rounds = self.request.rounds = int(self.rng.poisson(mean)) + (
            self.kind.it_team == facts.DATA
        )
        work = known.it_work_days * self.kind.work
        self._move_issue("In Progress")
        for _ in range(rounds):
            self._spend(work / (rounds + 1), 2.5)
            self._ask_marketing(known.answer_days)
            self._move_issue("In Progress")
        self._spend(work / (rounds + 1), 2.5)
        if give_up:
            self._cancel("Won't Do")
            return
        self._review()
        self._ask_marketing(known.sign_off_days)
        self._release()
        if self.rng.random() < known.reopened_share:
            self._reopen()

    def _review(self) -> None:
        self._move_issue("In Review")
        self._spend(self.company.facts.review_days)
        if self.rng.random() < self.kind.reviewed:
            person = _somebody(self.company, facts.ARCHITECTURE, self.rng)
            self._move_issue("In Review", facts.ARCHITECTURE, person)
            self._spend(self.company.facts.review_days * 3)

    def _ask_marketing(self, days: float) -> None:
        """IT asks, marketing answers, IT takes it up again: two waits, one each way."""
        self._comment(self.issue, self.engineer)
        if self.kind.it_team == facts.DATA:
            self._pass_the_ticket(days)
            return
        self._move_issue("Waiting for marketing")
        self._soon(30)
        self._move_task("Content and sign-off")
        self._spend(days)
        self._comment(self.task, self.marketer)
        self._move_task("With IT")
        self._spend(self.company.facts.it_answer_days)

    def _pass_the_ticket(self, days: float) -> None:
        """Data and tracking hands its very tickets to marketing and back: it sits on the wrong side."""
        self._move_issue("Selected", self.marketing_team, self.marketer)
        self._spend(days * 0.7)
        self._move_issue("In Progress", self.marketing_team, self.marketer)
        self._spend(days * 0.3)
        self._comment(self.issue, self.marketer)
        self._move_issue("Selected")
        self._spend(self.company.facts.it_answer_days)

    def _release(self) -> None:
        status = "Done"
        if self.rng.random() < self.kind.released:
            self._move_issue("Ready for release")
            every = self.company.facts.release_every_days * DAY
            passed = (self.now - self.company.start) // every + 1
            self.now = self.company.start + passed * every + int(self.rng.integers(60 * MINUTE))
            status = "Released"
        self._publish(status)

    def _publish(self, status: str) -> None:
        """Marketing is told while the release goes out; the ticket is closed right after."""
        self._move_task("Ready to publish")
        self._soon(20)
        self._move_issue(status, resolution="Done")
        self._spend(self.company.facts.publish_days, 2.5)
        self._move_task("Completed")

    def _reopen(self) -> None:
        self._spend(6.0)
        self._move_issue("Selected")
        self._soon(20)
        self._move_task("With IT")
        self._soon(60)
        self._move_issue("In Progress")
        self._spend(1.5, 2.5)
        self._publish("Done")

    def _cancel(self, resolution: str) -> None:
        self._move_task("Cancelled")
        if self.issue is not None:
            self._soon(20)
            self._move_issue("Done", resolution=resolution)

    def _link(self) -> None:
        """Name the other's item, mostly both ways, sometimes one way only."""
        if self.issue is None or not self.request.linked:
            return
        one_way = self.rng.random() < self.company.facts.one_way_link_share
        side = int(self.rng.integers(2)) if one_way else 2
        self.task.link = self.issue.key if side != 1 else ""
        self.issue.link = self.task.key if side != 0 else ""

    def _promise(self) -> None:
        known = self.company.facts
        if self.rng.random() < known.due_share_marketing:
            kept = known.kept_share_marketing
            self.task.dues = self._dues(self.task, kept)
        if self.issue is not None and self.rng.random() < known.due_share_it:
            self.issue.dues = self._dues(self.issue, known.kept_share_it)

    def _dues(self, ticket: Ticket, kept: float) -> list[Due]:
        done_at = ticket.done_at()
        last = done_at if done_at is not None else ticket.last().at
        return plan_dues(ticket.created(), last, kept, self.company.facts.moved_due_share, self.rng)

    def _move_task(self, status: str, team: str = "") -> None:
        self.task.changes.append(
            Change(self.now, status, team or self.marketing_team, self.marketer)
        )
        self.now += MINUTE

    def _move_issue(
        self, status: str, team: str = "", person: str | None = None, resolution: str = ""
    ) -> None:
        assert self.issue is not None  # noqa: S101 - only called after the hand-over
        who = self.engineer if person is None else person
        change = Change(self.now, status, team or self.kind.it_team, who, resolution)
        self.issue.changes.append(change)
        self.now += MINUTE

    def _comment(self, ticket: Ticket | None, author: str) -> None:
        if ticket is not None:
            ticket.comments.append((self.now, author))
            self.now += MINUTE

    def _spend(self, days: float, shape: float = 1.6) -> None:
        passed = float(self.rng.standard_gamma(shape)) * days / shape
        self.now = in_office_hours(self.now + MINUTE + int(passed * DAY), self.rng)

    def _soon(self, minutes: int) -> None:
        self.now += int(self.rng.integers(MINUTE, minutes * MINUTE))


def _somebody(company: Company, team: str, rng: np.random.Generator) -> str:
    names = company.staff.names[team]
    return names[int(rng.integers(len(names)))]


def _own_task(company: Company, numbers: Numbers, at: int, rng: np.random.Generator) -> Request:
    """Marketing's own work, which IT never sees."""
    team = (facts.BRAND, facts.WEB_MARKETING)[int(rng.integers(2))]
    number, key = numbers.next_task()
    title = titles.own_title("asana", numbers.next_title("own task"))
    who = _somebody(company, team, rng)
    task = Ticket(number, key, "Marketing only", title, who, complete=True)
    steps = (("Brief", 2.0), ("Content and sign-off", 3.0), ("Ready to publish", 1.0))
    return _alone(company, "own task", task, team, who, (*steps, ("Completed", 0.0)), at, rng)


def _own_ticket(company: Company, numbers: Numbers, at: int, rng: np.random.Generator) -> Request:
    """IT's own work, which marketing never sees."""
    team = (facts.WEB_PLATFORM, facts.CRM_SYSTEMS, facts.ARCHITECTURE)[int(rng.integers(3))]
    number, key = numbers.next_issue(team)
    title = titles.own_title("jira", numbers.next_title("own ticket"))
    who = _somebody(company, team, rng)
    issue = Ticket(number, key, "Maintenance", title, who, complete=True)
    steps = (("Backlog", 6.0), ("In Progress", 2.5), ("In Review", 0.7))
    return _alone(company, "own ticket", issue, team, who, (*steps, ("Done", 0.0)), at, rng)


def _alone(
    company: Company,
    kind: str,
    ticket: Ticket,
    team: str,
    who: str,
    steps: tuple[tuple[str, float], ...],
    at: int,
    rng: np.random.Generator,
) -> Request:
    for status, days in steps:
        resolution = "Done" if status == "Done" else ""
        ticket.changes.append(Change(at, status, team, who, resolution))
        passed = int(float(rng.standard_gamma(1.6)) * days / 1.6 * DAY)
        at = in_office_hours(at + MINUTE + passed, rng)
    return _cut(Request(0, kind, ticket.type, linked=False, tickets=[ticket]), company.end)
