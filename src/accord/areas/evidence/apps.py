"""Django's registration of this area."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The area evidence."""

    name = "accord.areas.evidence"
    label = "evidence"
