import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.reading import written

from accord.connectors.contract import UnreadableFileError
from accord.connectors.documents import REST, documents, pieces, text, texts

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def found(folder: Path, content: Any) -> list[tuple[str, Any]]:
    damaged: list[str] = []
    got = list(documents(written(folder, content), ("issues",), damaged.append))
    assert not damaged
    return got


def test_a_page_gives_its_objects_and_then_the_rest(tmp_path: Path) -> None:
    page = {"startAt": 0, "issues": [{"a": 1}, 5, {"a": [1, {"b": 2}]}], "isLast": True}
    expected = [("issues", {"a": 1}), ("issues", {"a": [1, {"b": 2}]})]
    rest = (REST, {"startAt": 0, "isLast": True})
    assert found(tmp_path, page) == [*expected, rest]
    assert found(tmp_path, json.dumps(page, indent=1)) == [*expected, rest]


def test_a_container_may_hold_one_object(tmp_path: Path) -> None:
    for content in ({"issues": {"a": 1}}, '{"issues":\n{"a": 1}}'):
        assert found(tmp_path, content) == [("issues", {"a": 1}), (REST, {})]


def test_lines_may_hold_lists_and_things_that_are_no_objects(tmp_path: Path) -> None:
    assert found(tmp_path, '{"a": 1}\n[{"a": 2}, 3]\n"x"\n') == [("", {"a": 1}), ("", {"a": 2})]


def test_a_long_first_line_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.connectors.documents._FIRST_LINE_BYTES", 10)
    assert found(tmp_path, {"issues": [{"a": "x" * 50}]})[0] == ("issues", {"a": "x" * 50})


def test_blank_lines_before_and_between_do_no_harm(tmp_path: Path) -> None:
    assert found(tmp_path, '\n\n{"a": 1}\n\n{"a": 2}\n') == [("", {"a": 1}), ("", {"a": 2})]


def test_an_empty_file_ends_as_damaged(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="stops being JSON"):
        found(tmp_path, "\n \n")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), min_size=1, max_size=4))
def test_every_wrapping_gives_what_json_itself_gives(objects: list[dict[str, Any]]) -> None:
    plain = [("", {k: v for k, v in made.items() if k != "issues"}) for made in objects]
    objects = [made for _, made in plain]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert found(folder, json.dumps(objects, indent=1)) == plain
        assert found(folder, "\n".join(map(json.dumps, objects))) == plain
        assert found(folder, json.dumps({"issues": objects}, indent=1))[:-1] == [
            ("issues", made) for made in objects
        ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (" a ", "a"),
        (5, "5"),
        (1.5, "1.5"),
        (True, ""),
        (None, ""),
        ([1], ""),
        ({}, ""),
        ("\udc80", "?"),
    ],
)
def test_text_is_trimmed_and_can_always_be_stored(value: Any, shown: str) -> None:
    assert text(value) == shown


def test_texts_inside_a_tree_are_found_to_a_certain_depth() -> None:
    assert list(texts({"a": ["b", {"c": "d"}], "e": 1})) == ["b", "d"]
    assert list(texts([[["deep"]]], depth=2)) == []


def test_pieces_overlap_so_that_no_mark_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.connectors.documents._PIECE_BYTES", 4)
    monkeypatch.setattr("accord.connectors.documents._OVERLAP_BYTES", 2)
    assert list(pieces(written(tmp_path, b"abcdefgh"))) == [b"abcd", b"cdefgh"]
