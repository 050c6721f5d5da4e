"""What somebody learns who copies the database and its log while people answer."""

import pytest
from django.db import connection
from tests.areas.pulse.factories import AT, a_lead, alike, an_open_wave

from accord.areas.pulse import actions, jobs
from accord.areas.pulse.models import Answer

pytestmark = pytest.mark.django_db(transaction=True)
of_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the files are those of SQLite"
)
of_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL numbers its transactions in the rows"
)


@pytest.fixture
def tokens() -> list[str]:
    lead = a_lead()
    wave = an_open_wave(lead)
    return [link.token for link in actions.make_links(wave=wave, by=lead, at=AT)]


@of_sqlite
def test_the_order_of_answers_cannot_be_read_from_the_table(tokens: list[str]) -> None:
    orders = set()
    for place, token in enumerate(tokens[:6]):
        actions.answer(token=token, values=alike(place % 5 + 1))
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM pulse_answer ORDER BY rowid")
            orders.add(tuple(row[0] for row in cursor.fetchall()))

    assert len(orders) == 6
    assert len(set().union(*map(set, orders))) == 21  # every answer moved with every other


@of_sqlite
def test_folding_the_log_waits_for_no_reader_and_keeps_the_patience(tokens: list[str]) -> None:
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()
        actions.answer(token=tokens[0], values=alike(3))
        jobs.fold_log.call_local()
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == before
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert Answer.objects.count() == 1


@of_postgres
def test_the_numbers_of_transactions_tie_no_answer_to_a_link(tokens: list[str]) -> None:
    for place, token in enumerate(tokens[:5]):
        actions.answer(token=token, values=alike(place + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text FROM pulse_answer UNION SELECT xmin::text FROM pulse_admission"
        )
        numbers = cursor.fetchall()

    assert len(numbers) == 1  # all were written together, by the last answer
