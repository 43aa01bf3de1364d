"""App configuration."""

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    """The registry of published facts."""

    name = "portal.zones"
    verbose_name = "특구 등록부"

    def ready(self) -> None:
        """Register with search and listen to Wagtail."""
        from portal.accounts.grants import follow_grants  # noqa: PLC0415  (models are ready only now)
        from portal.zones import compared_facts, importers, indexing, operators, panels, rules, signals  # noqa: F401, PLC0415  (the same)

        compared_facts.register_fact_rows()
        indexing.register_in_search()
        panels.register_panels()
        rules.register_zone_rules()
        follow_grants(operators.follow_roles)
