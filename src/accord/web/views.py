"""Pages that belong to no area: the style guide and the pages for what went wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _sorry(request: HttpRequest, status: int, headline: str, sentence: str) -> HttpResponse:
    context = {"headline": headline, "sentence": sentence, "status": status}
    return render(request, "web/sorry.html", context, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _sorry(
        request, 400, "That request could not be read", "Go back and try again from the page."
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """403: the account may not see this. It does not tell whether the thing exists."""
    return _sorry(
        request,
        403,
        "This page is not for your account",
        "If you think it should be, ask the partnership lead.",
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form whose protection token does not fit."""
    return _sorry(
        request,
        403,
        "This form is too old to be sent",
        "Nothing was changed. Go back, load the page again and send it once more.",
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return _sorry(
        request,
        404,
        "There is no such page",
        "The link may be old, or the thing it led to was removed.",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: says what to do, shows nothing of the inside."""
    return render(
        request,
        "web/broken.html",
        {"headline": "Something broke on our side"},
        status=500,
    )


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in use, on one page."""
    return render(request, "web/style.html")


# The shell stands below the areas and cannot use their mark: open to all says it by itself.
style_guide.right = None  # type: ignore[attr-defined]
