"""App configuration."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search."""

    name = "search"
