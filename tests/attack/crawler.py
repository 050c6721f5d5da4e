"""Somebody who is signed in and reads every page, list, picture and file about the pulse."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse

from accord.areas.people.models import User

#: Where the figures of a pulse may stand.
STARTS = ("/", "/stage/", "/pulse/", "/pulse/trend/")
#: Does something, or says when it was asked: no reading.
LEFT_OUT = ("/sign-out/", "/pulse/answer/", "/evidence/", "/people/")
_FORMATS = ("csv", "xlsx", "json")  # a picture as a file is the one that stands on the page
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def signed_in(user: User) -> Client:
    """A browser of this account."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def everything(client: Client, *more: str) -> dict[str, str]:
    """What stands at one address of each kind that links, formats and ``more`` lead to."""
    waiting, kinds, found = [*STARTS, *more], set[str](), dict[str, str]()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind in kinds or address.startswith(LEFT_OUT):
            continue
        kinds.add(kind)
        response = client.get(address)
        found[address] = f"{response.status_code} {_content(response)}"
        if response.status_code == 200 and "text/html" in response["Content-Type"]:
            waiting += _links(address, found[address])
            waiting += [f"{address.split('?')[0]}?format={name}" for name in _FORMATS]
    return found


def of_wave(pk: int) -> list[str]:
    """The addresses about one wave."""
    plain = ("wave", "protection", "certificate", "sure", "common-ground", "conversation")
    return [
        *(reverse(f"pulse:{name}", args=[pk]) for name in plain),
        reverse("pulse:dimension", args=[pk, "speed"]),
        reverse("pulse:question", args=[pk, "speed", "S1"]),
    ]


def _kind(address: str) -> str:
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return address
    asked = dict(parse_qsl(parts.query))
    # Each wave is read; of dimensions and questions one.
    return f"{found.view_name} {found.kwargs.get('pk')} {sorted(asked)} {asked.get('format')}"


def _links(address: str, text: str) -> Iterator[str]:
    for link in re.findall(r'<a [^>]*href="([^"#]+)', text):
        target = urljoin(address, html.unescape(link))
        if target.startswith(("/pulse/", "/stage/", "/brief")):
            yield target


def _content(response) -> str:  # type: ignore[no-untyped-def]
    if "pdf" in response.get("Content-Type", ""):
        return "the same as the page, with the second at which it was made"
    raw = response.getvalue() if response.streaming else response.content
    if "spreadsheetml" in response.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            names = [name for name in sorted(book.namelist()) if "docProps" not in name]
            raw = b"".join(book.read(name) for name in names)
    return _TOKEN.sub("", raw.decode("utf-8", "replace"))
