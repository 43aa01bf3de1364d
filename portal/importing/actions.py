"""Check a file, and apply it whole or not at all."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.importing.columns import Row
from portal.importing.importers import FactError, Importer
from portal.importing.models import ImportChange, ImportRun
from portal.importing.plans import Plan, PlannedChange, Progress, RowError
from portal.importing.registry import importer_of
from portal.page_cache.epoch import bump

BATCH = 1000
CHUNK = 1024 * 1024


class ImportRefusedError(Exception):
    """The import was not applied, and nothing was written. `plan` says why, row by row."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.errors)} rows cannot be taken.")
        self.plan = plan


class StalePlanError(Exception):
    """The database has changed since the plan was shown. `plan` is what would be done now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The data has changed since the check.")
        self.plan = plan


def apply_import(
    run: ImportRun,
    read_rows: Callable[[], Iterable[Row]],
    *,
    with_removals: bool = False,
    expected_digest: str = "",
    progress: Progress | None = None,
) -> Plan:
    """Plan again and write, in one transaction.

    Raises `ImportRefusedError` or `StalePlanError`; then nothing is written.
    `expected_digest` is the digest of the plan that a person has seen; blank takes the plan as it comes.
    """
    importer = importer_of(run)
    plan = Plan()
    try:
        with transaction.atomic():
            plan = importer.plan(read_rows(), progress=progress)
            _refuse_if_unfit(plan, with_removals=with_removals, expected_digest=expected_digest)
            _write(run, importer, plan, with_removals=with_removals, progress=progress)
    except FactError as problem:
        raise ImportRefusedError(replace(plan, errors=(RowError(0, "", problem.message),))) from problem
    except (IntegrityError, DataError, models.ProtectedError) as problem:
        refused = replace(plan, errors=(RowError(0, "", _refusal_of_the_database(problem)),))
        raise ImportRefusedError(refused) from problem
    return plan


def file_digest(path: Path) -> str:
    """The fingerprint of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _refuse_if_unfit(plan: Plan, *, with_removals: bool, expected_digest: str) -> None:
    if with_removals:
        hindered = [RowError(0, change.key, change.hindrance) for change in plan.removed if change.hindrance]
        plan = replace(plan, errors=(*plan.errors, *hindered))
    if plan.errors:
        raise ImportRefusedError(plan)
    if expected_digest and plan.digest != expected_digest:
        raise StalePlanError(plan)


def _write(
    run: ImportRun, importer: Importer[Any], plan: Plan, *, with_removals: bool, progress: Progress | None
) -> None:
    removed = plan.removed if with_removals else ()
    written = importer.apply(plan, with_removals=with_removals, progress=progress)
    run.state = ImportRun.State.APPLIED
    run.finished_at = timezone.now()
    run.added, run.changed = len(plan.added), len(plan.changed)
    run.removed, run.unchanged = len(removed), plan.unchanged
    run.save()
    label = importer.model._meta.label_lower
    history = (
        row for change in (*plan.added, *plan.changed, *removed) for row in _history(run, label, change)
    )
    ImportChange.objects.bulk_create(history, batch_size=BATCH)
    importer.record(run, written)
    bump()


def _history(run: ImportRun, label: str, change: PlannedChange) -> Iterator[ImportChange]:
    key = change.key[:300]
    if change.kind == "added":
        yield ImportChange(run=run, kind=change.kind, model=label, object_key=key)
        return
    for item in change.fields:
        yield ImportChange(
            run=run, kind=change.kind, model=label, object_key=key, field=item.field,
            old_value=item.old, new_value=item.new,
        )  # fmt: skip


def _refusal_of_the_database(problem: Exception) -> str:
    if isinstance(problem, models.ProtectedError):
        return _("다른 자료가 쓰고 있는 대상은 지울 수 없습니다. 지우기를 고르지 않고 다시 반영해 주십시오.")
    return _("다른 자료와 부딪혀 반영하지 못했습니다. 검사를 다시 하고 반영해 주십시오.")
