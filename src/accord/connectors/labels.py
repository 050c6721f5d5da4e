"""Labels that stand for a field: ``team: Web`` says that the team is Web.

Some trackers know no team and no status beyond open and closed; people write these as labels. The
options name them as ``label:team`` (every label that begins with that word and a mark), or as
``label`` where the whole label is meant.
"""

from collections.abc import Iterable

_ASKED = "label"
_MARKS = " :/-_=>|"


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
