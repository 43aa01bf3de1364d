"""System checks: what a colleague will forget, and what must not go live. Each message says what to do."""

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from portal.accounts.models import User

FIT_TO_RUN = "fit_to_run"
"""Checks with this tag stop the web server from starting in production; rooms give it to theirs."""
SEARCH_ENGINES = ("tantivy", "elastic")
MINIMUM_KEY_LENGTH = 50
NAME_IN_EXAMPLE = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=", re.MULTILINE)
NAME_IN_FILE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]+)\s*=", re.MULTILINE)


def refuse_to_run_unfit() -> None:
    """Stop the web server from starting where a check says no.

    Django runs checks in its commands alone. Raises `ImproperlyConfigured` with each message and remedy.
    """
    messages = run_checks(tags=[FIT_TO_RUN], databases=["default"])
    serious = [message for message in messages if message.is_serious()]
    if serious:
        raise ImproperlyConfigured(
            "The portal does not start:\n" + "\n".join(str(message) for message in serious)
        )


@register(FIT_TO_RUN, Tags.security)
def settings_are_fit_to_run(**_kwargs: object) -> list[CheckMessage]:
    """Settings that stop the portal from working or from being safe."""
    wrong = {
        "portal.E001": (
            settings.SEARCH_ENGINE not in SEARCH_ENGINES,
            f"SEARCH_ENGINE={settings.SEARCH_ENGINE} is unknown.",
            f"Set SEARCH_ENGINE to one of: {', '.join(SEARCH_ENGINES)}.",
        ),
        "portal.E002": (
            settings.SITE_URL.endswith("/") or not settings.SITE_URL.startswith(("http://", "https://")),
            f"SITE_URL={settings.SITE_URL} is not a scheme and a host.",
            "Write it like https://example.org, no slash at the end.",
        ),
        "portal.E003": (
            not _can_write(settings.VAR_DIR),
            f"Nothing can be written to {settings.VAR_DIR}.",
            "Let the user that runs the portal write there, or set HANMADANG_VAR to another folder.",
        ),
        "portal.E004": (
            not _can_write(settings.SEARCH_INDEX_DIR),
            f"The search index cannot be written to {settings.SEARCH_INDEX_DIR}.",
            "Let the user that runs the portal write there, or set HANMADANG_VAR to another folder.",
        ),
    }
    return _errors(wrong)


@register(FIT_TO_RUN, Tags.security)
def production_is_safe(**_kwargs: object) -> list[CheckMessage]:
    """What works on a desk and must not go live."""
    if settings.SAMPLE_CONTENT_ALLOWED:
        return []
    wrong = {
        "portal.E010": (settings.DEBUG, "DEBUG is on.", "Remove DEBUG = True from the settings in force."),
        "portal.E011": (
            settings.SECRET_KEY.startswith("not-a-secret") or len(settings.SECRET_KEY) < MINIMUM_KEY_LENGTH,
            "SECRET_KEY is missing or short.",
            f"Set SECRET_KEY in the environment to at least {MINIMUM_KEY_LENGTH} random characters.",
        ),
        "portal.E012": (
            connection.vendor != "postgresql",
            "Production needs PostgreSQL.",
            "Set DATABASE_URL=postgres://user:password@host/name.",
        ),
        "portal.E013": (
            not str(settings.CACHES["default"].get("LOCATION", "")).startswith(
                ("redis://", "rediss://", "unix://")
            ),
            "Production needs a Redis cache shared by all workers.",
            "Set REDIS_URL=redis://host:6379/0.",
        ),
        "portal.E014": (
            "*" in settings.ALLOWED_HOSTS or not _public_hosts(),
            "ALLOWED_HOSTS does not name the site.",
            "Set ALLOWED_HOSTS=example.org to the host names of the site; never to *.",
        ),
        "portal.E015": (
            not settings.SITE_URL.startswith("https://"),
            "SITE_URL is not https.",
            "Set SITE_URL=https://example.org: links in mail are made from it.",
        ),
        "portal.E016": (
            "smtp" not in settings.MAILERS["delivery"]["BACKEND"],
            "Mail would not leave this machine.",
            "Set EMAIL_URL=submission://user:password@host:587.",
        ),
    }
    return _errors(wrong)


@register(FIT_TO_RUN, Tags.database)
def production_has_no_demo_accounts(**_kwargs: object) -> list[CheckMessage]:
    """Demo accounts have printed passwords: they must not stand in production."""
    if settings.SAMPLE_CONTENT_ALLOWED:
        return []
    try:
        found = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []  # away, or not migrated yet: others say so
    if not found:
        return []
    return [
        Error(
            "Demo accounts stand in the database.",
            hint="Run `python manage.py remove_demo_accounts`.",
            id="portal.E020",
        )
    ]


@register
def variables_are_known(**_kwargs: object) -> list[CheckMessage]:
    """A misspelled name in `.env` would be passed over in silence."""
    known = NAME_IN_EXAMPLE.findall(_read(settings.REPOSITORY / ".env.example"))
    written = NAME_IN_FILE.findall(_read(settings.REPOSITORY / ".env"))
    return [
        CheckWarning(
            f"{name} in .env is unknown.",
            hint="Correct the name or remove the line; .env.example lists what there is.",
            id="portal.W030",
        )
        for name in written
        if name not in known
    ]


def _errors(wrong: dict[str, tuple[bool, str, str]]) -> list[CheckMessage]:
    return [
        Error(message, hint=hint, id=number)
        for number, (is_wrong, message, hint) in wrong.items()
        if is_wrong
    ]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _public_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1", "[::1]"}]


def _can_write(folder: Path) -> bool:
    """Whether files can be made in the folder, or the folder itself where it is missing."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
