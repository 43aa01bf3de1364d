"""Order a zone's library, make it in the background, give it up, destroy it after its week."""

import logging
import tempfile
import time
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.tasks.base import TaskResultStatus
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from knowhow.library.archive import Packed, write_library
from knowhow.models import LibraryExport
from portal.accounts.models import User
from portal.jobs.definition import Job
from portal.media.file_names import stored_name
from portal.outbox.mails import queue_mail_to
from portal.policies import may
from portal.zones.models import Zone

logger = logging.getLogger(__name__)

type Standing = Literal["waiting", "running", "ready", "past", "failed"]

FOLDER: Final = "libraries"
"""Among the private files: `/media/` hands out pictures and cards alone."""
SECONDS_BETWEEN: Final = 0.5


class LibraryRefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""


class GivenUpError(Exception):
    """Its owner does not want it any more."""


@transaction.atomic
def order_library(zone: Zone, *, scope: str, by: User, language: str, job: Job) -> LibraryExport:
    """Let the worker pack it. Raises `LibraryRefusedError`."""
    if not may(by, "write for", zone):
        raise LibraryRefusedError(_("이 특구의 자료를 묶을 수 없습니다."))
    for open_one in LibraryExport.objects.open().filter(zone=zone, ordered_by=by):
        if standing_of(open_one) != "failed":
            raise LibraryRefusedError(_("이 특구의 자료를 이미 묶고 있습니다. 다 되면 메일로 알려 드립니다."))
        LibraryExport.objects.filter(pk=open_one.pk).update(problem="lost")
    try:
        with transaction.atomic():
            made = LibraryExport.objects.create(zone=zone, scope=scope, ordered_by=by, language=language)
    except IntegrityError as problem:
        raise LibraryRefusedError(_("이 특구의 자료를 이미 묶고 있습니다.")) from problem
    made.task_id = str(job.enqueue(made.pk).id)
    made.save(update_fields=["task_id"])
    logger.info("library_ordered", extra={"library": made.pk, "zone": zone.pk, "by": by.pk})
    return made


def carry_out(pk: int) -> None:
    """Pack, keep, tell. Run again after a lost worker it begins anew; run after it was done or given up, it does nothing."""
    export = LibraryExport.objects.open().select_related("zone__page", "ordered_by").filter(pk=pk).first()
    if (
        export is None
        or not export.ordered_by.is_active
        or not may(export.ordered_by, "write for", export.zone)
    ):
        return
    with translation.override(export.language), tempfile.TemporaryFile() as file:
        try:
            packed = write_library(export, file, progress=Told(pk))
        except GivenUpError:
            return
        size = file.tell()
        file.seek(0)
        name = default_storage.save(f"{FOLDER}/{stored_name('library.zip')}", File(file))
    _keep(export, packed, stored_as=name, size=size)


@transaction.atomic
def _keep(export: LibraryExport, packed: Packed, *, stored_as: str, size: int) -> None:
    now = timezone.now()
    rows = LibraryExport.objects.open().filter(pk=export.pk)
    is_wanted = rows.update(
        stored_as=stored_as,
        bytes=size,
        counts=packed.counts,
        left_out=packed.left_out,
        people=packed.people,
        ready_at=now,
        expires_at=now + LibraryExport.KEPT,
    )
    if not is_wanted:
        default_storage.delete(stored_as)
        return
    context = {
        "zone": export.zone.name_ko
        if export.language == "ko"
        else export.zone.name_en or export.zone.name_ko,
        "path": reverse("knowhow-library-order", args=[export.pk]),
        "expires_at": now + LibraryExport.KEPT,
    }
    queue_mail_to(export.ordered_by, "library_ready", context=context)


class Told:
    """Writes progress into the order, twice a second at most. Raises `GivenUpError` once the order is gone."""

    def __init__(self, pk: int) -> None:
        self._pk = pk
        self._told_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._told_at and now - self._told_at < SECONDS_BETWEEN and done < total - 1:
            return
        self._told_at = now
        if not LibraryExport.objects.filter(pk=self._pk).update(done=done, total=total):
            raise GivenUpError


def standing_of(export: LibraryExport) -> Standing:
    """How an order does."""
    if export.ready_at:
        return "ready" if export.can_be_fetched else "past"
    task = DBTaskResult.objects.filter(pk=UUID(export.task_id)).first() if export.task_id else None
    if (
        export.problem
        or task is None
        or task.status not in {TaskResultStatus.READY, TaskResultStatus.RUNNING}
    ):
        return "failed"
    return "waiting" if task.status == TaskResultStatus.READY else "running"


def discard(export: LibraryExport) -> None:
    """Remove an order with its file; work that is under way stops."""
    with transaction.atomic():
        LibraryExport.objects.filter(pk=export.pk).delete()
        if export.stored_as:
            transaction.on_commit(lambda: default_storage.delete(export.stored_as))


def discard_of(user: User) -> None:
    """Everything that a person who leaves had ordered."""
    for export in LibraryExport.objects.filter(ordered_by=user):
        discard(export)


def destroy_past(now: datetime) -> int:
    """Remove what is past its week, orders that came to nothing, and files that no order names. Returns how many orders."""
    past = [*LibraryExport.objects.filter(expires_at__lt=now)]
    past += LibraryExport.objects.filter(ready_at=None, ordered_at__lt=now - LibraryExport.KEPT)
    for export in past:
        discard(export)
    _forget_orphans()
    return len(past)


def overdue(now: datetime) -> int:
    """How many should be gone by this moment."""
    return LibraryExport.objects.filter(expires_at__lt=now).count()


def _forget_orphans() -> None:
    """A worker that died between storing and writing it down left a file behind."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    known = set(LibraryExport.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for path in (f"{FOLDER}/{name}" for name in names):
        age = timezone.now() - default_storage.get_modified_time(path)
        if path not in known and age.days >= 1:
            default_storage.delete(path)
