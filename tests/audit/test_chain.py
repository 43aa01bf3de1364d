"""The access log: complete, in the same transaction, and no row of it changed without being found out."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.chain import KEPT, Access, append, breaches, forget_old, keep_last_seal
from portal.audit.jobs import AccessLogBrokenError, check_access_log
from portal.audit.models import AccessedPerson, AccessLog, AccessLogEnds, AppendOnlyError
from portal.audit.queries import people_touched

pytestmark = pytest.mark.django_db

TAMPERINGS = 100
ROWS = 40
PEOPLE = 100_000


@pytest.fixture(autouse=True)
def _own_seal(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def _fill(count: int = ROWS) -> None:
    for number in range(count):
        append(
            Access(
                kind=AccessLog.Kind.VIEW,
                what="trial",
                actor=number % 3 + 1_001,
                ip=f"203.0.113.{number % 5}",
                people=[f"user:{number}", f"user:{number + 1}"],
            )
        )


def _sql(sql: str, *values: Any) -> None:
    """What somebody with the database in his hands does."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _change(column: str, value: object) -> Callable[[int], None]:
    return lambda number: _sql(f"UPDATE portal_accesslog SET {column} = %s WHERE number = %s", value, number)  # noqa: S608


def _remove(number: int) -> None:
    _sql("DELETE FROM portal_accessedperson WHERE log_id = %s", number)
    _sql("DELETE FROM portal_accesslog WHERE number = %s", number)


def _exchange(number: int) -> None:
    other = number % ROWS + 1
    _sql("UPDATE portal_accesslog SET number = 0 WHERE number = %s", number)
    _sql("UPDATE portal_accesslog SET number = %s WHERE number = %s", number, other)
    _sql("UPDATE portal_accesslog SET number = %s WHERE number = 0", other)


WAYS: list[Callable[[int], None]] = [
    _change("actor", 99),
    _change("actor", None),
    _change("ip", "198.51.100.1"),
    _change("what", "nothing"),
    _change("kind", "download"),
    _change("path", "/"),
    _change("reason", "because"),
    _change("people_count", 1),
    _change("people_digest", "0" * 64),
    _change("previous", "0" * 64),
    _change("seal", "0" * 64),
    _change("at", timezone.now() - timedelta(days=1)),
    _remove,
    _exchange,
    lambda number: _sql("DELETE FROM portal_accessedperson WHERE log_id = %s", number),
    lambda number: _sql(
        "UPDATE portal_accessedperson SET person = 'user:0' || person WHERE log_id = %s", number
    ),
    lambda number: _sql("INSERT INTO portal_accessedperson (log_id, person) VALUES (%s, 'x:1')", number),
]


def test_a_hundred_of_a_hundred_changes_are_found() -> None:
    """Any column, row, order, or person of any row."""
    _fill()
    chance = random.Random(7)  # noqa: S311  (the same changes in each run)
    missed = []
    for attempt in range(TAMPERINGS):
        way, number = WAYS[attempt % len(WAYS)], chance.randint(1, ROWS)
        point = transaction.savepoint_create()
        if connection.vendor == "postgresql":
            _sql("SET CONSTRAINTS ALL DEFERRED")
        else:
            _sql("PRAGMA defer_foreign_keys = ON")
        way(number)
        if next(breaches(), None) is None:
            missed.append((attempt % len(WAYS), number))
        transaction.savepoint_rollback(point)
    assert not missed
    assert list(breaches()) == []  # the control: the untouched chain holds


def test_rows_cut_off_at_the_end_with_their_count_are_found() -> None:
    """Somebody takes an earlier backup's ends: the file beside the database knows better."""
    _fill(5)
    before = AccessLogEnds.objects.values("last", "last_seal", "signature").get()
    _fill(3)
    keep_last_seal()
    AccessLogEnds.objects.update(**before)
    for number in (6, 7, 8):
        _remove(number)
    assert [breach.number for breach in breaches()] == [8]


def test_who_writes_without_the_key_is_found(settings: LazySettings) -> None:
    _fill(3)
    settings.SECRET_KEY = "another-" * 8
    assert list(breaches())


def test_chain_outlives_a_change_of_the_key(settings: LazySettings) -> None:
    _fill(3)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" * 8
    _fill(2)
    assert list(breaches()) == []


def test_row_falls_with_the_transaction() -> None:
    with suppress(RuntimeError), transaction.atomic():
        _fill(1)
        raise RuntimeError
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("model", [AccessLog, AccessedPerson])
def test_rows_are_neither_changed_nor_removed_by_our_code(model: Any) -> None:
    _fill(1)
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        model.objects.update(pk=5)


def test_nothing_younger_than_two_years_is_forgotten() -> None:
    _fill(6)
    assert forget_old(now=timezone.now() + KEPT - timedelta(seconds=30)) == 0
    assert AccessLog.objects.count() == 6


def test_older_rows_go_and_the_rest_still_holds() -> None:
    _fill(4)
    middle = AccessLog.objects.get(number=3).at
    assert forget_old(now=middle + KEPT) == 2
    assert list(AccessLog.objects.order_by("number").values_list("number", flat=True)) == [3, 4]
    assert AccessedPerson.objects.count() == 4
    assert list(breaches()) == []
    _fill(1)
    assert list(breaches()) == []


def test_nightly_check_fails_loudly_and_the_command_says_where() -> None:
    _fill(3)
    check_access_log.call()
    out = StringIO()
    call_command("check_access_log", stdout=out)
    assert "3 rows, unbroken" in out.getvalue()
    _change("what", "nothing")(2)
    with pytest.raises(AccessLogBrokenError, match="Row 2"):
        check_access_log.call()
    err = StringIO()
    with pytest.raises(CommandError, match="incident"):
        call_command("check_access_log", stdout=out, stderr=err)
    assert "2: it was changed" in err.getvalue()


def test_people_touched_are_listed_by_account_address_and_period() -> None:
    user = User.objects.create_user("leaky@example.kr")
    append(
        Access(
            kind=AccessLog.Kind.VIEW,
            what="t",
            actor=user.pk,
            ip="203.0.113.77",
            people=["user:5", f"user:{user.pk}"],
        )
    )
    _fill(3)
    assert set(people_touched(actor=user.pk)) == {"user:5", f"user:{user.pk}"}
    out = StringIO()
    call_command("list_touched_people", "--address", "203.0.113.77", stdout=out)
    assert f"user:{user.pk},leaky@example.kr" in out.getvalue()
    with pytest.raises(CommandError, match="at least one"):
        call_command("list_touched_people", stdout=out)


@pytest.mark.whole
def test_hundred_thousand_people_are_listed_within_a_minute() -> None:
    """After a leak, whoever has to tell them does not wait for the list."""
    _fill(1)
    AccessedPerson.objects.bulk_create(
        [AccessedPerson(log_id=1, person=f"user:{number}") for number in range(10, PEOPLE)], batch_size=5_000
    )
    out, began = StringIO(), time.monotonic()
    call_command("list_touched_people", "--address", "203.0.113.0", stdout=out)
    assert time.monotonic() - began < 60
    assert out.getvalue().count("user:") == PEOPLE - 10 + 2
