"""What each role may see and do: one table, enforced for every address.

A view names the right it needs with ``@needs(Right.X)``, or says with ``@open_to_all`` that it needs
none. ``AccessMiddleware`` refuses any view that says neither, so a forgotten mark fails closed.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accord.areas.people.models import SIDES, Company, Role, User, company_zone

View = TypeVar("View", bound=Callable[..., Any])


class Right(StrEnum):
    """One thing that an account may do; the value is how the documentation says it."""

    SEE_PARTNERSHIP = "see the overview, the stage and the brief"
    SEE_PULSE = "see what a closed pulse published"
    RUN_PULSE = "open and close a pulse, fetch its links, import answers"
    SEE_EVIDENCE = "see what the trackers show, down to the items"
    IMPORT_EVIDENCE = "import and undo exports, map holders and statuses"
    SIGN = "sign for the own side"
    SEE_PEOPLE = "see people, teams and parties"
    EDIT_PEOPLE = "edit and import people, teams and parties"
    MANAGE_ACCOUNTS = "make, change and end accounts"
    SEE_JOURNAL = "see the journal"
    SEE_OWN_ITEMS = "see the own items and waits, and say what is wrong with them"
    HAVE_ACCOUNT = "change the own password, read the data-protection page"


_READ = {Right.HAVE_ACCOUNT, Right.SEE_PARTNERSHIP, Right.SEE_PULSE, Right.SEE_EVIDENCE}

RIGHTS: dict[str, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Right.HAVE_ACCOUNT,
            Right.SEE_PEOPLE,
            Right.EDIT_PEOPLE,
            Right.MANAGE_ACCOUNTS,
            Right.SEE_JOURNAL,
        }
    ),
    Role.LEAD: frozenset(
        _READ
        | {
            Right.RUN_PULSE,
            Right.IMPORT_EVIDENCE,
            Right.SIGN,
            Right.SEE_PEOPLE,
            Right.EDIT_PEOPLE,
            Right.SEE_JOURNAL,
        }
    ),
    Role.LEADER: frozenset(_READ | {Right.SIGN, Right.SEE_PEOPLE}),
    Role.MEMBER: frozenset(_READ | {Right.SEE_PEOPLE}),
    Role.GUEST: frozenset({Right.HAVE_ACCOUNT, Right.SEE_OWN_ITEMS}),
}


def needs(right: Right) -> Callable[[View], View]:
    """Mark a view with the right it needs."""

    def mark(view: View) -> View:
        view.right = right  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Mark a view that anybody may reach, signed in or not."""
    view.right = None  # type: ignore[attr-defined]
    return view


def may(user: Any, right: Right) -> bool:
    """Whether the account has the right."""
    return isinstance(user, User) and right in RIGHTS.get(user.role, frozenset())


def start_of(user: Any) -> str:
    """The first page of an account: where it has something to see."""
    if may(user, Right.SEE_PARTNERSHIP):
        return reverse("partnership:overview")
    if may(user, Right.SEE_OWN_ITEMS):
        return reverse("evidence:own-items")
    return reverse("people:index")


def side_of(user: User, at: Any) -> str:
    """The side that the account signs for: marketing, it, or the empty string."""
    party = user.party_on(at.date())
    return party if party in SIDES else ""


class ZoneMiddleware:
    """Shows times, and begins and ends days, by the company's clocks. Kept and computed is UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        zone = company_zone()
        request.at = request.at.astimezone(zone)  # type: ignore[attr-defined]
        with timezone.override(zone):
            return self.get_response(request)


class AccessMiddleware:
    """Lets a request through only to what its account may see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse, send to sign-in, or let pass (None)."""
        if not hasattr(view, "right"):
            raise PermissionDenied("This page does not say who may see it.")
        user = request.user
        if isinstance(user, User) and user.has_ended(request.at.date()):  # type: ignore[attr-defined]
            logout(request)
        if view.right is None:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.given_password and request.path != reverse("people:password"):
            return redirect("people:password")
        if not may(request.user, view.right):
            raise PermissionDenied
        return None


def what_may_be_seen(request: HttpRequest) -> dict[str, Any]:
    """Give every template the rights of the account, its first page and the company's name."""
    user = getattr(request, "user", None)
    held = RIGHTS.get(user.role, frozenset()) if isinstance(user, User) else frozenset()
    return {
        "may": {right.name.lower(): right in held for right in Right},
        "company": Company.objects.first(),
        "side": side_of(user, request.at) if isinstance(user, User) else "",  # type: ignore[attr-defined]
        "start": start_of(user) if isinstance(user, User) else "/",
        "demo_accounts": _demo_accounts(),
    }


def _demo_accounts() -> list[User]:
    """The ready accounts of the example company, for the one-click switch."""
    if not settings.DEMO:
        return []
    return list(User.objects.exclude(first_name="").order_by("pk").select_related("person"))
