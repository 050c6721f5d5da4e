"""``accord users``: accounts from the command line."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.config.conftest import Done

from accord.areas.people.models import JournalEntry, Person, User

pytestmark = pytest.mark.django_db
Accord = Callable[..., Done]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What the user types when asked for a password."""

    def answer(password: str) -> None:
        def prompt(*_words: Any, hide_input: bool, confirmation_prompt: bool) -> str:
            assert hide_input
            assert confirmation_prompt
            return password

        monkeypatch.setattr("typer.prompt", prompt)

    return answer


def test_without_any_account_the_way_to_one_is_told(accord: Accord) -> None:
    done = accord("users")

    assert done.status == 0
    assert "There is no account yet. Start `accord serve`" in done.out


def test_accounts_are_listed_a_line_each(accord: Accord, maya: User, agnes: User) -> None:
    User.objects.filter(pk=maya.pk).update(is_active=False)
    User.objects.create_user("zoe")

    assert accord("users").out.splitlines() == [
        "agnes: Guest (Agnes, until 2999-01-01)",
        "maya: Leader of a side (Maya, switched off)",
        "zoe: Member of a side (nobody)",
    ]


def test_an_account_is_made_for_a_person_on_the_list(
    accord: Accord, typed: Callable[[str], None]
) -> None:
    Person.objects.create(name="Lena Hart")
    typed("a long enough one")

    done = accord("users", "--add", "lena", "--role", "lead", "--person", "Lena Hart")

    user = User.objects.get()
    assert (done.status, user.role, user.person.name) == (0, "lead", "Lena Hart")
    assert user.check_password("a long enough one")
    assert "lena: Partnership lead (Lena Hart)" in done.out
    assert [str(row) for row in JournalEntry.objects.all()] == ["added lena"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--add", "lena", "--role", "queen"), "'queen' is no role here"),
        (("--add", "lena"), "'' is no role here"),
        (("--add", "lena", "--role", "guest"), "a guest needs a last day"),
        (("--add", "adam", "--role", "lead"), "There is an account 'adam' already."),
        (("--add", "lena", "--role", "lead", "--person", "No One"), "Nobody on the list is called"),
        (("--password", "nobody"), "There is no account 'nobody'."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    accord: Accord, adam: User, arguments: tuple[str, ...], sentence: str
) -> None:
    done = accord("users", *arguments)

    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert list(User.objects.all()) == [adam]


def test_a_weak_password_makes_no_account(accord: Accord, typed: Callable[[str], None]) -> None:
    typed("short")

    done = accord("users", "--add", "lena", "--role", "lead")

    assert done.status == 2
    assert "too short" in done.err
    assert not User.objects.exists()


def test_an_account_gets_a_new_password(
    accord: Accord, adam: User, typed: Callable[[str], None]
) -> None:
    typed("quite another one")

    assert accord("users", "--password", "adam").status == 0

    adam.refresh_from_db()
    assert adam.check_password("quite another one")
    assert [str(row) for row in JournalEntry.objects.all()] == ["gave a new password to adam"]
