"""A web process without a worker looks after the index by itself, and leaves it alone where a worker stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.jobs.models import Worker
from portal.jobs.running import SILENT_AFTER
from portal.outbox.actions import mark_changed
from portal.outbox.models import IndexOutbox
from search.alone import start_if_alone

pytestmark = pytest.mark.usefixtures("transactional_db")


def worker_seen(age: timedelta) -> None:
    """A worker whose last sign of life is so old."""
    seen = timezone.now() - age
    Worker.objects.create(name="w", started_at=seen, seen_at=seen)


@pytest.fixture
def _one_change(transactional_db: None, built: None) -> None:
    mark_changed("zone", "1")


@pytest.mark.usefixtures("_one_change")
@pytest.mark.parametrize("age", [None, SILENT_AFTER + timedelta(seconds=5)], ids=["none", "silent"])
def test_what_waits_is_indexed_where_no_worker_stands(age: timedelta | None) -> None:
    if age is not None:
        worker_seen(age)
    thread = start_if_alone()
    assert thread is not None
    thread.join(timeout=60)
    assert not IndexOutbox.objects.exists()


@pytest.mark.usefixtures("_one_change")
def test_a_worker_that_stands_is_left_to_it() -> None:
    worker_seen(timedelta(0))
    assert start_if_alone() is None
    assert IndexOutbox.objects.exists()


@pytest.mark.usefixtures("built")
def test_nothing_is_started_for_nothing() -> None:
    assert start_if_alone() is None
