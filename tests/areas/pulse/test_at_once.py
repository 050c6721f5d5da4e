"""Many people answer at the same moment: each counts once, nobody is turned away, and no trace is left."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.areas.pulse.factories import AT, a_lead, alike, an_open_wave

from accord.areas.pulse import actions
from accord.areas.pulse.models import Admission, Answer, Comment

pytestmark = pytest.mark.django_db(transaction=True)
of_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory is of one thread"
)
of_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the order on disk is that of SQLite"
)


@pytest.fixture
def tokens() -> list[str]:
    lead = a_lead()
    wave = an_open_wave(lead)
    return [link.token for link in actions.make_links(wave=wave, by=lead, at=AT)]


def answered(token: str) -> None:
    """Answer, in a connection of its own."""
    try:
        actions.answer(token=token, values=alike(3), comment="Plan", code=actions.new_code())
    finally:
        connection.close()


@of_postgres
def test_answers_at_the_same_moment_all_count_once(tokens: list[str]) -> None:
    with ThreadPoolExecutor(6) as people:
        list(people.map(answered, [*tokens, *tokens[:4]]))

    assert Answer.objects.count() == Comment.objects.count() == 12
    assert Admission.objects.filter(used=True).count() == 12


@of_postgres
def test_no_number_of_a_transaction_ties_a_comment_to_an_answer(tokens: list[str]) -> None:
    for token in tokens[:4]:
        actions.answer(token=token, values=alike(3), comment="Plan")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text FROM pulse_answer UNION SELECT xmin::text FROM pulse_comment"
            " UNION SELECT xmin::text FROM pulse_admission"
        )
        assert len(cursor.fetchall()) == 1


@of_sqlite
def test_comments_lie_in_the_order_of_random_keys(tokens: list[str]) -> None:
    orders = set()
    for place, token in enumerate(tokens[:6]):
        actions.answer(token=token, values=alike(3), comment=f"Word {place}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid, key FROM pulse_comment ORDER BY rowid")
            rows = cursor.fetchall()
        assert all(number == key for number, key in rows)
        orders.add(tuple(number for number, _ in rows))

    assert len(set().union(*map(set, orders))) == 21  # every comment moved with every other


def test_random_keys_made_by_the_database_fit_and_differ(tokens: list[str]) -> None:
    keys: list[int] = []
    for token in tokens[:6]:
        actions.answer(token=token, values=alike(3))
        keys += Answer.objects.values_list("key", flat=True)

    assert len(set(keys)) == len(keys) == 21
    assert all(0 < key < 2**62 + 2 for key in keys)
    assert max(keys) > 2**50


def test_nothing_set_aside_is_left_behind(tokens: list[str]) -> None:
    actions.answer(token=tokens[0], values=alike(3), comment="Plan")

    assert "pulse_taken" not in connection.introspection.table_names()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA temp_store").fetchone() == (2,)  # in memory
