"""Django's registration of this area."""

from django.apps import AppConfig


class PulseConfig(AppConfig):
    """The area pulse."""

    name = "accord.areas.pulse"
    label = "pulse"
