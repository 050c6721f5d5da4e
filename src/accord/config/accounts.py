"""``accord users``: accounts from the command line."""

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accord.areas.people.actions import record
from accord.areas.people.models import Person, Role, User
from accord.config.command import CommandError


def list_accounts() -> None:
    """One line an account."""
    rows = User.objects.select_related("person").order_by("username")
    if not rows:
        typer.echo("There is no account yet. Start `accord serve` and open the link it prints.")
    for user in rows:
        ends = f", until {user.valid_until}" if user.valid_until else ""
        state = "" if user.is_active else ", switched off"
        who = user.person.name if user.person else "nobody"
        typer.echo(f"{user.username}: {user.get_role_display()} ({who}{ends}{state})")


def add_account(username: str, role: str, person: str) -> None:
    """Make an account; the password is asked for, never given on the command line."""
    if role not in set(Role.values) - {Role.GUEST}:
        raise CommandError(
            f"'{role}' is no role here. Give --role administrator, lead, leader or member; "
            "a guest needs a last day, which is set on screen."
        )
    if User.objects.filter(username=username).exists():
        raise CommandError(f"There is an account '{username}' already.")
    found = Person.objects.filter(name=person).first() if person else None
    if person and found is None:
        raise CommandError(f"Nobody on the list is called '{person}'. Import people first.")
    user = User(username=username, role=role, person=found, given_password=True)
    user.set_password(_asked(user))
    user.save()
    record(
        by=None, at=timezone.now(), verb="added", kind="account", key=str(user.pk), label=username
    )


def new_password(username: str) -> None:
    """Give an account a new password."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account '{username}'.")
    user.set_password(_asked(user))
    user.given_password = True
    user.save()
    record(
        by=None,
        at=timezone.now(),
        verb="gave a new password to",
        kind="account",
        key=str(user.pk),
        label=username,
    )


def _asked(user: User) -> str:
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return str(password)
