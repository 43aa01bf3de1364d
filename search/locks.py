"""One indexer at a time on this machine."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from search.engines.base import EngineBusyError


@contextmanager
def indexer_lock(*, wait: bool = False) -> Iterator[None]:
    """Hold the indexer's lock; raise EngineBusyError if another process has it. kill -9 frees it too."""
    directory = Path(settings.SEARCH_INDEX_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "indexer.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise EngineBusyError(
                "Another process is indexing: it will see the rows of the outbox."
            ) from held
        yield
