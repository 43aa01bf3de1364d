"""The floor is one Django app: its tables, checks and commands."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Floor of the portal."""

    name = "portal"
    verbose_name = "한마당"

    def ready(self) -> None:
        """Register the system checks."""
        from portal import checks  # noqa: F401, PLC0415  (checks register themselves when loaded; models must be ready)
