"""Pages on which a contributor writes: begin, draft with autosave, files, preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhow.actions import ReviewRefusedError, submit
from knowhow.copies.actions import waiting_data
from knowhow.copies.views import applied_copy
from knowhow.desk_views import crumbs_of, page_to_write, person_of
from knowhow.files_of_drafts import draft_file
from knowhow.kinds import KINDS, KnowhowPage
from knowhow.models import CasePage, ReturnedCopy, Review
from knowhow.readiness import missing_parts
from knowhow.writing import (
    DraftValues,
    UnfitDraftError,
    attach_file,
    attach_picture,
    begin_draft,
    detach_file,
    detach_picture,
    pictures_of,
    save_draft,
)
from knowhow.writing_forms import (
    BeginForm,
    FileForm,
    PictureForm,
    WritingForm,
    exemption_forms,
    result_forms,
    step_forms,
)
from portal.policies import allowed
from portal.zones.models import Zone

RESULT_NAMES = ("indicator_ko", "before", "after", "text_ko", "indicator_en", "text_en", "source_url")
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
    """The whole form: plain fields, steps, exemptions, and for a case its results."""

    fields: WritingForm
    steps: Any
    results: Any
    exemptions: Any

    def is_valid(self) -> bool:
        """Ask every part, so that each shows its errors."""
        parts = (self.fields, self.steps, self.results, self.exemptions)
        found = [part.is_valid() for part in parts if part is not None]
        return all(found)

    def values(self) -> DraftValues:
        """What was typed."""
        exemptions = None if self.exemptions is None else _rows(self.exemptions)
        return DraftValues(
            self.fields.sent_values(), _rows(self.steps), _rows(self.results or ()), exemptions
        )


def _rows(forms: Iterable[Any]) -> list[dict[str, Any]]:
    """What was sent. A field that the browser did not send, from a page opened before it was there, stays as it is."""
    return [
        {name: value for name, value in form.cleaned_data.items() if form.add_prefix(name) in form.data}
        | {"kept": form.cleaned_data.get("kept", "")}
        for form in forms
        if form.is_filled
    ]


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
    crumbs = crumbs_of((_("새 글 쓰기"), None))
    return render(request, "knowhow/begin.html", {"form": form, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on. Whatever button was pressed, what was typed is kept first."""
    page = page_to_write(request, pk)
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
        except UnfitDraftError as refusal:
            forms.fields.refuse(refusal.by_field)
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
    initial = {"base": newest.pk if newest else ""} | _initial(standing, page)
    more = request.GET.get("more", "")
    return WritingForms(
        WritingForm(data, page=page, initial=initial),
        _step_rows(page, standing, data, more=more),
        _result_rows(standing, data, more=more) if isinstance(standing, CasePage) else None,
        _exemption_rows(page, standing, request.POST if request.method == "POST" else None, more=more),
    )


def _step_rows(page: KnowhowPage, standing: Any, data: Any, *, more: str) -> Any:
    steps = [{"kept": block.id} | dict(block.value) for block in standing.steps]
    made = step_forms(page, extra=3 if more == "steps" or not steps else 1)
    return made(data, initial=steps, prefix="steps")


def _result_rows(standing: CasePage, data: Any, *, more: str) -> Any:
    results = [
        {"kept": str(number)} | {name: getattr(row, name) for name in RESULT_NAMES}
        for number, row in enumerate(standing.results.all())
    ]
    return result_forms(extra=3 if more == "results" else 1)(data, initial=results, prefix="results")


def _exemption_rows(page: KnowhowPage, standing: Any, data: Any, *, more: str) -> Any:
    """None where a page that was opened before it asked for them sends its form."""
    if data is not None and "exemptions-TOTAL_FORMS" not in data:
        return None
    made = exemption_forms(page, extra=3 if more == "exemptions" else 1)
    return made(data, initial=_exemptions(standing), prefix="exemptions")


def _exemptions(standing: Any) -> list[dict[str, Any]]:
    if not isinstance(standing, CasePage):
        return [{"exemption": row.pk} for row in standing.exemptions.all()]
    return [
        {
            "kept": str(number),
            "text_as_read": use.text_as_read,
            "exemption": use.exemption_id,
            "act": use.act_id,
        }
        for number, use in enumerate(standing.exemption_uses.all())
    ]


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
        "pictures": pictures_of(standing),
        "missing": missing_parts(standing),
        "running": Review.objects.running().filter(page_id=page.pk).first(),
        "may_propose": page.live and page.admitted_at is None and not page.has_unpublished_changes,
        "crumbs": crumbs_of((standing.title, None)),
        "title": standing.title,
        **applied_copy(page),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files and pictures of a draft: what is attached, and one more."""
    page = page_to_write(request, pk)
    is_picture = "picture" in request.FILES or "alt_text" in request.POST
    is_file = request.method == "POST" and not is_picture
    form = FileForm(request.POST, request.FILES) if is_file else FileForm()
    picture_form = PictureForm(request.POST, request.FILES) if is_picture else PictureForm()
    try:
        done = _taken_off(request, page) or _attached(request, page, picture_form if is_picture else form)
    except ReviewRefusedError as refusal:
        (picture_form if is_picture else form).add_error(None, str(refusal))
    else:
        if done:
            messages.success(request, done)
            return redirect("knowhow-files", pk)
    standing: Any = page.get_latest_revision_as_object()
    crumbs = crumbs_of((standing.title, reverse("knowhow-draft", args=[pk])), (_("파일과 사진 붙이기"), None))
    context = {
        "page": page,
        "form": form,
        "picture_form": picture_form,
        "files": standing.files.all(),
        "pictures": pictures_of(standing),
        "crumbs": crumbs,
    }
    return render(request, "knowhow/draft_files.html", context)


@login_required
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of the draft, for who may write it."""
    page: Any = page_to_write(request, pk)
    return draft_file(page.get_latest_revision_as_object(), number)


def _taken_off(request: HttpRequest, page: KnowhowPage) -> str:
    """What was taken off the draft; blank where nothing was asked to go."""
    file, picture = request.POST.get("remove", ""), request.POST.get("remove-picture", "")
    if file.isdecimal() and len(file) < 10:  # noqa: PLR2004  (a number that fits into a column)
        detach_file(page, int(file), by=person_of(request))
        return _("파일을 뗐습니다.")
    if picture:
        detach_picture(page, picture, by=person_of(request))
        return _("사진을 뺐습니다.")
    return ""


def _attached(request: HttpRequest, page: KnowhowPage, form: FileForm | PictureForm) -> str:
    """What was attached; blank where the form is not sent or not in order."""
    if not form.is_valid():
        return ""
    chosen = dict(form.cleaned_data)
    if isinstance(form, PictureForm):
        attach_picture(page, chosen.pop("picture"), chosen, by=person_of(request))
        return _("사진을 붙였습니다.")
    attach_file(page, chosen.pop("file"), chosen, by=person_of(request))
    return _("파일을 붙였습니다.")


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as its page would show it."""
    page = page_to_write(request, pk)
    standing: Any = page.get_latest_revision_as_object()
    context = type(standing).present(standing, viewer=request.user)
    context |= {"preview_of": reverse("knowhow-draft", args=[pk])}
    return render(request, standing.template, context)
