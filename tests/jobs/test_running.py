"""Jobs: tried again, given up, given to another, never lost."""

import logging
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs.models import Worker
from portal.jobs.queries import failed_jobs
from portal.jobs.running import LONGEST_RUN, SILENT_AFTER, TaskRow, give_back, reap, run, run_next
from portal.jobs.worker import run_what_is_ready
from tests.jobs import trial_jobs

pytestmark = pytest.mark.django_db


def only_row() -> TaskRow:
    return DBTaskResult.objects.get()


def claimed_row(*, worker: str, age: timedelta = timedelta(0)) -> TaskRow:
    trial_jobs.fails.enqueue()
    row = only_row()
    row.claim(worker)
    row.started_at = timezone.now() - age
    row.save()
    return row


def show_life(worker: str, *, age: timedelta = timedelta(0)) -> None:
    Worker.objects.create(name=worker, started_at=timezone.now(), seen_at=timezone.now() - age)


def fail_once() -> TaskRow:
    DBTaskResult.objects.update(run_after=timezone.now())
    run_next(worker="w", queues=["default"])
    return only_row()


def test_failed_job_waits_longer_after_each_attempt() -> None:
    trial_jobs.fails.enqueue()
    delays = []
    for _attempt in range(2):
        row = fail_once()
        assert row.status == TaskResultStatus.READY
        delays.append((row.run_after - timezone.now()).total_seconds())
    assert 7 < delays[0] < 13 < delays[1] < 26


def test_failed_job_is_not_run_before_its_time() -> None:
    trial_jobs.fails.enqueue()
    fail_once()
    assert not run_next(worker="w", queues=["default"])


def test_job_is_given_up_after_its_last_attempt_and_stays_visible(caplog: pytest.LogCaptureFixture) -> None:
    trial_jobs.fails.enqueue("luck")
    with caplog.at_level(logging.ERROR):
        for _attempt in range(3):
            fail_once()
    (row,) = failed_jobs()
    assert row.status == TaskResultStatus.FAILED
    assert "ValueError: no luck" in row.traceback
    assert "job_gave_up" in caplog.text


def test_job_that_left_the_code_is_given_up() -> None:
    trial_jobs.fails.enqueue()
    DBTaskResult.objects.update(task_path="tests.jobs.trial_jobs.gone")
    for _attempt in range(3):
        fail_once()
    assert only_row().status == TaskResultStatus.FAILED


def test_job_ordered_in_a_rolled_back_transaction_never_runs() -> None:
    with suppress(RuntimeError), transaction.atomic():
        trial_jobs.fails.enqueue()
        raise RuntimeError
    assert not DBTaskResult.objects.exists()


def test_job_takes_ids_and_no_objects() -> None:
    with pytest.raises(TypeError, match="pass the id"):
        trial_jobs.fails.enqueue(timezone.now())


def test_second_order_of_a_waiting_job_is_left_out() -> None:
    trial_jobs.index.enqueue_once()
    trial_jobs.index.enqueue_once()
    assert DBTaskResult.objects.count() == 1


def test_order_of_a_running_job_is_kept() -> None:
    """What changed after the run began would else be forgotten."""
    trial_jobs.index.enqueue_once()
    only_row().claim("w")
    trial_jobs.index.enqueue_once()
    assert DBTaskResult.objects.count() == 2


def test_draining_runs_index_jobs_too() -> None:
    trial_jobs.index.enqueue()
    run_what_is_ready()
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_job_of_a_silent_worker_is_given_to_another() -> None:
    claimed_row(worker="dead")
    show_life("dead", age=SILENT_AFTER + timedelta(seconds=1))
    reap()
    assert only_row() in DBTaskResult.objects.ready()


def test_job_of_a_live_worker_is_left_alone() -> None:
    claimed_row(worker="alive", age=timedelta(minutes=30))
    show_life("alive")
    assert reap() == 0


def test_job_that_hangs_is_given_to_another() -> None:
    claimed_row(worker="alive", age=LONGEST_RUN + timedelta(seconds=1))
    show_life("alive")
    assert reap() == 1


def test_job_that_kills_each_worker_is_given_up() -> None:
    row = claimed_row(worker="dead")
    DBTaskResult.objects.filter(pk=row.pk).update(worker_ids=["dead", "dead", "dead"])
    reap()
    assert only_row().status == TaskResultStatus.FAILED


def test_outcome_of_a_worker_that_was_taken_for_dead_does_not_count() -> None:
    slow = claimed_row(worker="slow")
    reap()
    only_row().claim("other")
    run(slow)
    assert only_row().status == TaskResultStatus.RUNNING


def test_job_given_back_by_a_stopping_worker_keeps_its_attempts() -> None:
    claimed_row(worker="stopping")
    give_back(worker="stopping")
    row = only_row()
    assert (row.status, row.worker_ids) == (TaskResultStatus.READY, [])
