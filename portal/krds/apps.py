"""App configuration."""

from django.apps import AppConfig


class KrdsConfig(AppConfig):
    """Krds."""

    name = "portal.krds"
