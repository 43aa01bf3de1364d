"""A rebuild while the portal goes on: nothing that changes meanwhile is lost, and every question is answered."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from pytest_django.fixtures import Settings

from portal.outbox.actions import mark_changed
from search import circuit
from search.doctor import examine
from search.engines import engine
from search.indexer import drain, rebuild, roll_back
from search.models import IndexedDocument
from search.queries import SearchRequest, find
from search.results import SearchResult
from tests.search.room import Room, Thing

CHANGES = 200
ANYONE = AnonymousUser()


@pytest.fixture(params=["tantivy", "elastic"])
def chosen(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each engine in turn, given the time that a busy machine needs."""
    monkeypatch.setattr(circuit, "SLOW_SECONDS", 60.0)
    settings.SEARCH_ENGINE = name = str(request.param)
    return name


@pytest.fixture
def room(chosen: str, zone_room: Room, built: None) -> Room:
    """Sixty more zones, found before the rebuild begins."""
    for number in range(100, 160):
        zone_room.things[str(number)] = Thing(f"공주 {number}호 특구", body="처음 글")
        mark_changed("zone", str(number))
    drain()
    return zone_room


class Meanwhile:
    """What goes on beside a rebuild: an editor who changes things, a worker who indexes, a reader who asks."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.changes = 0
        self.answers: list[SearchResult] = []
        self.is_over = threading.Event()
        self._begins = threading.Event()

    def progress(self, step: str, _done: int, _total: int) -> None:
        """Let changes begin with the rebuild, and most of them happen before it looks at its work."""
        self._begins.set()
        deadline = time.monotonic() + 60
        while step == "index" and self.changes < CHANGES * 3 // 4 and time.monotonic() < deadline:
            time.sleep(0.01)

    def edit(self) -> None:
        """Change, add and remove things."""
        self._begins.wait()
        for number in range(CHANGES):
            object_id = str(100 + number * 7 % 90)
            if number % 9 == 8:
                self.room.things.pop(object_id, None)
            else:
                self.room.things[object_id] = Thing(f"공주 {object_id}호 특구", body=f"바뀐 글 {number}")
            mark_changed("zone", object_id)
            self.changes += 1
            if number % 20 == 0:
                drain()
        connection.close()

    def read(self) -> None:
        """Ask until the rebuild is over."""
        self._begins.wait()
        while not self.is_over.is_set():
            self.answers.append(find(SearchRequest(text="공주 특구"), viewer=ANYONE))
        connection.close()


@pytest.fixture
def meanwhile(room: Room) -> Meanwhile:
    """A rebuild during which all of that went on."""
    beside = Meanwhile(room)
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(beside.edit), threads.submit(beside.read)]
        try:
            rebuild(progress=beside.progress)
            running[0].result(timeout=120)
        finally:
            beside.is_over.set()
        running[1].result(timeout=120)
    drain()
    return beside


@pytest.mark.whole
@pytest.mark.django_db(transaction=True)
def test_changes_during_a_rebuild_are_all_there_and_no_question_fails(meanwhile: Meanwhile) -> None:
    assert meanwhile.changes == CHANGES
    assert examine().is_healthy
    bodies = dict(IndexedDocument.objects.filter(kind="zone", language="ko").values_list("object_id", "body"))
    assert bodies == {object_id: thing.body for object_id, thing in meanwhile.room.things.items()}
    assert len(meanwhile.answers) > 5
    assert not [answer for answer in meanwhile.answers if answer.is_degraded or not answer.total]
    after = engine().live()
    assert roll_back().build_id != after
    assert examine().is_healthy
