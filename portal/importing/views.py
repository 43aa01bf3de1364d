"""The CMS screens of an import: upload, map columns, look at the report, apply, look back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from portal.importing.actions import file_digest
from portal.importing.background import (
    REPORT_FILE,
    apply_at_once,
    give_up,
    is_at_work,
    is_long,
    order_apply,
    order_check,
    progress_of,
    rows_of,
)
from portal.importing.columns import remember_mapping, suggest_mapping
from portal.importing.exports import CSV_TYPE, csv_response
from portal.importing.files import count_rows, open_table
from portal.importing.forms import ApplyForm, MappingForm, UploadForm
from portal.importing.jobs import check_import, write_import
from portal.importing.models import ImportChange, ImportRun
from portal.importing.plans import Plan
from portal.importing.registry import label_of_importer, new_importer
from portal.importing.reports import REPORT_COLUMNS, plan_rows, run_rows
from portal.importing.shown_reports import ROWS_SHOWN, ShownReport
from portal.importing.tables import SourceRow, UnreadableFileError
from portal.importing.uploads import beside_upload, discard_upload, keep_upload, upload_path

RUNS_PER_PAGE = 30
CHANGES_PER_PAGE = 100
SAMPLE_ROWS = 5
REFRESH_SECONDS = "3"

type View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class _Columns:
    """A file's header and the first rows under it."""

    header: tuple[str, ...]
    sample: tuple[SourceRow, ...]


def may_import(view: View) -> View:
    """Only for staff with the right to import."""
    guarded: View = permission_required("portal.add_importrun")(view)
    return guarded


def own_open_run(view: Callable[[HttpRequest, ImportRun], HttpResponseBase]) -> View:
    """The steps belong to who uploaded the file, until the import is applied or the file is gone."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
        run = get_object_or_404(ImportRun, pk=pk, started_by=request.user, is_private=False)
        if run.state in {ImportRun.State.APPLIED, ImportRun.State.REFUSED}:
            return redirect("importing:run", run.pk)
        if upload_path(run.stored_as) is None:
            messages.warning(request, _("올린 파일의 보관 기간이 지났습니다. 파일을 다시 올려 주십시오."))
            return redirect("importing:new")
        return view(request, run)

    return guarded


@may_import
@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Past imports, newest first."""
    listed = ImportRun.objects.filter(is_private=False).select_related("started_by")
    page = Paginator(listed, RUNS_PER_PAGE).get_page(request.GET.get("p"))
    return _page(
        request, "runs.html", page=page, page_range=page.paginator.get_elided_page_range(page.number)
    )


@may_import
@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """Step 1: choose the table and upload the file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        stored_as = keep_upload(upload)
        try:
            _columns(stored_as)
        except UnreadableFileError as problem:
            discard_upload(stored_as)
            form.add_error("file", str(problem))
        else:
            run = ImportRun.objects.create(
                importer=form.cleaned_data["importer"],
                source_name=upload.name[:255],
                source_note=form.cleaned_data["source_note"],
                stored_as=stored_as,
                file_digest=file_digest(_path(stored_as)),
                rows=count_rows(_path(stored_as)),
                started_by_id=request.user.pk,
            )
            return redirect("importing:columns", run.pk)
    return _page(request, "new.html", form=form, step=1)


@may_import
@require_http_methods(["GET", "POST"])
@own_open_run
def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Step 2: say which column is which fact."""
    if is_at_work(run):
        return redirect("importing:check", run.pk)
    importer = new_importer(run.importer)
    found = _columns(run.stored_as)
    suggested = run.mapping or suggest_mapping(found.header, importer.columns, importer=run.importer)
    form = MappingForm(
        request.POST or None, header=found.header, columns=importer.columns, suggested=suggested
    )
    if request.method == "POST" and form.is_valid():
        run.mapping, run.state = form.mapping, ImportRun.State.CHECKED
        run.save(update_fields=["mapping", "state"])
        remember_mapping(found.header, form.mapping, importer=run.importer)
        if is_long(run):
            order_check(run, check_import)
        return redirect("importing:check", run.pk)
    samples = [[row.cells[place] for row in found.sample] for place in range(len(found.header))]
    fields = list(zip(form, samples, strict=True))
    return _page(request, "columns.html", form=form, fields=fields, run=run, columns=importer.columns, step=2)


@may_import
@require_http_methods(["GET", "POST"])
@own_open_run
def check(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Steps 3 and 4: the report of what would be done, and doing it."""
    if not run.mapping:
        return redirect("importing:columns", run.pk)
    if is_at_work(run):
        return _progress(request, run)
    if request.method == "POST":
        return _order_apply(request, run) if is_long(run) else _apply(request, run)
    if is_long(run):
        return _report(request, run, ShownReport.kept(run.report)) if run.report else _failed(request, run)
    try:
        plan = new_importer(run.importer).plan(rows_of(run))
    except UnreadableFileError as problem:
        return _report(request, run, ShownReport.of(Plan(), unreadable=str(problem)))
    return _report(request, run, ShownReport.of(plan))


@may_import
@require_POST
@own_open_run
def recheck(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Check a long file again: the work before failed, or the data has changed."""
    if run.mapping and (not is_at_work(run) or progress_of(run).standing == "failed"):
        order_check(run, check_import)
    return redirect("importing:check", run.pk)


@may_import
@require_GET
@own_open_run
def report(_request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    """The whole report as a table."""
    name = _("검사 결과") + f"-{run.pk}.csv"
    if is_long(run):
        kept = beside_upload(run.stored_as, REPORT_FILE)
        if is_at_work(run) or not kept.exists():
            return redirect("importing:check", run.pk)
        return FileResponse(kept.open("rb"), as_attachment=True, filename=name, content_type=CSV_TYPE)
    try:
        rows = plan_rows(new_importer(run.importer).plan(rows_of(run)))
    except UnreadableFileError:
        return redirect("importing:check", run.pk)
    return csv_response(rows, REPORT_COLUMNS, name)


@may_import
@require_POST
@own_open_run
def discard(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Give up the import and remove the file."""
    if not give_up(run):
        messages.warning(request, _("이미 반영하고 있어 그만둘 수 없습니다. 끝날 때까지 기다려 주십시오."))
        return redirect("importing:check", run.pk)
    messages.success(request, _("가져오기를 그만두었습니다. 바뀐 것은 없습니다."))
    return redirect("importing:runs")


@may_import
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did."""
    shown = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=pk, is_private=False)
    page = Paginator(shown.changes.all(), CHANGES_PER_PAGE).get_page(request.GET.get("p"))
    return _page(
        request,
        "run.html",
        run=shown,
        page=page,
        page_range=page.paginator.get_elided_page_range(page.number),
        table=label_of_importer(shown.importer),
        may_continue=_may_continue(request, shown),
    )


@may_import
@require_GET
def run_changes(_request: HttpRequest, pk: int) -> HttpResponse:
    """All changes of an import as a table."""
    shown = get_object_or_404(ImportRun, pk=pk, is_private=False)
    rows = run_rows(ImportChange.objects.filter(run=shown).iterator())
    return csv_response(rows, REPORT_COLUMNS[:6], f"{_('바뀐 사실')}-{shown.pk}.csv")


# --- Parts --------------------------------------------------------------------------------------


def _apply(request: HttpRequest, opened: ImportRun) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return redirect("importing:check", opened.pk)
    cleaned = form.cleaned_data
    refused = apply_at_once(opened, digest=cleaned["digest"], with_removals=cleaned["with_removals"])
    if refused is not None:
        return _report(request, opened, refused)
    messages.success(request, _("반영했습니다."))
    return redirect("importing:run", opened.pk)


def _order_apply(request: HttpRequest, opened: ImportRun) -> HttpResponse:
    form = ApplyForm(request.POST)
    if form.is_valid():
        cleaned = form.cleaned_data
        order_apply(opened, write_import, digest=cleaned["digest"], with_removals=cleaned["with_removals"])
    return redirect("importing:check", opened.pk)


def _progress(request: HttpRequest, opened: ImportRun) -> HttpResponse:
    """How far the worker is; the browser asks again by itself, with or without scripts."""
    progress = progress_of(opened)
    opened.refresh_from_db()
    if not is_at_work(opened):
        return redirect("importing:check", opened.pk)
    response = _page(request, "progress.html", run=opened, progress=progress, step=3)
    if progress.standing != "failed":
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


def _failed(request: HttpRequest, opened: ImportRun) -> HttpResponse:
    return _page(request, "progress.html", run=opened, progress=progress_of(opened), step=3)


def _report(request: HttpRequest, opened: ImportRun, shown: ShownReport) -> HttpResponse:
    form = ApplyForm(
        initial={"digest": shown.digest, "with_removals": request.POST.get("with_removals") == "on"}
    )
    return _page(
        request,
        "check.html",
        run=opened,
        table=label_of_importer(opened.importer),
        report=shown,
        limit=ROWS_SHOWN,
        form=form,
        is_long=is_long(opened),
        step=3,
    )


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"wagtailadmin/importing/{template}", context)


def _path(stored_as: str) -> Any:
    path = upload_path(stored_as)
    if path is None:
        raise UnreadableFileError(_("올린 파일이 없습니다. 파일을 다시 올려 주십시오."))
    return path


def _columns(stored_as: str) -> _Columns:
    table = open_table(_path(stored_as))
    sample = tuple(islice(table.rows, SAMPLE_ROWS))
    return _Columns(table.header, sample)


def _may_continue(request: HttpRequest, shown: ImportRun) -> bool:
    is_open = shown.state not in {ImportRun.State.APPLIED, ImportRun.State.REFUSED}
    return is_open and shown.started_by_id == request.user.pk and upload_path(shown.stored_as) is not None
