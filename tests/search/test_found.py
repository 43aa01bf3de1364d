"""Documents that are shown are kept in memory, and never shown as they were."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.outbox.actions import mark_changed
from search import found
from search.builds import live_build
from search.found import FoundDocument, found_documents
from search.indexer import drain
from search.models import IndexedDocument
from tests.search.room import Room


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    found._kept.clear()
    yield
    found._kept.clear()


def read(*numbers: int) -> dict[int, FoundDocument]:
    return found_documents(numbers, analyser_version=live_build().analyser_version)


def number_of(key: str) -> int:
    kind, object_id = key.split(":")
    number: int = IndexedDocument.objects.get(kind=kind, object_id=object_id, language="ko").pk
    return number


def test_what_is_kept_is_asked_for_by_its_revision_alone(built: None) -> None:
    first = read(number_of("zone:1"))
    with CaptureQueriesContext(connection) as queries:
        again = read(*first)
    assert again == first
    assert [query["sql"].split(" FROM ")[0] for query in queries] == ["SELECT id, revision"]


def test_changed_document_is_shown_as_it_is_now(built: None, zone_room: Room) -> None:
    number = number_of("zone:1")
    before = read(number)[number]
    zone_room.things["1"].title = "공주 새알밤특구"
    mark_changed("zone", "1")
    drain()
    assert before.title != read(number)[number].title == "공주 새알밤특구"


def test_change_that_was_rolled_back_is_not_shown(built: None, zone_room: Room) -> None:
    number = number_of("zone:1")
    before = read(number)[number]
    old = zone_room.things["1"].title
    with transaction.atomic():
        zone_room.things["1"].title = "없던 이름"
        mark_changed("zone", "1")
        drain()
        assert read(number)[number].title == "없던 이름"
        transaction.set_rollback(True)
    zone_room.things["1"].title = old
    assert read(number)[number].title == before.title


def test_deleted_document_is_not_shown(built: None, zone_room: Room) -> None:
    number = number_of("zone:1")
    read(number)
    del zone_room.things["1"]
    mark_changed("zone", "1")
    drain()
    assert read(number) == {}


def test_no_more_are_kept_than_there_is_room_for(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "MOST_KEPT", 2)
    numbers = list(IndexedDocument.objects.values_list("pk", flat=True)[:5])
    assert len(read(*numbers)) == 5
    assert len(found._kept) == 2
    monkeypatch.setattr(found, "LONGEST_KEPT", -1)
    found._kept.clear()
    assert len(read(*numbers)) == 5
    assert not found._kept
