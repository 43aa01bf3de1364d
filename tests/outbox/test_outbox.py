"""Outbox rows: written with the change, never lost, gone when they are worked off."""

from contextlib import suppress

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from portal.outbox import actions, mark_changed, queries
from portal.outbox.models import IndexOutbox
from tests.jobs import trial_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_drain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_drains", [])
    actions.drain_with(trial_jobs.index)


def _mark_and_roll_back(number: int) -> None:
    with suppress(RuntimeError), transaction.atomic():
        mark_changed("zone", number)
        raise RuntimeError


def ordered_drains() -> int:
    return DBTaskResult.objects.filter(task_path=trial_jobs.index.module_path).count()


def test_row_falls_with_the_change() -> None:
    _mark_and_roll_back(1)
    assert not IndexOutbox.objects.exists()


def test_row_stands_with_the_change() -> None:
    with transaction.atomic():
        mark_changed("zone", 1)
    assert [(row.kind, row.object_id) for row in queries.pending(10)] == [("zone", "1")]


@pytest.mark.django_db(transaction=True)
def test_commit_orders_one_drain_however_much_changed() -> None:
    with transaction.atomic():
        for number in range(50):
            mark_changed("zone", number)
        assert ordered_drains() == 0
    assert ordered_drains() == 1


@pytest.mark.django_db(transaction=True)
def test_rollback_orders_no_drain() -> None:
    _mark_and_roll_back(1)
    assert ordered_drains() == 0


@pytest.mark.django_db(transaction=True)
def test_rolled_back_part_leaves_the_drain_of_the_rest() -> None:
    with transaction.atomic():
        mark_changed("zone", 1)
        _mark_and_roll_back(2)
    assert (queries.length(), ordered_drains()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_change_after_a_rolled_back_part_orders_a_drain() -> None:
    with transaction.atomic():
        _mark_and_roll_back(1)
        mark_changed("zone", 2)
    assert ordered_drains() == 1


def test_row_written_while_others_are_worked_off_stays() -> None:
    mark_changed("zone", 1)
    read = queries.pending(10)
    mark_changed("zone", 1)
    assert queries.forget(read) == 1
    assert queries.length() == 1


def test_lag_is_the_age_of_the_oldest_row() -> None:
    assert queries.lag().total_seconds() == 0
    mark_changed("zone", 1)
    assert 0 < queries.lag().total_seconds() < 5
