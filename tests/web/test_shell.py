"""What every page shares."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import timezone

from accord.areas.people.models import User
from accord.web import shell
from accord.web.shell import ClockMiddleware, page, page_or_fragment

urlpatterns = [path("", lambda _request: HttpResponse(), name="somewhere")]


def request(address: str = "/", **given: Any) -> HttpRequest:
    made = RequestFactory().get(address)
    for name, value in given.items():
        setattr(made, name, value)
    return made


def test_the_clock_is_read_once_a_request() -> None:
    seen: list[dt.datetime] = []

    def view(asked: HttpRequest) -> HttpResponse:
        seen.append(asked.at)  # type: ignore[attr-defined]
        return HttpResponse()

    before = timezone.now()
    ClockMiddleware(view)(request())

    assert before <= seen[0] <= timezone.now()
    assert seen[0].tzinfo is not None


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("/", ["Overview"]),
        ("/pulse/7/", ["Pulse"]),
        ("/evidence/", ["Evidence"]),
        ("/people/", ["People"]),
        ("/stage/", []),
    ],
)
def test_the_navigation_marks_where_one_is(address: str, here: list[str]) -> None:
    entries = page(request(address))["navigation"]

    assert [entry["label"] for entry in entries if entry["here"]] == here
    assert len(entries) == len(shell.NAVIGATION)


@override_settings(ROOT_URLCONF=__name__)
def test_a_place_that_is_not_there_is_left_out_of_the_navigation() -> None:
    assert page(request())["navigation"] == []


@pytest.mark.parametrize(
    ("htmx", "whole"),
    [
        (None, True),
        (SimpleNamespace(boosted=True), True),
        (SimpleNamespace(boosted=False), False),
    ],
)
@pytest.mark.django_db
def test_htmx_gets_the_fragment_and_everybody_else_the_page(htmx: Any, whole: bool) -> None:
    asked = request(htmx=htmx)

    response = page_or_fragment(asked, "web/sorry.html", "web/_pages.html", {}, status=418)

    assert ("<html" in response.content.decode()) == whole
    assert (response["Vary"], response.status_code) == ("HX-Request", 418)


def test_the_navigation_shows_each_role_what_it_may_see(
    client: Client, maya: User, agnes: User
) -> None:
    def labels(user: User) -> set[str]:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        text = client.get("/privacy/").content.decode()
        navigation = text.partition("<nav")[2].partition("</nav>")[0]
        return {place.label for place in shell.NAVIGATION if place.label in navigation}

    assert labels(maya) == {"Overview", "Pulse", "Evidence", "People"}
    assert labels(agnes) == {"My items"}
