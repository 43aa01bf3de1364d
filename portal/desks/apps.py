"""App configuration."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Desks and what is addressed to them."""

    name = "portal.desks"
    verbose_name = "직위와 문의"

    def ready(self) -> None:
        """Register the rules of rights and of personal data, and what may be asked about."""
        from portal.desks import abouts, belongings, panels, policies, rules  # noqa: PLC0415  (models are ready only now)

        policies.register_rules()
        rules.register_desk_rules()
        abouts.register_abouts()
        panels.register_panels()
        belongings.register_belongings()
