"""Jobs that tests order: they fail, hang and leave marks where the tests can see them."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache

from portal.jobs import INDEX_QUEUE, job, schedule
from portal.jobs.worker import prepare_indexing_with

EACH_SECOND = "trial_each_second"


@job("trial_fails", max_attempts=3, backoff=timedelta(seconds=10))
def fails(word: str = "") -> None:
    """Fail."""
    raise ValueError(f"no {word}")


@job("trial_leaves_mark")
def leaves_mark(folder: str, *, word: str = "run") -> None:
    """Add a file to the folder."""
    (Path(folder) / f"{word}-{os.getpid()}-{time.monotonic_ns()}").touch()


@job("trial_index", queue=INDEX_QUEUE)
def index() -> None:
    """Stand for a job of the indexer."""
    cache.set("trial_index", 1)


@job("trial_indexes_for_long", queue=INDEX_QUEUE)
def indexes_for_long(folder: str) -> None:
    """Leave a mark at the beginning and at the end of a job of the indexer."""
    leaves_mark.call(folder, word="begin")
    time.sleep(0.6)
    leaves_mark.call(folder, word="end")


@job("trial_hangs_once")
def hangs_once(folder: str) -> None:
    """Leave a mark, and hang when it is the first."""
    is_first = not any(Path(folder).iterdir())
    leaves_mark.call(folder)
    if is_first:
        time.sleep(60)


@job(EACH_SECOND)
def each_second() -> None:
    """Leave a mark in the folder that the environment names."""
    leaves_mark.call(os.environ["TRIAL_MARKS"])


def prepare() -> None:
    """Have the indexing worker fail, then leave a mark, before its first job."""
    prepare_indexing_with(fails.func)
    prepare_indexing_with(lambda: leaves_mark.call(os.environ["TRIAL_MARKS"], word="prepared"))


def schedule_each_second() -> None:
    """Let it come round; only the processes of one test do."""
    schedule(EACH_SECOND, every=timedelta(seconds=1))
