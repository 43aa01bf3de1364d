"""Search in the background: the outbox as it fills, and new words of rooms once in a while."""

from datetime import timedelta

from portal.jobs.definition import INDEX_QUEUE, job
from portal.jobs.schedule import schedule
from portal.outbox.actions import drain_with
from search import indexer


@job("search.drain", queue=INDEX_QUEUE, max_attempts=10, backoff=timedelta(seconds=2))
def drain() -> int:
    """Make the index equal to what the outbox says changed."""
    return indexer.drain()


@job("search.tend", queue=INDEX_QUEUE)
def tend() -> bool:
    """Rebuild the index where rooms have brought new names or places."""
    return indexer.tend()


drain_with(drain)
schedule("search.drain", every=timedelta(minutes=1))
schedule("search.tend", every=timedelta(hours=1))
