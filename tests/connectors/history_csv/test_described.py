"""Which rows describe their item: also where the names of earlier rows wait to be asked for."""

import numpy as np
import pyarrow as pa
import pytest

from accord.connectors.history_csv import batches


@pytest.mark.parametrize("put_off", [0, 1, 1000])
def test_names_that_wait_are_known_when_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, put_off: int
) -> None:
    monkeypatch.setattr(batches, "_PUT_OFF", put_off)
    described = batches._Described()
    for part in (["a", "b"], ["b", "c"], ["d", "a"]):
        described.rows(pa.array(part), np.array([True, True]))

    asked = described.rows(pa.array(["a", "c", "d", "e"]), np.zeros(4, bool))

    assert asked.tolist() == [True, True, True, False]


def test_names_that_come_again_and_again_wait_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_PUT_OFF", 1)
    described = batches._Described()
    for _ in range(50):
        described.rows(pa.array(["a", "b"]), np.array([True, True]))

    assert sum(map(len, described._not_asked)) <= 6
