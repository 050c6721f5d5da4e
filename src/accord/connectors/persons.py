"""Tells by its name whether a column holds persons or units (teams, groups, queues, roles).

The rule: the name is cut into words at spaces, punctuation and capitals inside a word. It names
persons when its last word (a closing ``id``, ``name`` or ``email`` left aside) is one of
``PERSON_WORDS``, or when it ends in ``by`` or in ``assigned to``. So ``org:resource``, ``Assignee``,
``assigned_to``, ``Product owner`` and ``resolved_by`` hold persons; ``owner team``, ``org:role`` and
``resource country`` do not.
"""

import re

PERSON_WORDS = frozenset(
    [
        "agent",
        "assignee",
        "assignees",
        "author",
        "caller",
        "contact",
        "creator",
        "developer",
        "employee",
        "engineer",
        "member",
        "owner",
        "people",
        "person",
        "reporter",
        "requester",
        "requestor",
        "resource",
        "user",
        "username",
        "worker",
    ]
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W_]+")
_CLOSING = ("id", "name", "email", "mail")


def names_persons(column: str) -> bool:
    """Whether a column of this name holds persons."""
    words = [word.lower() for word in _WORD.findall(column)]
    while len(words) > 1 and words[-1] in _CLOSING:
        words.pop()
    if not words:
        return False
    return words[-1] in PERSON_WORDS or words[-1] == "by" or words[-2:] == ["assigned", "to"]
