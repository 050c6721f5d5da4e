"""Which engine works on the evidence tables: a setting, and what is said when it cannot be."""

import importlib.metadata
import importlib.util
from collections.abc import Callable

import pytest
from tests.config.conftest import Done

from accord.config import doctor, environment

pytestmark = pytest.mark.django_db


def test_duckdb_is_the_engine_until_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACCORD_ENGINE", raising=False)
    assert environment.engine() == "duckdb"
    monkeypatch.setenv("ACCORD_ENGINE", " pyspark ")
    assert environment.engine() == "pyspark"


def test_an_engine_that_nobody_knows_is_told(
    accord: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_ENGINE", "abacus")

    done = accord("doctor")

    assert (done.status, done.out) == (
        1,
        "✗ ACCORD_ENGINE is 'abacus'; it may be 'duckdb' or 'pyspark'.\n",
    )


def test_doctor_looks_for_the_engine_that_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_ENGINE", "duckdb")
    assert list(doctor._engine()) == []
    monkeypatch.setenv("ACCORD_ENGINE", "pyspark")
    with monkeypatch.context() as patched:
        patched.setattr(importlib.util, "find_spec", lambda _name: None)
        (sentence,) = doctor._engine()
    assert sentence.startswith("ACCORD_ENGINE is 'pyspark', which is not installed. Run: pip ")
    assert list(doctor._engine()) == []
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "4.2.0")
    assert list(doctor._engine()) == ["pyspark is 4.2.0; Accord is tried with 4.0."]
