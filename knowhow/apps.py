"""App configuration."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """Know-how from the field."""

    name = "knowhow"
