"""Bring in files of a zone: keep them, let the worker read them, take the drafts back."""

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from knowhow.actions import ReviewRefusedError
from knowhow.copies.fields import copy_form
from knowhow.gathering.documents import FIXED, as_table, gather
from knowhow.kinds import KINDS, knowhow_page
from knowhow.models import Review
from portal.accounts.models import User
from portal.importing.actions import file_digest
from portal.importing.background import LEFT_OUT
from portal.importing.models import ImportRun
from portal.importing.plans import Plan
from portal.importing.progress_files import ProgressFile
from portal.importing.uploads import keep_upload, upload_path
from portal.policies import may
from portal.zones.models import Zone

READING = "reading"


@dataclass(frozen=True)
class Undone:
    """What taking an import back did."""

    removed: int
    left: tuple[str, ...]
    """Titles of drafts that somebody has worked on since."""


def keep_files(files: Sequence[UploadedFile[Any]], kind: str, *, zone: Zone, by: User) -> ImportRun:
    """Keep the files in one package for the worker."""
    if not may(by, "write for", zone):
        raise ReviewRefusedError(_("이 특구의 글을 쓸 수 없습니다."))
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w") as archive:
            for number, file in enumerate(files):
                with archive.open(f"{number}/{file.name}", "w", force_zip64=True) as member:
                    for chunk in file.chunks():
                        member.write(chunk)
        packed.seek(0)
        stored_as = keep_upload(UploadedFile(packed, "files.zip"))
    path = upload_path(stored_as)
    names = ", ".join(str(file.name) for file in files)
    return ImportRun.objects.create(
        importer=f"{kind}-drafts",
        source_name=names[:255],
        stored_as=stored_as,
        file_digest=file_digest(path) if path else "",
        rows=len(files),
        state=ImportRun.State.CHECKING,
        started_by=by,
        is_private=True,
        options={"zone": zone.pk, "kind": kind, READING: True},
    )


def read_files(run_id: int) -> None:
    """Read every file and put a table in the place of the package. Run again it finds the table, and does nothing."""
    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.CHECKING).first()
    path = upload_path(run.stored_as) if run is not None else None
    if run is None or path is None or not run.options.get(READING):
        return
    form = copy_form(KINDS[run.options["kind"]])
    harvest = gather(path, form, progress=ProgressFile(run.stored_as))
    path.write_text(as_table(harvest), encoding="utf-8", newline="")
    options = {name: value for name, value in run.options.items() if name != READING}
    ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.CHECKING).update(
        state=ImportRun.State.UPLOADED,
        rows=len(harvest.texts),
        options=options | {"unread": harvest.unread},
    )


def fixed_mapping() -> dict[str, str]:
    """What every table of read files has: these columns mean what they are called."""
    return {name: name for name in FIXED}


def leave_errors_out(run: ImportRun, plan: Plan) -> None:
    """Go on without the lines that cannot be taken; they are named in the result."""
    lines = {error.line for error in plan.errors if error.line}
    left = sorted({*run.options.get(LEFT_OUT, ()), *lines})
    run.options = {**run.options, LEFT_OUT: left}
    run.save(update_fields=["options"])


@transaction.atomic
def undo_import(run: ImportRun, *, by: User) -> Undone:
    """Take the drafts away that still stand as they were made. Those that somebody has edited or sent stay."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != ImportRun.State.APPLIED:
        raise ReviewRefusedError(_("이미 되돌렸거나 아직 반영하지 않은 가져오기입니다."))
    left, removed = [], 0
    for number, revision, made_at in locked.options.get("made", ()):
        page = knowhow_page(number)
        if page is None:
            continue
        if may(by, "write", page) and _is_untouched(page, revision, made_at):
            page.delete()
            removed += 1
        else:
            left.append(str(page.draft_title or page.title))
    locked.state = ImportRun.State.UNDONE
    locked.removed = removed
    locked.options = {**locked.options, "left": left}
    locked.save(update_fields=["state", "removed", "options"])
    return Undone(removed, tuple(left))


def _is_untouched(page: Page, revision: int, made_at: str) -> bool:
    newest = page.get_latest_revision()
    stands = (
        newest is not None and newest.pk == revision and newest.created_at == datetime.fromisoformat(made_at)
    )
    return stands and not page.live and not Review.objects.filter(page_id=page.pk).exists()
