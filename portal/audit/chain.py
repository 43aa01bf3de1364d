"""Append to the access log, find out whether somebody changed it, and let go of what is old.

Each row is sealed with a key that stands in no table, over its own columns, the people it is about and the seal of the
row before. So nobody who can only write to the database changes, adds or removes a row without being found out. The last
seal is also kept in a file, so that rows cut off at the end together with the row that counts them are missed, too.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from portal.audit.models import AccessedPerson, AccessLog, AccessLogEnds

KEPT = timedelta(days=730)
"""Two years: what the standard of safety measures asks of the largest systems."""
FORGOTTEN_AT_ONCE = 10_000
CHECKED_AT_ONCE = 2_000
SEAL_FILE = "access-log-seal.json"


@dataclass(frozen=True, kw_only=True)
class Access:
    """What is to be logged."""

    kind: AccessLog.Kind
    what: str
    actor: int | None
    ip: str | None
    path: str = ""
    reason: str = ""
    people: Collection[str] = ()


@dataclass(frozen=True)
class Breach:
    """A place where the chain does not hold."""

    number: int
    problem: str


@transaction.atomic
def append(access: Access) -> AccessLog:
    """Add a row in the caller's transaction."""
    ends = _locked_ends()
    people = sorted(set(access.people))
    row = AccessLog(
        number=ends.last + 1,
        at=timezone.now(),
        actor=access.actor,
        ip=access.ip,
        kind=access.kind,
        what=access.what[:120],
        path=access.path[:300],
        reason=access.reason[:300],
        people_count=len(people),
        people_digest=_digest(people),
        previous=ends.last_seal,
    )
    row.seal = seal_of(row, _key(settings.SECRET_KEY))
    row.save(force_insert=True)
    AccessedPerson.objects.bulk_create(
        [AccessedPerson(log=row, person=person) for person in people], batch_size=1_000
    )
    ends.last, ends.last_seal = row.number, row.seal
    _save(ends)
    return row


def _locked_ends() -> AccessLogEnds:
    AccessLogEnds.objects.get_or_create(pk=1)
    return AccessLogEnds.objects.select_for_update().get(pk=1)


def _save(ends: AccessLogEnds) -> None:
    ends.signature = _signature_of(ends, _key(settings.SECRET_KEY))
    ends.save()


def seal_of(row: AccessLog, key: bytes) -> str:
    """The seal that this row must have under this key."""
    columns = [
        *(row.number, row.at.isoformat(), row.actor, row.ip, row.kind, row.what, row.path, row.reason),
        *(row.people_count, row.people_digest, row.previous),
    ]
    return _mac(key, json.dumps(columns, ensure_ascii=False))


def sign(text: str) -> str:
    """Our signature under a text, for the reviews."""
    return _mac(_key(settings.SECRET_KEY), text)


def is_signed(text: str, signature: str) -> bool:
    """Whether the signature is ours, under today's key or a former one."""
    return any(hmac.compare_digest(_mac(key, text), signature) for key in _keys())


def _signature_of(ends: AccessLogEnds, key: bytes) -> str:
    return _mac(key, json.dumps([ends.first, ends.before_first, ends.last, ends.last_seal]))


def _digest(people: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(people).encode()).hexdigest()


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"portal.audit.chain:{secret}".encode()).digest()


def _keys() -> list[bytes]:
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


# --- Find out


def breaches() -> Iterator[Breach]:
    """Walk the whole chain and tell each place where it does not hold."""
    ends = AccessLogEnds.objects.filter(pk=1).first() or AccessLogEnds()
    keys = _keys()
    if ends.signature and not any(
        hmac.compare_digest(_signature_of(ends, key), ends.signature) for key in keys
    ):
        yield Breach(ends.last, "the row that counts the others was changed")
    number, seal = ends.first, ends.before_first
    for row in _rows():
        yield from _breaches_of(row, number=number, previous=seal, keys=keys)
        number, seal = row.number + 1, row.seal
    if (number - 1, seal) != (ends.last, ends.last_seal):
        yield Breach(number, f"rows up to {ends.last} are missing at the end")
    yield from _breaches_of_file(ends)


def _rows() -> Iterator[AccessLog]:
    """All rows with their people, in order, a piece at a time."""
    last = -1
    while piece := list(
        AccessLog.objects.filter(number__gt=last)
        .order_by("number")
        .prefetch_related("people")[:CHECKED_AT_ONCE]
    ):
        yield from piece
        last = piece[-1].number


def _breaches_of(row: AccessLog, *, number: int, previous: str, keys: list[bytes]) -> Iterator[Breach]:
    if row.number != number:
        yield Breach(number, f"rows {number} to {row.number - 1} are missing")
    elif row.previous != previous:
        yield Breach(row.number, "it does not follow the row before it")
    if not any(hmac.compare_digest(seal_of(row, key), row.seal) for key in keys):
        yield Breach(row.number, "it was changed")
    people = sorted(entry.person for entry in row.people.all())
    if len(people) != row.people_count or _digest(people) != row.people_digest:
        yield Breach(row.number, "the people it is about were changed")


def _breaches_of_file(ends: AccessLogEnds) -> Iterator[Breach]:
    kept = _seal_file()
    if not kept.exists():
        return
    number, seal = json.loads(kept.read_text(encoding="utf-8"))
    row = AccessLog.objects.filter(number=number).first()
    if ends.first <= number and (row is None or row.seal != seal):
        yield Breach(number, "it is not the row that stood there at the last check")


def keep_last_seal() -> None:
    """Remember outside the database how far the chain went."""
    ends = AccessLogEnds.objects.filter(pk=1).first()
    if ends is not None and ends.last:
        _seal_file().write_text(json.dumps([ends.last, ends.last_seal]), encoding="utf-8")


def _seal_file() -> Path:
    path: Path = settings.VAR_DIR / SEAL_FILE
    return path


# --- Let go


@transaction.atomic
def forget_old(*, now: datetime | None = None) -> int:
    """Remove rows older than two years from the beginning of the chain, and say where it begins now."""
    before = (now or timezone.now()) - KEPT
    ends = _locked_ends()
    young = (
        AccessLog.objects.filter(at__gte=before).order_by("number").values_list("number", flat=True).first()
    )
    stop = min(young or ends.last + 1, ends.first + FORGOTTEN_AT_ONCE)
    if stop <= ends.first:
        return 0
    ends.before_first = AccessLog.objects.get(number=stop - 1).seal
    with connection.cursor() as cursor:
        for table, column in ((AccessedPerson, "log_id"), (AccessLog, "number")):
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"DELETE FROM {name} WHERE {column} < %s", [stop])  # noqa: S608  (names of our own tables)
    removed, ends.first = stop - ends.first, stop
    _save(ends)
    return removed
