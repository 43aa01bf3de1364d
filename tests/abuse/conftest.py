"""The rooms and engines of the search tests, for rougher handling."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from search import circuit
from tests.permissions.stage import stage
from tests.search.conftest import case_room, cluster, empty_registry, folder, index_directory, zone_room
from tests.search.room import Room
from tests.services import elasticsearch as servers

__all__ = ["case_room", "cluster", "empty_registry", "folder", "index_directory", "stage", "zone_room"]


@pytest.fixture(autouse=True)
def _own_circuit() -> Iterator[None]:
    circuit._circuit.cache_clear()
    yield
    circuit._circuit.cache_clear()


@pytest.fixture(params=["tantivy", pytest.param("elastic", marks=pytest.mark.whole)])
def engine_name(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Each engine in turn; the real cluster in `make test-full` and `make abuse`."""
    settings.SEARCH_ENGINE = request.param
    return str(request.param)


@pytest.fixture
def own_index(settings: Settings, tmp_path: Path) -> Path:
    """A copy of the index of the facts, which this test may damage."""
    settings.SEARCH_ENGINE = "tantivy"
    shutil.copytree(settings.SEARCH_INDEX_DIR, tmp_path / "index")
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def rooms(zone_room: Room, case_room: Room) -> tuple[Room, Room]:
    """Both rooms, registered."""
    return zone_room, case_room


@pytest.fixture
def node() -> Iterator[servers.Node]:
    """A server of this test's own, which it may stop and kill."""
    own = servers._node(f"abuse-{os.getpid()}")
    with servers.started(own, settings={**servers.ALONE, **servers.OPEN}):
        yield own
        if process := own.process():
            os.kill(process, signal.SIGCONT)
