"""The product's own reading and release rules, without its database or home."""

import secrets

import django
from django.conf import settings


def start() -> None:
    """Load the areas that a release needs; nothing is kept, so no folder is made."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "accord.areas.people",
            "accord.areas.indicators",
            "accord.areas.pulse",
        ],
        AUTH_USER_MODEL="people.User",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        SECRET_KEY=secrets.token_urlsafe(64),  # signs nothing that is kept
        USE_TZ=True,
    )
    django.setup()
