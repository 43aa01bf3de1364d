"""Write outbox rows, and wake who reads them."""

from collections.abc import Callable, Iterable

from portal.commits import once_on_commit
from portal.jobs.definition import Job
from portal.outbox.models import IndexOutbox
from portal.page_cache.epoch import bump

_BATCH = 1_000

_drains: list[Job] = []
_listeners: list[Callable[[], object]] = []


def drain_with(job: Job) -> None:
    """Say which job empties the outbox. Its schedule finds every row; this only lets it start sooner."""
    if job not in _drains:
        _drains.append(job)


def listen(listener: Callable[[], object]) -> None:
    """Let this process hear, after the commit, that something waits."""
    if listener not in _listeners:
        _listeners.append(listener)


def mark_changed(kind: str, object_id: str | int) -> None:
    """Say, in the caller's transaction, that the search documents of this object may be out of date.

    The row is what counts: the worker looks at the outbox on its own schedule too. On commit it is only
    nudged, once a transaction, and a nudge that fails harms nobody.
    """
    IndexOutbox.objects.create(kind=kind, object_id=str(object_id))
    once_on_commit(_nudge)
    bump()


def mark_all_changed(kind: str, object_ids: Iterable[str | int]) -> None:
    """The same for many objects of a kind at once: a privacy setting of a page holds for all below it."""
    rows = [IndexOutbox(kind=kind, object_id=str(object_id)) for object_id in object_ids]
    if rows:
        IndexOutbox.objects.bulk_create(rows, batch_size=_BATCH)
        once_on_commit(_nudge)
        bump()


def _nudge() -> None:
    for job in _drains:
        job.enqueue_once()
    for listener in _listeners:
        listener()
