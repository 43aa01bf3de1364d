"""A web process that stands without a worker indexes by itself, so that what is published is found all the same.

It knows by the signs of life that workers leave in the database. It works in a thread of its own, after the commit
and outside the request; the indexer's lock keeps it apart from a worker that comes back, and from other processes.
"""

import logging
import threading

from django.db import DatabaseError, connection

from portal.jobs.queries import seconds_since_a_worker_was_seen
from portal.jobs.running import SILENT_AFTER
from portal.outbox.actions import listen
from portal.outbox.queries import length
from search import indexer
from search.engines.base import EngineUnavailableError

logger = logging.getLogger(__name__)

_working = threading.Lock()


def drain_when_alone() -> None:
    """Begin: from now on this process looks after the index whenever no worker does."""
    listen(start_if_alone)


def start_if_alone() -> threading.Thread | None:
    """Start working off the outbox in a thread if no worker stands and nobody here is at it."""
    if not is_alone() or not length() or not _working.acquire(blocking=False):
        return None
    thread = threading.Thread(target=_work, name="search-alone", daemon=True)
    thread.start()
    return thread


def is_alone() -> bool:
    """Tell whether no worker gave a sign of life lately."""
    seen = seconds_since_a_worker_was_seen()
    return seen is None or seen > SILENT_AFTER.total_seconds()


def _work() -> None:
    """Rows written while this runs are seen by it, or by the next nudge."""
    try:
        while indexer.drain():
            pass
    except (EngineUnavailableError, DatabaseError) as problem:
        logger.warning("search_alone_could_not_index reason=%s", problem)
    finally:
        _working.release()
        connection.close()
