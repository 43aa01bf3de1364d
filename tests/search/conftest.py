"""Search with a test room and an index directory of its own."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from search import pool, queries
from search.engines.base import SearchEngine
from search.engines.cluster import Cluster
from search.engines.elastic import ElasticEngine
from search.engines.tantivy import TantivyEngine
from search.indexer import rebuild
from search.registry import Registry, registry
from tests.search.room import FIELD, PLACES, PROVINCE, WORDS, YEAR, Room, cases, zones
from tests.services.elasticsearch import left_running


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
def cluster(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A real Elasticsearch, with a prefix of this test's own; its indexes go with the test."""
    settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL or left_running() or ""
    if not settings.ELASTICSEARCH_URL:
        pytest.fail("No Elasticsearch: run `make elasticsearch`, or set ELASTICSEARCH_URL.", pytrace=False)
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    settings.ELASTICSEARCH_SECONDS = 10.0  # a server beside tests on two processors is slow at times
    monkeypatch.setattr(queries, "_PATIENCE_SECONDS", 10.0)
    chosen = Cluster.configured()
    yield chosen
    with client_of(chosen) as client:
        for name in client.indices.get(index=f"{chosen.prefix}-*", expand_wildcards="all"):
            client.indices.delete(index=name)


def client_of(cluster: Cluster) -> Elasticsearch:
    """The engine's own connection, for what the engine does not do."""
    return ElasticEngine(cluster)._connected().writing


type OpenEngine = Callable[[], SearchEngine]
"""Open the same engine once more, as another process would."""


@pytest.fixture(params=["tantivy", pytest.param("elastic", marks=pytest.mark.whole)])
def open_engine(request: pytest.FixtureRequest, folder: Path) -> OpenEngine:
    """Each engine in turn: `make test` proves the embedded one, `make test-full` both."""
    if request.param == "tantivy":
        return lambda: TantivyEngine(folder)
    cluster: Cluster = request.getfixturevalue("cluster")
    return lambda: ElasticEngine(cluster)


@pytest.fixture
def embedded(settings: Settings) -> None:
    """The embedded engine whatever SEARCH_ENGINE says, for tests about its files: ask for it before `built`."""
    settings.SEARCH_ENGINE = "tantivy"


@pytest.fixture(autouse=True)
def _facts_are_embedded(request: pytest.FixtureRequest, settings: Settings) -> None:
    """The facts come with a ready index of the embedded engine."""
    if "facts" in request.fixturenames:
        settings.SEARCH_ENGINE = "tantivy"


@pytest.fixture
def index_directory(folder: Path, settings: Settings, request: pytest.FixtureRequest) -> Path:
    """A place for the index of one test, in the engine of SEARCH_ENGINE."""
    settings.SEARCH_INDEX_DIR = folder / "index"
    if settings.SEARCH_ENGINE == "elastic":
        request.getfixturevalue("cluster")
    return folder / "index"


@pytest.fixture
def zone_room(empty_registry: Registry) -> Room:
    """Zones, with facets, places and words."""
    room = Room("zone", order=1, things=zones())
    room.register(empty_registry)
    empty_registry.register_facet(PROVINCE)
    empty_registry.register_facet(YEAR)
    empty_registry.register_facet(FIELD)
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
    """Both rooms in a fresh index, and no vectors of documents that were rolled back."""
    pool.forget()
    rebuild()
