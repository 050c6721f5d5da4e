"""What is kept of a person in the records, and who is known."""

import hashlib
import hmac
from collections import Counter

from django.conf import settings

from accord.areas.people.models import Person

LEAST_PEOPLE = 5


def pseudonym(name: str) -> str:
    """What is kept of a person: a keyed fingerprint, alike for the same name or mail address."""
    written = " ".join(name.split()).casefold().encode()
    return "person-" + hmac.new(_key(), written, hashlib.sha256).hexdigest()[:24]


def _key() -> bytes:
    return hashlib.sha256(b"persons in trackers:" + settings.SECRET_KEY.encode()).digest()


def pseudonyms(person: Person) -> set[str]:
    """How trackers may name the person: by name or by mail address."""
    return {pseudonym(name) for name in (person.name, person.email) if name}


def shared_names() -> set[str]:
    """The pseudonyms of names that several people on the list bear."""
    counted = Counter(pseudonym(name) for name in Person.objects.values_list("name", flat=True))
    return {name for name, count in counted.items() if count > 1}
