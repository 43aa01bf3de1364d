"""Jobs that come round."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs.models import ScheduledJob
from portal.jobs.schedule import load_jobs, order_due_jobs, schedule, write_schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _floor_jobs() -> None:
    load_jobs()


def ordered(path_ending: str) -> int:
    return DBTaskResult.objects.filter(task_path__endswith=path_ending).count()


def make_due(name: str, *, since: timedelta = timedelta(seconds=1)) -> None:
    write_schedule()
    ScheduledJob.objects.filter(name=name).update(next_run=timezone.now() - since)


def test_due_job_is_ordered_once() -> None:
    make_due("publish_scheduled")
    assert (order_due_jobs(), order_due_jobs()) == (["publish_scheduled"], [])
    assert ordered("publish_scheduled") == 1


def test_job_that_is_not_due_is_not_ordered() -> None:
    write_schedule()
    assert order_due_jobs() == []


def test_rounds_missed_while_no_worker_stood_are_made_up_by_one() -> None:
    make_due("publish_scheduled", since=timedelta(days=2))
    order_due_jobs()
    assert ScheduledJob.objects.get(name="publish_scheduled").next_run > timezone.now()


def test_nightly_job_runs_at_its_time_of_the_site_clock() -> None:
    make_due("clear_old_sessions")
    order_due_jobs(clock=lambda: datetime(2026, 3, 1, 0, 0, tzinfo=UTC) + timedelta(days=3650))
    assert (
        timezone.localtime(ScheduledJob.objects.get(name="clear_old_sessions").next_run).strftime("%H:%M")
        == "03:10"
    )


def test_job_that_left_the_code_leaves_the_schedule() -> None:
    ScheduledJob.objects.create(name="gone", next_run=timezone.now())
    write_schedule()
    assert not ScheduledJob.objects.filter(name="gone").exists()


def test_shorter_rhythm_takes_effect_at_the_next_start() -> None:
    write_schedule()
    ScheduledJob.objects.filter(name="publish_scheduled").update(next_run=timezone.now() + timedelta(days=9))
    write_schedule()
    assert ScheduledJob.objects.get(name="publish_scheduled").next_run < timezone.now() + timedelta(minutes=2)


def test_schedule_needs_one_rhythm() -> None:
    with pytest.raises(ValueError, match="every= or at="):
        schedule("publish_scheduled")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_order_one_run() -> None:
    make_due("publish_scheduled")
    barrier = threading.Barrier(2)
    results: list[list[str]] = []

    def tick() -> None:
        barrier.wait()
        results.append(order_due_jobs())
        connection.close()

    threads = [threading.Thread(target=tick) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [[], ["publish_scheduled"]]
    assert ordered("publish_scheduled") == 1
