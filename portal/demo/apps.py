"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Shipped facts and marked samples."""

    name = "portal.demo"

    def ready(self) -> None:
        """Register the check against samples in production."""
        from portal.demo import checks  # noqa: F401, PLC0415  (the check reads models, which are ready only now)
