"""Django's registration of this area."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The area people."""

    name = "accord.areas.people"
    label = "people"
