"""The engine away, slow, read-only, damaged: pages serve, search answers within a second, nothing is lost."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from portal.outbox.actions import mark_changed
from portal.outbox.models import IndexOutbox
from search import circuit
from search.doctor import examine
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.indexer import drain, rebuild
from search.queries import find
from search.results import SearchRequest, SearchResult
from tests.abuse.sizes import EQUAL_WITHIN_SECONDS, SLOWEST_OUTAGE_SECONDS
from tests.jobs.worker_process import wait_until
from tests.search.room import Room, Thing
from tests.services import elasticsearch as servers

PAGES = ("/", "/zones/", "/search/?q=장류", "/api/v1/search?q=장류", "/api/v1/suggest?q=순창")


def search(text: str = "장류") -> SearchResult:
    return find(SearchRequest(text=text), viewer=AnonymousUser())


def publish(room: Room, object_id: str, text: str) -> None:
    room.things[object_id] = Thing(f"새 특구 {object_id}", body=text)
    mark_changed(room.kind, object_id)


def try_to_drain() -> bool:
    """As the worker does every few seconds: what cannot be done now waits."""
    with suppress(EngineUnavailableError):
        drain()
    return not IndexOutbox.objects.exists()


@pytest.fixture
def usual(client: Client) -> Callable[[], dict[str, float]]:
    """How long each page takes while all is well: a busy machine is no outage."""

    def measure() -> dict[str, float]:
        for address in PAGES:
            client.get(address)  # loads templates and dictionaries
        return {address: seconds_of(client, address) for address in PAGES}

    return measure


def seconds_of(client: Client, address: str) -> float:
    began = time.monotonic()
    assert client.get(address).status_code == 200, address
    return time.monotonic() - began


def assert_serves(client: Client, usual: dict[str, float]) -> None:
    """Every page answers, soon, and search says that it is a simple one."""
    for address in PAGES:
        allowed = SLOWEST_OUTAGE_SECONDS + 3 * usual[address]
        assert seconds_of(client, address) <= allowed, address
    result = search()
    assert result.is_degraded
    assert [hit.title for hit in result.hits] == ["순창 장류산업특구"]


def assert_equal_again(text: str) -> None:
    began = time.monotonic()
    assert wait_until(try_to_drain, seconds=EQUAL_WITHIN_SECONDS)
    assert examine().is_healthy
    assert wait_until(lambda: not search(text).is_degraded, seconds=EQUAL_WITHIN_SECONDS)
    assert search(text).total == 1
    assert time.monotonic() - began <= EQUAL_WITHIN_SECONDS


# --- The embedded engine


def remove(index: Path) -> None:
    shutil.rmtree(index)


def take_away_which_build_answers(index: Path) -> None:
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


def lose_a_segment(index: Path) -> None:
    for path in (index / str(engine().live())).glob("*.term"):
        path.unlink()


def cut_the_list_of_segments(index: Path) -> None:
    path = index / str(engine().live()) / "meta.json"
    path.write_text(path.read_text()[:40])


def replace_by_a_file(index: Path) -> None:
    build = index / str(engine().live())
    shutil.rmtree(build)
    build.write_text("")


DAMAGES: tuple[Callable[[Path], None], ...] = (
    remove, take_away_which_build_answers, lose_a_segment, cut_the_list_of_segments, replace_by_a_file,
)  # fmt: skip


@pytest.fixture
def embedded(db: None, settings: Settings, index_directory: Path, rooms: tuple[Room, Room]) -> Path:
    settings.SEARCH_ENGINE = "tantivy"
    rebuild()
    search()
    return index_directory


@pytest.mark.whole
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_index_costs_no_page_and_no_change(
    embedded: Path,
    client: Client,
    zone_room: Room,
    damage: Callable[[Path], None],
    usual: Callable[[], dict[str, float]],
) -> None:
    before = usual()
    damage(embedded)
    engine.__globals__["_engine"].cache_clear()  # as another process, which has no open index
    assert_serves(client, before)
    publish(zone_room, "90", "드론택배")
    with suppress(EngineUnavailableError):
        drain()
    if damage is take_away_which_build_answers:  # nobody but a person can tell what that folder is for
        (embedded / "CURRENT").rmdir()
    assert_equal_again("드론택배")


# --- Elasticsearch


@pytest.fixture
def elastic(db: None, settings: Settings, node: servers.Node, rooms: tuple[Room, Room]) -> servers.Node:
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elastic", node.url
    settings.ELASTICSEARCH_PREFIX = "abuse"
    rebuild()
    search()
    return node


@pytest.mark.whole
def test_stopped_server_costs_a_second_at_most_and_then_nothing(
    elastic: servers.Node, client: Client, zone_room: Room, usual: Callable[[], dict[str, float]]
) -> None:
    before, process = usual(), elastic.process()
    assert process
    os.kill(process, signal.SIGSTOP)
    assert_serves(client, before)
    for _ in range(circuit.FAILURES_TO_OPEN):
        search()
    began = time.monotonic()
    for _ in range(10):
        search()
    assert time.monotonic() - began <= SLOWEST_OUTAGE_SECONDS + 3 * max(before.values())
    publish(zone_room, "90", "드론택배")
    assert not try_to_drain()
    os.kill(process, signal.SIGCONT)
    assert_equal_again("드론택배")


@pytest.mark.whole
def test_killed_server_costs_nothing_and_loses_nothing(
    elastic: servers.Node, client: Client, zone_room: Room, usual: Callable[[], dict[str, float]]
) -> None:
    before = usual()
    elastic.end(signal.SIGKILL)
    assert_serves(client, before)
    publish(zone_room, "90", "드론택배")
    assert not try_to_drain()
    servers.start([elastic], settings={**servers.ALONE, **servers.OPEN})
    assert_equal_again("드론택배")


@pytest.mark.whole
def test_read_only_server_answers_and_changes_wait(elastic: servers.Node, zone_room: Room) -> None:
    with Elasticsearch([elastic.url]) as administrator:
        block = {"index.blocks.read_only_allow_delete": True}
        administrator.indices.put_settings(index="abuse-*", settings=block)
        publish(zone_room, "90", "드론택배")
        assert not try_to_drain()
        assert not search().is_degraded
        administrator.indices.put_settings(index="abuse-*", settings=dict.fromkeys(block, None))
    assert_equal_again("드론택배")


@pytest.mark.whole
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_node_killed_out_of_three_loses_nothing(settings: Settings, rooms: tuple[Room, Room]) -> None:
    """One replica: searching and indexing go on, and what was acknowledged is there."""
    zones, _cases = rooms
    answers: list[SearchResult] = []
    is_over = threading.Event()

    def keep_searching() -> None:
        while not is_over.is_set():
            answers.append(search())
        connection.close()

    with servers.three_nodes() as nodes:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH_PREFIX = "elastic", "abuse"
        settings.ELASTICSEARCH_URL = ",".join(node.url for node in nodes)
        rebuild()
        reader = threading.Thread(target=keep_searching)
        reader.start()
        try:
            for number in range(200):
                publish(zones, f"n{number}", f"바뀐글{number}")
                if number % 10 == 9:  # each write waits for a refresh
                    try_to_drain()
                if number == 65:
                    nodes[0].end(signal.SIGKILL)
        finally:
            is_over.set()
            reader.join()
        assert wait_until(try_to_drain, seconds=EQUAL_WITHIN_SECONDS)
        assert examine().is_healthy
        assert answers
        assert all(answer.total == 1 for answer in answers)
        assert {f"zone:n{number}:ko" for number in range(200)} <= dict(engine().revisions()).keys()
