"""Pages on which a contributor writes: begin, draft with autosave, files, preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhow.actions import KnowhowPage, ReviewRefusedError, submit
from knowhow.copies.actions import waiting_data
from knowhow.copies.views import applied_copy
from knowhow.desk import KINDS, knowhow_page
from knowhow.desk_views import person_of
from knowhow.models import CasePage, ReturnedCopy, Review
from knowhow.readiness import missing_parts
from knowhow.writing import DraftValues, attach_file, begin_draft, detach_file, save_draft
from knowhow.writing_forms import BeginForm, FileForm, WritingForm, result_forms, step_forms
from portal.policies import allowed, may
from portal.zones.models import Zone

SUBMIT, FILES, PREVIEW, COPIES, MORE_STEPS, MORE_RESULTS, AUTOSAVE = (
    "submit",
    "files",
    "preview",
    "copies",
    "more-steps",
    "more-results",
    "autosave",
)


@dataclass(frozen=True)
class WritingForms:
    """The whole form: plain fields, steps, and for a case its results."""

    fields: WritingForm
    steps: Any
    results: Any

    def is_valid(self) -> bool:
        """Ask every part, so that each shows its errors."""
        parts = [part.is_valid() for part in (self.fields, self.steps, self.results) if part is not None]
        return all(parts)

    def values(self) -> DraftValues:
        """What was typed."""
        fields = {name: value for name, value in self.fields.cleaned_data.items() if name != "base"}
        return DraftValues(fields, _rows(self.steps), _rows(self.results or ()))


def _rows(forms: Iterable[Any]) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in forms if form.is_filled]


def _own_page(request: HttpRequest, pk: int) -> KnowhowPage:
    """The page, for who may write it; nobody else learns that it exists."""
    page = knowhow_page(pk)
    if page is None or not may(person_of(request), "write", page):
        raise Http404
    return page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose what to write."""
    person = person_of(request)
    zones = allowed(person, "write for", Zone.objects.filter(page__isnull=False)).order_by("name_ko")
    if not zones.exists():
        raise PermissionDenied
    form = BeginForm(request.POST or None, zones=zones)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        page = begin_draft(KINDS[chosen["kind"]], chosen["title"], zone=chosen["zone"], by=person)
        return redirect("knowhow-draft", page.pk)
    crumbs = [(_("나의 특구"), reverse("my-zone")), (_("새 글 쓰기"), None)]
    return render(request, "knowhow/begin.html", {"form": form, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on. Whatever button was pressed, what was typed is kept first."""
    page = _own_page(request, pk)
    then = request.POST.get("then", "")
    forms = _forms(page, request)
    if request.method == "POST" and forms.is_valid():
        try:
            revision = save_draft(
                page,
                forms.values(),
                by=person_of(request),
                base=request.POST.get("base", ""),
                overwrites=then == AUTOSAVE,
            )
        except ReviewRefusedError as refusal:
            forms.fields.add_error(None, str(refusal))
        else:
            return _after_saving(request, page, then, base=revision.pk)
    if then == AUTOSAVE:
        return JsonResponse({"saved": False}, status=409)
    return render(request, "knowhow/draft.html", _draft_context(page, forms))


def _after_saving(request: HttpRequest, page: KnowhowPage, then: str, *, base: int) -> HttpResponse:
    if then == AUTOSAVE:
        return JsonResponse({"saved": True, "base": base, "at": f"{timezone.localtime():%H:%M}"})
    if then == SUBMIT:
        return _submit(request, page)
    if then in {FILES, PREVIEW, COPIES}:
        return redirect(f"knowhow-{then}", page.pk)
    messages.success(request, _("저장했습니다. 나의 특구에서 언제든 이어 쓰실 수 있습니다."))
    more = (
        f"?more={then.removeprefix('more-')}#{then.removeprefix('more-')}" if then.startswith("more-") else ""
    )
    return redirect(reverse("knowhow-draft", args=[page.pk]) + more)


def _submit(request: HttpRequest, page: KnowhowPage) -> HttpResponse:
    page.refresh_from_db()
    try:
        made = submit(page, by=person_of(request))
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("knowhow-draft", page.pk)
    messages.success(request, _("제출했습니다. 검토한 결과는 메일로도 알려 드립니다."))
    return redirect(made)


def _forms(page: KnowhowPage, request: HttpRequest) -> WritingForms:
    data: Any = request.POST if request.method == "POST" else _waiting(page, request.GET.get("copy", ""))
    newest = page.get_latest_revision()
    standing: Any = page.get_latest_revision_as_object()
    fields = WritingForm(
        data, page=page, initial={"base": newest.pk if newest else ""} | _initial(standing, page)
    )
    more = request.GET.get("more", "")
    steps = [{"kept": block.id} | dict(block.value) for block in standing.steps]
    step_set = step_forms(page, extra=3 if more == "steps" or not steps else 1)
    if not isinstance(standing, CasePage):
        return WritingForms(fields, step_set(data, initial=steps, prefix="steps"), None)
    results = [
        {"kept": str(number)}
        | {name: getattr(row, name) for name in ("indicator_ko", "before", "after", "text_ko", "source_url")}
        for number, row in enumerate(standing.results.all())
    ]
    result_set = result_forms(extra=3 if more == "results" else 1)
    return WritingForms(
        fields,
        step_set(data, initial=steps, prefix="steps"),
        result_set(data, initial=results, prefix="results"),
    )


def _waiting(page: KnowhowPage, wanted: str) -> dict[str, Any] | None:
    """What a working copy says and the draft cannot hold: it stands in the form, with what is wrong with it."""
    if not wanted.isdecimal() or len(wanted) > 9:  # noqa: PLR2004  (a number that fits into a column)
        return None
    copy = ReturnedCopy.objects.select_related("taken").filter(pk=int(wanted), page_id=page.pk).first()
    return waiting_data(copy, page) if copy is not None and copy.left_over else None


def _initial(standing: Any, page: KnowhowPage) -> dict[str, Any]:
    names = (name for part in WritingForm(page=page).parts for name in (field.name for field in part.fields))
    values: dict[str, Any] = {}
    for name in names:
        value = getattr(standing, name)
        values[name] = list(value.all()) if hasattr(value, "all") else value
        if hasattr(value, "_meta"):
            values[name] = value.pk
    return values


def _draft_context(page: KnowhowPage, forms: WritingForms) -> dict[str, Any]:
    standing: Any = page.get_latest_revision_as_object()
    return {
        "page": page,
        "forms": forms,
        "files": standing.files.all(),
        "missing": missing_parts(standing),
        "running": Review.objects.running().filter(page_id=page.pk).first(),
        "may_propose": page.live and page.admitted_at is None and not page.has_unpublished_changes,
        "crumbs": [(_("나의 특구"), reverse("my-zone")), (standing.title, None)],
        "title": standing.title,
        **applied_copy(page),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a draft: what is attached, and one more."""
    page, person = _own_page(request, pk), person_of(request)
    removed = request.POST.get("remove", "")
    if removed.isdecimal() and len(removed) < 10:  # noqa: PLR2004  (a number that fits into a column)
        detach_file(page, int(removed), by=person)
        messages.success(request, _("파일을 뗐습니다."))
        return redirect("knowhow-files", pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        attach_file(page, chosen.pop("file"), chosen, by=person)
        messages.success(request, _("파일을 붙였습니다."))
        return redirect("knowhow-files", pk)
    standing: Any = page.get_latest_revision_as_object()
    crumbs = [
        (_("나의 특구"), reverse("my-zone")),
        (standing.title, reverse("knowhow-draft", args=[pk])),
        (_("파일 붙이기"), None),
    ]
    rows = standing.files.all()
    return render(
        request, "knowhow/draft_files.html", {"page": page, "form": form, "files": rows, "crumbs": crumbs}
    )


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as its page would show it."""
    page = _own_page(request, pk)
    standing: Any = page.get_latest_revision_as_object()
    context = type(standing).present(standing, viewer=request.user)
    context |= {"preview_of": reverse("knowhow-draft", args=[pk])}
    return render(request, standing.template, context)
