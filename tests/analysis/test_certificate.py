"""The certificate of a release: planted leaks are found and named, the shipped scheme has none."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.analysis import certificate, disclosure
from accord.analysis.certificate import (
    Certificate,
    Figure,
    Group,
    Part,
    Statement,
    Unit,
    certify,
    smallest_group,
    verify,
)


def a_statement(sizes: dict[str, int], *unions: str) -> Statement:
    """Parts of one letter; a union is written as its letters, and one mean of it is told."""
    return Statement(
        parts=tuple(Part(name, size) for name, size in sizes.items()),
        units=tuple(Unit(union, tuple(union), disclosure.count_band(9)) for union in unions),
        figures=tuple(Figure(union, "V1", "mean") for union in unions),
        versions=(("release", "1"),),
    )


def test_two_unions_that_differ_by_one_person_are_found_and_named() -> None:
    found = certify(a_statement({"a": 6, "b": 1, "c": 7}, "abc", "ac"))

    assert not found.safe
    assert found.smallest == Group(("b",), 1, (("+1", "abc"), ("-1", "ac")))


def test_a_leak_that_shows_only_when_three_are_added() -> None:
    # Each pair of unions differs by five or more; ab + bc - abc leaves b alone.
    found = certify(a_statement({"a": 6, "b": 2, "c": 7}, "ab", "bc", "abc"))

    assert found.smallest == Group(("b",), 2, (("+1", "ab"), ("+1", "bc"), ("-1", "abc")))
    assert all(
        sum({"a": 6, "b": 2, "c": 7}[part] for part in set(one) ^ set(other)) >= 5
        for one, other in itertools.combinations(["ab", "bc", "abc"], 2)
    )


def test_a_leak_is_named_where_the_others_hang_together() -> None:
    # Who answered in c is in a's and in b's sum alike: as columns, c is a + b.
    found = certify(a_statement({"a": 9, "b": 9, "c": 9, "g": 2}, "acg", "ac", "bc"))

    assert found.smallest == Group(("g",), 2, (("+1", "acg"), ("-1", "ac")))


def test_parts_that_are_never_told_apart_are_one_class() -> None:
    found = certify(a_statement({"a": 1, "b": 4, "c": 6}, "ab", "abc"))

    assert found.safe
    assert found.smallest == Group(("a", "b"), 5, (("+1", "ab"),))
    assert found.rank == 2


def test_the_smallest_group_may_be_larger_than_any_difference_shows() -> None:
    found = smallest_group({"a": 4, "b": 5, "c": 6}, {"ab": frozenset("ab"), "bc": frozenset("bc")})

    assert found is not None
    assert (found.parts, found.fewest) == (("a", "b"), 9)


def test_a_part_of_no_unit_follows_from_nothing() -> None:
    assert certify(a_statement({"a": 6, "b": 1}, "a")).safe


def test_a_release_that_tells_nothing_is_safe() -> None:
    found = certify(Statement((Part("a", 3),), (Unit("a", ("a",), "fewer than 5"),), ()))

    assert (found.safe, found.smallest, found.rank, found.units) == (True, None, 0, ())
    assert Certificate.from_json(found.as_json()) == found


def test_what_is_told_is_counted_by_statistic() -> None:
    statement = a_statement({"a": 6}, "a")
    more = (*statement.figures, Figure("a", "V2", "mean"), Figure("a", "V2", "share"))
    found = certify(Statement(statement.parts, statement.units, more))

    assert found.units[0].figures == (("mean", 2), ("share", 1))


def test_the_search_says_how_far_it_came() -> None:
    sizes = dict.fromkeys("abcde", 1)
    unions = {pair: frozenset(pair) for pair in ("ab", "bc", "cd", "de")}

    assert smallest_group(sizes, unions, most=3) == Group((), 1, exact=False)
    found = smallest_group(sizes, unions)
    assert found is not None
    assert (found.fewest, found.exact) == (2, True)


def test_factors_are_whole_numbers() -> None:
    found = smallest_group(
        dict.fromkeys("abc", 1), {pair: frozenset(pair) for pair in ("ab", "bc", "ac")}
    )

    assert found == Group(("a",), 1, (("+1", "ab"), ("-1", "bc"), ("+1", "ac")))


def test_what_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match="A figure is about “x”"):
        certify(Statement((), (), (Figure("x", "V1", "mean"),)))
    with pytest.raises(ValueError, match="consists of “p”"):
        certify(Statement((), (Unit("x", ("p",), "5-7"),), ()))
    with pytest.raises(ValueError, match="consists of nobody"):
        certify(Statement((), (Unit("x", (), "5-7"),), ()))


def test_a_certificate_survives_json_and_is_verified() -> None:
    statement = a_statement({"a": 6, "b": 8}, "a", "ab")
    found = certify(statement)
    again = Certificate.from_json(json.loads(json.dumps(found.as_json())))

    assert again == found
    assert found.as_json() == json.loads(json.dumps(found.as_json()))
    assert verify(again, statement)
    assert not verify(again, a_statement({"a": 6, "b": 1}, "a", "ab"))


def test_the_rules_in_force_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("fewest answers a side for a single question", "8") in {
        (rule.name, rule.value) for rule in certificate.rules()
    }
    statement = a_statement({"a": 6}, "a")
    before = certify(statement)
    lower = disclosure.Thresholds(item=6)
    monkeypatch.setattr(disclosure.Thresholds, "at_least", lambda fewest: lower)
    assert not verify(before, statement)


@pytest.mark.parametrize("count", [0, 4, 5, 7, 8, 14, 15, 30])
def test_a_band_tells_the_fewest_it_may_stand_for(count: int) -> None:
    fewest = disclosure.fewest_in(disclosure.count_band(count))

    assert fewest <= count
    assert disclosure.count_band(fewest) == disclosure.count_band(count)


SIDES = st.lists(st.integers(0, 12), min_size=1, max_size=7)


@given(SIDES, SIDES)
def test_the_shipped_scheme_is_always_safe(marketing: list[int], it: list[int]) -> None:
    sides = {
        side: disclosure.partition(
            [disclosure.Block(f"{side}{place}", count, count) for place, count in enumerate(counts)]
        )
        for side, counts in (("marketing", marketing), ("it", it))
    }
    if not all(sides.values()):
        return
    sizes = {
        block.name: block.answered
        for units in sides.values()
        for unit in units
        for block in unit.blocks
    }
    unions = {
        f"{side} {place}": frozenset(unit.names)
        for side, units in sides.items()
        for place, unit in enumerate(units)
    }
    for side, units in sides.items():
        unions[side] = frozenset(name for unit in units for name in unit.names)
    found = smallest_group(sizes, unions | {"whole": frozenset(sizes)})

    assert found is not None
    assert found.fewest >= disclosure.FEWEST_FOR_MEAN
    assert found.exact


@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=6).flatmap(
        lambda sizes: st.tuples(
            st.just(sizes),
            st.lists(st.sets(st.integers(0, len(sizes) - 1), min_size=1), min_size=1, max_size=5),
        )
    )
)
def test_as_small_as_brute_force_over_all_groups(given_: tuple[list[int], list[set[int]]]) -> None:
    sizes, chosen = given_
    unions = {f"u{place}": frozenset(f"p{part}" for part in union)
              for place, union in enumerate(chosen)}  # fmt: skip
    found = smallest_group({f"p{place}": size for place, size in enumerate(sizes)}, unions)

    assert found is not None
    assert found.fewest == by_brute_force(sizes, chosen)
    summed = np.zeros(len(sizes))
    for factor, name in found.how:
        for part in chosen[int(name[1:])]:
            summed[part] += int(factor)
    assert {f"p{place}" for place in np.flatnonzero(np.abs(summed) > 1e-9)} <= set(found.parts)
    assert np.abs(summed).max() > 1e-9


def by_brute_force(sizes: list[int], chosen: list[set[int]]) -> int:
    """The fewest people of any set of parts that supports a vector of the row space."""
    matrix = np.array([[part in union for part in range(len(sizes))] for union in chosen], float)
    rank = np.linalg.matrix_rank(matrix)
    best = sum(sizes)
    for mask in range(1, 1 << len(sizes)):
        group = [part for part in range(len(sizes)) if mask >> part & 1]
        # Parts that are never told apart come together: their columns are equal.
        rest = [part for part in range(len(sizes)) if part not in group]
        left = np.linalg.matrix_rank(matrix[:, rest]) if rest else 0
        if left < rank:
            together = {
                part for part in range(len(sizes)) for own in group
                if (matrix[:, part] == matrix[:, own]).all() and matrix[:, own].any()
            }  # fmt: skip
            best = min(best, sum(sizes[part] for part in together))
    return best
