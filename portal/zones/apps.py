"""App configuration."""

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    """The registry of published facts."""

    name = "portal.zones"
    verbose_name = "특구 등록부"
