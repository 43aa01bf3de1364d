"""Pages on which a zone brings in its files: upload, say which heading is which field, look, apply, take back."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowhow.actions import ReviewRefusedError
from knowhow.desk_views import crumbs_of, person_of
from knowhow.gathering.actions import READING, fixed_mapping, keep_files, leave_errors_out, undo_import
from knowhow.gathering.documents import FIXED
from knowhow.gathering.forms import FilesForm, HeadingsForm
from knowhow.importers.drafts import IMPORTERS
from knowhow.jobs import gather_files
from knowhow.kinds import knowhow_page
from portal.importing.background import (
    LEFT_OUT,
    apply_at_once,
    give_up,
    is_at_work,
    is_long,
    order_apply,
    order_check,
    progress_of,
    rows_of,
)
from portal.importing.columns import remember_mapping, remembered_names, suggest_mapping
from portal.importing.files import open_table
from portal.importing.forms import ApplyForm
from portal.importing.jobs import check_import, write_import
from portal.importing.models import ImportRun
from portal.importing.plans import Plan
from portal.importing.registry import importer_of
from portal.importing.shown_reports import ROWS_SHOWN, ShownReport
from portal.importing.tables import UnreadableFileError
from portal.importing.uploads import upload_path
from portal.policies import allowed, may
from portal.zones.models import Zone

MOST_SHOWN = 20
REFRESH_SECONDS = "3"
SAMPLE_LENGTH = 120
MOST_SAMPLED = 300
DONE = frozenset({ImportRun.State.APPLIED, ImportRun.State.UNDONE, ImportRun.State.REFUSED})


@dataclass(frozen=True)
class _Heading:
    """A heading with the field to choose for it, in how many texts it stands, and what stands under it."""

    field: Any
    count: int
    sample: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload files, and what was brought in before."""
    person = person_of(request)
    zones = allowed(person, "write for", Zone.objects.filter(page__isnull=False)).order_by("name_ko")
    if not zones.exists():
        raise PermissionDenied
    form = FilesForm(request.POST or None, request.FILES or None, zones=zones)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = keep_files(said["documents"], said["kind"], zone=said["zone"], by=person)
        _order_reading(kept)
        return redirect("knowhow-import", kept.pk)
    earlier = ImportRun.objects.filter(started_by=person, importer__in=_names())[:MOST_SHOWN]
    context = {"form": form, "runs": earlier, "crumbs": crumbs_of((_("옛 사례 가져오기"), None))}
    return render(request, "knowhow/imports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The files being read, the headings to place, or what came of it."""
    own = _own_run(request, pk)
    if own.state in DONE or upload_path(own.stored_as) is None:
        return _result(request, own)
    if is_at_work(own):
        return _waiting(request, own) if own.options.get(READING) else redirect("knowhow-import-check", pk)
    table = open_table(_path(own))
    rows = list(islice(table.rows, MOST_SAMPLED))
    headings = [name for name in table.header if name not in FIXED]
    form = _headings_form(request, own, headings)
    if request.method == "POST" and form.is_valid():
        _place(own, form)
        return redirect("knowhow-import-check", pk)
    places = {name: place for place, name in enumerate(table.header)}
    shown = [
        _heading(bound, [row.cells[places[name]] for row in rows])
        for bound, name in zip(form, headings, strict=True)
    ]
    return _page(request, "import_headings.html", own, form=form, headings=shown, texts=len(rows))


def _headings_form(request: HttpRequest, own: ImportRun, headings: list[str]) -> HeadingsForm:
    columns = [column for column in importer_of(own).columns if column.key not in FIXED]
    named = suggest_mapping(headings, columns, importer=own.importer) | remembered_names(own.importer)
    suggested = own.mapping or _one_each({name: key for name, key in named.items() if name in headings})
    data = request.POST if request.method == "POST" else None
    return HeadingsForm(data, headings=headings, columns=columns, suggested=suggested)


def _place(own: ImportRun, form: HeadingsForm) -> None:
    """Keep which heading is which field, for this import and for the next ones."""
    own.mapping, own.state = fixed_mapping() | form.mapping, ImportRun.State.CHECKED
    own.options = {name: value for name, value in own.options.items() if name != LEFT_OUT}
    own.save(update_fields=["mapping", "state", "options"])
    remember_mapping(form.headings, form.mapping, importer=own.importer)
    if is_long(own):
        order_check(own, check_import)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be brought in; pressing the button does it, all or nothing."""
    own = _own_run(request, pk)
    if own.state in DONE or not own.mapping:
        return redirect("knowhow-import", pk)
    if is_at_work(own):
        return _waiting(request, own)
    if request.method == "POST":
        return _apply(request, own)
    if is_long(own) and own.report:
        return _report(request, own, ShownReport.kept(own.report))
    return _report(request, own, ShownReport.of(_plan(own)))


@login_required
@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on without the texts that cannot be taken."""
    own = _own_run(request, pk)
    if own.state == ImportRun.State.CHECKED:
        leave_errors_out(own, _plan(own))
        if is_long(own):
            order_check(own, check_import)
    return redirect("knowhow-import-check", pk)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the import up."""
    own = _own_run(request, pk)
    if own.state in DONE or not give_up(own):
        messages.warning(request, _("이미 반영했거나 반영하고 있어 그만둘 수 없습니다."))
        return redirect("knowhow-import", pk)
    messages.success(request, _("가져오기를 그만두었습니다. 바뀐 것은 없습니다."))
    return redirect("knowhow-imports")


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the drafts away again, but those that somebody has worked on."""
    own = _own_run(request, pk)
    try:
        undone = undo_import(own, by=person_of(request))
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("초안 %(count)s개를 치웠습니다.") % {"count": undone.removed})
        if undone.left:
            messages.warning(
                request, _("그 뒤에 고친 초안은 남겼습니다: %(names)s") % {"names": ", ".join(undone.left)}
            )
    return redirect("knowhow-import", pk)


# --- Parts


def _own_run(request: HttpRequest, pk: int) -> ImportRun:
    """The import of this person, while he may write for its zone; nobody else learns that it exists."""
    person = person_of(request)
    own = ImportRun.objects.filter(pk=pk, started_by=person, importer__in=_names()).first()
    zone = Zone.objects.filter(pk=own.options.get("zone")).first() if own is not None else None
    if own is None or zone is None or not may(person, "write for", zone):
        raise Http404
    return own


def _names() -> list[str]:
    return [importer.name for importer in IMPORTERS.values()]


def _order_reading(kept: ImportRun) -> None:
    result = gather_files.enqueue(kept.pk, get_language() or "ko")
    ImportRun.objects.filter(pk=kept.pk).update(task_id=str(result.id))


def _path(own: ImportRun) -> Path:
    path = upload_path(own.stored_as)
    if path is None:
        raise Http404
    return path


def _one_each(named: dict[str, str]) -> dict[str, str]:
    """A field takes one heading: the first."""
    taken: set[str] = set()
    return {name: key for name, key in named.items() if not (key in taken or taken.add(key))}  # type: ignore[func-returns-value]


def _heading(bound: Any, cells: list[str]) -> _Heading:
    filled = [cell for cell in cells if cell]
    sample = filled[0] if filled else ""
    return _Heading(
        bound, len(filled), sample if len(sample) <= SAMPLE_LENGTH else f"{sample[:SAMPLE_LENGTH]}…"
    )


def _plan(own: ImportRun) -> Plan:
    try:
        return importer_of(own).plan(rows_of(own))
    except UnreadableFileError as problem:
        raise Http404 from problem


def _apply(request: HttpRequest, own: ImportRun) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return redirect("knowhow-import-check", own.pk)
    digest = form.cleaned_data["digest"]
    if is_long(own):
        order_apply(own, write_import, digest=digest, with_removals=False)
        return redirect("knowhow-import-check", own.pk)
    refused = apply_at_once(own, digest=digest)
    if refused is not None:
        return _report(request, own, refused)
    messages.success(request, _("초안으로 가져왔습니다."))
    return redirect("knowhow-import", own.pk)


def _waiting(request: HttpRequest, own: ImportRun) -> HttpResponse:
    progress = progress_of(own)
    own.refresh_from_db()
    if not is_at_work(own):
        return redirect("knowhow-import", own.pk)
    response = _page(request, "import_progress.html", own, progress=progress)
    if progress.standing != "failed":
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


def _report(request: HttpRequest, own: ImportRun, shown: ShownReport) -> HttpResponse:
    form = ApplyForm(initial={"digest": shown.digest})
    left = len(own.options.get(LEFT_OUT, ()))
    return _page(request, "import_check.html", own, report=shown, form=form, limit=ROWS_SHOWN, left_out=left)


def _result(request: HttpRequest, own: ImportRun) -> HttpResponse:
    made = [
        page for number, *_rest in own.options.get("made", ())[:ROWS_SHOWN] if (page := knowhow_page(number))
    ]
    return _page(request, "import_result.html", own, made=made, may_undo=own.state == ImportRun.State.APPLIED)


def _page(request: HttpRequest, template: str, own: ImportRun, **context: Any) -> HttpResponse:
    crumbs = crumbs_of((_("옛 사례 가져오기"), reverse("knowhow-imports")), (own.source_name[:60], None))
    shown = {"run": own, "unread": own.options.get("unread", ()), "crumbs": crumbs, **context}
    return render(request, f"knowhow/{template}", shown)
