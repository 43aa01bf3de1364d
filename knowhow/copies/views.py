"""Pages of working copies: take one along, bring it back, see what it would change, apply, undo."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knowhow.actions import ReviewRefusedError
from knowhow.copies import hangul_files, word_files
from knowhow.copies.actions import (
    Standing,
    UnreadableCopyError,
    apply_copy,
    close_copy,
    kind_of,
    may_undo,
    read_copy,
    return_copy,
    return_empty_copy,
    standing_of,
    take_copy,
    undo_copy,
)
from knowhow.copies.forms import DecisionsForm, ReturnEmptyForm, ReturnForm, TakeEmptyForm, TakeForm
from knowhow.desk_views import crumbs_of, page_to_write, person_of
from knowhow.kinds import KnowhowPage, knowhow_page
from knowhow.models import ReturnedCopy
from portal.accounts.models import User
from portal.personal_numbers import find, summary
from portal.policies import allowed, may
from portal.zones.models import Zone

MIMES = {"hwpx": hangul_files.MIME, "docx": word_files.MIME}
MOST_SHOWN = 10
TAKE = "take"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, pk: int) -> HttpResponse:
    """Working copies of one draft: the buttons to take one, the field to bring one back, those that came back."""
    page, person = page_to_write(request, pk), person_of(request)
    is_taking = request.method == "POST" and request.POST.get("then") == TAKE
    take = TakeForm(request.POST if is_taking else None, initial={"language": get_language()})
    if is_taking and take.is_valid():
        return _file(page, kind_of(page), take.cleaned_data, by=person)
    back = ReturnForm(*_sent(request, is_taking=is_taking))
    if back.is_bound and back.is_valid():
        upload = back.cleaned_data["file"]
        try:
            copy = return_copy(page, read_copy(upload), file_name=upload.name, by=person)
        except (UnreadableCopyError, ReviewRefusedError) as problem:
            back.add_error("file", str(problem))
        else:
            return redirect("knowhow-returned-copy", copy.pk)
    title = page.draft_title or page.title
    context = {
        "page": page,
        "take": take,
        "back": back,
        "returned": ReturnedCopy.objects.filter(page_id=page.pk)[:MOST_SHOWN],
        "crumbs": crumbs_of((title, reverse("knowhow-draft", args=[pk])), (_("작업본"), None)),
    }
    return render(request, "knowhow/copies.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def empty_copies(request: HttpRequest) -> HttpResponse:
    """The same for a text that has not been begun."""
    person = person_of(request)
    zones = allowed(person, "write for", Zone.objects.filter(page__isnull=False)).order_by("name_ko")
    if not zones.exists():
        raise PermissionDenied
    is_taking = request.method == "POST" and request.POST.get("then") == TAKE
    take = TakeEmptyForm(request.POST if is_taking else None, initial={"language": get_language()})
    if is_taking and take.is_valid():
        return _file(None, take.cleaned_data["kind"], take.cleaned_data, by=person)
    back = ReturnEmptyForm(*_sent(request, is_taking=is_taking), zones=zones)
    if back.is_bound and back.is_valid():
        said = back.cleaned_data
        try:
            outline = read_copy(said["file"])
            copy = return_empty_copy(
                outline, said["kind"], zone=said["zone"], file_name=said["file"].name, by=person
            )
        except (UnreadableCopyError, ReviewRefusedError) as problem:
            back.add_error("file", str(problem))
        else:
            return redirect("knowhow-returned-copy", copy.pk)
    crumbs = crumbs_of((_("새 글 쓰기"), reverse("knowhow-write")), (_("작업본"), None))
    return render(request, "knowhow/copies.html", {"take": take, "back": back, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def returned_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, field by field; pressing the button changes it."""
    person = person_of(request)
    copy = _own_copy(person, pk)
    if copy.state != ReturnedCopy.State.READ:
        return redirect("knowhow-draft", copy.page_id) if copy.page_id else redirect("my-zone")
    standing = standing_of(copy)
    seen = str(standing.revision.pk) if standing.revision else ""
    form = DecisionsForm(request.POST or None, changes=standing.comparison.open, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != seen:
            messages.warning(request, _("그사이 초안이 바뀌어 다시 견주었습니다. 아래를 확인해 주십시오."))
            return redirect("knowhow-returned-copy", pk)
        try:
            page = apply_copy(copy, form.taken_over, by=person)
        except ReviewRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("작업본을 초안에 반영했습니다."))
            return redirect("knowhow-draft", page.pk)
    return render(request, "knowhow/returned_copy.html", _returned_context(standing, form))


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft back as it was before the copy."""
    person = person_of(request)
    copy = _own_copy(person, pk)
    try:
        undo_copy(copy, by=person)
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("작업본을 반영하기 전으로 되돌렸습니다."))
    return redirect("knowhow-draft", copy.page_id) if copy.page_id else redirect("my-zone")


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What waited in the form is done, or not wanted."""
    copy = _own_copy(person_of(request), pk)
    close_copy(copy)
    return redirect("knowhow-draft", copy.page_id) if copy.page_id else redirect("my-zone")


def applied_copy(page: KnowhowPage) -> dict[str, Any]:
    """What the page of a draft tells of the last copy: what waits, and whether it can be undone."""
    copy = ReturnedCopy.objects.filter(page_id=page.pk).first()
    if copy is None or copy.state != ReturnedCopy.State.APPLIED:
        return {}
    return {"copy": copy, "may_undo_copy": may_undo(copy, page), "copy_waits": bool(copy.left_over)}


def _own_copy(person: User, pk: int) -> ReturnedCopy:
    """The copy, for who may write its page now; that of a draft not begun yet for who brought it."""
    copy = get_object_or_404(ReturnedCopy.objects.select_related("zone", "taken"), pk=pk)
    page = knowhow_page(copy.page_id) if copy.page_id else None
    if page is not None and may(person, "write", page):
        return copy
    if copy.page_id is None and copy.by_id == person.pk and copy.zone and may(person, "write for", copy.zone):
        return copy
    raise Http404


def _sent(request: HttpRequest, *, is_taking: bool) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" and not is_taking else (None, None)


def _file(page: KnowhowPage | None, kind: str, said: dict[str, Any], *, by: User) -> HttpResponse:
    file_format = said["file_format"]
    _taken, content = take_copy(page, kind, by=by, file_format=file_format, language=said["language"])
    title = (page.draft_title or page.title) if page is not None else _("빈 작업본")
    name = f"{title[:60]}-{_('작업본')}.{file_format}"
    header = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=MIMES[file_format], headers={"Content-Disposition": header})


def _returned_context(standing: Standing, form: DecisionsForm) -> dict[str, Any]:
    copy, page = standing.copy, standing.page
    said = "\n".join([change.new for change in standing.comparison.changes] + [standing.filled.outside])
    grave = [item for item in find(said) if not item.kind.is_soft]
    title = (page.draft_title or page.title) if page is not None else _("새 글")
    back = reverse("knowhow-copies", args=[page.pk]) if page is not None else reverse("knowhow-empty-copies")
    return {
        "copy": copy,
        "form": form,
        "comparison": standing.comparison,
        "outside": standing.filled.outside,
        "numbers": summary(grave) if grave else "",
        "is_unknown": copy.taken is None,
        "back": back,
        "title": title,
        "crumbs": crumbs_of(
            (title, reverse("knowhow-draft", args=[page.pk]) if page else None), (_("작업본 확인"), None)
        ),
    }
