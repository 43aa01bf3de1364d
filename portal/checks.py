"""System checks: what a colleague will forget, and what must not go live. Each message says what to do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from portal.accounts.models import User


@register(Tags.security)
def settings_are_fit_to_run(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Settings that stop the portal from working or from being safe."""
    problems: list[CheckMessage] = []
    if settings.SEARCH_ENGINE not in {"tantivy"}:
        problems.append(Error("SEARCH_ENGINE is unknown.", hint="Set SEARCH_ENGINE=tantivy.", id="portal.E001"))
    if settings.SITE_URL.endswith("/") or "://" not in settings.SITE_URL:
        problems.append(Error("SITE_URL is not a scheme and a host.", hint="Write it like https://example.org, no slash at the end.", id="portal.E002"))
    if not settings.SAMPLE_CONTENT_ALLOWED:
        problems += _production_settings()
    return problems


def _production_settings() -> list[CheckMessage]:
    wrong = {
        "portal.E010": (settings.DEBUG, "DEBUG is on.", "Remove DEBUG=True from the production settings."),
        "portal.E011": (
            settings.SECRET_KEY.startswith("not-a-secret"),
            "SECRET_KEY is missing.",
            "Set SECRET_KEY in the environment to at least 50 random characters.",
        ),
        "portal.E012": (
            connection.vendor != "postgresql",
            "Production needs PostgreSQL.",
            "Set DATABASE_URL=postgres://user:password@host/name.",
        ),
        "portal.E013": (
            not str(settings.CACHES["default"].get("LOCATION", "")).startswith("redis"),
            "Production needs a Redis cache shared by all workers.",
            "Set REDIS_URL=redis://host:6379/0.",
        ),
    }
    return [Error(message, hint=hint, id=number) for number, (is_wrong, message, hint) in wrong.items() if is_wrong]


@register(Tags.database)
def production_has_no_demo_accounts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts have printed passwords: they must not stand in production."""
    if settings.SAMPLE_CONTENT_ALLOWED:
        return []
    try:
        found = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []  # not migrated yet: the migration check speaks
    if not found:
        return []
    return [Error("Demo accounts stand in the database.", hint="Run `python manage.py remove_demo_accounts`.", id="portal.E020")]
