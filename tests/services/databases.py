"""Template databases: migrate once, load the facts once, then give every test a copy.

Migrating takes seconds and loading the facts takes more; copying a SQLite file takes milliseconds and
`CREATE DATABASE … TEMPLATE` a tenth of a second. A template is made once for each state of the sources that
shape it.
"""

import fcntl
import hashlib
import importlib.metadata
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache as cache_for_good
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from portal.demo.database import prepare_database
from portal.settings.base import REPOSITORY

ROOMS = ("portal", "knowhow", "network", "search")
SHAPE_FACTS = {"migrations", "models", "importers", "importing", "demo", "indexing", "actions", "search"}
SHOW_FACTS = {
    "views.py", "urls.py", "forms.py", "api.py", "apps.py", "queries.py", "snippets.py", "setup.py", "addresses.py",
    "admin.py", "circuit.py", "doctor.py", "elastic.py", "fallback.py", "jobs.py", "locks.py", "meaning.py", "pool.py", "repair.py",
    "search_doctor.py", "wagtail_hooks.py",
}  # fmt: skip
TEMPLATES_KEPT = 4


class Content(StrEnum):
    """What a test finds in its database."""

    MIGRATED = "migrated"
    FACTS = "facts"
    """What `load_demo` loads: the real zones, exemptions and cases, and their search index."""
    SAMPLE = "sample"
    """The facts and what `load_sample` adds; the index is that of the facts."""


STARTS_FROM = {Content.FACTS: Content.MIGRATED, Content.SAMPLE: Content.FACTS}


class Store(Protocol):
    """How one kind of database makes, keeps and copies templates."""

    def has(self, template: str) -> bool: ...
    def make(self, template: str, *, start: str | None, fill: Callable[[], None]) -> None: ...
    def copy(self, template: str, *, name: str) -> str: ...
    def drop(self, name: str) -> None: ...


class SqliteStore:
    """Templates are files beside each other."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def has(self, template: str) -> bool:
        """Whether the template was made by an earlier run."""
        return (self.home / f"{template}.sqlite3").exists()

    def make(self, template: str, *, start: str | None, fill: Callable[[], None]) -> None:
        """Fill a new file and give it the template's name when it is whole."""
        unfinished = self.home / f"{template}.unfinished"
        for left in self.home.glob(f"{_kind(template)}-*.unfinished*"):
            left.unlink()  # by a run that was killed: only the holder of the lock gets here
        if start:
            shutil.copyfile(self.home / f"{start}.sqlite3", unfinished)
        use_database(str(unfinished))
        fill()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        unfinished.rename(self.home / f"{template}.sqlite3")
        self._prune(_kind(template))

    def copy(self, template: str, *, name: str) -> str:
        """Copy the template into the folder of this process and give the new database's name."""
        target = settings.VAR_DIR / f"{name}.sqlite3"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.home / f"{template}.sqlite3", target)
        return str(target)

    def drop(self, name: str) -> None:
        """Remove a copy."""
        _remove_sqlite(Path(name))

    def _prune(self, kind: str) -> None:
        made = sorted(self.home.glob(f"{kind}-*.sqlite3"), key=lambda path: path.stat().st_mtime)
        for old in made[:-TEMPLATES_KEPT]:
            old.unlink()
            shutil.rmtree(old.with_suffix(".index"), ignore_errors=True)


class PostgresStore:
    """Templates are databases of the same server."""

    def has(self, template: str) -> bool:
        """Whether this server has the template."""
        with _server() as execute:
            return bool(execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]))

    def make(self, template: str, *, start: str | None, fill: Callable[[], None]) -> None:
        """Fill a new database and give it the template's name when it is whole."""
        unfinished = f"unfinished-{template}"
        self.drop(unfinished)
        self.copy(start or "template0", name=unfinished)
        use_database(unfinished)
        fill()
        connection.close()
        with _server() as execute:
            execute(f"ALTER DATABASE {_quote(unfinished)} RENAME TO {_quote(template)}")

    def copy(self, template: str, *, name: str) -> str:
        """Make a database of the template's content and give its name."""
        with _server() as execute:
            execute(f"CREATE DATABASE {_quote(name)} TEMPLATE {_quote(template)}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with _server() as execute:
            execute(f"DROP DATABASE IF EXISTS {_quote(name)} WITH (FORCE)")


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What one test process works on until a test spoils it."""

    database: str
    index: Path
    written: tuple[object, ...]
    """When the index was last written as it was copied."""


class Databases:
    """The databases of one test process: one copy for each content, made again after a test that commits."""

    def __init__(self, *, home: Path, worker: str) -> None:
        self.home = home / connection.vendor  # an index belongs to its database: each kind keeps its own
        self.home.mkdir(parents=True, exist_ok=True)
        self.worker = worker
        self.store: Store = PostgresStore() if connection.vendor == "postgresql" else SqliteStore(self.home)
        self.copies: dict[Content, Copy] = {}
        self.standing: Content | None = None
        self.number = 0

    def provide(self, content: Content) -> None:
        """Point the default connection and the search index to a clean copy of this content."""
        if content not in self.copies:
            self.copies[content] = self._copy(content)
        elif self.standing == content:
            return
        self.standing = content
        use_database(self.copies[content].database)
        settings.SEARCH_INDEX_DIR = self.copies[content].index

    def spoil_if_index_was_written(self) -> None:
        """A test that is rolled back takes nothing back from the index: the next test gets a new copy of both."""
        if self.standing and _written(self.copies[self.standing].index) != self.copies[self.standing].written:
            self.spoil()

    def spoil(self) -> None:
        """Say that a test has committed to the database that stands: the next test gets a new copy."""
        if self.standing is None:
            return
        connection.close()
        copy = self.copies.pop(self.standing)
        self.store.drop(copy.database)
        shutil.rmtree(copy.index, ignore_errors=True)
        self.standing = None

    def remove(self) -> None:
        """Drop every copy; the templates stay for the next run."""
        connection.close()
        for copy in self.copies.values():
            self.store.drop(copy.database)

    def _copy(self, content: Content) -> Copy:
        self.number += 1
        name = f"test-{self.worker}-{content}-{self.number}"
        index: Path = settings.VAR_DIR / f"{name}.index"
        template = self._template(content)
        if content != Content.MIGRATED:
            shutil.copytree(self.home / f"{self._template(Content.FACTS)}.index", index)
        return Copy(database=self.store.copy(template, name=name), index=index, written=_written(index))

    def _template(self, content: Content) -> str:
        """The name of the template of this content, made now if no earlier run has made it."""
        template = f"{content}-{_state_of_sources(content)}"
        if self.store.has(template):
            return template
        start = self._template(STARTS_FROM[content]) if content in STARTS_FROM else None
        with _locked(self.home / f"{content}.lock"):
            if not self.store.has(template):  # another process may have made it meanwhile
                self.store.make(template, start=start, fill=self._fill(content, template=template))
        return template

    def _fill(self, content: Content, *, template: str) -> Callable[[], None]:
        """What makes the content out of what a new template starts with."""
        return {
            Content.MIGRATED: prepare_database,
            Content.FACTS: lambda: _load_facts(self.home / f"{template}.index"),
            Content.SAMPLE: _load_sample,
        }[content]


def use_database(name: str) -> None:
    """Point the default connection of every thread to another database."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.settings_dict["CONN_MAX_AGE"] = 0  # threads of the live server must not keep the one they had
    ContentType.objects.clear_cache()


def _load_facts(index: Path) -> None:
    shutil.rmtree(index, ignore_errors=True)
    settings.SEARCH_INDEX_DIR = index
    with override_settings(SEARCH_ENGINE="tantivy"):  # the index is copied with the database: a folder can be
        call_command("load_demo", verbosity=0)
        call_command("build_index", verbosity=0)
        import_module("knowhow.like_zones").refresh_cases_like_zones()  # models, once Django is set up
    cache.clear()


def _load_sample() -> None:
    with transaction.atomic():
        import_module("portal.demo.sample").load_sample()
        connection.run_on_commit.clear()  # what waits for a commit stays undone, as in a test that loads them itself
    cache.clear()


@cache_for_good
def _state_of_sources(content: Content) -> str:
    """A digest of everything that decides what the template holds, read once: it takes as long as a dozen tests."""
    digest = hashlib.sha256()
    for name in sorted(f"{found.name}=={found.version}" for found in importlib.metadata.distributions()):
        digest.update(name.encode())
    for path in sorted(_shaping_files(content)):
        digest.update(str(path.relative_to(REPOSITORY)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _shaping_files(content: Content) -> Iterator[Path]:
    """Only what shapes data: a change to a page must not make everybody wait for a new template."""
    yield REPOSITORY / "portal/settings/base.py"
    for room in ROOMS:
        for path in (REPOSITORY / room).rglob("*.*"):
            parts = {*path.relative_to(REPOSITORY).parts, path.stem}
            shapes = {"migrations"} if content == Content.MIGRATED else SHAPE_FACTS
            if (
                path.suffix in {".py", ".csv", ".toml", ".txt"}
                and parts & shapes
                and path.name not in SHOW_FACTS
            ):
                yield path


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time makes or copies templates."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _server() -> Iterator[Callable[..., list[tuple[object, ...]]]]:
    """Give a function that runs one statement outside every database of the tests."""

    def execute(statement: str, parameters: list[str] | None = None) -> list[tuple[object, ...]]:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []

    with connection._nodb_cursor() as cursor:  # Django's own way for its test databases
        yield execute


def _written(index: Path) -> tuple[object, ...]:
    """What changes with every commit to an index: which build answers, and the list of its segments."""
    return tuple(
        (path.name, path.stat().st_mtime_ns, path.stat().st_ino)
        for path in sorted((*index.glob("CURRENT"), *index.glob("*/meta.json")))
    )


def _kind(template: str) -> str:
    return template.partition("-")[0]


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _remove_sqlite(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
