"""The CMS screens of an import: upload, map columns, look at the report, apply, look back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from portal.importing.actions import ImportRefusedError, StalePlanError, apply_import, file_digest
from portal.importing.columns import Row, mapped_rows, remember_mapping, suggest_mapping
from portal.importing.exports import csv_response
from portal.importing.files import open_table
from portal.importing.forms import ApplyForm, MappingForm, UploadForm
from portal.importing.models import ImportChange, ImportRun
from portal.importing.plans import Plan
from portal.importing.registry import label_of_importer, new_importer
from portal.importing.reports import REPORT_COLUMNS, plan_rows, run_rows
from portal.importing.tables import SourceRow, UnreadableFileError
from portal.importing.uploads import discard_upload, keep_upload, upload_path

RUNS_PER_PAGE = 30
CHANGES_PER_PAGE = 100
ROWS_SHOWN = 200
SAMPLE_ROWS = 5

type View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class _Columns:
    """A file's header and the first rows under it."""

    header: tuple[str, ...]
    sample: tuple[SourceRow, ...]


def may_import(view: View) -> View:
    """Only for staff with the right to import."""
    guarded: View = permission_required("portal.add_importrun")(view)
    return guarded


def own_open_run(view: Callable[[HttpRequest, ImportRun], HttpResponse]) -> View:
    """The steps belong to who uploaded the file, until the import is applied or the file is gone."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk, started_by=request.user)
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
    listed = ImportRun.objects.select_related("started_by")
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
                started_by_id=request.user.pk,
            )
            return redirect("importing:columns", run.pk)
    return _page(request, "new.html", form=form, step=1)


@may_import
@require_http_methods(["GET", "POST"])
@own_open_run
def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Step 2: say which column is which fact."""
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
    if request.method == "POST":
        return _apply(request, run)
    try:
        plan = new_importer(run.importer).plan(_rows(run))
    except UnreadableFileError as problem:
        return _report(request, run, Plan(), unreadable=str(problem))
    return _report(request, run, plan)


@may_import
@require_GET
@own_open_run
def report(_request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The whole report as a table."""
    try:
        rows = plan_rows(new_importer(run.importer).plan(_rows(run)))
    except UnreadableFileError:
        return redirect("importing:check", run.pk)
    return csv_response(rows, REPORT_COLUMNS, f"{_('검사 결과')}-{run.pk}.csv")


@may_import
@require_POST
@own_open_run
def discard(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Give up the import and remove the file."""
    discard_upload(run.stored_as)
    run.state = ImportRun.State.REFUSED
    run.stored_as = ""
    run.save(update_fields=["state", "stored_as"])
    messages.success(request, _("가져오기를 그만두었습니다. 바뀐 것은 없습니다."))
    return redirect("importing:runs")


@may_import
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did."""
    shown = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=pk)
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
    shown = get_object_or_404(ImportRun, pk=pk)
    rows = run_rows(ImportChange.objects.filter(run=shown).iterator())
    return csv_response(rows, REPORT_COLUMNS[:6], f"{_('바뀐 사실')}-{shown.pk}.csv")


# --- Parts --------------------------------------------------------------------------------------


def _apply(request: HttpRequest, opened: ImportRun) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return redirect("importing:check", opened.pk)
    try:
        with transaction.atomic():
            # A second press of the button waits here, and then finds the import applied.
            locked = ImportRun.objects.select_for_update().get(pk=opened.pk)
            if locked.state != ImportRun.State.CHECKED:
                return redirect("importing:run", locked.pk)
            apply_import(
                locked,
                lambda: _rows(opened),
                with_removals=form.cleaned_data["with_removals"],
                expected_digest=form.cleaned_data["digest"],
            )
    except StalePlanError as problem:
        return _report(request, opened, problem.plan, is_stale=True)
    except ImportRefusedError as problem:
        return _report(request, opened, problem.plan)
    discard_upload(opened.stored_as)
    messages.success(request, _("반영했습니다."))
    return redirect("importing:run", opened.pk)


def _report(
    request: HttpRequest, opened: ImportRun, plan: Plan, *, is_stale: bool = False, unreadable: str = ""
) -> HttpResponse:
    shown = {
        "added": plan.added[:ROWS_SHOWN],
        "changed": plan.changed[:ROWS_SHOWN],
        "removed": plan.removed[:ROWS_SHOWN],
        "errors": plan.errors[:ROWS_SHOWN],
    }
    form = ApplyForm(
        initial={"digest": plan.digest, "with_removals": request.POST.get("with_removals") == "on"}
    )
    return _page(
        request,
        "check.html",
        run=opened,
        table=label_of_importer(opened.importer),
        plan=plan,
        shown=shown,
        limit=ROWS_SHOWN,
        form=form,
        is_stale=is_stale,
        unreadable=unreadable,
        may_apply=not plan.errors and not unreadable and not (plan.is_empty and not plan.removed),
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


def _rows(opened: ImportRun) -> Iterator[Row]:
    return mapped_rows(open_table(_path(opened.stored_as)), opened.mapping)


def _may_continue(request: HttpRequest, shown: ImportRun) -> bool:
    is_open = shown.state in {ImportRun.State.UPLOADED, ImportRun.State.CHECKED}
    return is_open and shown.started_by_id == request.user.pk and upload_path(shown.stored_as) is not None
