"""Django's registration of the page shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Page shell, components and assets."""

    name = "accord.web"
    label = "web"
