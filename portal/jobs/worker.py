"""The worker process: three lanes that run jobs, and a clock that orders them and looks after dead workers."""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.tasks.base import DEFAULT_TASK_QUEUE_NAME
from django.utils import timezone

from portal.jobs.definition import INDEX_QUEUE, MAIL_QUEUE
from portal.jobs.models import Worker
from portal.jobs.running import give_back, reap, run_next
from portal.jobs.schedule import order_due_jobs, write_schedule
from portal.jobs.seat import IndexerSeat

logger = logging.getLogger(__name__)

POLL_SECONDS = {INDEX_QUEUE: 0.25, DEFAULT_TASK_QUEUE_NAME: 0.5, MAIL_QUEUE: 1.0}
"""How often a lane with nothing to do looks; the index sooner, since editors want to find what they publish."""
COURTESY_SECONDS = 1.0
"""How long the other lane lets an index job go first: in one process they share interpreter and database."""
SWITCH_SECONDS = 0.001
"""How soon a lane that comes back from the database has the interpreter again, while the other one computes."""
CLOCK_SECONDS = 1.0
BEAT_SECONDS = 5.0
STOP_SECONDS = 4.0
"""How long a stopping worker lets its jobs finish; with what follows it is gone within five."""

_preparations: list[Callable[[], object]] = []


def prepare_indexing_with(step: Callable[[], object]) -> None:
    """Say what the worker that indexes does once before its first job, so that the job need not wait for it."""
    if step not in _preparations:
        _preparations.append(step)


def run_what_is_ready() -> int:
    """Order what is due, run all that waits in this thread, and return how many were run."""
    write_schedule()
    order_due_jobs()
    seat = IndexerSeat(settings.SEARCH_INDEX_DIR)
    queues = [DEFAULT_TASK_QUEUE_NAME, MAIL_QUEUE, *([INDEX_QUEUE] if seat.take() else [])]
    done = 0
    try:
        while run_next(worker="drain", queues=queues):
            done += 1
    finally:
        seat.leave()
    return done


class WorkerProcess:
    """A worker until it is told to stop. Index jobs have their own lane: no long job delays a publication."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.stopping = threading.Event()
        self.seat = IndexerSeat(settings.SEARCH_INDEX_DIR)
        self.index_rests = threading.Event()
        self.index_rests.set()
        self.is_prepared = False
        self.last_beat = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then give back what cannot be finished soon."""
        sys.setswitchinterval(SWITCH_SECONDS)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        lanes = [
            threading.Thread(target=self._lane, args=(queue,), name=f"lane-{queue}", daemon=True)
            for queue in POLL_SECONDS
        ]
        self._survive(self._begin)
        for lane in lanes:
            lane.start()
        while not self.stopping.wait(CLOCK_SECONDS):
            self._survive(self._tick)
        self._leave(lanes)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self.stopping.set()
        signal.signal(number, signal.SIG_DFL)  # a second one ends the process at once

    def _begin(self) -> None:
        write_schedule()
        self._beat()

    def _tick(self) -> None:
        close_old_connections()
        order_due_jobs()
        if time.monotonic() - self.last_beat >= BEAT_SECONDS:
            self._beat()
            reap()

    def _beat(self) -> None:
        now = timezone.now()
        Worker.objects.update_or_create(
            name=self.name, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
        )
        self.last_beat = time.monotonic()

    def _lane(self, queue: str) -> None:
        while not self.stopping.is_set():
            if not self._survive(lambda: self._work(queue)):
                self.stopping.wait(POLL_SECONDS[queue])
        connection.close()

    def _work(self, queue: str) -> bool:
        close_old_connections()
        if queue == INDEX_QUEUE:
            return self.seat.take() and self._index()
        self.index_rests.wait(COURTESY_SECONDS)
        return run_next(worker=self.name, queues=[queue])

    def _index(self) -> bool:
        self._prepare()
        self.index_rests.clear()
        try:
            return run_next(worker=self.name, queues=[INDEX_QUEUE])
        finally:
            self.index_rests.set()

    def _prepare(self) -> None:
        steps = [] if self.is_prepared else _preparations
        self.is_prepared = True
        for step in steps:
            try:
                step()
            except Exception:  # the first job then meets the same trouble, and is tried again
                logger.exception("worker_not_prepared worker=%s", self.name)

    def _survive[Answer](self, step: Callable[[], Answer]) -> Answer | None:
        """Take a step; a database that is away is waited for, not died of."""
        try:
            return step()
        except (DatabaseError, InterfaceError):
            logger.exception("worker_waits_for_database worker=%s", self.name)
            connection.close()
            self.stopping.wait(CLOCK_SECONDS)
            return None

    def _leave(self, lanes: list[threading.Thread]) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for lane in lanes:
            lane.join(timeout=max(0.0, deadline - time.monotonic()))
        self._survive(self._say_goodbye)
        connection.close()
        if any(lane.is_alive() for lane in lanes):
            # A thread cannot be interrupted; its job is given back and its transaction ends with the process.
            os._exit(0)

    def _say_goodbye(self) -> None:
        give_back(worker=self.name)
        Worker.objects.filter(name=self.name).delete()
