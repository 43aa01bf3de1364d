"""App configuration."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Desks and what is addressed to them."""

    name = "portal.desks"
    verbose_name = "직위와 문의"

    def ready(self) -> None:
        """Register the rules of rights and of personal data, and what may be asked about."""
        from portal.desks import (  # noqa: PLC0415  (models are ready only now)
            abouts,
            belongings,
            listing,
            panels,
            policies,
            reply_notes,
            rules,
        )

        policies.register_rules()
        rules.register_desk_rules()
        abouts.register_abouts()
        panels.register_panels()
        listing.register_in_search()
        reply_notes.register_reply_notes()
        belongings.register_belongings()
