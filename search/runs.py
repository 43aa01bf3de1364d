"""Work on the whole index that staff order or the night brings: carried out with progress, its outcome kept."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs.definition import Job
from search import doctor, indexer
from search.engines import engine
from search.engines.base import EngineBusyError, EngineUnavailableError
from search.models import IndexRun

_TELL_SECONDS = 0.5
_KEPT_RUNS = 50
_PROBLEMS = (EngineUnavailableError, EngineBusyError, indexer.NoEarlierBuildError)


class AlreadyAtWorkError(Exception):
    """Something else works on the whole index: wait for it."""


class _Told:
    """Writes progress into the run's row, twice a second at most."""

    def __init__(self, run: IndexRun) -> None:
        self._run = run
        self._told_at = 0.0
        self._step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step == self._step and now - self._told_at < _TELL_SECONDS and done < total:
            return
        self._told_at, self._step = now, step
        IndexRun.objects.filter(pk=self._run.pk).update(step=step, done=done, total=total)


@transaction.atomic
def order(kind: str, job: Job, *, by: AbstractBaseUser) -> IndexRun:
    """Let the worker do it. Raises AlreadyAtWorkError while another order is being carried out."""
    for open_run in IndexRun.objects.select_for_update().open():
        if is_alive(open_run):
            raise AlreadyAtWorkError
        _end(open_run, IndexRun.State.FAILED, problem="The worker that had it is gone.")
    run = IndexRun.objects.create(kind=kind, ordered_by_id=by.pk)
    run.task_id = job.enqueue(run.pk).id
    run.save(update_fields=["task_id"])
    return run


def is_alive(run: IndexRun) -> bool:
    """Tell whether somebody has an open run, or will have it."""
    if not run.task_id:
        return run.is_open and timezone.now() - run.ordered_at < IndexRun.LONGEST
    task = DBTaskResult.objects.filter(pk=UUID(run.task_id)).first()
    return task is not None and task.status in {TaskResultStatus.READY, TaskResultStatus.RUNNING}


def carry_out(run: IndexRun) -> IndexRun:
    """Do it and keep the outcome. What the engine cannot do is an outcome; everything else is raised."""
    run.state, run.started_at = IndexRun.State.RUNNING, timezone.now()
    run.save(update_fields=["state", "started_at"])
    steps = {
        IndexRun.Kind.EXAMINE: _examine,
        IndexRun.Kind.REPAIR: _repair,
        IndexRun.Kind.REBUILD: _rebuild,
        IndexRun.Kind.ROLLBACK: _roll_back,
        IndexRun.Kind.ENCODE: _encode,
    }
    try:
        finding = steps[IndexRun.Kind(run.kind)](_Told(run))
    except _PROBLEMS as problem:
        _end(run, IndexRun.State.FAILED, problem=str(problem))
    else:
        _end(run, IndexRun.State.DONE, finding=finding)
    IndexRun.objects.filter(
        pk__in=list(IndexRun.objects.order_by("-id").values_list("pk", flat=True)[_KEPT_RUNS:])
    ).delete()
    return run


def _examine(told: _Told) -> Mapping[str, Any]:
    return doctor.examine(progress=told).as_json()


def _repair(told: _Told) -> Mapping[str, Any]:
    if engine().live() is None:
        return _rebuild(told)
    found = doctor.examine(progress=told)
    if found.is_healthy and not found.waiting:
        return found.as_json()
    indexer.repair(found.rooms, progress=told)
    return {**doctor.examine(progress=told).as_json(), "before": found.as_json()}


def _rebuild(told: _Told) -> Mapping[str, Any]:
    indexer.rebuild(progress=told)
    return doctor.examine(progress=told).as_json()


def _encode(told: _Told) -> Mapping[str, Any]:
    indexer.encode(progress=told)
    return doctor.examine(progress=told).as_json()


def _roll_back(told: _Told) -> Mapping[str, Any]:
    indexer.roll_back()
    return doctor.examine(progress=told).as_json()


def _end(run: IndexRun, state: str, *, finding: Mapping[str, Any] | None = None, problem: str = "") -> None:
    run.state, run.finished_at = state, timezone.now()
    run.finding, run.problem = dict(finding) if finding else None, problem[:500]
    run.save(update_fields=["state", "finished_at", "finding", "problem"])
