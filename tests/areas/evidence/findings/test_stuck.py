"""Open requests beside what is usual."""

from tests.areas.evidence.findings.by_hand import opened, request, these

from accord.areas.evidence.findings.stuck import ALL_TYPES, stuck_readings, what_is_stuck


def delivered(count: int = 20, type: str = "Page") -> list[object]:
    """Delivered on days 1, 2, 3 ..."""
    return [
        request(f"{type}{day}", by_turn={("it", "work"): float(day)}, type=type)
        for day in range(1, count + 1)
    ]


def old(key: str, turn: str, days: float, type: str = "Page") -> object:
    return opened(key, turn, by_turn={(turn, "wait"): days}, kind="wait", type=type)


def test_nothing_open_is_nothing_stuck() -> None:
    assert what_is_stuck(these(delivered())) is None
    assert stuck_readings(these(delivered())) == []


def test_the_longest_beyond_the_usual_comes_first_with_who_moves_next() -> None:
    rows = [*delivered(60), old("a", "it", 70), old("b", "marketing", 90), old("c", "it", 3)]
    found = what_is_stuck(these(rows))

    assert found is not None
    assert found.usual is not None
    assert found.usual.high == 53  # 85 in 100 of 63, of which three are not finished
    assert [row.request.key for row in found.rows] == ["b", "a", "c"]
    assert [row.stuck for row in found.rows] == [True, True, False]
    assert (found.count, found.by_party) == (2, (("marketing", 1), ("it", 1)))
    assert found.rows[0].next_step == "owes an answer"
    assert found.rows[0].over == 90 - 53


def test_a_type_with_few_delivered_is_measured_against_all() -> None:
    rows = [*delivered(40), *delivered(2, "Report"), old("a", "it", 80, "Report")]
    found = what_is_stuck(these(rows))

    assert found is not None
    assert [band.label for band in found.bands] == [ALL_TYPES]
    assert found.rows[0].stuck
    assert found.rows[0].usual == found.usual


def test_types_of_their_own_stand_before_the_others() -> None:
    rows = [*delivered(30), old("a", "it", 5), old("b", "it", 6, "Report")]
    found = what_is_stuck(these(rows))

    assert found is not None
    assert [band.label for band in found.bands] == ["Page", ALL_TYPES]
    assert found.bands[0].ages == (("it", 5.0),)


def test_without_enough_delivered_nothing_is_called_stuck() -> None:
    rows = [*delivered(5), old("a", "it", 500)]
    found = what_is_stuck(these(rows))

    assert found is not None
    assert (found.count, found.usual, found.bands[0].high) == (0, None, None)
    assert found.rows[0].over == 0
    assert stuck_readings(these(rows)) == []


def test_where_too_much_is_open_the_usual_is_not_known() -> None:
    found = what_is_stuck(these([*delivered(), *(old(f"o{n}", "it", 900) for n in range(20))]))

    assert found is not None
    assert found.usual is not None
    assert found.usual.high is None
    assert found.count == 0


def test_it_is_published_with_whose_turn_it_is() -> None:
    (said,) = stuck_readings(these([*delivered(60), old("a", "it", 70)]))

    assert (said.name, said.value, said.count) == ("evidence.stuck", 1, 1)
    assert said.detail["by_party"] == {"it": 1}
