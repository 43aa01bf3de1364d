"""Remember what becomes of the registry's facts: after an import, and after an edit in the CMS."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone, translation

from portal.importing.importers import shown
from portal.importing.models import ImportRun
from portal.importing.plans import PlannedChange
from portal.page_cache.epoch import bump
from portal.zones.models import FactChange, Zone

TOLD_ONE_BY_ONE = 10
"""More changes of one import to the same fact are told as one; the first load of a table is one line in any case."""
QUIET_FIELDS = frozenset(
    {"id", "zone", "public_slug", "position", "source_url", "source_note", "name_en_source", "map_name"}
)
"""What is kept beside a fact and is none itself."""
BATCH = 1000
SUBJECT_LENGTH = 300
NOTE_LENGTH = 500

type Values = Mapping[str, str]


def record_import(run: ImportRun, written: Sequence[tuple[PlannedChange, Any]], *, table: str) -> None:
    """Write what an import did, in its transaction: a row a fact, and one for many that are told as one."""
    rows = [row for change, instance in written for row in _rows_of(change, instance)]
    is_first = _is_first_of_its_kind(run)
    if is_first:  # filling in what was blank is part of loading, not a change
        rows = [row for row in rows if row.kind != FactChange.Kind.CHANGED or row.old_value]
    groups = _groups(rows, most=1 if is_first else TOLD_ONE_BY_ONE)
    now = timezone.now()
    for row in (*groups, *rows):
        row.table, row.run, row.source_note = table, run, run.source_note
        row.changed_at, row.changed_on = now, timezone.localdate(now).isoformat()
    FactChange.objects.bulk_create([*groups, *rows], batch_size=BATCH)


def _groups(rows: Sequence[FactChange], *, most: int) -> list[FactChange]:
    """A row for each kind of change that is told as one, and a mark on the rows it stands for."""
    counts = Counter((row.kind, row.field) for row in rows)
    for row in rows:
        row.is_told_in_group = counts[row.kind, row.field] > most
    return [
        FactChange(kind=kind, field=field, count=count)
        for (kind, field), count in counts.items()
        if count > most
    ]


def snapshot(instance: models.Model) -> Values:
    """The facts of an object as Korean text, to be compared later."""
    with translation.override("ko"):
        own = [item for item in instance._meta.concrete_fields if item.name not in QUIET_FIELDS]
        values = {item.name: _text(instance, item) for item in own}
        many = instance._meta.many_to_many if instance.pk else ()
        return values | {item.name: shown(tuple(getattr(instance, item.name).all())) for item in many}


def record_edit(instance: models.Model, *, before: Values | None, by: Any) -> None:
    """Write what an edit changed. `before` is None for what is new."""
    if before is None:
        _record(instance, [FactChange(kind=FactChange.Kind.ADDED)], by=by)
        return
    after = snapshot(instance)
    _record(
        instance,
        [
            FactChange(
                kind=FactChange.Kind.CHANGED, field=name, old_value=before.get(name, ""), new_value=value
            )
            for name, value in after.items()
            if value != before.get(name, "")
        ],
        by=by,
    )


def record_removal(instance: models.Model, *, by: Any) -> None:
    """Write what was removed: the values are still in memory."""
    labels = {item.name: str(item.verbose_name) for item in instance._meta.concrete_fields}
    values = ((labels[name], value) for name, value in snapshot(instance).items() if name in labels)
    kept = "; ".join(f"{label}: {value}" for label, value in values if value)
    _record(instance, [FactChange(kind=FactChange.Kind.REMOVED, old_value=kept)], by=by)


def _record(instance: Any, rows: Iterable[FactChange], *, by: Any) -> None:
    if _is_sample(instance):
        return
    now = timezone.now()
    for row in rows:
        _place(row, instance)
        row.table, row.changed_by_id = instance._meta.label_lower, by.pk
        row.source_note = getattr(instance, "source_note", "")[:NOTE_LENGTH]
        row.changed_at, row.changed_on = now, timezone.localdate(now).isoformat()
        row.save()
    bump()


def _rows_of(change: PlannedChange, instance: Any) -> Iterator[FactChange]:
    if change.kind == "added":
        yield _place(FactChange(kind=change.kind), instance, key=change.key)
    elif change.kind == "removed":
        kept = "; ".join(f"{item.label}: {item.old}" for item in change.fields)
        yield _place(FactChange(kind=change.kind, old_value=kept), instance, key=change.key)
    else:
        for item in change.fields:
            if item.field not in QUIET_FIELDS:
                row = FactChange(kind=change.kind, field=item.field, old_value=item.old, new_value=item.new)
                yield _place(row, instance, key=change.key)


def _place(row: FactChange, instance: Any, *, key: str = "") -> FactChange:
    """Say what the row speaks of: facts of a zone by their key, everything else by its name."""
    is_zone = isinstance(instance, Zone)
    row.zone_id = instance.pk if is_zone else getattr(instance, "zone_id", None)
    if row.zone_id and not is_zone:
        row.subject = key or f"{instance.zone.name_ko} · {getattr(instance, 'year', instance)}"
    else:
        row.subject = str(instance)
    row.subject = row.subject[:SUBJECT_LENGTH]
    row.source_url = next(iter(getattr(instance, "sources", ())), "")
    return row


def _is_first_of_its_kind(run: ImportRun) -> bool:
    earlier = ImportRun.objects.filter(importer=run.importer, state=ImportRun.State.APPLIED, is_sample=False)
    return not earlier.exclude(pk=run.pk).exists()


def _is_sample(instance: Any) -> bool:
    zone = getattr(instance, "zone", None)
    return bool(getattr(instance, "is_sample", False) or (zone is not None and zone.is_sample))


def _text(instance: models.Model, item: Any) -> str:
    value = getattr(instance, item.name)
    return str(dict(item.flatchoices).get(value, value)) if item.flatchoices and value else shown(value)
