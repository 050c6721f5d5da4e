"""Screens of sign-in, people, accounts and the journal."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accord.areas.people.models import (
    Company,
    JournalEntry,
    Membership,
    Person,
    Role,
    Team,
    TeamParty,
    User,
)


def test_the_first_visitor_is_led_to_the_set_up(client: Client, db: None) -> None:
    assert client.get("/sign-in/").headers["Location"] == "/set-up/"


def test_the_set_up_wants_the_code_of_the_terminal(client: Client, db: None) -> None:
    response = client.get("/set-up/?code=guessed")

    assert response.status_code == 403
    assert b"This is not the code" in response.content


@pytest.fixture
def code() -> str:
    file = settings.ACCORD_HOME / "set-up.code"
    file.write_text("the-code", encoding="ascii")
    return "the-code"


def test_the_set_up_makes_the_administrator_once(client: Client, db: None, code: str) -> None:
    form = {
        "code": code,
        "company": "Halden & Rowe",
        "zone": "Europe/Berlin",
        "username": "root",
        "name": "Rosa",
        "password": "a very long password",
    }

    wrong = client.post("/set-up/", {**form, "zone": "Nowhere", "password": "short"})
    right = client.post("/set-up/", form)
    again = client.post("/set-up/", form)

    assert b"There is no time zone" in wrong.content
    assert right.headers["Location"] == "/people/"
    assert again.headers["Location"] == "/sign-in/"
    assert User.objects.get().role == Role.ADMINISTRATOR


def test_each_role_begins_where_it_has_something_to_see(
    client: Client, adam: User, agnes: User, maya: User
) -> None:
    def start(name: str) -> str:
        client.logout()
        form = {"username": name, "password": "a long enough one"}
        return client.post("/sign-in/", form).headers["Location"]

    assert [start("adam"), start("agnes"), start("maya")] == ["/people/", "/evidence/own/", "/"]


def test_the_one_click_switch_exists_for_the_example_only(client: Client, maya: User) -> None:
    assert client.post("/switch/", {"account": "maya"}).status_code == 404


def test_the_switch_signs_in_as_somebody_else(client: Client, maya: User, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    assert client.post("/switch/", {"account": "maya"}).status_code == 404  # no ready account
    maya.first_name = "Marketing leader"
    maya.save()

    assert client.post("/switch/", {"account": "maya"}).headers["Location"] == "/"


def test_the_list_shows_teams_with_their_party(as_lena: Client) -> None:
    page = as_lena.get("/people/").content.decode()

    assert "marketing team" in page
    assert "Lena" in page


def test_searching_by_htmx_gives_the_fragment_alone(as_lena: Client) -> None:
    page = as_lena.get("/people/?search=nobody-like-this", headers={"HX-Request": "true"})

    assert "<html" not in page.content.decode()
    assert "Nobody found" in page.content.decode()


def test_a_list_is_imported_and_bad_rows_are_named(as_lena: Client) -> None:
    content = (
        "name;email;team;party;from;until\n"
        "Ada;ada@example.com;Web;marketing;2025-01-01;\n"
        "Bo;not a mail;Web;marketing;;\n"
        ";;Data;it;;\n"
        "Cy;;Web;moon;;\n"
        "Di;;Web;marketing;2025-02-30;\n"
        "Ed;;Web;marketing;2025-02-01;2025-01-01\n"
        ";x@example.com;;;;\n"
    )
    upload = io.BytesIO(content.encode())
    upload.name = "people.csv"

    page = as_lena.post("/people/import/", {"file": upload}).content.decode()

    assert "1 person, 2 teams and 1 membership were added" in page
    assert "Line 3: &#x27;not a mail&#x27; is no mail address." in page
    assert "Line 5: &#x27;moon&#x27; is no party." in page
    assert "Line 6:" in page
    assert "before it begins" in page
    assert "Line 8: it has no name." in page
    assert Team.objects.get(name="Data").parties.get().party == "it"


def test_importing_the_same_list_twice_changes_nothing(as_lena: Client) -> None:
    def send() -> None:
        upload = io.BytesIO(b"name,team,party\nAda,Web,marketing\n")
        upload.name = "people.csv"
        as_lena.post("/people/import/", {"file": upload})

    send()
    send()

    assert Membership.objects.filter(person__name="Ada").count() == 1
    assert TeamParty.objects.filter(team__name="Web").count() == 1


def test_a_file_that_is_no_list_gets_one_sentence(as_lena: Client) -> None:
    upload = io.BytesIO(b"first,second\n1,2\n")
    upload.name = "other.csv"

    page = as_lena.post("/people/import/", {"file": upload}).content.decode()

    assert "other.csv lacks the column team." in page


def test_people_teams_and_their_dates_are_edited_on_screen(as_lena: Client) -> None:
    as_lena.post("/people/new/", {"name": "Fay", "email": ""})
    as_lena.post("/people/teams/new/", {"name": "Shop"})
    fay, shop = Person.objects.get(name="Fay"), Team.objects.get(name="Shop")
    as_lena.post(f"/people/teams/{shop.pk}/party/", {"party": "it", "valid_from": "2025-01-01"})
    as_lena.post(f"/people/{fay.pk}/team/", {"team": shop.pk})
    as_lena.post(f"/people/{fay.pk}/", {"name": "Fay Bell", "email": "fay@example.com"})
    as_lena.post(f"/people/teams/{shop.pk}/", {"name": "Web shop"})

    page = as_lena.get(f"/people/{fay.pk}/").content.decode()

    assert "Fay Bell" in page
    assert "Web shop" in page
    assert "1 January 2025" in as_lena.get(f"/people/teams/{shop.pk}/").content.decode()


def test_an_end_before_the_beginning_is_refused(as_lena: Client) -> None:
    team = Team.objects.get(name="marketing team")

    page = as_lena.post(
        f"/people/teams/{team.pk}/party/",
        {"party": "it", "valid_from": "2025-02-01", "valid_until": "2025-01-01"},
    ).content.decode()

    assert "The end must not come before the beginning." in page


def test_removing_is_journalled(as_lena: Client) -> None:
    person = Person.objects.create(name="Gus")

    as_lena.post(f"/people/remove/person/{person.pk}/")

    assert not Person.objects.filter(name="Gus").exists()
    assert JournalEntry.objects.get(verb="removed").label == "somebody who was removed"
    assert "who was removed" in as_lena.get("/journal/?search=removed").content.decode()


def test_only_known_kinds_can_be_removed(as_lena: Client) -> None:
    assert as_lena.post("/people/remove/user/1/").status_code == 404


@pytest.fixture
def as_adam(client: Client, adam: User) -> Client:
    client.force_login(adam, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_administrator_makes_accounts(as_adam: Client) -> None:
    person = Person.objects.create(name="Hal")
    form = {"username": "hal", "person": person.pk, "role": "guest", "is_active": "on"}

    refused = as_adam.post("/accounts/new/", form).content.decode()
    weak = as_adam.post("/accounts/new/", {**form, "role": "member", "password": "hal"})
    as_adam.post(
        "/accounts/new/", {**form, "valid_until": "2999-01-01", "password": "long enough to hold"}
    )

    assert "must have a last day" in refused
    assert "needs a first password" in refused
    assert "too short" in weak.content.decode()
    assert User.objects.get(username="hal").check_password("long enough to hold")
    assert "hal" in as_adam.get("/accounts/").content.decode()


def test_the_administrator_cannot_lock_itself_out(as_adam: Client, adam: User) -> None:
    form = {"username": "adam", "role": "member", "is_active": "on"}

    assert as_adam.post(f"/accounts/{adam.pk}/", form).status_code == 403


def test_a_password_is_changed(as_adam: Client, adam: User) -> None:
    as_adam.post(
        "/password/",
        {
            "old_password": "a long enough one",
            "new_password1": "quite another one",
            "new_password2": "quite another one",
        },
    )

    adam.refresh_from_db()
    assert adam.check_password("quite another one")


def test_the_data_protection_page_shows_the_table_of_rights(as_lena: Client) -> None:
    assert "sign for the own side" in as_lena.get("/privacy/").content.decode()


def test_the_administrator_changes_the_company_and_its_clocks(client: Client, adam: User) -> None:
    client.force_login(adam, backend="django.contrib.auth.backends.ModelBackend")

    wrong = client.post("/accounts/company/", {"name": "Halden", "zone": "Mars/Base"})
    right = client.post("/accounts/company/", {"name": "Halden", "zone": "Asia/Tokyo"})

    assert b"There is no time zone" in wrong.content
    assert right.headers["Location"] == "/accounts/"
    assert str(Company.objects.get()) == "Halden"
    entry = JournalEntry.objects.get(kind="company")
    page = client.get("/journal/").content.decode()
    assert entry.at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M") in page


def test_a_day_begins_when_it_begins_at_the_company(client: Client, agnes: User) -> None:
    """An access that ends today lasts as long as today lasts where the company is."""
    now = timezone.now()
    far = "Pacific/Kiritimati" if now.hour >= 12 else "Etc/GMT+12"
    there = now.astimezone(ZoneInfo(far)).date()
    agnes.valid_until = there
    agnes.save()
    Company.objects.update(zone=far)
    client.force_login(agnes, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/privacy/").status_code == 200
    agnes.valid_until = there - dt.timedelta(days=1)
    agnes.save()
    assert client.get("/privacy/").status_code == 302


def test_who_got_a_password_from_somebody_chooses_an_own_one_first(
    client: Client, adam: User, maya: User
) -> None:
    client.force_login(adam, backend="django.contrib.auth.backends.ModelBackend")
    given, own = "given by the administrator", "known to nobody else"
    form = {"username": "maya", "role": Role.LEADER, "is_active": "on", "person": maya.person.pk}
    client.post(f"/accounts/{maya.pk}/", {**form, "password": given})
    client.logout()

    client.post("/sign-in/", {"username": "maya", "password": given})
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/password/"
    assert b"Choose a password of your own" in page.content
    client.post("/password/", {"old_password": given, "new_password1": own, "new_password2": own})

    assert client.get("/").status_code == 200
    assert JournalEntry.objects.filter(verb="chose a password for").exists()
    maya.refresh_from_db()
    assert maya.check_password(own)
    assert not maya.given_password


def test_the_administrators_own_new_password_is_an_own_one(client: Client, adam: User) -> None:
    client.force_login(adam, backend="django.contrib.auth.backends.ModelBackend")
    form = {"username": "adam", "role": Role.ADMINISTRATOR, "is_active": "on"}
    client.post(
        f"/accounts/{adam.pk}/", {**form, "person": adam.person.pk, "password": "a walk at night"}
    )

    adam.refresh_from_db()
    assert not adam.given_password
