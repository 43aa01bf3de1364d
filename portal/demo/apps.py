"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Shipped facts and marked samples."""

    name = "portal.demo"

    def ready(self) -> None:
        """Register the check against samples in production, and the people to sign in as."""
        from portal.demo import checks, people  # noqa: F401, PLC0415  (they read models, which are ready only now)

        people.register_people()
