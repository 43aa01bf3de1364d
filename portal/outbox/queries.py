"""What the consumer of the outbox asks: what is waiting, for how long, and that it is done."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from portal.outbox.models import IndexOutbox


def pending(limit: int) -> list[IndexOutbox]:
    """The oldest rows in order. One object may have several: read it once, forget them all."""
    return list(IndexOutbox.objects.order_by("id")[:limit])


def forget(rows: Iterable[IndexOutbox]) -> int:
    """Remove exactly these rows and return how many. A row written for the same object meanwhile stays."""
    removed, _by_model = IndexOutbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return removed


def lag() -> timedelta:
    """How long the oldest row has been waiting; zero when none is."""
    oldest = IndexOutbox.objects.order_by("id").values_list("created_at", flat=True).first()
    return timezone.now() - oldest if oldest else timedelta(0)


def length() -> int:
    """How many rows are waiting."""
    return IndexOutbox.objects.count()


def waiting_objects(limit: int) -> set[tuple[str, str]]:
    """Kind and id of what is waiting, the newest of them if there are more than `limit` rows.

    Each search asks this: in SQL, since Django takes ten times as long to write it as a database to answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, object_id FROM portal_indexoutbox ORDER BY id DESC LIMIT %s", [limit])
        return set(cursor.fetchall())
