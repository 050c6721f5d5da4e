"""Pages for what went wrong, and the style guide."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from accord.areas.people.access import open_to_all
from accord.web import views


@open_to_all
def falls_over(_request: Any) -> HttpResponse:
    raise RuntimeError("the inside, which nobody may see")


urlpatterns = [path("falls-over/", falls_over)]
handler500 = views.broken
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("view", "status", "headline"),
    [
        (views.bad_request, 400, "That request could not be read"),
        (views.forbidden, 403, "This page is not for your account"),
        (views.form_expired, 403, "This form is too old to be sent"),
        (views.not_found, 404, "There is no such page"),
        (views.broken, 500, "Something broke on our side"),
    ],
)
def test_each_mishap_has_a_page_that_says_what_to_do(
    client: Client, view: Callable[[Any], HttpResponse], status: int, headline: str
) -> None:
    asked = client.get("/style/").wsgi_request

    response = view(asked)

    assert response.status_code == status
    assert f"<h1>{headline}</h1>" in response.content.decode()


def test_an_address_that_leads_nowhere_is_told_so(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_so() -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/sign-in/", {"username": "maya", "password": "x"})

    assert response.status_code == 403
    assert "This form is too old to be sent" in response.content.decode()


@pytest.mark.urls(__name__)
def test_what_breaks_shows_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    response = Client(raise_request_exception=False).get("/falls-over/")

    assert response.status_code == 500
    assert "the inside" not in response.content.decode()
    assert "the inside" in caplog.text


def test_the_style_guide_is_open_to_all_and_shows_every_component(client: Client) -> None:
    page = client.get("/style/").content.decode()

    for component in ("legend", "facts", "card chosen", "field-wrong", "stages", "message-error"):
        assert component in page


def test_every_answer_allows_only_what_the_product_itself_brings(client: Client) -> None:
    headers = client.get("/style/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_for_a_mishap_needs_an_account() -> None:
    response = views.not_found(client_request())

    assert b"navigation" not in response.content


def client_request() -> Any:
    made = RequestFactory().get("/")
    made.user = None  # type: ignore[attr-defined]
    return made
