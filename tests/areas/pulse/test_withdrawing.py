"""The code that deletes an answer: for who holds it, until the pulse closes, and telling nobody."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.areas.pulse.factories import AT, a_lead, an_open_wave

from accord.areas.indicators.models import Reading
from accord.areas.people.models import JournalEntry, User
from accord.areas.pulse import actions
from accord.areas.pulse.actions import Link
from accord.areas.pulse.models import Answer, Comment, Wave

pytestmark = pytest.mark.django_db
CODE = "ABCDE-FGHJK-LMNPQ-RSTUV"


@pytest.fixture
def lead() -> User:
    return a_lead()


@pytest.fixture
def wave(lead: User) -> Wave:
    return an_open_wave(lead)


@pytest.fixture
def links(wave: Wave, lead: User) -> list[Link]:
    return actions.make_links(wave=wave, by=lead, at=AT)


def answered(link: Link, code: str = CODE, value: int = 4) -> None:
    actions.answer(token=link.token, values={"V1": value}, comment=f"Say {value}", code=code)


def test_a_code_deletes_the_answer_and_the_comment(links: list[Link]) -> None:
    answered(links[0])
    answered(links[1], actions.new_code(), 2)
    before = set(Answer.objects.values_list("key", flat=True))

    actions.withdraw(code=CODE)

    assert [row.values for row in Answer.objects.all()] == [{"V1": 2}]
    assert [row.text for row in Comment.objects.all()] == ["Say 2"]
    assert not before & set(Answer.objects.values_list("key", flat=True))  # and all moved


@pytest.mark.parametrize("written", ["abcde fghjk lmnpq rstuv", " ABCDEFGHJKLMNPQRSTUV ", CODE])
def test_a_code_may_be_written_in_any_way(links: list[Link], written: str) -> None:
    answered(links[0])
    actions.withdraw(code=written)

    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "written", ["", "-", "ABCDE", "ABCDE-FGHJK-LMNPQ-RSTUW", "' OR 1=1 --", "I" * 20]
)
def test_another_code_deletes_nothing(links: list[Link], written: str) -> None:
    answered(links[0])
    answered(links[1], code="")
    actions.withdraw(code=written)

    assert Answer.objects.count() == 2
    assert Comment.objects.count() == 2


def test_the_link_stays_used_up(links: list[Link], wave: Wave) -> None:
    answered(links[0])
    actions.withdraw(code=CODE)
    answered(links[0], value=1)

    assert not Answer.objects.exists()
    assert wave.admissions.filter(used=True).count() == 1


def test_nothing_in_the_tables_ties_comment_and_answer(links: list[Link]) -> None:
    answered(links[0])
    answer, comment = Answer.objects.get(), Comment.objects.get()

    assert answer.receipt
    assert comment.receipt
    assert answer.receipt != comment.receipt
    assert answer.key != comment.key
    assert CODE not in f"{answer.receipt}{comment.receipt}"
    assert {field.name for field in Comment._meta.get_fields()} == {
        "key", "wave", "side", "text", "receipt",
    }  # fmt: skip


def test_the_code_of_a_second_answer_by_the_same_link_deletes_nothing(links: list[Link]) -> None:
    answered(links[0])
    other = actions.new_code()
    answered(links[0], other, 1)
    actions.withdraw(code=other)

    assert Answer.objects.get().values == {"V1": 4}


def test_at_closing_nothing_of_the_codes_is_left(links: list[Link], wave: Wave, lead: User) -> None:
    answered(links[0])
    actions.close_wave(wave=wave, by=lead, at=AT)
    actions.withdraw(code=CODE)

    assert Answer.objects.get().receipt == ""
    assert Comment.objects.get().receipt == ""


def test_deleting_the_answers_of_a_wave_deletes_the_comments(
    links: list[Link], wave: Wave, lead: User
) -> None:
    answered(links[0])
    actions.close_wave(wave=wave, by=lead, at=AT)
    wave.refresh_from_db()
    actions.forget_answers(wave=wave, by=lead, at=AT)

    assert not Comment.objects.exists()


def test_withdrawing_leaves_no_trace(links: list[Link]) -> None:
    answered(links[0])
    before = JournalEntry.objects.count(), Reading.objects.count()
    actions.withdraw(code=CODE)

    assert (JournalEntry.objects.count(), Reading.objects.count()) == before


def test_codes_are_long_random_and_easy_to_copy() -> None:
    codes = {actions.new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"([A-HJ-NP-Z]{5}-){3}[A-HJ-NP-Z]{5}", code) for code in codes)
    assert len(actions.CODE_LETTERS) ** 20 > 2**90
    assert all(actions.code_in(code) == code for code in codes)


def address(link: Link) -> str:
    return reverse("pulse:answer", args=[link.token])


def code_on(page: str) -> str:
    """The code that the page after sending shows."""
    found = re.search(r'<p class="code">([A-Z-]+)</p>', page)
    assert found
    return found.group(1)


def test_the_code_is_shown_after_sending_and_works_on_its_page(
    client: Client, links: list[Link]
) -> None:
    form = client.get(address(links[0])).content.decode()
    sent_along = re.search(r'name="code" value="([A-Z-]+)"', form)
    assert sent_along
    given = {"V1": "4", "comment": " Plan earlier. ", "code": sent_along.group(1)}
    page = client.post(address(links[0]), given).content.decode()
    again = client.post(address(links[0]), given).content.decode()  # the page loaded again

    assert Comment.objects.get().text == "Plan earlier."
    assert code_on(page) == code_on(again) == sent_along.group(1)
    client.post(reverse("pulse:withdraw"), {"code": code_on(page).lower()})
    assert not Answer.objects.exists()


def test_a_form_without_a_usable_code_gets_a_new_one(client: Client, links: list[Link]) -> None:
    page = client.post(address(links[0]), {"V1": "4", "code": "<b>"}).content.decode()

    assert actions.code_in(code_on(page))
    client.post(reverse("pulse:withdraw"), {"code": code_on(page)})
    assert not Answer.objects.exists()


def test_right_and_wrong_codes_are_answered_alike(client: Client, links: list[Link]) -> None:
    answered(links[0])
    responses = [
        Client().post(reverse("pulse:withdraw"), {"code": code})
        for code in ("nonsense", CODE, CODE, actions.new_code())
    ]

    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert len({tuple(sorted(set(part.headers) - {"Expires"})) for part in responses}) == 1
    assert "If the code was right, the answers are gone" in responses[0].content.decode()


def test_withdrawing_asks_for_a_code(client: Client) -> None:
    response = client.post(reverse("pulse:withdraw"), {"code": ""})

    assert response.status_code == 422
    assert "This field is required" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("given", [{"comment": "x" * 501, "V1": "3"}, {"comment": "Only words"}])
def test_a_comment_is_short_and_comes_with_an_answer(
    client: Client, links: list[Link], given: dict[str, str]
) -> None:
    response = client.post(address(links[0]), given)

    assert response.status_code == 422
    assert given["comment"] in response.content.decode()  # nothing written is lost
    assert not Comment.objects.exists()


def test_a_comment_is_no_answer_to_a_question(client: Client, links: list[Link]) -> None:
    client.post(address(links[0]), {"V1": "4", "comment": "<script>alert(1)</script>"})

    assert Answer.objects.get().values == {"V1": 4}
    assert Comment.objects.get().text == "<script>alert(1)</script>"


def test_the_link_that_opens_nothing_lets_the_device_forget(client: Client) -> None:
    page = client.get(reverse("pulse:answer", args=["none"])).content.decode()

    assert re.search(r'data-forget="accord\.answer\.[0-9a-f]{16}"', page)


def test_what_the_device_keeps_is_not_named_after_what_the_database_keeps(
    client: Client, links: list[Link], wave: Wave
) -> None:
    page = client.get(address(links[0])).content.decode()
    name = re.search(r'data-saved-as="accord\.answer\.([0-9a-f]{16})"', page)

    assert name
    assert not wave.admissions.filter(digest__contains=name.group(1)).exists()
    assert links[0].token not in page.replace(address(links[0]), "")
