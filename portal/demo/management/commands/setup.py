"""`manage.py setup`: everything between an empty folder and a portal that can be served; asks nothing."""

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from portal.demo.database import prepare_database

KEY_BYTES = 50
NO_KEY = "not-a-secret"
"""How the settings' stand-in begins when neither the environment nor the file has a key."""


class Command(BaseCommand):
    """One process for all steps: starting Django for each would take most of the time of a second run."""

    help = "Prepare key, database, static files, shipped facts, examples, search index and demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one choice there is."""
        parser.add_argument("--without-sample", action="store_true", help="leave the fictitious examples out")

    def handle(self, *_args: object, **options: bool) -> None:
        """Run the steps; each finds out itself whether there is anything to do, and keeps what was edited."""
        self._step("Secret key", _make_secret_key)
        self._step("Database", prepare_database)
        self._step("Static files", _collect_static_files)
        self._step("Facts of the zones", lambda: call_command("load_demo"))
        if settings.SAMPLE_CONTENT_ALLOWED and not options["without_sample"]:
            self._step("Fictitious examples, marked 예시", lambda: call_command("load_sample"))
        self._step("Search index", lambda: call_command("build_index", if_needed=True))
        if settings.SAMPLE_CONTENT_ALLOWED:
            self._step("Demo accounts", lambda: call_command("create_demo_accounts"))
        self.stdout.write(self.style.SUCCESS("Ready: make serve"))

    def _step(self, name: str, do: Callable[[], object]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(name))
        self.stdout.flush()
        do()


def _make_secret_key() -> None:
    """Keep a key of its own for this copy, readable by its owner only, unless the environment brings one."""
    if not settings.SECRET_KEY.startswith(NO_KEY):
        return
    key = secrets.token_urlsafe(KEY_BYTES)
    path: Path = settings.SECRET_KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(key, encoding="ascii")
    settings.SECRET_KEY = key  # the steps that follow encrypt with it


def _collect_static_files() -> None:
    """Collect, compress and name the static files by content, if any has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _state_of_static_files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state, encoding="ascii")


def _state_of_static_files() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            known = Path(storage.path(name)).stat()
            digest.update(f"{name} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
