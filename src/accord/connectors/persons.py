"""Tells by its name whether a column holds persons or units (teams, groups, queues, roles).

The rule: the name is cut into words at spaces, punctuation and capitals inside a word. It names
persons when its last word (a closing ``id``, ``name`` or ``email`` left aside) is one of
``PERSON_WORDS`` (English, German, French, Spanish, Italian and Dutch, without accents), or when it
ends in ``by`` or in one of ``PERSON_ENDINGS``. So ``org:resource``, ``Assignee``,
``assigned_to``, ``Product owner`` and ``resolved_by`` hold persons; ``owner team``, ``org:role`` and
``resource country`` do not.
"""

import re
import unicodedata

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
        # German
        "autor", "autorin", "bearbeiter", "bearbeiterin", "benutzer", "ersteller", "inhaber",
        "melder", "mitarbeiter", "mitarbeiterin", "nutzer", "verantwortlich", "verantwortlicher",
        "verantwortliche", "zugewiesen", "zustandig", "zustaendig", "zustandiger",
        # French
        "assigne", "auteur", "demandeur", "employe", "intervenant", "personne", "responsable",
        "utilisateur",
        # Spanish
        "asignado", "empleado", "persona", "solicitante", "usuario",
        # Italian
        "assegnatario", "autore", "responsabile", "richiedente", "utente",
        # Dutch
        "aanvrager", "behandelaar", "eigenaar", "gebruiker", "medewerker", "toegewezen",
        "verantwoordelijke",
    ]
)  # fmt: skip
PERSON_ENDINGS = (
    ("assigned", "to"), ("zugewiesen", "an"), ("assigne", "a"), ("asignado", "a"),
    ("assegnato", "a"), ("toegewezen", "aan"),
)  # fmt: skip
_LOGGER = re.compile(
    r"\b(?:changed|modified|updated|edited|logged|entered|recorded|completed|created|opened|resolved"
    r"|closed) by$|^(?:author|user|user name|username|editor|logger|geändert von|autor)$"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W_]+")
_CLOSING = ("id", "name", "email", "mail")


def names_persons(column: str) -> bool:
    """Whether a column of this name holds persons."""
    plain = unicodedata.normalize("NFKD", column)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = [word.lower() for word in _WORD.findall(plain)]
    while len(words) > 1 and words[-1] in _CLOSING:
        words.pop()
    if not words:
        return False
    return words[-1] in PERSON_WORDS or words[-1] == "by" or tuple(words[-2:]) in PERSON_ENDINGS


def names_the_logger(column: str) -> bool:
    """Whether a column of this name holds who wrote the row rather than whose turn it is."""
    return bool(_LOGGER.search(re.sub(r"[\s_]+", " ", column).strip().casefold()))
