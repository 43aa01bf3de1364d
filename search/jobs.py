"""Search in the background: the outbox as it fills, new words of rooms, a nightly look at everything, and orders of staff."""

import logging
from datetime import timedelta

from portal.jobs.definition import INDEX_QUEUE, job
from portal.jobs.schedule import schedule
from portal.outbox.actions import drain_with
from search import indexer, log, popular, runs
from search.engines.base import EngineBusyError, EngineUnavailableError
from search.models import IndexRun

logger = logging.getLogger(__name__)


@job("search.drain", queue=INDEX_QUEUE, max_attempts=10, backoff=timedelta(seconds=2))
def drain() -> int:
    """Make the index equal to what the outbox says changed. While the engine is away the rows wait for it."""
    try:
        return indexer.drain()
    except EngineUnavailableError as away:
        logger.warning("search_index_waits_for_engine reason=%s", away)
        return 0


@job("search.tend", queue=INDEX_QUEUE)
def tend() -> bool:
    """Rebuild the index where rooms have brought new names or places."""
    try:
        return indexer.tend()
    except EngineBusyError:
        return False  # somebody builds already, with the words of now


@job("search.examine", queue=INDEX_QUEUE, max_attempts=2)
def examine() -> None:
    """Prove once a night that index and database are equal, and repair what is not."""
    runs.carry_out(IndexRun.objects.create(kind=IndexRun.Kind.REPAIR))


@job("search.run", queue=INDEX_QUEUE, max_attempts=2)
def run(run_id: int) -> None:
    """Do what staff ordered."""
    ordered = IndexRun.objects.filter(pk=run_id).first()
    if ordered is not None and ordered.is_open:
        runs.carry_out(ordered)


@job("search.forget")
def forget() -> int:
    """Remove searches that have been kept for 90 days."""
    return log.forget_old()


@job("search.count_popular")
def count_popular() -> int:
    """Count anew what many people look for."""
    return popular.refresh_popular()


drain_with(drain)
schedule("search.drain", every=timedelta(seconds=15))
schedule("search.tend", every=timedelta(hours=1))
schedule("search.examine", at="03:40")
schedule("search.forget", at="03:30")
schedule("search.count_popular", every=timedelta(hours=1))
