"""Labels and tags as trackers write them, and labels that stand for a field.

``team: Web`` says that the team is Web: some trackers know no team and no status beyond open and
closed, so people write these as labels. The options name them as ``label:team`` (every label that
begins with that word and a mark), or as ``label`` where the whole label is meant.
"""

import csv
from collections.abc import Iterable

_ASKED = "label"
_MARKS = " :/-_=>|"


def plain_labels(labels: Iterable[str]) -> list[str]:
    """Labels as the evidence keeps them: on one line, in order, none twice and none empty."""
    return sorted({" ".join(label.split()) for label in labels} - {""})


def labels_in(cell: str) -> list[str]:
    """The labels that one text holds: separated by semicolons, or else by commas.

    Between semicolons a label may stand in quotes, with a quote inside it doubled: so it may itself
    hold a semicolon. Accord's own exports are written so.
    """
    told = " ".join(cell.split())
    if ";" not in told:
        return plain_labels(told.split(","))
    try:
        parts = next(csv.reader([told], delimiter=";", skipinitialspace=True))
    except csv.Error:  # longer than a field of CSV may be
        parts = told.split(";")
    return plain_labels(parts)


def one_text(labels: Iterable[str]) -> str:
    """These labels as ``labels_in`` reads them back."""
    quoted = (
        '"{}"'.format(label.replace('"', '""')) if set(label) & set(';"') else label
        for label in labels
    )
    told = ";".join(quoted)
    return f"{told};" if ";" not in told and set(told) & set(',"') else told


def asked_prefix(option: str) -> str | None:
    """What stands after ``label:`` in an option, "" for every label; ``None`` where none is asked."""
    word, _, prefix = option.partition(":")
    return prefix.strip() if word.strip().casefold() == _ASKED else None


def label_value(label: str, prefix: str) -> str:
    """What the label says where it begins with the prefix and a mark; "" where it does not."""
    name = label.strip()
    if not prefix:
        return name
    rest = name[len(prefix) :]
    if not name.casefold().startswith(prefix.casefold()):
        return ""
    marked = prefix[-1] in _MARKS or rest[:1] in _MARKS
    return rest.strip(_MARKS) if marked else ""


def label_values(labels: Iterable[str], prefix: str) -> list[str]:
    """What these labels say, in their order, each once."""
    return list(dict.fromkeys(filter(None, (label_value(label, prefix) for label in labels))))
