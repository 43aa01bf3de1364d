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
from portal.checks import production_has_no_demo_accounts, variables_are_known
from portal.settings.base import REPOSITORY

LIVE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "live-" * 12,
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
    "ALLOWED_HOSTS": "portal.example.org",
    "SITE_URL": "https://portal.example.org",
}


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


def test_production_with_all_it_needs_starts(tmp_path: Path) -> None:
    """The control; a database that is away is answered with 503, not with a server that does not start."""
    assert "stands" in start_web_server(LIVE, var=tmp_path)


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL=postgres://"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"REDIS_URL": ""}, "Set REDIS_URL"),
        ({"EMAIL_URL": "consolemail://"}, "Set EMAIL_URL"),
        ({"ALLOWED_HOSTS": "*"}, "Set ALLOWED_HOSTS"),
        ({"SITE_URL": "http://portal.example.org"}, "Set SITE_URL"),
        ({"SEARCH_ENGINE": "sorl"}, "Set SEARCH_ENGINE"),
        ({"DJANGO_SETTINGS_MODULE": "tests.floor.settings_with_debug"}, "Remove DEBUG"),
    ],
)
def test_production_that_is_unsafe_does_not_start_and_says_what_to_do(
    wrong: dict[str, str], remedy: str, tmp_path: Path
) -> None:
    environment = {name: value for name, value in (LIVE | wrong).items() if value}
    said = start_web_server(environment, var=tmp_path)
    assert "stands" not in said
    assert "ImproperlyConfigured: The portal does not start" in said
    assert remedy in said


def test_embedded_default_starts_without_any_variable(tmp_path: Path) -> None:
    assert "stands" in start_web_server({}, var=tmp_path)


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
