"""Screens of sign-in, people, teams, accounts and the journal."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accord.areas.people import actions, forms, queries
from accord.areas.people.access import RIGHTS, Right, needs, open_to_all, start_of
from accord.areas.people.models import (
    Company,
    Membership,
    Party,
    Person,
    Role,
    Team,
    TeamParty,
    User,
    WorkingCalendar,
    default_calendar,
)
from accord.connectors.contract import UnreadableFileError
from accord.connectors.tables import read_table
from accord.web.shell import Request, page_or_fragment


class _SignIn(LoginView):
    template_name = "people/sign_in.html"
    authentication_form = forms.SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """The very first visitor is led to the set-up."""
        if not User.objects.exists():
            return redirect("people:set-up")
        return super().dispatch(request, *args, **kwargs)

    def get_redirect_url(self, request: Any = None) -> str:
        """Whoever typed the bare address goes to the own first page; not all may see the overview."""
        asked = str(super().get_redirect_url())
        return "" if asked == "/" else asked

    def get_default_redirect_url(self) -> str:
        """Each role begins where it has something to see."""
        return start_of(self.request.user)


class _Password(PasswordChangeView):
    template_name = "people/password.html"
    success_url = reverse_lazy("people:sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """From now on nobody else knows the password."""
        actions.own_password(account=form.user, by=form.user, at=self.request.at)  # type: ignore[attr-defined]
        messages.success(self.request, "Your password is changed.")
        return super().form_valid(form)


sign_in = open_to_all(_SignIn.as_view())
sign_out = open_to_all(LogoutView.as_view())
password = needs(Right.HAVE_ACCOUNT)(_Password.as_view())


@open_to_all
@require_http_methods(["GET", "POST"])
def set_up(request: Request) -> HttpResponse:
    """First run: needs the one-time code that the server printed."""
    if User.objects.exists():
        return redirect("people:sign-in")
    code = settings.ACCORD_HOME / "set-up.code"
    expected = code.read_text(encoding="ascii").strip() if code.exists() else ""
    given = request.POST.get("code") or request.GET.get("code", "")
    if not expected or given != expected:
        return render(request, "people/set_up_code.html", {"given": given}, status=403)
    form = forms.SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.set_up(**form.cleaned_data, at=request.at)
        code.unlink(missing_ok=True)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("people:index")
    return render(request, "people/set_up.html", {"form": form, "code": given})


@open_to_all
@require_POST
def switch(request: Request) -> HttpResponse:
    """Example company only: look at it as somebody else."""
    if not settings.DEMO:
        raise Http404
    accounts = User.objects.filter(is_active=True).exclude(first_name="")  # the ready ones only
    user = get_object_or_404(accounts, username=request.POST.get("account", ""))
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(start_of(user))


@needs(Right.SEE_PEOPLE)
def index(request: Request) -> HttpResponse:
    """People and teams as they stand today."""
    day = request.at.date()
    search = request.GET.get("search", "").strip()
    people = Paginator(queries.people_on(day, search), 50).get_page(request.GET.get("page"))
    context = {"teams": queries.teams_on(day), "people": people, "search": search}
    return page_or_fragment(request, "people/index.html", "people/_people.html", context)


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def import_people(request: Request) -> HttpResponse:
    """Read a list of people and teams."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    done = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table = read_table(upload.read(), upload.name, ["team"])
            done = actions.import_people(
                table=table, name=upload.name, by=request.user, at=request.at
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
    return render(request, "people/import.html", {"form": form, "done": done})


def _edit(
    request: Request, form: ModelForm, *, title: str, back: str, **prepared: Any
) -> HttpResponse:
    """One page for every simple form: show it, or save and go back."""
    if request.method == "POST" and form.is_valid():
        row = form.save(commit=False)
        for name, value in prepared.items():
            setattr(row, name, value)
        actions.save(row=row, by=request.user, at=request.at)
        messages.success(request, f"{row} is saved.")
        return redirect(back)
    return render(request, "people/edit.html", {"form": form, "title": title, "back": back})


@needs(Right.EDIT_PEOPLE)
def add_person(request: Request) -> HttpResponse:
    """A new person."""
    form = forms.PersonForm(request.POST or None)
    return _edit(request, form, title="Add a person", back=reverse("people:index"))


@needs(Right.EDIT_PEOPLE)
def add_team(request: Request) -> HttpResponse:
    """A new team."""
    form = forms.TeamForm(request.POST or None)
    return _edit(request, form, title="Add a team", back=reverse("people:index"))


@needs(Right.EDIT_PEOPLE)
def person(request: Request, pk: int) -> HttpResponse:
    """One person and the teams, with dates."""
    row = get_object_or_404(Person, pk=pk)
    form = forms.PersonForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.save(row=form.save(commit=False), by=request.user, at=request.at)
        messages.success(request, f"{row} is saved.")
        return redirect("people:person", pk=pk)
    return render(request, "people/person.html", {"person": row, "form": form})


@needs(Right.EDIT_PEOPLE)
def team(request: Request, pk: int) -> HttpResponse:
    """One team and its parties, with dates."""
    row = get_object_or_404(Team, pk=pk)
    form = forms.TeamForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.save(row=form.save(commit=False), by=request.user, at=request.at)
        messages.success(request, f"{row} is saved.")
        return redirect("people:team", pk=pk)
    return render(request, "people/team.html", {"team": row, "form": form})


@needs(Right.EDIT_PEOPLE)
def membership(request: Request, person_pk: int, pk: int | None = None) -> HttpResponse:
    """A person's time in a team."""
    somebody = get_object_or_404(Person, pk=person_pk)
    row = get_object_or_404(Membership, pk=pk, person=somebody) if pk else None
    form = forms.MembershipForm(request.POST or None, instance=row)
    back = reverse("people:person", args=[person_pk])
    return _edit(request, form, title=f"{somebody} in a team", back=back, person=somebody)


@needs(Right.EDIT_PEOPLE)
def team_party(request: Request, team_pk: int, pk: int | None = None) -> HttpResponse:
    """A team's time in a party."""
    group = get_object_or_404(Team, pk=team_pk)
    row = get_object_or_404(TeamParty, pk=pk, team=group) if pk else None
    form = forms.TeamPartyForm(request.POST or None, instance=row)
    back = reverse("people:team", args=[team_pk])
    return _edit(request, form, title=f"The party of {group}", back=back, team=group)


@needs(Right.SEE_PEOPLE)
def calendars(request: Request) -> HttpResponse:
    """When each party works."""
    entered = {row.party: row.pk for row in WorkingCalendar.objects.all()}
    context = {
        "rows": [(row, entered.get(row.party)) for row in queries.hours_of_parties()],
        "others": [
            (party.value, party.label)
            for party in Party
            if party.value not in {row.party for row in queries.hours_of_parties()}
        ],
    }
    return render(request, "people/calendars.html", context)


@needs(Right.EDIT_PEOPLE)
@require_http_methods(["GET", "POST"])
def calendar(request: Request, party: str) -> HttpResponse:
    """Set when a party works."""
    if party not in Party.values:
        raise Http404
    row = WorkingCalendar.objects.filter(party=party).first() or WorkingCalendar(party=party)
    now = row.calendar if row.pk else default_calendar()
    form = forms.CalendarForm(
        request.POST or None, initial=forms.CalendarForm.initial_of(now), name=str(row)
    )
    if request.method == "POST" and form.is_valid():
        row.content = form.cleaned_data["calendar"].to_dict()
        actions.save(row=row, by=request.user, at=request.at)
        messages.success(request, f"{row} are saved.")
        return redirect("people:calendars")
    context = {"form": form, "title": str(row), "back": reverse("people:calendars")}
    return render(request, "people/edit.html", context)


_REMOVABLE: dict[str, type[models.Model]] = {
    "person": Person,
    "team": Team,
    "membership": Membership,
    "party": TeamParty,
    "calendar": WorkingCalendar,
}


@needs(Right.EDIT_PEOPLE)
@require_POST
def remove(request: Request, kind: str, pk: int) -> HttpResponse:
    """Remove a person, team, membership or party of a team."""
    if kind not in _REMOVABLE:
        raise Http404
    row = get_object_or_404(_REMOVABLE[kind], pk=pk)
    actions.remove(row=row, by=request.user, at=request.at)
    messages.success(request, f"{row} is removed.")
    return redirect("people:index")


@needs(Right.MANAGE_ACCOUNTS)
def accounts(request: Request) -> HttpResponse:
    """All accounts."""
    rows = User.objects.select_related("person").order_by("username")
    return render(request, "people/accounts.html", {"accounts": rows})


@needs(Right.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def company(request: Request) -> HttpResponse:
    """The company's name and time zone."""
    row = Company.objects.first() or Company(pk=1)
    form = forms.CompanyForm(request.POST or None, instance=row)
    return _edit(request, form, title="The company", back=reverse("people:accounts"))


@needs(Right.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account(request: Request, pk: int | None = None) -> HttpResponse:
    """Make, change or end an account."""
    row = get_object_or_404(User, pk=pk) if pk else User()
    form = forms.AccountForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if _locks_itself_out(request, changed):
            raise PermissionDenied
        actions.save_account(
            account=changed,
            password=form.cleaned_data["password"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, f"The account {changed.username} is saved.")
        return redirect("people:accounts")
    return render(
        request,
        "people/edit.html",
        {"form": form, "title": "Account", "back": reverse("people:accounts")},
    )


def _locks_itself_out(request: Request, changed: User) -> bool:
    own = changed.pk == request.user.pk
    stays = changed.is_active and not changed.has_ended(request.at.date())
    return own and (changed.role != Role.ADMINISTRATOR or not stays)


@needs(Right.SEE_JOURNAL)
def journal(request: Request) -> HttpResponse:
    """Who did what, when, on which object."""
    search = request.GET.get("search", "").strip()
    entries = Paginator(queries.journal(search), 50).get_page(request.GET.get("page"))
    context = {"entries": entries, "search": search}
    return page_or_fragment(request, "people/journal.html", "people/_journal.html", context)


@needs(Right.HAVE_ACCOUNT)
def privacy(request: Request) -> HttpResponse:
    """What is kept, why, how long, who sees it, what is never computed."""
    return render(request, "people/privacy.html", {"roles": _role_table()})


def _role_table() -> list[tuple[str, list[bool]]]:
    return [(str(right.value), [right in RIGHTS[role.value] for role in Role]) for right in Right]
