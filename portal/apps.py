"""The floor is one Django app: its tables, checks and commands."""

from django.apps import AppConfig

from portal.media.limits import limit_pixels


class PortalConfig(AppConfig):
    """Floor of the portal."""

    name = "portal"
    verbose_name = "한마당"

    def ready(self) -> None:
        """Limit what pictures may be opened; register the system checks and what ends a stored page's time."""
        limit_pixels()
        from portal import checks  # noqa: F401, PLC0415  (checks register themselves when loaded; models must be ready)
        from portal.accounts import policies  # noqa: PLC0415  (the same)
        from portal.accounts.grants import follow_grants  # noqa: PLC0415  (the same)
        from portal.audit import signals as audit_signals  # noqa: F401, PLC0415  (the same)
        from portal.audit.auditors import follow_auditors  # noqa: PLC0415  (the same)
        from portal.media import signals as media_signals  # noqa: F401, PLC0415  (the same)
        from portal.page_cache import signals  # noqa: F401, PLC0415  (the same)
        from portal.personal import signals as personal_signals  # noqa: F401, PLC0415  (the same)
        from portal.personal.publishing import guard_publications  # noqa: PLC0415  (the same)
        from portal.personal.rules import register_floor_rules  # noqa: PLC0415  (the same)

        guard_publications()
        register_floor_rules()
        policies.register_rules()
        follow_grants(follow_auditors)
