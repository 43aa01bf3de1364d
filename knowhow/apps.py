"""App configuration."""

from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    """Know-how from the field."""

    name = "knowhow"
    verbose_name = "현장 노하우"

    def ready(self) -> None:
        """Register with search, importers and panels, and listen to Wagtail."""
        from knowhow import comparison, desks, importers, indexing, models, panels, profile, signals  # noqa: F401, PLC0415  (models are ready only now)

        models.CasePage.present = staticmethod(profile.case_page_context)
        importers.register_importers()
        indexing.register_in_search()
        panels.register_panels()
        comparison.register_comparison()
        desks.register_desks()
