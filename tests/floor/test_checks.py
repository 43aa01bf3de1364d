"""What stops the portal from starting, and what it says then."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from portal.accounts.models import User
from portal.checks import (
    production_has_no_demo_accounts,
    production_is_safe,
    settings_are_fit_to_run,
    variables_are_known,
)
from portal.settings.base import REPOSITORY

LIVE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "live-" * 12,
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
    "OBJECT_STORAGE_URL": "s3://key:secret@store.example.org:9000/files",
}


@pytest.fixture
def live(settings: LazySettings) -> LazySettings:
    """Settings of a portal that may go live."""
    settings.SAMPLE_CONTENT_ALLOWED = False
    settings.SECRET_KEY = LIVE["SECRET_KEY"]
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": LIVE["REDIS_URL"]}}
    settings.ALLOWED_HOSTS = [LIVE["ALLOWED_HOSTS"]]
    settings.SITE_URL = LIVE["SITE_URL"]
    settings.MAILERS = {"delivery": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
    return settings


def start_web_server(environment: Mapping[str, str], *, var: Path) -> str:
    """Load the application as a web server does; what it says when it refuses."""
    code = "import portal.wsgi; print('st' + 'ands')"
    command = [sys.executable, "-W", "ignore", "-c", code]
    result = subprocess.run(
        command,
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "HANMADANG_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


@pytest.mark.whole
def test_production_with_all_it_needs_starts(tmp_path: Path) -> None:
    """The control; a database that is away is answered with 503, not with a server that does not start."""
    assert "stands" in start_web_server(LIVE, var=tmp_path)


@pytest.mark.long
def test_unsafe_production_does_not_start_and_says_what_to_do(tmp_path: Path) -> None:
    said = start_web_server({"DJANGO_SETTINGS_MODULE": "tests.floor.settings_with_debug"}, var=tmp_path)
    assert "stands" not in said
    assert "ImproperlyConfigured: The portal does not start" in said
    for number in range(10, 16):
        assert f"(portal.E0{number})" in said
    assert "HINT: Set DATABASE_URL=postgres://" in said


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("DEBUG", True, "portal.E010"),
        ("SECRET_KEY", "short", "portal.E011"),
        ("CACHES", {"default": {"LOCATION": "cache_entries"}}, "portal.E013"),
        ("ALLOWED_HOSTS", ["*"], "portal.E014"),
        ("ALLOWED_HOSTS", ["localhost"], "portal.E014"),
        ("SITE_URL", "http://portal.example.org", "portal.E015"),
        ("MAILERS", {"delivery": {"BACKEND": "portal.mail.PrintAndKeepBackend"}}, "portal.E016"),
    ],
)
def test_unsafe_setting_is_reported(live: LazySettings, setting: str, value: object, number: str) -> None:
    setattr(live, setting, value)
    assert number in {message.id for message in production_is_safe()}


def test_safe_settings_are_not_reported(live: LazySettings) -> None:
    """The control; the database of the tests alone may be of another kind."""
    assert {message.id for message in production_is_safe()} <= {"portal.E012"}


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("SEARCH_ENGINE", "sorl", "portal.E001"),
        ("SITE_URL", "https://example.org/", "portal.E002"),
        ("SITE_URL", "example.org", "portal.E002"),
    ],
)
def test_setting_that_cannot_work_is_reported_everywhere(
    settings: LazySettings, setting: str, value: object, number: str
) -> None:
    setattr(settings, setting, value)
    assert [message.id for message in settings_are_fit_to_run()] == [number]


@pytest.mark.long
def test_embedded_default_starts_without_any_variable(tmp_path: Path) -> None:
    assert "stands" in start_web_server({}, var=tmp_path)


@pytest.mark.django_db
def test_index_folder_that_cannot_be_written_is_reported(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "index"
    with pytest.raises(SystemCheckError, match=r"portal\.E004"):
        call_command("check")


@pytest.mark.django_db
@pytest.mark.parametrize(("is_allowed", "found"), [(True, []), (False, ["portal.E020"])])
def test_demo_account_is_reported_in_production_alone(
    settings: LazySettings, *, is_allowed: bool, found: list[str]
) -> None:
    User.objects.create(email="demo@example.org", is_demo=True)
    settings.SAMPLE_CONTENT_ALLOWED = is_allowed
    assert [message.id for message in production_has_no_demo_accounts()] == found


@pytest.mark.django_db
def test_production_without_demo_accounts_is_fine(settings: LazySettings) -> None:
    settings.SAMPLE_CONTENT_ALLOWED = False
    assert production_has_no_demo_accounts() == []


def test_misspelled_variable_is_reported(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("# SITE_URL=x\nLOG_LEVEL=\n")
    (tmp_path / ".env").write_text("SITE_URL=y\nexport LOG_LEVEL=z\nSITE_ULR=w\n# NOTE=\n")
    settings.REPOSITORY = tmp_path
    assert [message.msg for message in variables_are_known()] == ["SITE_ULR in .env is unknown."]


@pytest.mark.django_db
def test_database_of_the_tests_passes_every_check() -> None:
    call_command("check", database=[connection.alias])
