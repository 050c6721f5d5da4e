import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors.mentions import mentioned


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please see WEB-12.", ["WEB-12"]),
        ("WEB-12, WEB-12 and CRM_2-3", ["WEB-12", "CRM_2-3"]),
        ("branch/WEB-12-fix", ["WEB-12"]),
        ("https://shop.example/browse/WEB-7?focus=1", ["WEB-7"]),
        ("https://app.asana.com/0/1201111111111111/1202222222222222/f", ["1202222222222222"]),
        ("https://app.asana.com/1/12/project/34/task/1203333333333333", ["1203333333333333"]),
        ("https://app.asana.com/0/1201111111111111/list", []),
        ("task 1202222222222222 and order 4202222222222222", ["1202222222222222"]),
        ("see https://trello.com/c/AbCdEfGh/12-spring-page please", ["AbCdEfGh"]),
        ("https://trello.com/b/AbCdEfGh/board", []),
        ("https://github.com/halden/shop/issues/42#comment", ["halden/shop#42"]),
        ("https://github.com/halden/WEB-1/pull/7", ["halden/WEB-1#7"]),
        ("fixed by AB#1234, not #12 or XAB#3", ["1234"]),
        ("https://dev.azure.com/halden/Shop/_workitems/edit/77", ["77"]),
        ("https://halden.visualstudio.com/Shop/_workitems/edit/78/", ["78"]),
        ("INC0012345 of RITM0000001", ["INC0012345", "RITM0000001"]),
        ("web-12 W-1 aWEB-3 WEB-0 2026-01-31", []),
        ("no number at all", []),
        ("", []),
    ],
)
def test_items_are_found_in_texts(text: str, found: list[str]) -> None:
    assert mentioned([text]) == found


def test_an_item_does_not_mention_itself() -> None:
    assert mentioned(["WEB-1 follows WEB-2"], own="WEB-1") == ["WEB-2"]


@given(
    st.lists(st.from_regex(r"\A[A-Z]{2,5}-[1-9][0-9]{0,4}\Z"), max_size=6),
    st.sampled_from([" ", ", ", "\n", " (", "; "]),
)
def test_keys_between_words_are_all_found_once(keys: list[str], between: str) -> None:
    assert mentioned([between.join(keys)]) == list(dict.fromkeys(keys))
