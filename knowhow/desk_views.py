"""나의 특구: to-do, drafts, reviews, completeness; one review; the link for somebody without an account."""

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhow.actions import (
    ReviewRefusedError,
    accept,
    ask,
    declare_conflict,
    link_of,
    page_of,
    propose,
    refuse,
    send_link,
    submit,
    take,
    withdraw,
)
from knowhow.desk import (
    asked_of,
    completeness_of,
    drafts_of,
    due_for,
    has_desk,
    reviews_of,
    reviews_to_decide,
)
from knowhow.differences import differences_between
from knowhow.files_of_drafts import draft_file
from knowhow.kinds import KnowhowPage, knowhow_page
from knowhow.models import ApprovalLink, Review, entries_of
from knowhow.readiness import contacts_in
from knowhow.review_forms import ACCEPT, ASK, DecisionForm, LinkForm
from knowhow.snapshots import snapshot
from portal.accounts.grants import Role, Scope, reach
from portal.accounts.models import User
from portal.policies import allowed, may
from portal.zones.models import Zone

MOST_SHOWN = 30


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in; for views behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101  (tells the type checker)
    return request.user


def page_to_write(request: HttpRequest, pk: int) -> KnowhowPage:
    """The page, for who may write it; nobody else learns that it exists. Raises `Http404`."""
    page = knowhow_page(pk)
    if page is None or not may(person_of(request), "write", page):
        raise Http404
    return page


def crumbs_of(*parts: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page below 나의 특구."""
    return [(_("나의 특구"), reverse("my-zone")), *parts]


@login_required
@require_safe
def my_zone(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    person = person_of(request)
    if not (has_desk(person) or person.is_superuser):
        raise PermissionDenied
    numbers = reach(person, (Role.EDITOR, Role.ZONE_MANAGER), scope=Scope.ZONE).numbers
    context = {
        "to_decide": reviews_to_decide(person)[:MOST_SHOWN],
        "asked": asked_of(person)[:MOST_SHOWN],
        "due": due_for(person),
        "drafts": drafts_of(person),
        "reviews": reviews_of(person)[:MOST_SHOWN],
        "zones": completeness_of(Zone.objects.filter(pk__in=numbers)),
        "replies_for": set(reach(person, (Role.ZONE_MANAGER,), scope=Scope.ZONE).numbers),
        "may_write": allowed(person, "write for", Zone.objects.all()).exists(),
        "crumbs": [(_("나의 특구"), None)],
    }
    return render(request, "knowhow/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: the text, what changed since it was submitted first, what happened, and the decision."""
    person = person_of(request)
    found = get_object_or_404(allowed(person, "follow", Review.objects.select_related("page")), pk=pk)
    decides = found.state == Review.State.WAITING and may(person, "decide", found)
    if request.method == "POST" and not decides:
        raise PermissionDenied
    context = _review_context(found, person=person)
    form = DecisionForm(request.POST or None, review=found, seen=context["seen"])
    if request.method == "POST" and form.is_valid() and _decide(request, form, by=person):
        return redirect("knowhow-review", pk)
    context |= {"form": form if decides else None, "link_form": LinkForm() if decides else None}
    return render(request, "knowhow/review.html", context)


@login_required
@require_safe
def review_file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of the text under review, for who follows it."""
    found = get_object_or_404(
        allowed(person_of(request), "follow", Review.objects.select_related("page")), pk=pk
    )
    return draft_file(page_of(found), number)


@login_required
@require_POST
def review_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take it, leave it for a conflict, or take the submission back."""
    person = person_of(request)
    found = get_object_or_404(allowed(person, "follow", Review.objects.all()), pk=pk)
    verb = {"take": take, "conflict": declare_conflict, "withdraw": withdraw}[step]
    try:
        verb(found, by=person)
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("남겼습니다."))
    return redirect("my-zone") if step == "conflict" else redirect("knowhow-review", pk)


@login_required
@require_POST
def approval_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a link to somebody without an account."""
    person = person_of(request)
    found = get_object_or_404(allowed(person, "decide", Review.objects.select_related("page")), pk=pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            send_link(found, form.cleaned_data["email"], by=person)
        except ReviewRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("링크를 보냈습니다."))
            return redirect("knowhow-review", pk)
    context = _review_context(found, person=person)
    context |= {"form": DecisionForm(review=found, seen=context["seen"]), "link_form": form}
    return render(request, "knowhow/review.html", context)


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind such a link: reading it uses nothing up, deciding does."""
    link = link_of(token)
    if link is None:
        return render(request, "knowhow/approval_gone.html", {}, status=410)
    found = link.review
    context = _text_context(found, token=token)
    form = DecisionForm(request.POST or None, review=found, seen=context["seen"])
    if request.method == "POST" and form.is_valid() and _decide(request, form, by=None, link=link):
        return render(request, "knowhow/approval_done.html", {"review": found})
    response = render(request, "knowhow/approval.html", context | {"form": form, "link": link})
    response.headers["Referrer-Policy"] = "same-origin"  # with none at all a browser posts without its origin
    return response


@login_required
@require_POST
def page_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Submit a draft, or propose a published page to the panel."""
    page = page_to_write(request, pk)
    try:
        made = {"submit": submit, "propose": propose}[step](page, by=person_of(request))
    except ReviewRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("knowhow-draft", pk)
    messages.success(request, _("제출했습니다. 검토한 결과는 메일로도 알려 드립니다."))
    return redirect(made)


@never_cache
@sensitive_variables("token")
@require_safe
def approval_file(request: HttpRequest, token: str, number: int) -> HttpResponseBase:  # noqa: ARG001  (the link is the right)
    """A file of the text that a link asks about, for whoever holds the link."""
    link = link_of(token)
    if link is None:
        raise Http404
    return draft_file(page_of(link.review), number)


def _decide(
    request: HttpRequest, form: DecisionForm, *, by: User | None, link: ApprovalLink | None = None
) -> bool:
    found, text, decision = form.review, form.cleaned_data["text"], form.cleaned_data["decision"]
    try:
        if decision == ACCEPT:
            accept(found, text, by=by, grade=form.cleaned_data.get("grade", ""), link=link)
        elif decision == ASK:
            ask(found, text, by=by, link=link)
        else:
            refuse(found, text, by=by, link=link)
    except ReviewRefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    if by is not None:
        messages.success(request, _("결정을 남겼습니다. 쓴 사람에게 메일로 알립니다."))
    return True


def _address_of_file(found: Review, row: Any, token: str) -> str:
    if token:
        return reverse("knowhow-approval-file", args=[token, row.document_id])
    return reverse("knowhow-review-file", args=[found.pk, row.document_id])


def _text_context(found: Review, *, token: str = "") -> dict[str, Any]:
    """The text as it would go out with its files, and what changed in it since it was submitted first.

    Who came by a link opens the files by it.
    """
    page = page_of(found)
    content = found.validated or snapshot(page)
    entries = entries_of(content)
    return {
        "review": found,
        "entries": entries,
        "differences": differences_between(entries_of(found.raw), entries) if found.raw else (),
        "files": [(row, _address_of_file(found, row, token)) for row in page.files.all()],
        "contacts": contacts_in(page),
        "seen": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    }


def _review_context(found: Review, *, person: User) -> dict[str, Any]:
    page = found.page.specific
    writes = may(person, "write", page)
    return {
        **_text_context(found),
        "steps": found.steps.all(),
        "is_mine": found.taken_by_id == person.pk,
        "may_withdraw": writes and found.is_running,
        "may_edit": writes,
        "is_live": page.live,
        "public_url": page.get_absolute_url() if page.live else "",
        "crumbs": crumbs_of((found.page.get_admin_display_title(), None)),
    }
