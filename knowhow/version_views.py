"""Pages of versions. Whoever may read the case or practice may read what it said; nobody else."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowhow.citing import citation_of
from knowhow.differences import differences
from knowhow.kinds import KnowhowPage, kind_of, public_page
from knowhow.models import PageVersion

LISTS = {"case": (gettext_lazy("사례"), "cases"), "practice": (gettext_lazy("실무 안내"), "practices")}
"""What each kind is called, and where its list is."""


def _page(request: HttpRequest, page_id: int) -> KnowhowPage:
    page = public_page(page_id, viewer=request.user)
    if page is None:
        raise Http404
    return page


def _shared(page: KnowhowPage, title: str, here: str) -> dict[str, Any]:
    """What both pages need around what they show."""
    page_url = page.get_absolute_url()
    name, listed_at = LISTS[kind_of(page)]
    return {
        "section": "cases",
        "know_how": page,
        "page_url": page_url,
        "canonical": settings.SITE_URL + page_url,
        "crumbs": [(name, reverse(listed_at)), (title, page_url), (here, None)],
    }


def page_by_number(request: HttpRequest, page_id: int) -> HttpResponse:
    """The permanent address of a page: it leads to where the page stands today."""
    return HttpResponseRedirect(_page(request, page_id).get_absolute_url())


def page_version(request: HttpRequest, page_id: int, number: int) -> HttpResponse:
    """One version, exactly as it was published."""
    page = _page(request, page_id)
    version = get_object_or_404(PageVersion, page_id=page.pk, number=number)
    if version.withdrawn_at:
        return _gone(request, page, [version])
    entries = version.entries
    title = next(entry.parts[0] for entry in entries if entry.name == "title")
    author = next((entry.text for entry in entries if entry.name == "zone"), page.zone.name)
    context = {
        **_shared(page, title.text, _("제%(number)s판") % {"number": number}),
        "version": version,
        "newest": PageVersion.objects.filter(page_id=page.pk, withdrawn_at=None).values_list(
            "number", flat=True
        )[0],
        "title": title,
        "summary": next((entry.parts[0] for entry in entries if entry.name == "summary"), None),
        "facts": [entry for entry in entries if entry.kind == "fact"],
        "sections": [
            entry for entry in entries if entry.kind != "fact" and entry.name not in {"title", "summary"}
        ],
        "citation": citation_of(version, kind=kind_of(page), title=title.text, author=author),
    }
    return render(request, "knowhow/version.html", context)


def page_difference(request: HttpRequest, page_id: int, older: int, newer: int) -> HttpResponse:
    """What changed between two versions."""
    page = _page(request, page_id)
    if older >= newer:
        raise Http404
    found = {
        row.number: row for row in PageVersion.objects.filter(page_id=page.pk, number__in=(older, newer))
    }
    if len(found) < len((older, newer)):
        raise Http404
    pair = found[older], found[newer]
    if withdrawn := [version for version in pair if version.withdrawn_at]:
        return _gone(request, page, withdrawn)
    title = next(entry.text for entry in pair[1].entries if entry.name == "title")
    context = {
        **_shared(page, title, _("제%(older)s판과 제%(newer)s판의 차이") % {"older": older, "newer": newer}),
        "older": pair[0],
        "newer": pair[1],
        "differences": differences(*pair),
    }
    return render(request, "knowhow/difference.html", context)


def _gone(request: HttpRequest, page: KnowhowPage, withdrawn: Sequence[PageVersion]) -> HttpResponse:
    """Say that these versions were withdrawn, why, and where to go on."""
    here = _("거둔 판")
    context = {**_shared(page, f"{LISTS[kind_of(page)][0]} {page.pk}", here), "withdrawn": withdrawn}
    return render(request, "knowhow/version_withdrawn.html", context, status=HTTPStatus.GONE)
