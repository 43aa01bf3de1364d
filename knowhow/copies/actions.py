"""Take a working copy along, take it back, apply it as the writer's draft, undo that."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from knowhow.actions import ReviewRefusedError
from knowhow.copies.comparing import Comparison, clean_rows, compare, form_data
from knowhow.copies.fields import RESULTS, STEPS, CopyForm, Values, copy_form, values_of
from knowhow.copies.hangul_files import hwpx_of
from knowhow.copies.reading import Filled, filled
from knowhow.copies.sheets import sheet_of
from knowhow.copies.word_files import docx_of
from knowhow.kinds import KINDS, KnowhowPage, knowhow_page
from knowhow.models import CasePage, ReturnedCopy, TakenCopy
from knowhow.writing import DraftValues, begin_draft, save_draft
from portal.accounts.models import User
from portal.media.file_texts import NOTICES
from portal.media.reading.outlines import Outline
from portal.media.reading.process import read_outline_apart
from portal.policies import may
from portal.zones.models import Zone

WRITERS = {"hwpx": hwpx_of, "docx": docx_of}


class UnreadableCopyError(ValueError):
    """The file cannot be taken; the message says what to do."""


@dataclass(frozen=True)
class Standing:
    """A returned copy beside the draft of today."""

    copy: ReturnedCopy
    form: CopyForm
    page: KnowhowPage | None
    revision: Revision | None
    filled: Filled
    comparison: Comparison


def take_copy(
    page: KnowhowPage | None, kind: str, *, by: User, file_format: str, language: str
) -> tuple[TakenCopy, bytes]:
    """Write the draft, or an empty form of the kind, into a file, and remember what stood in it."""
    if page is not None and not may(by, "write", page):
        raise ReviewRefusedError(_("이 글을 고칠 수 없습니다."))
    form = copy_form(KINDS[kind])
    draft: Any = page.get_latest_revision_as_object() if page is not None else form.kind()
    values = values_of(form, draft)
    taken = TakenCopy.objects.create(page=page, kind=kind, values=values.as_json(), by=by)
    sheet = sheet_of(form, values, code=taken.code, language=language)
    return taken, WRITERS[file_format](sheet)


def read_copy(upload: UploadedFile[Any]) -> Outline:
    """Read an uploaded file in the limited process. Raises `UnreadableCopyError`."""
    with tempfile.NamedTemporaryFile(prefix="copy-") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        outline = read_outline_apart(Path(kept.name), name=upload.name or "")
    if outline.problem is not None:
        raise UnreadableCopyError(str(NOTICES[outline.problem]))
    return outline


def return_copy(page: KnowhowPage, outline: Outline, *, file_name: str, by: User) -> ReturnedCopy:
    """Keep what a file says about this draft. Raises `UnreadableCopyError` where it says nothing about one."""
    if not may(by, "write", page):
        raise ReviewRefusedError(_("이 글을 고칠 수 없습니다."))
    said = _filled(outline, kind_of(page))
    return ReturnedCopy.objects.create(
        page=page,
        zone=page.zone,
        kind=kind_of(page),
        taken=_taken(said, page=page),
        file_name=file_name[:255],
        values=said.as_json(),
        by=by,
    )


def return_empty_copy(outline: Outline, kind: str, *, zone: Zone, file_name: str, by: User) -> ReturnedCopy:
    """Keep what a filled-in empty form says: a draft begins when it is applied."""
    if not may(by, "write for", zone):
        raise ReviewRefusedError(_("이 특구의 글을 쓸 수 없습니다."))
    said = _filled(outline, kind)
    return ReturnedCopy.objects.create(
        zone=zone,
        kind=kind,
        taken=_taken(said, page=None),
        file_name=file_name[:255],
        values=said.as_json(),
        by=by,
    )


def standing_of(copy: ReturnedCopy) -> Standing:
    """The copy beside the draft of today."""
    page = knowhow_page(copy.page_id) if copy.page_id else None
    form = copy_form(KINDS[copy.kind])
    said = Filled.from_json(copy.values)
    draft: Any = page.get_latest_revision_as_object() if page is not None else form.kind()
    taken = copy.taken
    base = Values.from_json(taken.values) if taken is not None else None
    comparison = compare(form, said, now=values_of(form, draft), base=base)
    revision = page.get_latest_revision() if page is not None else None
    return Standing(copy, form, page, revision, said, comparison)


@transaction.atomic
def apply_copy(copy: ReturnedCopy, taken_over: Collection[str], *, by: User) -> KnowhowPage:
    """Save what was chosen as the writer's draft. What is too long or not right waits in the form."""
    copy = ReturnedCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.state != ReturnedCopy.State.READ:
        raise ReviewRefusedError(_("이미 반영한 작업본입니다. 다시 반영하려면 파일을 다시 올려 주십시오."))
    standing = standing_of(copy)
    chosen = {change.name: change for change in standing.comparison.open if change.name in taken_over}
    if not chosen:
        raise ReviewRefusedError(_("작업본에서 가져올 칸을 하나도 고르지 않았습니다. 바뀐 것은 없습니다."))
    sound = {name for name, change in chosen.items() if not change.problem}
    page = standing.page or _begun(standing, by=by)
    before = page.get_latest_revision()
    after = save_draft(page, _draft_values(standing, sound), by=by, base="")
    copy.page, copy.left_over = page, sorted(chosen.keys() - sound)
    copy.before, copy.after, copy.after_at = before.pk if before else None, after.pk, after.created_at
    copy.state = ReturnedCopy.State.APPLIED
    copy.save()
    return page


@transaction.atomic
def undo_copy(copy: ReturnedCopy, *, by: User) -> None:
    """Put the draft back as it stood before, unless somebody has written since."""
    page = knowhow_page(copy.page_id) if copy.page_id else None
    if page is None or not may(by, "write", page):
        raise ReviewRefusedError(_("이 글을 고칠 수 없습니다."))
    if not may_undo(copy, page):
        raise ReviewRefusedError(_("반영한 뒤에 글을 고쳐 되돌릴 수 없습니다."))
    before: Any = Revision.objects.get(pk=copy.before).as_object()
    before.save_revision(user=by)
    ReturnedCopy.objects.filter(pk=copy.pk).update(state=ReturnedCopy.State.UNDONE)


def may_undo(copy: ReturnedCopy, page: KnowhowPage) -> bool:
    """Whether the draft still stands as the copy left it."""
    newest = page.get_latest_revision()
    is_untouched = newest is not None and newest.pk == copy.after and newest.created_at == copy.after_at
    return copy.state == ReturnedCopy.State.APPLIED and copy.before is not None and is_untouched


def close_copy(copy: ReturnedCopy) -> None:
    """What waited has been moved by hand, or is not wanted any more."""
    ReturnedCopy.objects.filter(pk=copy.pk).update(state=ReturnedCopy.State.CLOSED)


def waiting_data(copy: ReturnedCopy, page: KnowhowPage) -> dict[str, Any]:
    """The contributor's form as it would be sent: the draft of today, with what waits put over it."""
    form, standing = copy_form(type(page)), standing_of(copy)
    now = values_of(form, page.get_latest_revision_as_object())
    wanted, waiting = standing.comparison.wanted, set(copy.left_over)
    fields = {name: wanted.fields[name] if name in waiting else raw for name, raw in now.fields.items()}
    rows = {name: wanted.rows[name] if name in waiting else standing for name, standing in now.rows.items()}
    newest = page.get_latest_revision()
    return form_data(form, Values(fields, rows)) | {"base": str(newest.pk) if newest else ""}


def kind_of(page: KnowhowPage) -> str:
    """What the page is called in addresses."""
    return "case" if isinstance(page, CasePage) else "practice"


def _filled(outline: Outline, kind: str) -> Filled:
    said = filled(outline, copy_form(KINDS[kind]))
    if not said.is_copy:
        raise UnreadableCopyError(
            _(
                "작업본의 칸을 하나도 찾지 못했습니다. 한마당에서 받은 작업본에 적어 올려 주십시오. "
                "다른 문서는 ‘나의 특구’의 ‘옛 사례 가져오기’로 올립니다."
            )
        )
    return said


def _taken(said: Filled, *, page: KnowhowPage | None) -> TakenCopy | None:
    """The copy that this file was made from, if it was made from this draft."""
    return TakenCopy.objects.filter(code=said.code, page=page).first() if said.code else None


def _begun(standing: Standing, *, by: User) -> KnowhowPage:
    title = str(standing.comparison.wanted.fields["title"]).strip()
    zone = standing.copy.zone
    if not title or zone is None:
        raise ReviewRefusedError(_("제목이 비어 있습니다. 작업본에 제목을 적어 다시 올려 주십시오."))
    if not may(by, "write for", zone):
        raise ReviewRefusedError(_("이 특구의 글을 쓸 수 없습니다."))
    return begin_draft(standing.form.kind, title.split("\n")[0][:255], zone=zone, by=by)


def _draft_values(standing: Standing, sound: Collection[str]) -> DraftValues:
    form, comparison = standing.form, standing.comparison
    fields = {name: value for name, value in comparison.cleaned.items() if name in sound}
    sets = {
        rows.name: clean_rows(form, comparison.wanted, rows.name) for rows in form.rows if rows.name in sound
    }
    return DraftValues(fields, sets.get(STEPS), sets.get(RESULTS))
