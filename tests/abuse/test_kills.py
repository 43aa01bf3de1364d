"""kill -9 of the worker while it indexes loses nothing: what the outbox asked for is done by the next one.

A real worker process on the real rooms. It is killed at moments of chance while rows are being worked off; the last
one is left alone, and index and database must then be equal: by key, revision, content and visibility.
"""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from knowhow.models import CasePage
from portal.outbox.actions import mark_all_changed
from portal.outbox.models import IndexOutbox
from portal.zones.models import Zone, ZonePage
from search.doctor import EngineDifference, RoomDifference, examine
from search.models import IndexedDocument
from tests.abuse.sizes import CHANGES, EQUAL_WITHIN_SECONDS, KILLS, PATIENCE_SECONDS, TOUCHED
from tests.jobs.worker_process import wait_until
from tests.services.worker import running_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("facts", "own_index"),
    pytest.mark.timeout(2 * PATIENCE_SECONDS + 300),
]


def publish(page: CasePage, number: int) -> None:
    page.summary_ko = f"고친 글 {number}"
    page.save_revision().publish()


def toggle(page: CasePage, _number: int) -> None:
    if page.live:
        page.unpublish()
    else:
        page.save_revision().publish()


def close_or_open(page: CasePage, _number: int) -> None:
    standing = PageViewRestriction.objects.filter(page=page.page_ptr)
    if standing:
        standing[0].delete()
    else:
        PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")


def move(page: CasePage, number: int) -> None:
    zones = ZonePage.objects.exclude(pk=page.get_parent().pk).order_by("pk")
    page.move(zones[number % 50], pos="last-child")


def roll_back(page: CasePage, _number: int) -> None:
    with suppress(RuntimeError), transaction.atomic():
        publish(page, -1)
        raise RuntimeError


def delete(page: CasePage, number: int) -> None:
    if number % 10 == 0:
        page.delete()


def update_in_bulk(_page: CasePage, number: int) -> None:
    with transaction.atomic():
        zones = Zone.objects.order_by("pk")[number % 100 : number % 100 + 5]
        numbers = [zone.pk for zone in zones]
        Zone.objects.filter(pk__in=numbers).update(product_ko=f"새 특산물 {number}")
        mark_all_changed("zone", numbers)


STEPS: tuple[Callable[[CasePage, int], None], ...] = (
    publish, publish, toggle, close_or_open, move, roll_back, update_in_bulk, publish, toggle, delete,
)  # fmt: skip


def change(numbers: range) -> None:
    """Make these changes, the same in each run."""
    draw = random.Random(numbers.start)  # noqa: S311 - to be repeated
    for number in numbers:
        pages = CasePage.objects.order_by("pk")
        STEPS[number % len(STEPS)](pages[draw.randrange(pages.count())], number)


def waiting() -> int:
    return IndexOutbox.objects.count()


def kill_while_it_works(worker: subprocess.Popen[bytes], draw: random.Random) -> None:
    """Wait until the first rows are gone, then a moment of chance, then kill it."""
    peak = waiting()
    assert wait_until(lambda: waiting() < peak or not waiting(), seconds=PATIENCE_SECONDS)
    time.sleep(draw.uniform(0, 0.3))
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def rounds() -> Iterator[range]:
    size = CHANGES // (KILLS + 1)
    for start in range(0, size * (KILLS + 1), size):
        yield range(start, start + size)


def test_nothing_is_lost_when_the_worker_is_killed() -> None:
    draw = random.Random(11)  # noqa: S311 - to be repeated
    *before, last = rounds()
    for numbers in before:
        change(numbers)
        # Touch more, so that there is enough to do for the kill to fall into the middle.
        mark_all_changed("zone", Zone.objects.order_by("pk").values_list("pk", flat=True)[:TOUCHED])
        with running_worker() as worker:
            kill_while_it_works(worker, draw)
    change(last)
    with running_worker():
        began = time.monotonic()
        assert wait_until(lambda: not waiting(), seconds=PATIENCE_SECONDS)
        took = time.monotonic() - began
    found = examine()
    assert (found.rooms, found.index, found.waiting) == (
        RoomDifference(),
        EngineDifference(frozenset(), frozenset(), frozenset()),
        0,
    )
    assert IndexedDocument.objects.filter(kind="case").exists()
    assert took <= EQUAL_WITHIN_SECONDS
