"""Run what is waiting: claim a job, run it, and write down what became of it."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django.utils.json import normalize_json
from django_tasks_db.models import DBTaskResult

from portal.jobs.definition import Job
from portal.jobs.models import Worker

logger = logging.getLogger(__name__)

type TaskRow = DBTaskResult[..., Any]

ATTEMPTS_OF_OTHERS = 3
"""How often a task of Wagtail, which knows no attempts, is tried."""
DELAY_OF_OTHERS = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=20)
"""A worker that gave no sign of life for so long counts as dead; a live one gives one each five seconds."""
LONGEST_RUN = timedelta(hours=2)
"""What runs longer hangs: it is started again elsewhere, and its own outcome no longer counts."""
REAPED_AT_ONCE = 200
SETTLE_PAUSE_SECONDS = 1.0


class WorkerLostError(Exception):
    """The worker died, or hung, while it ran this job."""


def run_next(*, worker: str, queues: Iterable[str]) -> bool:
    """Run one waiting job of these queues; False when none waits."""
    row = _claim_next(worker=worker, queues=queues)
    if row is None:
        return False
    run(row)
    return True


def _claim_next(*, worker: str, queues: Iterable[str]) -> TaskRow | None:
    ready = DBTaskResult.objects.ready().filter(queue_name__in=list(queues))
    if not ready.exists():  # a read alone: asking four times a second must not take SQLite's only write lock
        return None
    with transaction.atomic():
        row: TaskRow | None = ready.get_locked()
        if row is not None:
            row.claim(worker)
    return row


def run(row: TaskRow) -> None:
    """Run a claimed job and write down what became of it, waiting for the database if it went away."""
    outcome = _outcome(row)
    while True:
        try:
            settle(row, outcome)
        except DatabaseError:
            if connection.in_atomic_block:
                raise
            logger.exception("job_outcome_waits_for_database task=%s id=%s", row.task_path, row.pk)
            connection.close()
            time.sleep(SETTLE_PAUSE_SECONDS)
        else:
            return


def _outcome(row: TaskRow) -> object:
    """What the job returned, or the exception that it raised."""
    try:
        return normalize_json(row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"]))
    except Exception as error:  # noqa: BLE001 - it belongs into the job's row, not into the worker
        return error


def settle(row: TaskRow, outcome: object) -> None:
    """Write an outcome down, unless the job was meanwhile given to another worker."""
    if isinstance(outcome, Exception):
        _retry_or_give_up(row, outcome)
        return
    _update_if_ours(
        row,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=outcome,
        exception_class_path="",
        traceback="",
    )


def _retry_or_give_up(row: TaskRow, error: Exception) -> None:
    attempt = len(row.worker_ids)
    error_columns = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    next_attempt = _next_attempt(row, attempt=attempt, error=error)
    if next_attempt is None:
        logger.error("job_gave_up task=%s id=%s attempts=%s", row.task_path, row.pk, attempt, exc_info=error)
        _update_if_ours(row, status=TaskResultStatus.FAILED, finished_at=timezone.now(), **error_columns)
    else:
        logger.warning("job_failed task=%s id=%s attempt=%s error=%r", row.task_path, row.pk, attempt, error)
        _update_if_ours(row, status=TaskResultStatus.READY, run_after=next_attempt, **error_columns)


def _next_attempt(row: TaskRow, *, attempt: int, error: Exception) -> datetime | None:
    """When to try again; None when it was tried often enough. After a lost worker: at once."""
    try:
        task = row.task
    except (ImportError, ValueError):
        task = None  # the job left the code
    attempts = task.max_attempts if isinstance(task, Job) else ATTEMPTS_OF_OTHERS
    if attempt >= attempts:
        return None
    if isinstance(error, WorkerLostError):
        return timezone.now()
    return timezone.now() + (task.delay_after(attempt) if isinstance(task, Job) else DELAY_OF_OTHERS)


def _update_if_ours(row: TaskRow, **columns: object) -> None:
    claimed = DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
    )
    claimed.update(**columns)


def reap() -> int:
    """Give what dead or hanging workers were running to others, up to its last attempt; return how many."""
    now = timezone.now()
    alive = set(Worker.objects.filter(seen_at__gt=now - SILENT_AFTER).values_list("name", flat=True))
    lost = [
        row
        for row in DBTaskResult.objects.running().order_by("started_at", "pk")[:REAPED_AT_ONCE]
        if not row.worker_ids or row.worker_ids[-1] not in alive or row.started_at < now - LONGEST_RUN
    ]
    for row in lost:
        settle(
            row,
            WorkerLostError(
                f"{row.worker_ids[-1:]} gave no sign of life, or ran this for more than {LONGEST_RUN}."
            ),
        )
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return len(lost)


def give_back(*, worker: str) -> None:
    """Let others run what this worker is stopped in the middle of; the attempt does not count."""
    for row in DBTaskResult.objects.running().order_by("started_at", "pk")[:REAPED_AT_ONCE]:
        if row.worker_ids[-1:] == [worker]:
            _update_if_ours(row, status=TaskResultStatus.READY, worker_ids=row.worker_ids[:-1])
