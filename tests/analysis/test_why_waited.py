"""Why work waited, over several trackers: holders, hours and bounds."""

from typing import Any

import pyarrow as pa
import pytest

from accord.analysis.calendars import Calendar
from accord.analysis.why_waited import WAITED, why_waited

HOUR = 3_600_000_000
MONDAY = 20_780 * 24 * HOUR  # 23 November 2026, midnight UTC
DEFAULT = Calendar.default("UTC")
SIDES = {"Dee": ("Web", "it"), "Bea": ("Brand", "marketing"), "Pat": ("", ""), "": ("", "")}
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "item", "status", "known_holder")),
        *((name, pa.string()) for name in ("team", "party", "turn", "class")),
        *((name, pa.int64()) for name in ("position", "at", "until")),
    ]
)


def line(source: str, item: str, *steps: tuple[float, str, str]) -> list[dict[str, Any]]:
    """An item as steps of (hour of Monday, holder, class); the last one ends nothing."""
    rows = []
    for position, (hour, holder, kind) in enumerate(steps[:-1]):
        team, party = SIDES[holder]
        rows.append(
            {
                "source": source,
                "item": item,
                "status": kind,
                "known_holder": holder,
                "team": team,
                "party": party,
                "turn": party or "unmapped",
                "class": kind,
                "position": position,
                "at": MONDAY + round(hour * HOUR),
                "until": MONDAY + round(steps[position + 1][0] * HOUR),
            }
        )
    return rows


def placed(*lines: list[dict[str, Any]]) -> pa.Table:
    table = pa.Table.from_pylist([row for rows in lines for row in rows], schema=SCHEMA)
    for name in ("known_holder", "team", "party"):  # as the records come
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].dictionary_encode())
    return table


def hours(row: dict[str, Any]) -> dict[str, float]:
    causes = ("batching", "contention", "prioritisation", "unavailability", "other")
    return {cause: row[cause] / HOUR for cause in causes if row[cause]}


#: Two requests are there at 9 and at 10; Dee does both from 12, one after the other.
IN_ONE_GO = (
    line("s", "1", (9, "Dee", "queue"), (12, "Dee", "work"), (13, "", "done")),
    line("s", "2", (10, "Dee", "queue"), (13, "Dee", "work"), (14, "", "done")),
)


def waits(table: pa.Table, units: dict[str, bool], **given: Any) -> list[dict[str, Any]]:
    found = why_waited(table, units, {}, DEFAULT, **given)
    assert found.waits.schema == WAITED
    return found.waits.sort_by([("source", "ascending"), ("item", "ascending")]).to_pylist()


def test_persons_may_collect_work_teams_may_not_be_said_to() -> None:
    person, _ = waits(placed(*IN_ONE_GO), {"s": False})
    team, _ = waits(placed(*IN_ONE_GO), {"s": True})

    assert hours(person) == {"batching": 1.0, "other": 2.0}
    assert hours(team) == {"other": 3.0}
    assert (person["by_team"], team["by_team"]) == (False, True)


def test_who_gave_who_took_and_whose_turn_it_was() -> None:
    table = placed(
        line(
            "s",
            "1",
            (9, "Bea", "work"),
            (10, "Dee", "queue"),
            (11, "Dee", "work"),
            (12, "", "done"),
        )
    )
    first, second = sorted(waits(table, {"s": True}), key=lambda row: row["waiting"])

    assert (first["giver"], first["taker"], first["party"]) == ("", "Brand", "marketing")
    assert (second["giver"], second["taker"], second["party"]) == ("Brand", "Web", "it")
    assert second["waiting"] == HOUR


def test_hours_of_the_party_count_and_nobody_else_has_any() -> None:
    evening = line("s", "1", (16, "Dee", "queue"), (18, "Dee", "work"), (19, "", "done"))
    unknown = line("s", "2", (16, "Pat", "queue"), (18, "Pat", "work"), (19, "", "done"))
    late = Calendar("Late", "UTC", (((12 * 60, 20 * 60),),) * 7)

    ours, theirs = waits(placed(evening, unknown), {"s": True})
    assert hours(ours) == {"other": 1.0, "unavailability": 1.0}
    assert hours(theirs) == {"other": 2.0}
    (row,) = why_waited(placed(evening), {"s": True}, {"it": late}, DEFAULT).waits.to_pylist()
    assert hours(row) == {"other": 2.0}


def test_a_stay_whose_status_names_the_turn_does_not_hide_the_team() -> None:
    rows = line(
        "s", "1", (9, "Dee", "queue"), (10, "Dee", "work"), (11, "Dee", "wait"), (12, "", "")
    )
    rows[-1]["team"] = ""

    (row,) = waits(placed(rows), {"s": True})
    assert (row["taker"], row["party"]) == ("Web", "it")


def test_teams_of_one_name_in_two_trackers_are_not_one() -> None:
    busy = line("s", "1", (9, "Dee", "work"), (14, "", "done"))
    waiting = line("t", "2", (10, "Dee", "queue"), (12, "Dee", "work"), (13, "", "done"))

    teams = waits(placed(busy, waiting), {"s": True, "t": True})
    people = waits(placed(busy, waiting), {"s": False, "t": False})
    assert hours(teams[1]) == {"other": 2.0}
    assert hours(people[1]) == {"contention": 2.0}


def test_sources_that_cannot_tell_are_left_out() -> None:
    table = placed(*IN_ONE_GO)

    assert waits(table, {}) == waits(table, {"other": True}) == []


def test_stays_of_nobody_known_are_nobodys_work() -> None:
    (row,) = waits(
        placed(line("s", "1", (9, "", "queue"), (12, "", "work"), (13, "", "done"))), {"s": True}
    )

    assert (row["taker"], row["party"], hours(row)) == ("", "", {"other": 3.0})


@pytest.mark.parametrize(("most", "items", "left_out"), [(4, "123", 0), (3, "23", 1), (2, "3", 2)])
def test_above_the_bound_the_newest_are_looked_at_and_only_whole_cases(
    most: int, items: str, left_out: int
) -> None:
    table = placed(
        line("s", "1", (8, "Dee", "queue"), (9, "Dee", "work"), (10, "", "done")),
        line(
            "s", "2", (9, "Dee", "queue"), (10, "Dee", "work"), (11, "Dee", "queue"),
            (13, "Dee", "work"), (14, "", "done"),
        ),
        line("s", "3", (11, "Dee", "queue"), (12, "Dee", "work"), (13, "", "done")),
    )  # fmt: skip
    found = why_waited(table, {"s": True}, {}, DEFAULT, most)

    assert {row["item"] for row in found.waits.to_pylist()} == set(items)
    assert (found.instances, found.left_out) == (4, left_out)
