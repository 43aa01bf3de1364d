"""What auditors ask of the access log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.audit.models import AccessedPerson, AccessLog


@dataclass(frozen=True)
class LogLine:
    """A row as it is read: with the names that its numbers have today."""

    row: AccessLog
    actor: str
    people: tuple[str, ...]


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """First moment of the month and of the next one, by the site's clock."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    zone = timezone.get_current_timezone()
    return datetime.combine(month, time(), zone), datetime.combine(following, time(), zone)


def rows_of(month: date, *, actor: str = "", person: str = "", kind: str = "") -> QuerySet[AccessLog]:
    """The rows of a month, newest first; people by their address of today."""
    begin, end = month_bounds(month)
    rows = AccessLog.objects.filter(at__gte=begin, at__lt=end)
    if actor:
        rows = rows.filter(actor__in=_numbers(actor))
    if person:
        keys = [f"user:{number}" for number in _numbers(person)]
        rows = rows.filter(number__in=AccessedPerson.objects.filter(person__in=keys).values("log_id"))
    return rows.filter(kind=kind) if kind else rows


def _numbers(email: str) -> list[int]:
    return list(User.objects.filter(email=email.strip().lower()).values_list("pk", flat=True))


def lines(rows: Iterable[AccessLog], *, most_people: int = 10) -> list[LogLine]:
    """Rows with their people, by two questions however many there are."""
    listed = list(rows)
    keys: dict[int, list[str]] = {row.number: [] for row in listed}
    for number, person in AccessedPerson.objects.filter(log_id__in=keys).values_list("log_id", "person"):
        keys[number].append(person)
    shown = {number: sorted(people)[:most_people] for number, people in keys.items()}
    names = _names(
        {row.actor for row in listed if row.actor}, [key for some in shown.values() for key in some]
    )
    return [
        LogLine(
            row=row,
            actor=names.get(f"user:{row.actor}", str(row.actor or "")),
            people=tuple(names.get(key, key) for key in shown[row.number]),
        )
        for row in listed
    ]


def _names(actors: set[int], keys: list[str]) -> dict[str, str]:
    numbers = actors | {int(key.removeprefix("user:")) for key in keys if key.startswith("user:")}
    users = User.objects.filter(pk__in=numbers).values_list("pk", "email")
    return {f"user:{pk}": email for pk, email in users}


def people_touched(
    *,
    actor: int | None = None,
    ip: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AccessedPerson, str]:
    """Whose data an account, an address or a period touched: each person once, for the notice after a leak."""
    rows = AccessLog.objects.all()
    if actor is not None:
        rows = rows.filter(actor=actor)
    if ip:
        rows = rows.filter(ip=ip)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    people = AccessedPerson.objects.filter(log_id__in=rows.values("number"))
    return people.order_by("person").values_list("person", flat=True).distinct()
