"""What people say of pairs of items: who may, what it changes, and how it is taken back."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from tests.areas.evidence.factories import asana, bring_in, gid, history, task
from tests.conftest import AT

from accord.analysis.requests import SEVERAL_TRACKERS
from accord.areas.evidence import actions, frames, queries
from accord.areas.evidence.findings.links import items_named
from accord.areas.evidence.models import AgreedLink, Source
from accord.areas.evidence.views.question import figures_now
from accord.areas.indicators.queries import board
from accord.areas.people.models import JournalEntry, User

pytestmark = pytest.mark.django_db
with_world = pytest.mark.usefixtures("world")
OWN_TASK, OWN_TICKET = gid(90), "WEB-94"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, name: str, **query: str) -> str:
    response = client.get(reverse(f"evidence:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def key(name: str) -> str:
    return Source.objects.get(name=name).key


def pair(**given: str) -> dict[str, str]:
    return {
        "one_source": key("Asana"),
        "one_item": OWN_TASK,
        "other_source": key("Jira"),
        "other_item": OWN_TICKET,
        "together": "yes",
        "back": "twice",
        **given,
    }


def say(client: Client, **given: str) -> str:
    response = client.post(reverse("evidence:say-of-pair"), pair(**given), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def figures() -> frames.Figures:
    found = figures_now()
    assert found is not None
    return found


def joined() -> bool:
    return request_of(key("Asana"), OWN_TASK) == request_of(key("Jira"), OWN_TICKET)


def request_of(source: str, item: str) -> str:
    (found,) = items_named(figures(), [(source, item)], {}).values()
    return found.request


@pytest.mark.parametrize("name", ["links", "twice"])
def test_before_the_first_import_the_pages_teach(as_lena: Client, name: str) -> None:
    assert reverse("evidence:import") in page(as_lena, name)


@with_world
@pytest.mark.parametrize("who", ["maya", "idris"])
def test_what_a_leader_says_joins_the_two_at_once(request: pytest.FixtureRequest, who: str) -> None:
    client = as_(request.getfixturevalue(who))
    before = queries.state(queries.newest_snapshot(), list(queries.holding()))  # type: ignore[arg-type]
    assert not joined()

    assert "Noted: " in say(client)

    assert joined()
    assert JournalEntry.objects.filter(verb="joined", kind="pair").exists()
    after = queries.state(queries.newest_snapshot(), list(queries.holding()))  # type: ignore[arg-type]
    assert before != after
    told = board().get("evidence.turn.days")
    assert told is not None
    assert told.detail["state"] == after
    assert "belongs to" in str(AgreedLink.objects.get())


@with_world
def test_who_said_it_is_shown_and_it_can_be_taken_back(as_lena: Client, mark: User) -> None:
    say(as_lena)
    row = AgreedLink.objects.get()
    assert str(row.by) in page(as_lena, "links")
    assert "Take it back" not in page(as_(mark), "links")

    as_lena.post(reverse("evidence:take-back", args=[row.pk]))

    assert not joined()
    assert JournalEntry.objects.filter(verb="took back", kind="pair").exists()


@with_world
def test_the_newest_word_on_a_pair_counts_whichever_end_is_named_first(as_lena: Client) -> None:
    say(as_lena)
    turned = {
        "one_source": key("Jira"),
        "one_item": OWN_TICKET,
        "other_source": key("Asana"),
        "other_item": OWN_TASK,
    }
    say(as_lena, **turned, together="no")

    row = AgreedLink.objects.get()
    assert not row.together
    assert "does not belong to" in str(row)
    assert not joined()


@with_world
def test_a_link_that_people_deny_joins_nothing(as_lena: Client) -> None:
    one, other = (key("Asana"), gid(1)), (key("Jira"), "WEB-1")
    assert request_of(*one) == request_of(*other)

    say(as_lena, one_item=gid(1), other_item="WEB-1", together="no")

    assert request_of(*one) != request_of(*other)


@with_world
@pytest.mark.parametrize(
    "wrong",
    [{"one_item": "gone"}, {"other_source": "source-999"}, {"other_source": ""}],
)
def test_an_item_that_is_not_there_is_one_sentence(as_lena: Client, wrong: dict[str, str]) -> None:
    assert "not in the records any more" in say(as_lena, **wrong)
    assert not AgreedLink.objects.exists()


@with_world
def test_an_item_and_itself_are_no_pair(as_lena: Client) -> None:
    same = {"other_source": key("Asana"), "other_item": OWN_TASK, "back": "elsewhere"}
    assert "always belongs together with itself" in say(as_lena, **same)
    assert not AgreedLink.objects.exists()


@with_world
def test_who_may_not_sign_has_no_word(mark: User) -> None:
    assert as_(mark).post(reverse("evidence:say-of-pair"), pair()).status_code == 403
    assert reverse("evidence:say-of-pair") not in page(as_(mark), "links")


@with_world
def test_a_pair_is_kept_once(maya: User) -> None:
    asana, jira = (Source.objects.get(name=name) for name in ("Asana", "Jira"))
    ends = {"one": (asana, "a"), "other": (jira, "b")}
    first = actions.say_of_pair(**ends, together=True, by=maya, at=AT)
    with pytest.raises(IntegrityError):
        AgreedLink.objects.create(
            first_source=asana,
            first_item=first.first_item,
            second_source=jira,
            second_item=first.second_item,
            together=False,
            by=maya,
            at=AT,
        )


# The pages


@with_world
def test_links_are_told_by_tracker_with_doubts_and_their_reason(as_lena: Client) -> None:
    told = page(as_lena, "links")
    assert "are linked with another tracker" in told
    assert "Nothing is left apart" in told
    assert "WEB-" in told  # how a key looks

    wanda = User.objects.get(username="wanda")
    named = asana(task(95, [(0, "To do")], notes=f"IT has {OWN_TICKET}", title="Doubted"))
    bring_in(wanda, named, "s.json", "Studio")
    bring_in(wanda, history(f"{OWN_TICKET},0,To Do,Web"), "o.csv", "Other")
    told = page(as_lena, "links")
    assert "Left apart, because joining them would be a guess" in told
    assert SEVERAL_TRACKERS in told
    assert told.count(">Doubted</a>") == 2

    ends = {"one_source": key("Studio"), "one_item": gid(95), "back": "links"}
    assert "Nothing is left apart" in say(as_lena, **ends)


@with_world
def test_with_one_tracker_alone_there_is_nothing_to_link(as_lena: Client) -> None:
    Source.objects.exclude(name="Asana").delete()

    assert "With one tracker there is nothing to link" in page(as_lena, "links")
    assert "cannot be told" in page(as_lena, "twice")


@with_world
def test_what_looks_alike_is_listed_by_state_and_type(as_lena: Client) -> None:
    board_rows = history(
        "B-1,0,To Do,Web,Own task",
        "B-2,0,To Do,Web,Elsewhere",
        columns="item,at,status,holder,title",
    )
    bring_in(User.objects.get(username="wanda"), board_rows, "b.csv", "Board")
    told = page(as_lena, "twice")
    assert "1 of them is not linked" in told
    assert "Own task" in told
    assert "None fits this choice" in page(as_lena, "twice", state="linked")
    assert "No pair of this choice looks alike" in page(as_lena, "twice", type="no such type")
    assert "Perhaps these belong together" in page(as_lena, "links")

    say(as_lena, other_source=key("Board"), other_item="B-1", together="no")
    assert "Own task" in page(as_lena, "twice", state="not the same")
    assert "none is left without a link" in page(as_lena, "twice")


@with_world
@pytest.mark.parametrize("kind", ["csv", "xlsx", "svg", "png"])
@pytest.mark.parametrize("name", ["links", "twice"])
def test_the_pages_can_be_taken_away(as_lena: Client, name: str, kind: str) -> None:
    Source.objects.filter(name="Jira").update(name="Tickets")
    response = as_lena.get(reverse(f"evidence:{name}"), {"format": kind})
    pictured = name == "links" or kind in ("csv", "xlsx")
    assert response.status_code == (200 if pictured else 404)  # nothing looks alike in this world
