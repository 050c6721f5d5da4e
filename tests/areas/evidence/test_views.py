"""Screens: the way of a file through its doors, what each page says, and who sees what."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.factories import (
    FORMULA,
    bring_in,
    gid,
    history,
    read,
    signed_by,
    teams,
)
from tests.conftest import AT, somebody

from accord.areas.evidence import actions, queries
from accord.areas.evidence.models import (
    Correction,
    HolderMapping,
    Import,
    ImportState,
    Snapshot,
    Source,
    StatusMapping,
)
from accord.areas.indicators.queries import board
from accord.areas.people.models import (
    Party,
    Person,
    Role,
    Team,
    TeamParty,
    User,
)

pytestmark = pytest.mark.django_db
with_world = pytest.mark.usefixtures("world")
BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGES = ("index", "turns", "speed", "stuck", "handoffs", "release", "promises", "requests")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def text(client: Client, name: str, *arguments: object, **query: str) -> str:
    response = client.get(reverse(f"evidence:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, content: bytes, **given: str) -> str:
    """Send a file; return where it leads, or the page that says what is wrong."""
    file = SimpleUploadedFile(given.pop("name", "board.csv"), content)
    data = {"file": file, "source": "Board", **given}
    response = client.post(reverse("evidence:import"), data)
    return response["Location"] if response.status_code == 302 else response.content.decode()


def post(client: Client, name: str, *arguments: object, **data: object) -> str:
    """Post and follow: the page that comes of it."""
    response = client.post(reverse(f"evidence:{name}", args=arguments), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def key_of(title: str, client: Client) -> str:
    rows = exported(client, search=title)
    assert len(rows) == 1
    return rows[0]["request"]


def exported(client: Client, name: str = "requests", **query: str) -> list[dict[str, str]]:
    response = client.get(reverse(f"evidence:{name}"), {**query, "format": "csv"})
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


# Nothing here yet


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_teaches_and_offers_the_way(as_lena: Client, name: str) -> None:
    page = text(as_lena, name)

    assert "export" in page
    assert reverse("evidence:import") in page


@pytest.mark.parametrize("name", PAGES)
def test_who_may_not_import_is_not_sent_there(mark: User, name: str) -> None:
    assert reverse("evidence:import") not in text(as_(mark), name)


def test_a_guest_without_any_import_sees_that_nothing_waits(agnes: User) -> None:
    assert "Nothing waits for you" in text(as_(agnes), "own-items")


# A file on its way


def test_a_file_goes_through_dry_run_receipt_and_import(as_lena: Client) -> None:
    teams()
    content = history("A,0,To Do,Web", "A,2,Done,Web", "B,0,,Web")
    detail = send(as_lena, content)
    page = as_lena.get(detail).content.decode()

    assert "1 item was read; nothing is imported yet" in page
    assert "1 row: no status" in page
    assert not Source.objects.exists()

    row = Import.objects.get()
    page = post(as_lena, "import-apply", row.pk)
    assert "1 item is imported" in page
    assert Source.objects.get().name == "Board"
    assert board().value("evidence.turn.days") == 2.0


def test_progress_is_asked_for_as_a_fragment(as_lena: Client, lena: User) -> None:
    row = read(lena, history("A,0,To Do,Web"), "board.csv", "Board")
    Import.objects.filter(pk=row.pk).update(state=ImportState.READING, progress="7 rows so far.")
    address = reverse("evidence:import-detail", args=[row.pk])

    part = as_lena.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "7 rows so far." in part
    assert "<html" not in part
    assert "<html" in as_lena.get(address).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture.png", "picture.png"),
        (b"{broken", "jira.json", "jira.json"),
        (b"mail\nm@example.com\n", "people.csv", "people.csv"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(
    as_lena: Client, content: bytes, name: str, sentence: str
) -> None:
    page = as_lena.get(send(as_lena, content, name=name)).content.decode()

    assert f"{name} could not be read" in page
    assert sentence in Import.objects.get().problem
    assert "Nothing was changed." in page
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"zone": "Berlin"}, "There is no time zone"),
        ({"source": "  "}, "This field is required"),
        ({"order": "year"}, "Select a valid choice"),
    ],
)
def test_a_form_that_is_not_right_is_shown_again(
    as_lena: Client, given: dict[str, str], sentence: str
) -> None:
    assert sentence in send(as_lena, b"x", **given)
    assert not Import.objects.exists()


def test_what_the_form_says_reaches_the_reader(as_lena: Client) -> None:
    content = b"item,at,state,holder,Team\nA,03/04/2026,To Do,x,Web\n"
    given = {"holder": " Team ", "status": "state", "zone": "Europe/Berlin", "order": "day"}
    send(as_lena, content, **given)
    row = Import.objects.get()

    assert row.options == {
        "holder": "Team",
        "status": "state",
        "zone": "Europe/Berlin",
        "day_first": True,
    }
    assert row.receipt["holders"] == {"Web": 1}
    assert row.receipt["statuses"] == {"To Do": 1}


def test_a_dry_run_is_left_at_that_once(as_lena: Client, lena: User) -> None:
    row = read(lena, history("A,0,To Do,Web"), "board.csv", "Board")

    assert "was not imported. Nothing was changed." in post(as_lena, "import-discard", row.pk)
    assert "can be discarded" in post(as_lena, "import-discard", row.pk)


def test_applying_twice_imports_once(as_lena: Client, lena: User) -> None:
    row = read(lena, history("A,0,To Do,Web"), "board.csv", "Board")
    post(as_lena, "import-apply", row.pk)
    snapshots = Snapshot.objects.count()

    post(as_lena, "import-apply", row.pk)

    assert Snapshot.objects.count() == snapshots


@with_world
def test_an_import_is_undone_with_one_click_while_it_is_unsigned(as_lena: Client) -> None:
    row = Import.objects.get(file_name="jira.json")

    page = post(as_lena, "import-undo", row.pk)

    assert "jira.json is being undone" in page
    assert [found.source.name for found in queries.sources()] == ["Asana"]
    assert "This import is undone" in text(as_lena, "import-detail", row.pk)


@with_world
def test_what_both_signed_is_undone_when_both_agree(
    as_lena: Client, maya: User, idris: User
) -> None:
    signed_by(maya, idris)
    row = Import.objects.get(file_name="jira.json")

    assert "IT has to agree to undo it" in post(as_lena, "import-undo", row.pk)
    assert "undo asked for; IT has to agree" in text(as_lena, "import-detail", row.pk)
    assert "is being undone" in post(as_(idris), "import-undo", row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.UNDONE


@with_world
def test_what_does_not_count_cannot_be_undone(as_lena: Client, lena: User) -> None:
    row = read(lena, history("A,0,To Do,Web"), "board.csv", "Board")

    assert "Only an import that counts can be undone" in post(as_lena, "import-undo", row.pk)


@with_world
def test_a_lead_of_no_side_cannot_take_part_in_an_undo_that_needs_both(
    maya: User, idris: User
) -> None:
    signed_by(maya, idris)
    row = Import.objects.get(file_name="jira.json")
    outsider = as_(somebody("Olga", Role.LEAD))

    assert "Only a member of marketing or IT can sign" in post(outsider, "import-undo", row.pk)


# Mappings


@with_world
def test_the_mappings_are_shown_with_who_has_signed(as_lena: Client, maya: User) -> None:
    source = Source.objects.get(name="Jira")
    page = text(as_lena, "source", source.pk)
    assert "Marketing and IT have not signed how Jira is read" in page
    signed_by(maya)

    page = text(as_lena, "source", source.pk)

    assert "IT has not signed how Jira is read" in page
    assert "Maya" in page
    assert "Waiting for marketing" in page


@with_world
def test_mappings_are_saved_on_screen_and_unsign(as_lena: Client, maya: User, idris: User) -> None:
    signed_by(maya, idris)
    source = Source.objects.get(name="Jira")
    holder = HolderMapping.objects.get(source=source, holder="Web")
    done = StatusMapping.objects.get(source=source, status="Done")
    open_ = StatusMapping.objects.get(source=source, status="To Do")

    page = post(
        as_lena,
        "save-mappings",
        source.pk,
        **{
            f"holder-{holder.pk}": "",
            f"class-{done.pk}": "done",
            f"turn-{done.pk}": "nobody",
            f"class-{open_.pk}": "nonsense",
        },
    )

    assert "The mappings of Jira are saved: 2 changed." in page
    holder.refresh_from_db()
    open_.refresh_from_db()
    assert (holder.team, open_.status_class) == (None, "queue")
    assert not queries.keys_of(source).marketing
    reading = board().get("evidence.turn.days")
    assert reading is not None
    assert not reading.signed


@with_world
def test_saving_without_a_change_keeps_the_signatures(
    as_lena: Client, maya: User, idris: User
) -> None:
    signed_by(maya, idris)
    source = Source.objects.get(name="Jira")

    assert "are saved: nothing changed." in post(as_lena, "save-mappings", source.pk)
    assert queries.keys_of(source).complete


@with_world
def test_both_sign_on_screen_and_the_figures_count(as_lena: Client, idris: User) -> None:
    for source in Source.objects.all():
        post(as_lena, "sign-mappings", source.pk, seen=queries.fingerprint(source))
        assert "unsigned" in text(as_lena, "turns")
        seen = queries.fingerprint(source)
        page = post(as_(idris), "sign-mappings", source.pk, seen=seen)
        assert "are signed for your side" in page

    assert "unsigned" not in text(as_lena, "turns")
    reading = board().get("evidence.turn.days")
    assert reading is not None
    assert reading.signed


@with_world
def test_what_was_changed_meanwhile_is_not_signed(as_lena: Client) -> None:
    source = Source.objects.get(name="Jira")

    page = post(as_lena, "sign-mappings", source.pk, seen="what stood there before")

    assert "were changed while you looked at them" in page
    assert queries.keys_of(source).missing == ["Marketing", "IT"]


@with_world
@pytest.mark.usefixtures("company")
def test_who_is_of_no_side_cannot_sign() -> None:
    source = Source.objects.get(name="Jira")
    seen = queries.fingerprint(source)
    page = post(as_(somebody("Olga", Role.LEAD)), "sign-mappings", source.pk, seen=seen)

    assert "Only a member of marketing or IT can sign" in page
    assert queries.keys_of(source).missing == ["Marketing", "IT"]


def test_where_holders_are_persons_they_are_counted_not_listed(as_lena: Client) -> None:
    teams()
    content = history("A,0,To Do,Ida Lund", columns="item,at,status,assignee")
    send(as_lena, content, holder="assignee")
    post(as_lena, "import-apply", Import.objects.get().pk)

    page = text(as_lena, "source", Source.objects.get().pk)

    assert "0 of them are on the list of people" in page
    assert "1 are not and stay unmapped" in page
    assert "Ida Lund" not in page
    assert "person-" not in page


# The questions


@with_world
@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers_with_data_in_it(as_lena: Client, name: str) -> None:
    page = text(as_lena, name)

    assert "Nothing is imported yet" not in page
    assert "unsigned" in page


@with_world
def test_the_start_names_sources_questions_and_imports(as_lena: Client, mark: User) -> None:
    page = text(as_lena, "index")

    assert "6 delivered requests ran through both trackers" in page
    assert "unsigned by Marketing and IT" in page
    assert "asana.json" in page
    assert "asana.json" not in text(as_(mark), "index")


@with_world
def test_whose_turn_draws_the_average_request_for_wide_and_narrow(as_lena: Client) -> None:
    page = text(as_lena, "turns")

    assert "Average of 6 delivered requests that ran through both trackers" in page
    assert page.count("<svg ") >= 6
    assert "?kind=averaged&amp;turn=marketing.wait" in page
    assert "5 items in one tracker only" in page
    assert "In one tracker only</h2>" not in page  # fewer than five of them were delivered


@with_world
def test_items_of_one_tracker_are_drawn_apart(as_lena: Client, lena: User) -> None:
    rows = [row for n in range(5) for row in (f"M{n},0,In Progress,Brand", f"M{n},3,Done,Brand")]
    bring_in(lena, history(*rows), "board.csv", "Board")

    assert "In one tracker only</h2>" in text(as_lena, "turns")


@with_world
def test_a_filter_narrows_every_question(as_lena: Client) -> None:
    assert "No delivered request fits this choice" in text(as_lena, "turns", type="Bug")
    assert "Average of 1 delivered" in text(as_lena, "turns", type="Mail")
    assert "Own task" in text(as_lena, "speed", type="Mail")
    assert {row["type"] for row in exported(as_lena, type="Mail")} == {"Mail"}
    assert text(as_lena, "speed", type="Bug")


@with_world
def test_speed_lists_the_slowest_first(as_lena: Client) -> None:
    page = text(as_lena, "speed")

    assert page.index("Request 6") < page.index("Request 5") < page.index("Request 1")


def test_what_is_stuck_names_who_moves_next(as_lena: Client, lena: User) -> None:
    done = [line for n in range(20) for line in (f"D{n},0,To Do,Web", f"D{n},{n + 1},Done,Web")]
    late = ("Late,0,To Do,Web", "Late,2,In Progress,Web", "Late,60,In Progress,Web,x")
    bring_in(lena, history(*done, *late, "New,59,To Do,Web"), "board.csv", "Board")

    page = text(as_lena, "stuck")
    rows = {row["request"].split("/")[1]: row for row in exported(as_lena, "stuck")}

    assert "1 of 2 open is older than 85 in 100 ever get" in page
    assert [row["stuck"] for row in rows.values()] == ["yes", "no"]
    assert (rows["Late"]["days open"], rows["Late"]["85 in 100 within"]) == ("60.0", "18.0")
    assert rows["Late"]["since"] == "2026-01-07"
    assert "Nothing is open in this choice" in text(as_lena, "stuck", type="No such type")


@with_world
def test_promises_are_shown_both_ways_and_filtered(as_lena: Client) -> None:
    page = text(as_lena, "promises")
    assert "Marketing kept" in page
    assert "IT kept" in page

    only = exported(as_lena, "promises", party="it", outcome="kept")
    assert {(row["party"], row["against first"]) for row in only} == {("it", "kept")}
    assert len(only) == 6
    assert exported(as_lena, "promises", party="vendor") == []
    assert "None fits this choice" in text(as_lena, "promises", party="vendor")


@with_world
def test_promises_follow_the_choice_of_requests(as_lena: Client) -> None:
    assert exported(as_lena, "promises", type="Landing page")
    assert exported(as_lena, "promises", type="No such type") == []
    assert "No due date fits this choice" in text(as_lena, "promises", label="no such label")
    picture = as_lena.get(reverse("evidence:promises"), {"format": "svg"})
    assert b"due dates, probably" in picture.content


# The rows


@with_world
def test_the_list_is_searched_and_exported(as_lena: Client) -> None:
    assert len(exported(as_lena)) == 11
    assert [row["title"] for row in exported(as_lena, search="own t", turn="it.work")] == [
        "Own ticket"
    ]
    (row,) = exported(as_lena, search="Request 1")
    assert (row["sources"], row["days"], row["hand-offs"]) == ("Asana + Jira", "20.0", "4")
    assert (row["created"], row["outcome"], row["turn now"]) == ("2026-01-06", "delivered", "")
    assert "Nothing fits this choice" in text(as_lena, "requests", search="no such thing")


@with_world
def test_a_cell_that_a_sheet_would_compute_is_made_harmless(as_lena: Client) -> None:
    titles = {row["title"] for row in exported(as_lena)}
    promised = {row["title"] for row in exported(as_lena, "promises")}

    assert f"'{FORMULA}" in titles & promised
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)


@with_world
def test_the_list_is_a_fragment_for_htmx_and_says_what_is_shown(as_lena: Client) -> None:
    address = reverse("evidence:requests")
    part = as_lena.get(address, {"turn": "it.wait"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "IT owes an answer" in text(as_lena, "requests", turn="it.wait")


@with_world
@pytest.mark.parametrize("query", [{"turn": "<script>"}, {"page": "x"}, {"since": "soon"}])
def test_nonsense_in_the_address_is_no_error(as_lena: Client, query: dict[str, str]) -> None:
    assert "<script>" not in text(as_lena, "requests", **query)


@with_world
def test_a_request_opens_to_its_time_line(as_lena: Client) -> None:
    page = text(as_lena, "request", key_of("Request 1", as_lena))

    assert "Delivered after 20 days, with 4 hand-offs, 3 of them back" in page
    assert "Somebody worked on it for 6 days" in page
    assert f"Asana {gid(1)}" in page
    assert "Jira WEB-1" in page
    assert "<svg " in page


@with_world
@pytest.mark.parametrize(
    ("title", "words"),
    [("Own ticket", "it is IT's turn"), ("Dropped", "Dropped after 2.0 days")],
)
def test_open_and_dropped_requests_say_so(as_lena: Client, title: str, words: str) -> None:
    assert words in text(as_lena, "request", key_of(title, as_lena))


def test_a_request_that_took_no_time_has_no_picture(as_lena: Client) -> None:
    send(as_lena, history("A,0,Done,Web"))
    post(as_lena, "import-apply", Import.objects.get().pk)
    key = f"{Source.objects.get().key}/A"

    assert "<svg " not in text(as_lena, "request", key)


@with_world
@pytest.mark.parametrize("name", ["request", "own-item"])
def test_there_is_no_page_for_what_does_not_exist(agnes: User, as_lena: Client, name: str) -> None:
    client = as_(agnes) if name == "own-item" else as_lena

    assert client.get(reverse(f"evidence:{name}", args=["source-1/none"])).status_code == 404


# A guest


@with_world
def test_of_two_agencies_each_sees_only_what_its_own_team_held(agnes: User, lena: User) -> None:
    other = Team.objects.create(name="Another agency")
    TeamParty.objects.create(team=other, party="agency")
    rows = ("ours,0,In Progress,agency team", "theirs,0,In Progress,Another agency")
    bring_in(lena, history(*rows), "board.csv", "Board")
    theirs = f"{Source.objects.get(name='Board').key}/theirs"
    client = as_(agnes)

    page = text(client, "own-items")

    assert "ours" in page
    assert "theirs" not in page
    assert "Film" not in page
    assert client.get(reverse("evidence:own-item", args=[theirs])).status_code == 404


@with_world
def test_a_new_agency_does_not_see_what_a_former_one_did(agnes: User, as_lena: Client) -> None:
    key = key_of("Film", as_lena)
    yesterday = AT.date() - dt.timedelta(days=1)
    TeamParty.objects.filter(party="agency").update(valid_until=yesterday)
    team = Team.objects.create(name="New agency")
    TeamParty.objects.create(team=team, party="agency", valid_from=AT.date())
    agnes.person.memberships.update(team=team)

    assert "Film" not in text(as_(agnes), "own-items")
    assert as_(agnes).get(reverse("evidence:own-item", args=[key])).status_code == 404


@with_world
def test_an_agency_reads_its_own_words_only(agnes: User, as_lena: Client) -> None:
    key = key_of("Film", as_lena)
    other = somebody("Vera", Role.GUEST, Party.VENDOR)
    actions.correct(request=key, party="agency", text="Words of others.", by=other, at=AT)
    actions.correct(request=key, party="agency", text="Our own words.", by=agnes, at=AT)

    page = text(as_(agnes), "own-item", key)

    assert "Our own words." in page
    assert "Words of others." not in page


@with_world
def test_a_guest_sees_own_items_only_the_waiting_ones_first(agnes: User) -> None:
    page = text(as_(agnes), "own-items")

    assert "1 request waits for you" in page
    assert page.index("HYPERLINK") < page.index("Film")
    for title in ("Request 1", "Own task", "Own ticket", "Dropped"):
        assert title not in page


@with_world
def test_a_guest_sees_own_stretches_and_says_what_is_wrong(agnes: User, as_lena: Client) -> None:
    key, client = key_of("Film", as_lena), as_(agnes)
    page = text(client, "own-item", key)
    assert "It was your turn for 2.0 days." in page
    assert "With agency" in page
    assert "In progress" not in page

    page = post(client, "own-item", key, text="We delivered <i>earlier</i>.")

    assert "Thank you." in page
    assert "You said on" in page
    correction = Correction.objects.get()
    assert (correction.request, correction.party, correction.by) == (key, "agency", agnes)
    for found in (text(as_lena, "request", key), text(as_lena, "index")):
        assert "We delivered &lt;i&gt;earlier&lt;/i&gt;." in found

    assert "The correction of Agency is settled." in post(as_lena, "settle", correction.pk)
    assert "We delivered" not in text(as_lena, "index")
    assert "settled" in text(as_lena, "request", key)


@with_world
def test_a_correction_without_words_is_not_taken(agnes: User, as_lena: Client) -> None:
    key = key_of("Film", as_lena)

    assert "This field is required" in post(as_(agnes), "own-item", key, text=" ")
    assert not Correction.objects.exists()


@with_world
def test_another_partys_item_does_not_exist_for_a_guest(agnes: User, as_lena: Client) -> None:
    key, client = key_of("Request 1", as_lena), as_(agnes)
    address = reverse("evidence:own-item", args=[key])

    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "Mine!"}).status_code == 404
    assert not Correction.objects.exists()


@with_world
def test_a_guest_of_no_party_sees_nothing(as_lena: Client) -> None:
    nobody = User.objects.create_user(
        "nobody", person=Person.objects.create(name="Nobody"), role=Role.GUEST
    )
    client = as_(nobody)

    assert "No request names you" in text(client, "own-items")
    address = reverse("evidence:own-item", args=[key_of("Film", as_lena)])
    assert client.get(address).status_code == 404


@with_world
def test_a_guest_of_another_party_does_not_see_the_agencys_items() -> None:
    vendor = as_(somebody("Vera", Role.GUEST, Party.VENDOR))

    assert "Nothing waits for you" in text(vendor, "own-items")


@with_world
def test_lists_ask_the_database_the_same_few_questions_however_long_they_are(
    as_lena: Client, django_assert_max_num_queries: object
) -> None:
    for name in PAGES:
        text(as_lena, name)
        with django_assert_max_num_queries(45):  # type: ignore[operator]
            text(as_lena, name)


def test_what_a_person_uploads_lies_where_only_the_product_can_read_it(
    lena: User, home: Path
) -> None:
    read(lena, history("A,0,To Do,Web"), "board.csv", "Board")

    assert (home / "uploads").stat().st_mode & 0o077 == 0
    assert AT.tzinfo is not None
