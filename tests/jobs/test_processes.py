"""Real worker processes: killed in the middle, asked to stop, and several at once."""

import signal
import time
from itertools import pairwise
from pathlib import Path

import pytest
from django.tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs import running
from portal.jobs.models import ScheduledJob, Worker
from portal.jobs.running import reap
from tests.jobs import trial_jobs
from tests.jobs.worker_process import wait_until, workers

pytestmark = pytest.mark.django_db(transaction=True)


def test_job_of_a_killed_worker_is_run_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial_jobs.hangs_once.enqueue(str(tmp_path))
    with workers(1, folder=tmp_path) as (first,):
        assert wait_until(lambda: list(tmp_path.iterdir()), seconds=20)
        first.kill()
        first.wait()
    assert (
        DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    )  # the control: nobody else looks after it
    Worker.objects.update(seen_at=Worker.objects.get().seen_at - running.SILENT_AFTER)
    reap()
    with workers(1, folder=tmp_path):
        assert wait_until(lambda: len(list(tmp_path.iterdir())) == 2, seconds=20)
        assert wait_until(lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL, seconds=5)


def test_stopping_worker_leaves_within_five_seconds_and_gives_its_job_back(tmp_path: Path) -> None:
    trial_jobs.hangs_once.enqueue(str(tmp_path))
    with workers(1, folder=tmp_path) as (worker,):
        assert wait_until(lambda: list(tmp_path.iterdir()), seconds=20)
        asked = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0
        assert time.monotonic() - asked < 5
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert not Worker.objects.exists()


def test_two_workers_run_each_round_once(tmp_path: Path) -> None:
    with workers(2, "--each-second", folder=tmp_path):
        assert wait_until(lambda: len(list(tmp_path.iterdir())) >= 4, seconds=30)
    finished = DBTaskResult.objects.filter(task_path=trial_jobs.each_second.module_path, status="SUCCESSFUL")
    marks = len(list(tmp_path.iterdir()))
    assert (
        abs(finished.count() - marks) <= 1
    )  # the last one may have been cut off between its work and its outcome
    started = sorted(finished.values_list("enqueued_at", flat=True))
    assert all((later - earlier).total_seconds() > 0.9 for earlier, later in pairwise(started))
    assert ScheduledJob.objects.filter(name=trial_jobs.EACH_SECOND).exists()
