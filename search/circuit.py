"""A circuit breaker before the engine: one that is down or slow must cost the pages nothing.

Closed, every question passes. After some failures in a row it opens, and nobody is made to wait for the engine;
after a pause one question is let through as a probe, and its outcome decides for all. One circuit for each engine
in a process, shared by its threads; the last change of any process stands in the cache, where staff see it.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from django.core.cache import cache
from django.db import Error as DatabaseFault
from django.utils import timezone

from search.engines import engine
from search.engines.base import EngineUnavailableError, IndexMissingError, SearchEngine

logger = logging.getLogger(__name__)

FAILURES_TO_OPEN = 3
SLOW_SECONDS = 0.6
"""An answer that took longer counts as a failure, though it is used."""
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 15.0

_LAST_CHANGE = "search-circuit"
_REMEMBERED_SECONDS = 7 * 24 * 60 * 60

type Standing = Literal["closed", "open", "half_open"]


class CircuitOpenError(EngineUnavailableError):
    """The engine was not asked: it failed a moment ago."""


@dataclass(frozen=True, slots=True)
class CircuitChange:
    """When the circuit of some process opened or closed last, and why."""

    standing: Standing
    at: str
    reason: str
    process: int


class Circuit:
    """Counts failures of one engine in one process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin closed."""
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._retry_at = 0.0
        self._is_open = False
        self._is_probing = False
        self._reason = ""

    @property
    def standing(self) -> Standing:
        """Tell how the next question would fare."""
        if not self._is_open:
            return "closed"
        return "half_open" if self._is_probing or self._clock() >= self._retry_at else "open"

    @property
    def reason(self) -> str:
        """Tell what failed last; empty while closed."""
        return self._reason

    def ask[Answer](self, question: Callable[[], Answer], *, is_proof: bool = True) -> Answer:
        """Ask the engine, or raise EngineUnavailableError at once while the circuit is open.

        A question that is no proof may take its time, and its answer does not show that the engine is well.

        Whatever the engine's library raises comes out as EngineUnavailableError too: a page can be served
        without the engine, and a fault nobody foresaw is no reason to serve none.
        """
        self._enter()
        began = self._clock()
        try:
            answer = question()
        except (IndexMissingError, DatabaseFault):
            self._leave()
            raise
        except EngineUnavailableError as unavailable:
            self._fail(str(unavailable))
            raise
        except BaseException as broken:
            if not _is_fault(broken):
                self._leave()
                raise
            logger.exception("search_engine_broke")
            self._fail(repr(broken))
            raise EngineUnavailableError(f"The search engine broke: {broken!r}") from broken
        took = self._clock() - began
        if not is_proof:
            self._leave()
        elif took > SLOW_SECONDS:
            self._fail(f"The search engine took {took:.1f} s to answer.")
        else:
            self._succeed()
        return answer

    def _enter(self) -> None:
        with self._lock:
            if not self._is_open:
                return
            if self._is_probing or self._clock() < self._retry_at:
                raise CircuitOpenError(f"The search engine is given a pause: {self._reason}")
            self._is_probing = True

    def _leave(self) -> None:
        """The question said nothing about the engine."""
        with self._lock:
            self._is_probing = False

    def _fail(self, reason: str) -> None:
        with self._lock:
            self._failures += 1
            self._reason = reason
            was_open = self._is_open
            self._is_open = was_open or self._failures >= FAILURES_TO_OPEN
            if self._is_open:
                self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS) if was_open else FIRST_PAUSE_SECONDS
                self._retry_at = self._clock() + self._pause
                self._is_probing = False
            has_opened = self._is_open and not was_open
        if has_opened:
            logger.error("search_circuit_opened reason=%s", reason)
            _tell("open", reason)

    def _succeed(self) -> None:
        if not self._failures and not self._is_open:  # without the lock: true of nearly every question
            return
        with self._lock:
            was_open = self._is_open
            self._failures, self._is_open, self._is_probing, self._reason = 0, False, False, ""
        if was_open:
            logger.warning("search_circuit_closed")
            _tell("closed", "")


def circuit() -> Circuit:
    """Return the circuit of the engine in force."""
    return _circuit_of(engine())


def ask[Answer](question: Callable[[SearchEngine], Answer]) -> Answer:
    """Ask the engine in force through its circuit."""
    asked = engine()
    return _circuit_of(asked).ask(lambda: question(asked))


def last_change() -> CircuitChange | None:
    """Return when the circuit of any process opened or closed last; None if it never did, or nobody knows."""
    try:
        kept: Any = cache.get(_LAST_CHANGE)
        return CircuitChange(**kept) if kept else None
    except Exception:  # noqa: BLE001 - whatever the client of a shared cache raises; this is only for display
        return None


def _circuit_of(asked: SearchEngine) -> Circuit:
    return _circuit(asked if isinstance(asked, Hashable) else id(asked), os.getpid())


@lru_cache(maxsize=16)
def _circuit(_engine: Hashable, _process: int) -> Circuit:
    return Circuit()


def _is_fault(broken: BaseException) -> bool:
    """Tell a fault of the engine from an order to stop. A panic in Tantivy is no `Exception`."""
    return isinstance(broken, Exception) or type(broken).__name__ == "PanicException"


def _tell(standing: Standing, reason: str) -> None:
    change = CircuitChange(standing, timezone.now().isoformat(), reason[:300], os.getpid())
    try:
        cache.set(_LAST_CHANGE, asdict(change), _REMEMBERED_SECONDS)
    except Exception:
        logger.warning("search_circuit_not_told", exc_info=True)
