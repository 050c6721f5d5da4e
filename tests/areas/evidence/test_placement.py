"""The page of where teams should sit: links, kept seatings, who may keep them."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.seating import holder_key, key_of, with_people
from tests.conftest import AT, somebody

from accord.analysis.placement import Passing
from accord.areas.evidence import actions
from accord.areas.evidence.findings.placement import BestMoves
from accord.areas.evidence.models import HolderMapping, Scenario
from accord.areas.people.models import JournalEntry, Party, Role, TeamParty, User

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PAGE = "/evidence/placement/"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def lead(desk: object) -> User:
    return User.objects.get(username="wanda")


def text(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(PAGE + query, headers=headers)
    assert response.status_code == 200, response
    return response.content.decode()


def test_before_the_first_import_the_page_says_what_would_stand_here(lena: User) -> None:
    client = as_(lena)
    assert "Where should teams sit?" in text(client)
    client.post(reverse("evidence:save-scenario"), {"name": "x"})
    assert not Scenario.objects.exists()


def test_todays_seating_is_told_in_a_sentence(lead: User) -> None:
    page = text(as_(lead))

    assert "Work went from one party to another 4 times, and then waited 12 days" in page
    assert "2 of these were ping-pongs" in page
    assert "3</span>" in page
    assert "Data north" not in page


def test_a_seating_is_a_link_and_changes_nothing(lead: User) -> None:
    before = list(TeamParty.objects.values()), list(HolderMapping.objects.values())
    page = text(as_(lead), f"?{key_of('Data')}=marketing")

    assert "With Data in marketing, 4 hand-offs would be 2" in page
    assert "Of 12 days waited right after hand-offs, 4 days would be left: 67 % less" in page
    assert "3 → 1" in page
    assert "upper bound" in page
    assert before == (list(TeamParty.objects.values()), list(HolderMapping.objects.values()))
    assert "more than today" in text(as_(lead), f"?{key_of('Web')}=marketing")


def test_a_team_is_split_into_its_holders(lead: User) -> None:
    page = text(as_(lead), f"?split={key_of('Data')}")

    assert f'name="{holder_key("Data north")}"' in page
    assert f'<select name="{key_of("Data")}"' not in page


def test_what_is_left_open_does_not_lengthen_the_link(lead: User) -> None:
    data, web = key_of("Data"), key_of("Web")
    response = as_(lead).get(f"{PAGE}?{web}=&{data}=marketing&since=")

    assert response["Location"] == f"{PAGE}?{data}=marketing"
    assert as_(lead).get(f"{PAGE}?{web}=")["Location"] == PAGE


def test_with_htmx_the_address_becomes_the_clean_link(lead: User) -> None:
    data = key_of("Data")
    client = as_(lead)
    response = client.get(
        f"{PAGE}?{key_of('Web')}=&{data}=marketing", headers={"HX-Request": "true"}
    )

    assert response["HX-Replace-Url"] == f"{PAGE}?{data}=marketing"
    assert 'id="answer"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?since=2026-13", "The records have no month “2026-13”"),
        ("?k=9", "Choose from one to 5 moves, not “9”"),
        ("?k=1&fewest-it=many", "A number of teams is a whole number, not “many”"),
        ("?k=1&fewest-it=9", "IT has 2 teams today"),
        ("?team-0=it", "1 move of this address cannot be made"),
    ],
)
def test_a_wrong_address_is_told_in_a_sentence(lead: User, query: str, says: str) -> None:
    assert says in text(as_(lead), query)


def test_the_best_moves_are_told_as_an_upper_bound_with_their_proof(lead: User) -> None:
    data = key_of("Data")
    page = text(as_(lead), f"?k=1&may={data}&most-marketing=2")

    assert "Of 12 days waited, 4 days would be left: 67 % less" in page
    assert "It is proven that no other move of these teams would remove more." in page
    assert "upper bound" in page
    assert f"{data}=marketing" in page
    nothing = text(as_(lead), f"?k=1&may={key_of('Web')}")
    assert "No move of these teams would remove any waiting" in nothing


def test_an_unproven_search_tells_its_gap(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    found = BestMoves((), *[Passing(1, 0, 10)] * 2, optimal=False, gap=0.2)
    monkeypatch.setattr("accord.areas.evidence.findings.best", lambda *_: found)
    assert "No move that removes waiting was found in time" in text(as_(lead), "?k=1")


def test_the_files_hold_the_pairs(lead: User) -> None:
    client = as_(lead)
    rows = text(client, f"?{key_of('Data')}=marketing&format=csv").splitlines()

    assert rows[1] == '"marketing","it","3","1","2","0","9.000","1.000"'
    assert client.get(f"{PAGE}?format=svg")["Content-Type"] == "image/svg+xml"
    assert client.get(f"{PAGE}?format=png")["Content-Type"] == "image/png"


def test_a_period_without_hand_offs_has_no_picture(lead: User) -> None:
    page = text(as_(lead), "?since=2026-02&until=2026-01")

    assert "No work went from one party to another here" in page
    assert as_(lead).get(f"{PAGE}?since=2026-02&until=2026-01&format=svg").status_code == 404


def test_small_teams_are_named_nowhere(lead: User) -> None:
    with_people("Web", 3)
    page = text(as_(lead), f"?{key_of('Web')}=marketing")

    assert "Web" not in page.replace("Web platform", "")
    assert "1 team of fewer than five people is not shown apart" in page


# Kept seatings


def keep(client: Client, name: str, **moves: str) -> str:
    response = client.post(
        reverse("evidence:save-scenario"), {"name": name, "since": "2026-01", **moves}, follow=True
    )
    return response.content.decode()


def test_kept_seatings_stand_side_by_side_in_the_period_looked_at(lead: User) -> None:
    client = as_(lead)
    page = keep(client, "Data to marketing", **{key_of("Data"): "marketing"})
    assert "Nothing of the mappings changed" in page
    keep(client, "Parts", **{holder_key("Data"): "marketing", "team-0": "it"})

    page = text(client, "?until=2026-01")
    assert page.index("Data to marketing") < page.index("Data (Desk) in marketing")
    assert f"{PAGE}?until=2026-01&amp;{key_of('Data')}=marketing" in page
    row = Scenario.objects.get(name="Parts")
    assert row.moves == {holder_key("Data"): "marketing"}
    assert JournalEntry.objects.filter(verb="kept", kind="scenario").count() == 2


def test_a_seating_that_no_longer_fits_says_so(lead: User) -> None:
    Scenario.objects.create(name="Old", moves={"team-0": "it"}, by=lead, at=AT)
    assert "1 can no longer be made" in text(as_(lead))


@pytest.mark.parametrize(
    ("name", "moved", "says"),
    [
        ("", True, "Give the scenario a name"),
        ("x" * 121, True, "Give the scenario a name"),
        ("Nothing", False, "Nothing is moved yet"),
        ("Taken", True, "There is a scenario “Taken” already"),
    ],
)
def test_what_cannot_be_kept_is_told(lead: User, name: str, moved: bool, says: str) -> None:
    Scenario.objects.create(name="Taken", moves={}, by=lead, at=AT)
    moves = {key_of("Data"): "marketing"} if moved else {}

    assert says in keep(as_(lead), name, **moves)
    assert Scenario.objects.count() == 1


def test_leaders_keep_and_members_only_look(lead: User) -> None:
    leader = somebody("Idris", Role.LEADER, Party.IT)
    member = somebody("Ines", Role.MEMBER, Party.IT)
    moved = {key_of("Data"): "marketing"}

    assert "is kept" in keep(as_(leader), "By IT", **moved)
    assert "Keep to compare" in text(as_(leader), f"?{key_of('Data')}=marketing")
    page = text(as_(member), f"?{key_of('Data')}=marketing")
    assert "By IT" in page
    assert "Keep to compare" not in page
    assert "Delete By IT" not in page
    assert as_(member).post(reverse("evidence:save-scenario"), moved).status_code == 403


def test_who_kept_a_seating_or_the_lead_deletes_it(lead: User) -> None:
    idris = somebody("Idris", Role.LEADER, Party.IT)
    maya = somebody("Maya", Role.LEADER, Party.MARKETING)
    rows = [
        actions.save_scenario(name=name, moves={"team-1": "it"}, by=idris, at=AT)
        for name in ("One", "Two")
    ]
    first, second = (reverse("evidence:delete-scenario", args=[row.pk]) for row in rows)

    refused = as_(maya).post(first, follow=True).content.decode()
    assert "only they or the lead can delete it" in refused
    as_(idris).post(first)
    as_(lead).post(second)
    assert not Scenario.objects.exists()
    assert JournalEntry.objects.filter(verb="deleted", kind="scenario").count() == 2
    assert str(rows[0]) == "One"
