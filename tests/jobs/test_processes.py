"""Real worker processes: killed in the middle, asked to stop, and several at once."""

import signal
import time
from pathlib import Path

import pytest
from django.db.models import Max, Min
from django.tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs import running
from portal.jobs.models import Worker
from portal.jobs.running import reap
from tests.jobs import trial_jobs
from tests.jobs.worker_process import wait_until, workers

START_SECONDS = 120
"""Patience with a machine that has much else to do; nothing waits so long on a quiet one."""
JOB_SECONDS = 60
"""How long the job hangs that a stopping worker does not wait for."""
MANY = 150
"""Short jobs: more than a worker runs before its other lane has begun."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.long
def test_job_of_a_killed_worker_is_run_by_the_next(tmp_path: Path) -> None:
    trial_jobs.hangs_once.enqueue(str(tmp_path))
    with workers(1, folder=tmp_path) as (first,):
        assert wait_until(lambda: list(tmp_path.iterdir()), seconds=START_SECONDS)
        first.kill()
        first.wait()
    # The control: without the reaper it would stay so for ever.
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    Worker.objects.update(seen_at=Worker.objects.get().seen_at - running.SILENT_AFTER)
    reap()
    with workers(1, folder=tmp_path):
        assert wait_until(lambda: len(list(tmp_path.iterdir())) == 2, seconds=START_SECONDS)
        assert wait_until(
            lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL, seconds=START_SECONDS
        )


@pytest.mark.whole
def test_stopping_worker_leaves_soon_and_gives_its_job_back(tmp_path: Path) -> None:
    trial_jobs.hangs_once.enqueue(str(tmp_path))
    with workers(1, folder=tmp_path) as (worker,):
        assert wait_until(lambda: list(tmp_path.iterdir()), seconds=START_SECONDS)
        asked = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        assert time.monotonic() - asked < JOB_SECONDS / 4
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert not Worker.objects.exists()


@pytest.mark.whole
def test_other_jobs_let_an_index_job_go_first(tmp_path: Path) -> None:
    for _number in range(MANY):
        trial_jobs.leaves_mark.enqueue(str(tmp_path))
    trial_jobs.indexes_for_long.enqueue(str(tmp_path))
    with workers(1, folder=tmp_path):
        assert wait_until(lambda: _marks(tmp_path, "end"), seconds=START_SECONDS)
        assert wait_until(lambda: len(_marks(tmp_path, "run")) == MANY, seconds=START_SECONDS)
    (begin,), (end,) = _marks(tmp_path, "begin"), _marks(tmp_path, "end")
    # One may have been on its way when the index job began.
    assert sum(begin < mark < end for mark in _marks(tmp_path, "run")) <= 1


@pytest.mark.whole
def test_indexing_worker_prepares_itself_once_and_survives_what_fails(tmp_path: Path) -> None:
    for _number in range(2):
        trial_jobs.indexes_for_long.enqueue(str(tmp_path))
    with workers(1, "--prepares", folder=tmp_path):
        assert wait_until(lambda: len(_marks(tmp_path, "end")) == 2, seconds=START_SECONDS)
    (prepared,) = _marks(tmp_path, "prepared")
    assert prepared < min(_marks(tmp_path, "begin"))


def _marks(folder: Path, word: str) -> list[int]:
    return [int(path.name.rpartition("-")[2]) for path in folder.glob(f"{word}-*")]


@pytest.mark.whole
def test_two_workers_run_each_round_once(tmp_path: Path) -> None:
    with workers(2, "--each-second", folder=tmp_path):
        assert wait_until(lambda: len(list(tmp_path.iterdir())) >= 4, seconds=START_SECONDS)
    finished = DBTaskResult.objects.filter(task_path=trial_jobs.each_second.module_path, status="SUCCESSFUL")
    times = finished.aggregate(first=Min("enqueued_at"), last=Max("enqueued_at"))
    assert finished.count() <= (times["last"] - times["first"]).total_seconds() + 2
    # The last one may have been cut off between its work and its outcome.
    assert abs(finished.count() - len(list(tmp_path.iterdir()))) <= 1
