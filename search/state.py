"""How search does, as staff see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from portal.jobs.queries import seconds_since_a_worker_was_seen
from portal.outbox import queries as outbox
from search import circuit, runs, vectors
from search.engines import engine
from search.engines.base import EngineUnavailableError, Health
from search.indexer import earlier_build
from search.models import IndexBuild, IndexedDocument, IndexRun
from search.vectors import VectorFinding

LONG_LAG = timedelta(minutes=1)
SILENT_SECONDS = 30
RUNS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LastChange:
    """When the circuit opened or closed last, and why."""

    is_open: bool
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class IndexState:
    """Everything on the page."""

    health: Health
    rows: int
    vectors: VectorFinding
    build: IndexBuild | None
    earlier: IndexBuild | None
    waiting: int
    lag: timedelta
    worker_seen: int | None
    circuit: circuit.Standing
    circuit_reason: str
    last_change: LastChange | None
    examined: IndexRun | None
    open_run: IndexRun | None
    runs: tuple[IndexRun, ...]

    @property
    def is_behind(self) -> bool:
        """Tell whether changes wait longer than they should."""
        return self.lag > LONG_LAG

    @property
    def has_worker(self) -> bool:
        """Tell whether a worker gave a sign of life lately."""
        return self.worker_seen is not None and self.worker_seen < SILENT_SECONDS

    @property
    def is_well(self) -> bool:
        """Tell whether there is nothing to do."""
        is_equal = self.examined is None or self.examined.is_healthy
        return self.health.is_ready and self.circuit == "closed" and not self.is_behind and is_equal


def index_state() -> IndexState:
    """Gather it. The engine is asked once, and may be away."""
    health = engine().health()
    shown = tuple(IndexRun.objects.select_related("ordered_by")[:RUNS_SHOWN])
    return IndexState(
        health=health,
        rows=IndexedDocument.objects.count(),
        vectors=vectors.examine(),
        build=IndexBuild.objects.filter(build_id=health.build_id).first() if health.build_id else None,
        earlier=_earlier(),
        waiting=outbox.length(),
        lag=outbox.lag(),
        worker_seen=seconds_since_a_worker_was_seen(),
        circuit=circuit.circuit().standing,
        circuit_reason=circuit.circuit().reason,
        last_change=_last_change(),
        examined=IndexRun.objects.examined().first(),
        open_run=next((run for run in shown if run.is_open and runs.is_alive(run)), None),
        runs=shown,
    )


def _earlier() -> IndexBuild | None:
    try:
        return earlier_build()
    except EngineUnavailableError:
        return None


def _last_change() -> LastChange | None:
    change = circuit.last_change()
    return LastChange(change.standing == "open", parse_datetime(change.at), change.reason) if change else None
