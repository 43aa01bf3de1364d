"""kill -9 of the worker, and of the server it writes to, loses nothing: what the outbox asked for is done by the next.

A real worker process on the real rooms, on each engine. It is killed at moments of chance while it works rows off; on a
cluster every other time the server is killed in its place. The last worker is left alone, and index and database must
then be equal: by key, revision, content and visibility.
"""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings
from wagtail.models import Page, PageViewRestriction

from knowhow.models import CasePage
from portal.outbox.actions import mark_all_changed
from portal.outbox.models import IndexOutbox
from portal.zones.models import Zone, ZonePage
from search.doctor import EngineDifference, RoomDifference, examine
from search.indexer import rebuild
from search.models import IndexClock, IndexedDocument
from tests.abuse.sizes import CHANGES, EQUAL_WITHIN_SECONDS, KILLS, PATIENCE_SECONDS, TOUCHED, say
from tests.jobs.worker_process import wait_until
from tests.services import elasticsearch as servers
from tests.services.worker import running_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("facts", "own_index"),
    pytest.mark.timeout(2 * PATIENCE_SECONDS + 300),
]


@pytest.fixture(params=["tantivy", pytest.param("elastic", marks=pytest.mark.whole)])
def server(
    request: pytest.FixtureRequest, settings: Settings, facts: None, own_index: None
) -> servers.Node | None:
    """What may be killed besides the worker: the server, where the engine in force has one."""
    if request.param == "tantivy":
        return None
    node: servers.Node = request.getfixturevalue("node")
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elastic", node.url
    settings.ELASTICSEARCH_PREFIX = "abuse"
    settings.ELASTICSEARCH_SECONDS = (
        10.0  # this is about what is lost, not about how soon a reader is answered
    )
    rebuild()
    return node


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


def revision() -> int:
    """The last one that was given out: it grows as soon as a worker has made the first rows new."""
    return IndexClock.objects.values_list("last", flat=True).get(pk=1)


def begin_a_round(numbers: range) -> None:
    """Change much, and touch more, so that there is enough to do for a kill to fall into the middle."""
    change(numbers)
    mark_all_changed("zone", Zone.objects.order_by("pk").values_list("pk", flat=True)[:TOUCHED])


def wait_for_the_work_to_begin() -> None:
    before = revision()
    assert wait_until(lambda: revision() != before or not waiting(), seconds=PATIENCE_SECONDS)


def seconds_of_a_round(numbers: range) -> float:
    """Let a worker do all of it; tell how long it took from the first row that it made new."""
    begin_a_round(numbers)
    with running_worker():
        wait_for_the_work_to_begin()
        began = time.monotonic()
        assert wait_until(lambda: not waiting(), seconds=PATIENCE_SECONDS)
        return time.monotonic() - began


def kill(worker: subprocess.Popen[bytes], server: servers.Node | None) -> None:
    """Kill the server, which the worker has to outlive, then the worker."""
    if server:
        server.end(signal.SIGKILL)
        time.sleep(1)
        assert worker.poll() is None
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def killed_amid_its_work(numbers: range, *, server: servers.Node | None, after: float) -> bool:
    """Kill so long after the work began; tell whether anything was left to do."""
    begin_a_round(numbers)
    with running_worker() as worker:
        wait_for_the_work_to_begin()
        time.sleep(after)
        kill(worker, server)
    left = waiting()
    say(f"killed the {'server' if server else 'worker'} after {after:.1f} s, {left} rows left")
    if server:
        servers.start([server], settings={**servers.ALONE, **servers.OPEN})
    return left > 0


def rounds() -> Iterator[range]:
    size = -(-CHANGES // (KILLS + 2))
    for start in range(0, size * (KILLS + 2), size):
        yield range(start, start + size)


def test_nothing_is_lost_by_kills(server: servers.Node | None) -> None:
    draw = random.Random(11)  # noqa: S311 - to be repeated
    first, *between, last = rounds()
    undisturbed = seconds_of_a_round(first) if KILLS > 1 else 0.0  # then the kill comes with the first row
    interrupted = [
        killed_amid_its_work(
            numbers, server=server if number % 2 else None, after=draw.uniform(0, undisturbed)
        )
        for number, numbers in enumerate(between)
    ]
    begin_a_round(last)
    began = time.monotonic()
    with running_worker():
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
    assert sum(interrupted) >= max(1, KILLS // 3)  # or the kills came when all was done, and prove nothing
    say(f"equal {took:.0f} s after the last kill; {sum(interrupted)} of {KILLS} kills fell into the work")
