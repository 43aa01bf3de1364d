"""Search with a test room and an index directory of its own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from search.indexer import rebuild
from search.registry import Registry, registry
from tests.search.room import PLACES, PROVINCE, WORDS, YEAR, Room, cases, zones


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """The registry of the process, without the real rooms."""
    for name, value in vars(Registry()).items():
        monkeypatch.setattr(registry, name, value)
    return registry


@pytest.fixture
def folder(settings: Settings) -> Iterator[Path]:
    """A folder in memory where there is room: each commit of an index waits for its disk."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def index_directory(folder: Path, settings: Settings) -> Path:
    """An index directory for one test."""
    settings.SEARCH_ENGINE = "tantivy"
    settings.SEARCH_INDEX_DIR = folder / "index"
    return folder / "index"


@pytest.fixture
def zone_room(empty_registry: Registry) -> Room:
    """Zones, with facets, places and words."""
    room = Room("zone", order=1, things=zones())
    room.register(empty_registry)
    empty_registry.register_facet(PROVINCE)
    empty_registry.register_facet(YEAR)
    empty_registry.register_places(lambda: PLACES)
    empty_registry.register_words(lambda: WORDS)
    return room


@pytest.fixture
def case_room(zone_room: Room, empty_registry: Registry) -> Room:
    """Cases beside the zones."""
    room = Room("case", order=2, things=cases())
    room.register(empty_registry)
    return room


@pytest.fixture
def built(db: None, index_directory: Path, zone_room: Room, case_room: Room) -> None:
    """Both rooms in a fresh index."""
    rebuild()
