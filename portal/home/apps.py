"""App configuration."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home, announcements, guides."""

    name = "portal.home"

    def ready(self) -> None:
        """Register with search, panels, alerts and editors' rights, and listen to Wagtail."""
        from portal.accounts.roles import let_editors  # noqa: PLC0415  (models are ready only now)
        from portal.alerts import read_alerts_with  # noqa: PLC0415
        from portal.home import alerts, indexing, panels, signals  # noqa: F401, PLC0415

        indexing.register_in_search()
        panels.register_panels()
        read_alerts_with(alerts.standing_alerts)
        let_editors("home", "criticalalert", "glossaryterm")
