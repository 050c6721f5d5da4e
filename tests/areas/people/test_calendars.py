"""Working hours of the parties: entered, named, taken back."""

import pytest
from django.test import Client

from accord.analysis.calendars import WEEKDAYS, Calendar
from accord.areas.people.models import (
    JournalEntry,
    Party,
    Team,
    TeamParty,
    User,
    WorkingCalendar,
    default_calendar,
    working_calendars,
)

GIVEN = {
    "monday": "08:00-12:00, 12:30-16:30",
    "friday": "22:00–06:00",
    "zone": "Europe/Berlin",
    "country": "de",
    "subdivision": "by",
    "days_off": "2026-12-24\n2026-12-31",
}


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(user: User, party: str = "it", **changed: str) -> str:
    response = as_(user).post(f"/people/calendars/{party}/", GIVEN | changed, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_hours_are_entered_as_one_writes_them(lena: User) -> None:
    page = sent(lena)

    assert "Working hours of IT are saved." in page
    assert "08:00-12:00, 12:30-16:30" in page
    assert "22:00-06:00" in page
    assert "Public holidays of DE-BY." in page
    assert "2 own days off." in page
    found = working_calendars()["it"]
    assert (found.name, found.zone, found.week[4]) == (
        "Working hours of IT",
        "Europe/Berlin",
        ((22 * 60, 30 * 60),),
    )
    assert [
        (row.verb, row.label) for row in JournalEntry.objects.filter(kind="working calendar")
    ] == [("added", "Working hours of IT")]


def test_entered_again_they_are_changed_and_the_form_shows_them(lena: User) -> None:
    sent(lena)
    form = as_(lena).get("/people/calendars/it/").content.decode()
    assert 'value="08:00-12:00, 12:30-16:30"' in form
    assert "2026-12-24\n2026-12-31" in form

    sent(lena, monday="09:00-17:00")

    assert working_calendars()["it"].week[0] == ((9 * 60, 17 * 60),)
    assert WorkingCalendar.objects.count() == 1
    assert JournalEntry.objects.filter(kind="working calendar", verb="changed").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("monday", "9-17", "&#x27;9&#x27; is no clock time like &#x27;09:00&#x27;."),
        ("tuesday", "09:00", "A shift is a pair of clock times"),
        ("tuesday", "09:00-12:00, 11:00-13:00", "Tuesday: the shifts overlap"),
        ("wednesday", "09:00-09:00", "has no length; write 00:00 to 24:00."),
        ("zone", "Berlin", "There is no time zone &#x27;Berlin&#x27;."),
        ("country", "xx", "No public holidays are known for"),
        ("subdivision", "zz", "No public holidays are known for &#x27;DE-ZZ&#x27;."),
        ("country", "", "The subdivision &#x27;BY&#x27; needs a country."),
        ("days_off", "24.12.2026", "is no day like &#x27;2026-12-24&#x27;."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    lena: User, field: str, value: str, sentence: str
) -> None:
    page = sent(lena, **{field: value})

    assert sentence in page
    assert page.count('class="wrong"') == 1
    assert not WorkingCalendar.objects.exists()


def test_somebody_works_on_some_day(lena: User) -> None:
    page = sent(lena, **dict.fromkeys(WEEKDAYS, ""))

    assert "Somebody works on one day of the week at least." in page


def test_until_then_the_default_holds_and_says_so(lena: User) -> None:
    TeamParty.objects.create(team=Team.objects.create(name="Studio"), party=Party.AGENCY)
    page = as_(lena).get("/people/calendars/").content.decode()

    assert page.count("Default: Monday to Friday, 9 to 17, no holidays") == 3
    assert "Vendor" in page
    assert default_calendar() == Calendar.default("Europe/Berlin")
    assert working_calendars() == {}


def test_back_to_the_default(lena: User) -> None:
    sent(lena)
    row = WorkingCalendar.objects.get()
    assert (
        f"/people/remove/calendar/{row.pk}/" in as_(lena).get("/people/calendars/").content.decode()
    )

    as_(lena).post(f"/people/remove/calendar/{row.pk}/")

    assert not WorkingCalendar.objects.exists()
    assert JournalEntry.objects.filter(kind="working calendar", verb="removed").count() == 1


def test_leaders_see_hours_and_do_not_change_them(maya: User) -> None:
    page = as_(maya).get("/people/calendars/").content.decode()

    assert "Enter hours" not in page
    assert "Parties without a team" not in page
    assert as_(maya).get("/people/calendars/it/").status_code == 403


def test_only_parties_have_hours(lena: User) -> None:
    assert as_(lena).get("/people/calendars/nobody/").status_code == 404


def test_holidays_that_are_no_longer_known_fall_away_and_it_says_so(lena: User) -> None:
    sent(lena)
    row = WorkingCalendar.objects.get()
    row.content["subdivision"] = "GONE"
    row.save()

    found = working_calendars()["it"]
    assert found.name == "Working hours of IT, without the public holidays, which are not known"
    assert (found.country, found.week[4]) == ("", ((22 * 60, 30 * 60),))
    assert as_(lena).get("/people/calendars/it/").status_code == 200
