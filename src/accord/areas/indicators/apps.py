"""Django's registration of this area."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The area indicators."""

    name = "accord.areas.indicators"
    label = "indicators"
