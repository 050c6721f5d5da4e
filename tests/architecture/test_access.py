"""Every address, for every kind of visitor: only what the table in ``access`` grants."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import somebody

from accord.areas.people.access import RIGHTS, Right
from accord.areas.people.models import Role, User


def every_address() -> Iterator[tuple[str, URLPattern]]:
    """All addresses with every variable part filled by something that does not exist."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, route)
            else:
                yield "/" + filled(route), pattern

    return walk(get_resolver(), "")


def filled(route: str) -> str:
    """Fill ``<int:pk>`` and the like."""
    samples = {"int": "999999", "slug": "none", "str": "none", "path": "none", "uuid": "0" * 8}
    return re.sub(
        r"<(?:(\w+):)?\w+>", lambda found: samples.get(found.group(1) or "str", "none"), route
    )


ADDRESSES = [(address, pattern.callback.right) for address, pattern in every_address()]
GUARDED = [(address, right) for address, right in ADDRESSES if right is not None]
VISITORS = [
    (Role.MEMBER, "marketing"),
    (Role.MEMBER, "it"),
    (Role.LEADER, "marketing"),
    (Role.LEADER, "it"),
    (Role.LEAD, "marketing"),
    (Role.GUEST, "agency"),
    (Role.ADMINISTRATOR, ""),
]


def test_every_address_says_who_may_see_it() -> None:
    assert all(hasattr(pattern.callback, "right") for _, pattern in every_address())


def test_only_doors_and_signposts_are_open_to_all() -> None:
    open_to_all = {address for address, right in ADDRESSES if right is None}

    assert {address.split("/")[1] for address in open_to_all} == {
        "sign-in",
        "sign-out",
        "set-up",
        "switch",
        "style",
        "pulse",
    }
    assert all(
        address.startswith(("/pulse/answer/", "/pulse/withdraw/"))
        for address in open_to_all
        if address.startswith("/pulse/")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "right"), GUARDED)
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str, right: Right) -> None:
    User.objects.create_user("somebody", password="a long enough one")

    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "party"), VISITORS)
def test_a_visitor_gets_just_what_the_role_grants(
    client: Client, role: str, party: str, company: object
) -> None:
    user = somebody("Visitor", role, party)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    for address, right in GUARDED:
        for method in (client.get, client.post):
            status = method(address).status_code
            if right in RIGHTS[role]:
                assert status != 403 or address.startswith("/accounts/"), address
            else:
                assert status == 403, address


@pytest.mark.django_db
def test_a_guest_whose_time_is_over_is_signed_out(client: Client, agnes: User) -> None:
    agnes.valid_until = agnes.valid_until.replace(year=2020)
    agnes.save()
    client.force_login(agnes, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get("/privacy/")

    assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_signing_in_leads_nowhere_outside(client: Client, maya: User) -> None:
    answer = client.post(
        "/sign-in/?next=https://elsewhere.example/",
        {"username": "maya", "password": "a long enough one", "next": "//elsewhere.example/"},
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
