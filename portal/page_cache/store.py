"""Stored pages of one process: the least used leave when the room is taken."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

type Headers = tuple[tuple[str, str], ...]
type Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """An answer as it goes over the wire, and until when it may."""

    headers: Headers
    body: bytes
    etag: str
    epoch: str
    expires: float


class PageStore:
    """Pages by key, at most `limit` bytes of bodies."""

    def __init__(self, *, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.clock = clock
        self.size = 0
        self._pages: OrderedDict[Key, StoredPage] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Key, *, epoch: str) -> StoredPage | None:
        """The page under that key, unless its epoch or its time is over; then it is forgotten."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.epoch != epoch or page.expires <= self.clock():
                self._forget(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: StoredPage) -> None:
        """Store a page; one that would fill an eighth of the room alone is not worth it."""
        if len(page.body) > self.limit // 8:
            return
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self.size += len(page.body)
            while self.size > self.limit:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: Key) -> None:
        gone = self._pages.pop(key, None)
        if gone is not None:
            self.size -= len(gone.body)
