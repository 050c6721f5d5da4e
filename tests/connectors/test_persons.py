"""Which columns hold persons."""

import pytest

from accord.connectors.persons import names_persons


@pytest.mark.parametrize(
    "column",
    [
        "org:resource", "Assignee", "assignee_id", "assigned_to", "Assigned To", "owner", "user", "person",
        "Product owner", "resolved_by", "caller_id", "Resource", "userName", "OWNER", "Assignee Email",
        "Bearbeiter", "Zuständig", "Zugewiesen an", "Assigné à", "Responsable", "Asignado a", "Behandelaar",
    ],
)  # fmt: skip
def test_columns_of_persons(column):
    assert names_persons(column)


@pytest.mark.parametrize(
    "column",
    [
        "org:group", "org:role", "resource country", "owner team", "workgroup", "assignment_group",
        "holder", "team", "", "id", "organization involved", "user group",
        "Gruppe", "Équipe", "Equipo", "Zuweisungsgruppe", "Abteilung",
    ],
)  # fmt: skip
def test_columns_of_units(column):
    assert not names_persons(column)
