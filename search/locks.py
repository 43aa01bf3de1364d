"""One indexer at a time, and one rebuild: on this machine, or on all that share a PostgreSQL database.

The embedded profile has one machine, so a lock on a file beside the index does; the kernel frees it when its holder
dies. With PostgreSQL several machines may index one cluster: the database holds the lock then, in a transaction of
its own that ends with its connection, however its holder ends, and that a transaction pooler leaves in one piece.
"""

import fcntl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from search.engines.base import EngineBusyError

_POLL_SECONDS = 0.05
_NAMESPACE = 7_201_106
"""Sets our advisory locks apart from those of others in the same database."""


@contextmanager
def indexer_lock(*, wait: bool = False) -> Iterator[None]:
    """Hold the indexer's lock; raise EngineBusyError if another process has it, unless told to wait."""
    with _lock("indexer", wait=wait):
        yield


@contextmanager
def rebuild_lock() -> Iterator[None]:
    """Hold the right to build anew: of two at once, one would sweep away what the other is making."""
    with _lock("rebuild", wait=False):
        yield


@contextmanager
def _lock(name: str, *, wait: bool) -> Iterator[None]:
    holder = _database_lock if connection.vendor == "postgresql" else _file_lock
    with holder(name) as take:
        while not take():
            if not wait:
                raise EngineBusyError("Another process is indexing: it will see the rows of the outbox.")
            time.sleep(_POLL_SECONDS)
        yield


@contextmanager
def _file_lock(name: str) -> Iterator[Callable[[], bool]]:
    directory = Path(settings.SEARCH_INDEX_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / f"{name}.lock").open("a") as handle:

        def take() -> bool:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield take


def database_key(name: str) -> tuple[int, int]:
    """Return the two numbers under which PostgreSQL knows a lock."""
    return _NAMESPACE, zlib.crc32(name.encode()) - 2**31  # the database counts in signed integers


@contextmanager
def _database_lock(name: str) -> Iterator[Callable[[], bool]]:
    """Ask on a connection of its own: what the holder does in its transactions must not free the lock."""
    own = connection.copy()

    def take() -> bool:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", database_key(name))
            row = cursor.fetchone()
        return bool(row and row[0])

    try:
        own.connect()
        own.set_autocommit(False)
        yield take
    finally:
        with suppress(DatabaseError):
            own.rollback()  # lets go now: after a close it is held until the server has noticed
        own.close()
