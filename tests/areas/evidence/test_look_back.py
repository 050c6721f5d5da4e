"""The look-back on screen: filled in on a phone, revealed once, taken in as history."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.factories import bring_in, history, signed_by
from tests.conftest import AT, somebody

from accord.areas.evidence import actions, queries
from accord.areas.evidence.models import (
    Import,
    ImportState,
    Level,
    LookBack,
    LookBackMark,
    Source,
    StatusMapping,
)
from accord.areas.indicators.queries import board
from accord.areas.partnership.findings import company_overview
from accord.areas.people.models import JournalEntry, Party, Role, User

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TITLES = ("Launch page", "Spring mailing", "Shop tracking")
MILESTONES = ("asked", "understood", "started", "ready", "live")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def sides(maya: User, idris: User, lena: User, mark: User, ines: User) -> dict[str, list[User]]:
    """Three people of each side; the lead is one of marketing's."""
    return {
        "marketing": [maya, lena, mark],
        "it": [idris, ines, somebody("Ivan", Role.MEMBER, Party.IT)],
    }


@pytest.fixture
def opened(lena: User) -> LookBack:
    return actions.open_look_back(
        title="Autumn", requests=[(title, "") for title in TITLES], by=lena, at=AT
    )


def day(number: int) -> dt.date:
    return dt.date(2026, 5, 1) + dt.timedelta(days=number)


def form(
    days: tuple[int | None, ...], turns: tuple[str, ...] = ("it", "it", "it", "nobody")
) -> dict[str, str]:
    """What a browser sends; None is left open."""
    found = {
        f"day-{name}": day(number).isoformat()
        for name, number in zip(MILESTONES, days, strict=True)
        if number is not None
    }
    return found | {
        f"turn-{name}": turn for name, turn in zip(MILESTONES, turns, strict=False) if turn
    }


def fill(sides: dict[str, list[User]], row: LookBack) -> None:
    """Both alike on all but one milestone: of the launch page IT understood 23 days later."""
    for side, people in sides.items():
        for number, user in enumerate(people):
            client = as_(user)
            for place in range(1, row.requests.count() + 1):
                late = 23 if side == "it" and place == 1 else 0
                days = (number, 5 + late, 30, 40, 45 + number)
                response = client.post(
                    reverse("evidence:remember", args=[row.pk, place]), form(days)
                )
                assert response.status_code == 302


def page(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"evidence:{name}", args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, *arguments: object, **data: object) -> str:
    response = client.post(reverse(f"evidence:{name}", args=arguments), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


# Opening


def test_with_nothing_here_the_look_back_is_a_way_to_begin(as_lena: Client, mark: User) -> None:
    address = reverse("evidence:look-backs")

    assert address in page(as_lena, "index")
    assert address in page(as_lena, "turns")
    assert reverse("evidence:open-look-back") in page(as_lena, "look-backs")
    assert reverse("evidence:open-look-back") not in page(as_(mark), "look-backs")


def test_the_lead_names_the_requests(as_lena: Client, mark: User) -> None:
    lines = "Launch page | WEB-1\n\n  Spring   mailing\nLaunch page"
    found = post(as_lena, "open-look-back", title="Autumn", requests=lines)
    row = LookBack.objects.get()

    assert "Nobody has looked back yet" in found
    assert [(one.place, one.title, one.key) for one in row.requests.all()] == [
        (1, "Launch page", "WEB-1"),
        (2, "Spring mailing", ""),
    ]
    assert "Launch page" in page(as_(mark), "look-back", row.pk)
    assert JournalEntry.objects.get(kind="look-back").verb == "opened"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("| WEB-1\n", "Name at least one request."),
        ("\n".join(map(str, range(21))), "At most 20 requests"),
        ("x" * 201, "at most 200 letters"),
        (f"Page | {'x' * 301}", "at most 300 letters"),
    ],
)
def test_a_list_that_cannot_be_used_gets_one_sentence(
    as_lena: Client, lines: str, sentence: str
) -> None:
    assert sentence in post(as_lena, "open-look-back", title="Autumn", requests=lines)
    assert not LookBack.objects.exists()


@pytest.mark.usefixtures("world")
def test_what_the_trackers_delivered_last_is_proposed(as_lena: Client) -> None:
    assert "WEB-6" in page(as_lena, "open-look-back")


# Filling in


def test_one_request_a_screen_as_a_plain_form(opened: LookBack, mark: User) -> None:
    client = as_(mark)
    found = page(client, "remember", opened.pk, 1)

    assert found.count('type="date"') == 5
    assert found.count("I cannot remember") == 5
    assert "You answer for marketing" in found
    assert "hx-" not in found.split("<main")[1]

    response = client.post(
        reverse("evidence:remember", args=[opened.pk, 1]), form((0, 5, 30, 40, 45))
    )
    assert response["Location"] == reverse("evidence:remember", args=[opened.pk, 2])
    assert 'value="2026-05-06"' in page(client, "remember", opened.pk, 1)
    assert "1 of 3 done" in page(client, "look-back", opened.pk)

    found = post(client, "remember", opened.pk, 3)
    assert "Saved. You may change it until the reveal." in found


def test_what_is_forgotten_is_kept_apart_from_what_is_left_open(
    opened: LookBack, mark: User
) -> None:
    post(as_(mark), "remember", opened.pk, 1, **{"forgotten-asked": "on", "turn-asked": "?"})
    asked, live = (LookBackMark.objects.get(milestone=name) for name in ("asked", "live"))

    assert (asked.day, asked.forgotten, asked.turn) == (None, True, "")
    assert (live.day, live.forgotten) == (None, False)


def test_saving_again_replaces_what_one_said(opened: LookBack, mark: User) -> None:
    for days in ((0, 5, 30, 40, 45), (1, None, 30, 40, 45)):
        post(as_(mark), "remember", opened.pk, 1, **form(days))

    marks = LookBackMark.objects.filter(by=mark)
    assert marks.count() == 5
    assert marks.get(milestone="asked").day == day(1)
    assert marks.get(milestone="understood").day is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"day-asked": "2026-05-01", "forgotten-asked": "on"}, "not both"),
        ({"day-asked": "2999-05-01"}, "still to come"),
        ({"day-asked": "0026-05-01"}, "Look at the year again"),
        ({"day-asked": "2026-05-09", "day-ready": "2026-05-01"}, "before it was asked for"),
        ({"day-ready": "2026-05-09", "day-live": "2026-05-01"}, "after it went live"),
        ({"day-asked": "in May"}, "This is no day"),
        ({"turn-asked": "nobody at all"}, "Select a valid choice"),
    ],
)
def test_days_that_cannot_be_are_asked_again(
    opened: LookBack, mark: User, given: dict[str, str], sentence: str
) -> None:
    assert sentence in post(as_(mark), "remember", opened.pk, 1, **given)
    assert not LookBackMark.objects.exists()


def test_who_belongs_to_neither_side_looks_on(opened: LookBack) -> None:
    client = as_(somebody("Sven", Role.MEMBER, Party.SALES))

    assert "belongs to neither side" in page(client, "look-back", opened.pk)
    assert "belongs to neither side" in page(client, "remember", opened.pk, 1)
    found = post(client, "remember", opened.pk, 1, **form((0, 5, 30, 40, 45)))
    assert "Only people of marketing or IT look back" in found
    assert not LookBackMark.objects.exists()


def test_there_is_no_request_beyond_the_last(opened: LookBack, mark: User) -> None:
    assert as_(mark).get(reverse("evidence:remember", args=[opened.pk, 4])).status_code == 404


# Before the reveal nobody sees anybody else's answers


def test_before_the_reveal_no_address_shows_anybody_elses_answers(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    fill(sides, opened)
    unique = "2026-05-29"  # the day on which IT understood the launch page
    shown = ("29 May 2026", unique)
    addresses = [
        reverse("evidence:look-back", args=[opened.pk]),
        *(reverse("evidence:look-back", args=[opened.pk]) + f"?format={kind}" for kind in ("csv", "xlsx", "svg", "png")),
        *(reverse("evidence:remember", args=[opened.pk, place]) for place in (1, 2, 3)),
        reverse("evidence:look-backs"),
        reverse("evidence:index"),
        "/",
    ]  # fmt: skip
    onlooker = somebody("Mona", Role.MEMBER, Party.MARKETING)
    for user in (sides["marketing"][1], sides["marketing"][0], onlooker):
        for address in addresses:
            response = as_(user).get(address)
            assert response["Content-Type"].startswith("text/html"), address
            assert not any(text in response.content.decode() for text in shown), address
    colleague = somebody("Ida", Role.MEMBER, Party.IT)
    assert unique not in page(as_(colleague), "remember", opened.pk, 1)
    assert unique in page(as_(sides["it"][0]), "remember", opened.pk, 1)


def test_progress_is_counts_only(opened: LookBack, sides: dict[str, list[User]]) -> None:
    fill({"it": sides["it"][:2]}, opened)
    found = page(as_(sides["marketing"][0]), "look-back", opened.pk)

    assert "0 of marketing and 2 of IT look back so far" in found
    assert "Ines" not in found
    assert " disabled" in found
    assert not JournalEntry.objects.filter(by=sides["it"][0]).exists()


def test_history_cannot_be_taken_in_before_the_reveal(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    fill(sides, opened)

    assert "Reveal first" in post(as_(sides["marketing"][1]), "take-in", opened.pk)
    assert not Import.objects.exists()


# The reveal


def test_the_reveal_needs_three_people_of_each_side(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    fill({"marketing": sides["marketing"], "it": sides["it"][:2]}, opened)
    only_forgot = sides["it"][2]
    post(as_(only_forgot), "remember", opened.pk, 1, **{"forgotten-asked": "on"})
    found = post(as_(sides["marketing"][0]), "reveal", opened.pk)

    assert "at least 3 people of each side" in found
    assert "3 of Marketing and 2 of IT" in found
    opened.refresh_from_db()
    assert opened.closed_at is None


def revealed(opened: LookBack, sides: dict[str, list[User]]) -> LookBack:
    fill(sides, opened)
    actions.reveal(look_back=opened, by=sides["it"][0], at=AT)
    opened.refresh_from_db()
    return opened


def test_at_the_reveal_both_see_where_memories_differ(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    fill(sides, opened)
    found = post(as_(sides["it"][0]), "reveal", opened.pk)

    assert "You remember 2 of 3 requests alike; on “Launch page” you differ by 23 days about when it was understood" in found  # fmt: skip
    assert "own people 2 days apart" not in found  # on understood all of a side said the same day
    assert "3 people of marketing, 3 of IT" in found
    for name in ("Maya", "Lena", "Idris", "Ines", "Ivan"):
        assert name not in found.split("<main")[1]
    response = as_(sides["marketing"][2]).get(
        reverse("evidence:look-back", args=[opened.pk]), {"format": "csv"}
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 15
    assert (rows[1]["marketing"], rows[1]["IT"]) == ("2026-05-06", "2026-05-29")
    assert (rows[1]["days apart"], rows[1]["alike"]) == ("23", "no")


def test_from_the_reveal_on_nothing_can_be_filled_in(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    revealed(opened, sides)
    client = as_(sides["marketing"][0])

    found = post(client, "remember", opened.pk, 1, **form((9, 9, 9, 9, 9)))
    assert "nothing can be filled in any more" in found
    assert "revealed already" in post(client, "reveal", opened.pk)
    assert not LookBackMark.objects.filter(day=day(9)).exists()
    with pytest.raises(actions.RefusedError, match="nothing can be changed"):
        actions.remember(request=opened.requests.all()[0], said={}, by=sides["marketing"][0], at=AT)


def test_at_the_reveal_even_the_server_forgets_who_said_what(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    revealed(opened, sides)
    marks = LookBackMark.objects.order_by("pk")

    assert marks.count() == 2 * 3 * 3 * 5
    assert not marks.exclude(by=None).exists()
    days = [
        str(mark.day)
        for mark in marks
        if (mark.milestone, mark.side, mark.request.place) == ("asked", "it", 1)
    ]
    assert days == sorted(days)
    assert opened.people == {"marketing": 3, "it": 3}


def test_only_leaders_and_leads_reveal(opened: LookBack, sides: dict[str, list[User]]) -> None:
    fill(sides, opened)

    assert as_(sides["it"][1]).post(reverse("evidence:reveal", args=[opened.pk])).status_code == 403


@pytest.mark.usefixtures("world")
def test_what_a_tracker_recorded_is_laid_beside(sides: dict[str, list[User]]) -> None:
    row = actions.open_look_back(
        title="Autumn",
        requests=[("Request 1", "web-1"), ("Film", "nowhere")],
        by=sides["it"][0],
        at=AT,
    )
    revealed(row, sides)
    response = as_(sides["it"][0]).get(
        reverse("evidence:look-back", args=[row.pk]), {"format": "csv"}
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [one["recorded"] for one in rows[:5]] == ["2026-01-06", "", "2026-01-07", "2026-01-21", "2026-01-26"]  # fmt: skip
    assert {one["recorded"] for one in rows[5:]} == {""}
    assert "a tracker recorded" in page(as_(sides["it"][0]), "look-back", row.pk)


# Taken in


@contextmanager
def taken_in(opened: LookBack, sides: dict[str, list[User]]) -> Iterator[Import]:
    revealed(opened, sides)
    lead = as_(sides["marketing"][1])
    assert "nothing is imported yet" in post(lead, "take-in", opened.pk)
    opened.refresh_from_db()
    row = opened.history
    assert row is not None
    post(lead, "import-apply", row.pk)
    row.refresh_from_db()
    yield row


def test_the_first_overview_rests_on_memory_alone(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    with taken_in(opened, sides) as row:
        assert row.state == ImportState.APPLIED
    source = Source.objects.get()
    now = queries.source_now(source)

    assert (source.name, source.level) == ("Look-back", Level.REMEMBERED)
    assert (now.unmapped_holders, now.unmapped_statuses) == (0, 0)
    assert not StatusMapping.objects.filter(turn="unmapped").exists()
    # Asked on day 1, live on day 46; of the launch page "understood" is not agreed and left out.
    assert board().value("evidence.turn.days") == 45.0
    assert board().value("evidence.turn.of", "it.work") == 10.0
    assert board().value("evidence.turn.of", "nobody.wait") == 6.0
    assert board().value("evidence.turn.of", "it.queue") == 29.0
    assert board().value("evidence.joint") is None

    overview = company_overview()
    assert (
        overview.headline
        == "As both sides remember it, a request takes 45 days, ten of them in work."
    )
    assert "remembered by both sides, not recorded" in [part.words for part in overview.kicker]
    assert "No tracker recorded these 3 requests" in " ".join(overview.unknown)
    assert "Only one side's tracker" not in " ".join(overview.unknown)
    assert not overview.signed

    signed_by(sides["marketing"][0], sides["it"][0])
    actions.publish(at=AT)
    assert company_overview().signed
    client = as_(sides["it"][1])
    for name in ("index", "turns", "speed", "stuck", "promises", "requests"):
        assert "ran through both trackers" not in page(client, name)
    for name in ("index", "turns", "speed"):
        assert "what both sides remember, not what a tracker recorded" in page(client, name)
    assert "as both sides remember them" in page(client, "turns")


def test_it_is_taken_in_once_and_may_be_undone_and_removed(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    with taken_in(opened, sides) as row:
        lead = as_(sides["marketing"][1])
        assert "taken in already" in post(lead, "take-in", opened.pk)
        assert "Undo its import first" in post(lead, "remove-look-back", opened.pk)
        post(lead, "import-undo", row.pk)
        row.refresh_from_db()
        assert row.state == ImportState.UNDONE
        assert "is removed, with all that was said in it" in post(
            lead, "remove-look-back", opened.pk
        )
    assert not LookBackMark.objects.exists()


def test_a_disputed_turn_is_open_and_not_a_holder_to_be_mapped(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    for side, people in sides.items():
        for user in people:
            for place in (1, 2, 3):
                data = form((0, 5, 30, 40, 45), (side, "it", "it", "other"))
                as_(user).post(reverse("evidence:remember", args=[opened.pk, place]), data)
    actions.reveal(look_back=opened, by=sides["it"][0], at=AT)
    lead = as_(sides["marketing"][1])
    assert "on 3 not the same" in page(lead, "look-back", opened.pk)
    post(lead, "take-in", opened.pk)
    post(lead, "import-apply", Import.objects.get().pk)

    assert board().value("evidence.turn.of", "unmapped.queue") == 5.0
    assert board().value("evidence.turn.of", "agency.wait") == 5.0
    unknown = " ".join(company_overview().unknown)
    assert "5 days a request are remembered differently" in unknown
    assert "whose turn is not agreed" in page(lead, "turns")
    # Saving the mappings as they stand leaves them so.
    source = Source.objects.get()
    found = page(lead, "source", source.pk)
    assert "Nobody can tell" in found


def test_memory_stands_back_as_soon_as_records_tell_of_both_sides(
    world: object, opened: LookBack, sides: dict[str, list[User]]
) -> None:
    before = queries.newest_snapshot()
    assert before is not None
    lead = sides["marketing"][1]
    actions.publish(at=AT)
    days = board().value("evidence.turn.days")
    with taken_in(opened, sides):
        pass
    reading = board().get("evidence.turn.days")

    assert reading is not None
    assert reading.value == days
    assert not reading.detail["remembered"]
    assert reading.detail["left_out"] == 5
    listed = as_(lead).get(reverse("evidence:requests"), {"kind": "remembered"}).content.decode()
    assert "Launch page" in listed
    assert (
        "Launch page"
        not in as_(lead).get(reverse("evidence:requests"), {"kind": "joint"}).content.decode()
    )


def test_where_both_agree_on_nothing_there_is_nothing_to_take_in(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    for side, people in sides.items():
        for user in people:
            begin = 0 if side == "it" else 20
            as_(user).post(
                reverse("evidence:remember", args=[opened.pk, 1]),
                form((begin, None, None, None, 45)),
            )
    actions.reveal(look_back=opened, by=sides["it"][0], at=AT)
    lead = as_(sides["marketing"][1])

    assert "no history comes of it yet" in page(lead, "look-back", opened.pk)
    assert "there is no history to take in" in post(lead, "take-in", opened.pk)


def test_a_trackers_file_does_not_become_memory_nor_memory_a_record(
    opened: LookBack, sides: dict[str, list[User]]
) -> None:
    lead = sides["marketing"][1]
    bring_in(lead, history("A,0,To Do,Web", "A,2,Done,Web"), "board.csv", "Look-back")
    with taken_in(opened, sides) as row:
        assert row.source_name == "Look-back of both sides"
    file = SimpleUploadedFile("board.csv", history("B,0,To Do,Web"))
    data = {"file": file, "source": "Look-back of both sides"}
    found = as_(lead).post(reverse("evidence:import"), data).content.decode()
    assert "Give the tracker a name of its own" in found

    bring_in(lead, history("C,0,To Do,Web"), "more.csv", "Look-back of both sides")
    assert Source.objects.get(name="Look-back of both sides").level == Level.REMEMBERED
