"""Long imports: checked and applied by the worker, watched and given up from the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.tasks.base import TaskResultStatus
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from portal.importing.actions import ImportRefusedError, StalePlanError, apply_import
from portal.importing.columns import Row, mapped_rows
from portal.importing.exports import write_csv
from portal.importing.files import open_table
from portal.importing.models import ImportRun
from portal.importing.plans import Plan
from portal.importing.progress_files import ProgressFile, written_progress
from portal.importing.registry import importer_of, rows_in_a_request
from portal.importing.reports import REPORT_COLUMNS, plan_rows
from portal.importing.shown_reports import ShownReport
from portal.importing.tables import UnreadableFileError
from portal.importing.uploads import beside_upload, discard_upload, upload_path
from portal.jobs.definition import Job
from portal.jobs.queries import seconds_since_a_worker_was_seen

IN_REQUEST_ROWS = 1000
"""So many rows take about a second; more are left to the worker."""
SILENT_SECONDS = 30
REPORT_FILE = ".csv"
LEFT_OUT = "left_out"
"""The option that names the lines somebody took out of the import."""

type Standing = Literal["waiting", "running", "failed"]


@dataclass(frozen=True)
class RunProgress:
    """How a long import does."""

    standing: Standing
    done: int
    total: int
    is_silent: bool
    """Whether neither the work nor any worker gave a sign of life lately."""
    may_give_up: bool


def is_long(run: ImportRun) -> bool:
    """Whether the worker does it."""
    return run.rows > rows_in_a_request(run.importer, otherwise=IN_REQUEST_ROWS)


def is_at_work(run: ImportRun) -> bool:
    """Whether the worker has it, or will have it."""
    return run.state in {ImportRun.State.CHECKING, ImportRun.State.APPLYING}


def rows_of(run: ImportRun) -> Iterator[Row]:
    """The rows of the upload by key. Raises `UnreadableFileError`."""
    path = upload_path(run.stored_as)
    if path is None:
        raise UnreadableFileError(_("올린 파일이 없습니다. 파일을 다시 올려 주십시오."))
    left_out = set(run.options.get(LEFT_OUT, ()))
    return (row for row in mapped_rows(open_table(path), run.mapping) if row.line not in left_out)


def apply_at_once(run: ImportRun, *, digest: str, with_removals: bool = False) -> ShownReport | None:
    """Write a short import within the request. None once it stands, by an earlier press too; else the plan to read again.

    Raises `UnreadableFileError` where the upload is gone.
    """
    try:
        with transaction.atomic():
            # A second press of the button waits here, and then finds the import applied.
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if locked.state != ImportRun.State.CHECKED:
                return None
            apply_import(locked, lambda: rows_of(run), with_removals=with_removals, expected_digest=digest)
    except (StalePlanError, ImportRefusedError) as refusal:
        return ShownReport.of(refusal.plan, is_stale=isinstance(refusal, StalePlanError))
    discard_upload(run.stored_as)
    return None


# --- Ordered from the screen --------------------------------------------------------------------


@transaction.atomic
def order_check(run: ImportRun, job: Job) -> None:
    """Let the worker check the file; what was found before is forgotten."""
    result = job.enqueue(run.pk, get_language() or "ko")
    _order(run, ImportRun.State.CHECKING, task_id=result.id)


@transaction.atomic
def order_apply(run: ImportRun, job: Job, *, digest: str, with_removals: bool) -> None:
    """Let the worker write what was seen. A second press finds it ordered already."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state == ImportRun.State.CHECKED:
        result = job.enqueue(run.pk, digest, "removals" if with_removals else "", get_language() or "ko")
        _order(locked, ImportRun.State.APPLYING, task_id=result.id)


def _order(run: ImportRun, state: str, *, task_id: str) -> None:
    beside_upload(run.stored_as, ".progress").unlink(missing_ok=True)
    run.state, run.task_id, run.report = state, task_id, None
    run.save(update_fields=["state", "task_id", "report"])


def progress_of(run: ImportRun) -> RunProgress:
    """How far it is, and whether somebody works at all."""
    written = written_progress(run.stored_as)
    standing = _standing(run)
    seen = seconds_since_a_worker_was_seen()
    signs = [age for age in (seen, written.age_seconds if written else None) if age is not None]
    rounds = 2 if run.state == ImportRun.State.APPLYING else 1
    done = min(written.done + written.round * run.rows, rounds * run.rows) if written else 0
    return RunProgress(
        standing,
        done=done,
        total=rounds * run.rows,
        is_silent=standing != "failed" and min(signs, default=SILENT_SECONDS) >= SILENT_SECONDS,
        may_give_up=run.state == ImportRun.State.CHECKING or standing != "running",
    )


def give_up(run: ImportRun) -> bool:
    """End an import that has not begun to write; False when it has."""
    if is_at_work(run) and not progress_of(run).may_give_up:
        return False  # asked before the lock: SQLite would wait for the whole import
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run.pk).first()
        if locked is None or locked.state == ImportRun.State.APPLIED:
            return False
        locked.state, stored_as, locked.stored_as, locked.report = (
            ImportRun.State.REFUSED,
            run.stored_as,
            "",
            None,
        )
        locked.save(update_fields=["state", "stored_as", "report"])
    discard_upload(stored_as)
    return True


def _standing(run: ImportRun) -> Standing:
    task = DBTaskResult.objects.filter(pk=UUID(run.task_id)).first() if run.task_id else None
    if task is None or task.status not in {TaskResultStatus.READY, TaskResultStatus.RUNNING}:
        return "failed"
    return "waiting" if task.status == TaskResultStatus.READY else "running"


# --- Done by the worker -------------------------------------------------------------------------


def check_in_background(run_id: int) -> None:
    """Check and keep the report. Whoever gave the import up meanwhile keeps it given up."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.CHECKING).first()
    if run is None:
        return
    try:
        plan = importer_of(run).plan(rows_of(run), progress=ProgressFile(run.stored_as))
    except UnreadableFileError as problem:
        _keep(run, ShownReport.of(Plan(), unreadable=str(problem)))
        return
    _keep_whole(run, plan)
    _keep(run, ShownReport.of(plan))


def apply_in_background(run_id: int, *, digest: str, with_removals: bool) -> None:
    """Write all or nothing. Run again after a lost worker it begins anew; run after it was done, it does nothing."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.APPLYING).first()
    if run is None:
        return
    try:
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=run_id)
            if locked.state != ImportRun.State.APPLYING:
                return
            apply_import(
                locked,
                lambda: rows_of(run),
                with_removals=with_removals,
                expected_digest=digest,
                progress=ProgressFile(run.stored_as),
            )
    except (StalePlanError, ImportRefusedError) as refusal:
        _keep_whole(run, refusal.plan)
        _keep(run, ShownReport.of(refusal.plan, is_stale=isinstance(refusal, StalePlanError)))
    except UnreadableFileError as problem:
        _keep(run, ShownReport.of(Plan(), unreadable=str(problem)))
    else:
        discard_upload(run.stored_as)


def _keep(run: ImportRun, report: ShownReport) -> None:
    still = ImportRun.objects.filter(pk=run.pk, state=run.state)
    still.update(state=ImportRun.State.CHECKED, report=report.as_json())


def _keep_whole(run: ImportRun, plan: Plan) -> None:
    """The report with every row, for download."""
    path = beside_upload(run.stored_as, REPORT_FILE)
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, plan_rows(plan), REPORT_COLUMNS)
    path.chmod(0o600)
