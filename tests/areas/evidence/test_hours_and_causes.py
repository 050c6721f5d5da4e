"""Working time and causes of waiting on the pages, over imported records."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from tests.areas.evidence.test_views import as_, text
from tests.conftest import AT

from accord.analysis.calendars import Calendar
from accord.areas.evidence import actions, frames
from accord.areas.evidence.models import Source
from accord.areas.evidence.queries import newest_snapshot
from accord.areas.evidence.views import question
from accord.areas.indicators.queries import board
from accord.areas.people.models import User, WorkingCalendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
AROUND = Calendar("Working hours of IT", "UTC", (((0, 24 * 60),),) * 7)


def figures() -> frames.Figures:
    snapshot = newest_snapshot()
    assert snapshot is not None
    return frames.figures(snapshot, list(Source.objects.all()))


def rows(client: Client, address: str) -> list[dict[str, str]]:
    content = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def enter_hours() -> None:
    WorkingCalendar.objects.create(party="it", content=AROUND.to_dict())


def test_a_new_calendar_changes_working_days_and_nothing_else() -> None:
    before = figures()
    mapped = [frames.mapping_content(source) for source in Source.objects.all()]
    enter_hours()
    after = figures()

    assert after is not before
    assert list(after.requests) == list(before.requests)
    assert mapped == [frames.mapping_content(source) for source in Source.objects.all()]
    assert after.calendars == {"it": AROUND}
    # Who works round the clock has a working day of 24 hours: the elapsed days.
    for place, row in enumerate(after.requests):
        now, then = after.working.at(place), before.working.at(place)
        for (party, kind), days in row.by_turn.items():
            if party == "it":
                assert now[party, kind] == pytest.approx(days)
            else:
                assert now[party, kind] == then[party, kind]


def test_entering_hours_is_told_to_the_notice_board() -> None:
    actions.publish(at=AT)
    assert not actions.publish_if_changed(at=AT)

    enter_hours()

    assert actions.publish_if_changed(at=AT)
    assert board().parts("evidence.waiting.cause")


@pytest.mark.parametrize("name", ["turns", "speed"])
def test_elapsed_is_the_default_and_working_stands_beside_it(maya: User, name: str) -> None:
    enter_hours()
    elapsed = text(as_(maya), name)
    working = text(as_(maya), name, time="working")

    assert "nights and weekends included" in elapsed
    assert "show working days" in elapsed
    assert "working days" in working
    assert "Show elapsed days" in working
    for page in (elapsed, working):
        assert "Days, elapsed" in page
        assert "Working days" in page
        assert "24 hours a day (Working hours of IT)" in page
        assert "8 hours a day (Default: Monday to Friday, 9 to 17, no holidays)" in page


def test_both_times_stand_in_the_lists_to_take_away(maya: User) -> None:
    turns = rows(as_(maya), "/evidence/turns/?format=csv")
    speed = rows(as_(maya), "/evidence/speed/?format=csv&time=working")

    assert all(row["mean working days"] and row["mean days"] for row in turns)
    days = [float(row["working days"]) for row in speed]
    assert days == sorted(days, reverse=True)


def test_why_it_waited_is_told_with_its_limits(maya: User) -> None:
    page = text(as_(maya), "causes")

    assert "before work on it begins" in page
    assert "Holders in these trackers are teams." in page
    assert "cannot tell" in page
    assert "not who is to blame" in page
    (first, *_) = rows(as_(maya), "/evidence/causes/?format=csv")
    assert first["batching"] == "cannot tell"
    assert as_(maya).get("/evidence/causes/?format=svg").status_code == 200


def test_a_choice_without_waiting_says_so(maya: User) -> None:
    assert "Nothing in this choice is known to have waited" in text(
        as_(maya), "causes", type="no such type"
    )


def test_trackers_without_changes_cannot_tell(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = replace(figures(), tells_work={})
    monkeypatch.setattr(question, "figures_now", lambda: blind)

    assert "Why work waited cannot be told from these trackers" in text(as_(maya), "causes")


def test_a_sample_says_so(maya: User, monkeypatch: pytest.MonkeyPatch) -> None:
    found = figures()
    part = replace(found)
    part.__dict__["why_waited"] = replace(
        found.why_waited, instances=found.why_waited.instances + 7, left_out=7
    )
    monkeypatch.setattr(question, "figures_now", lambda: part)

    assert "stretches of work are looked at, and only requests" in text(as_(maya), "causes")
