"""Django's registration of this area."""

from django.apps import AppConfig


class PartnershipConfig(AppConfig):
    """The area partnership."""

    name = "accord.areas.partnership"
    label = "partnership"
