"""App configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home."""

    name = "portal.home"
