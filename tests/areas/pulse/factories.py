"""People to invite, answers to give, files to import."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from accord.areas.people.models import Membership, Person, Role, Team, TeamParty, User
from accord.areas.pulse import actions
from accord.areas.pulse.frames import InvitedBlock, Respondent, Survey, Upload, Values
from accord.areas.pulse.models import Wave, instrument
from accord.areas.pulse.queries import Invitee, invitable

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = AT.date()


def a_lead() -> User:
    """An account that may run a pulse."""
    return User.objects.create_user("lead", password="a long enough one", role=Role.LEAD)


def a_team(name: str, side: str, people: int) -> list[Person]:
    """A team of a side, with so many people."""
    team = Team.objects.create(name=name)
    TeamParty.objects.create(team=team, party=side)
    made = [
        Person.objects.create(name=f"{name} {number}", email=f"{name}{number}@example.com".lower())
        for number in range(people)
    ]
    for person in made:
        Membership.objects.create(person=person, team=team)
    return made


def two_teams(people: int = 6) -> list[Invitee]:
    """One team a side, and all of them as they can be invited."""
    a_team("Brand", "marketing", people)
    a_team("Platform", "it", people)
    return invitable(DAY)


def an_open_wave(
    by: User,
    invited: Sequence[Invitee] | None = None,
    broken_down: Sequence[str] = (),
    request_types: Sequence[str] = (),
    rules: actions.Rules | None = None,
) -> Wave:
    """A wave that waits for answers."""
    return actions.open_wave(
        name="Spring",
        invited=two_teams() if invited is None else invited,
        broken_down=broken_down,
        request_types=request_types,
        rules=rules or actions.Rules(),
        by=by,
        at=AT,
    )


def short() -> actions.Rules:
    """Thirteen questions only."""
    return actions.Rules(form=Wave.Form.SHORT, fewest=8)


def alike(value: int) -> Values:
    """The same answer to every item of the dimensions and beside them."""
    return dict.fromkeys(instrument().items, value)


def drawn(mean: float, generator: np.random.Generator) -> Values:
    """Answers around a mean, with everything else answered too."""
    known = instrument()
    codes = [*known.items, "O2", "O2N", *(guess.code for guess in known.guesses)]
    given = np.clip(np.round(generator.normal(mean, 0.8, len(codes))), 1, 5)
    values: dict[str, float | None] = {
        code: int(value) for code, value in zip(codes, given, strict=True)
    }
    values |= {priority.code: place for place, priority in enumerate(known.priorities, start=1)}
    return values | {
        "fair:Landing page": float(generator.integers(5, 15)),
        "takes:Landing page": float(generator.integers(10, 40)),
    }


def a_survey(
    marketing: Sequence[Values],
    it: Sequence[Values],
    invited: tuple[int, int] | None = None,
    request_types: tuple[str, ...] = (),
) -> Survey:
    """Answers of both sides, without blocks."""
    counts = invited or (len(marketing), len(it))
    return Survey(
        name="Spring",
        respondents=(
            *(Respondent("marketing", "", values) for values in marketing),
            *(Respondent("it", "", values) for values in it),
        ),
        invited=(InvitedBlock("marketing", "", counts[0]), InvitedBlock("it", "", counts[1])),
        request_types=request_types,
    )


def upload(name: str, *lines: str) -> Upload:
    """A file of these lines."""
    return Upload(name, "\n".join(lines).encode())


def lines_of(survey: Survey) -> list[str]:
    """The answers as the lines of an importable file."""
    rows = ["side,block,respondent,item,value"]
    for number, part in enumerate(survey.respondents):
        for code, value in part.values.items():
            shown = "?" if value is None else value
            rows.append(f"{part.side},{part.block},{number},{code},{shown}")
    return rows


def files_of(survey: Survey) -> tuple[Upload, Upload]:
    """Answers and invited as files."""
    counts = [f"{part.side},{part.block},{part.count}" for part in survey.invited]
    return (
        upload("answers.csv", *lines_of(survey)),
        upload("invited.csv", "side,block,invited", *counts),
    )
