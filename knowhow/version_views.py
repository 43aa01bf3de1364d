"""Pages of versions. Whoever may read the case may read what it said; nobody else."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhow.citing import citation_of
from knowhow.differences import differences
from knowhow.models import CasePage, CaseVersion


def _case(request: HttpRequest, case_id: int) -> CasePage:
    rows = CasePage.objects.visible_to(request.user).select_related("zone")
    case: CasePage = get_object_or_404(rows.defer("body", "body_en", "steps"), pk=case_id)
    return case


def _shared(case: CasePage, title: str, here: str) -> dict[str, Any]:
    """What both pages need around what they show."""
    case_url = case.get_absolute_url()
    crumbs = [(_("사례"), reverse("cases")), (title, case_url), (here, None)]
    return {
        "section": "cases",
        "case": case,
        "case_url": case_url,
        "canonical": settings.SITE_URL + case_url,
        "crumbs": crumbs,
    }


def case_by_number(request: HttpRequest, case_id: int) -> HttpResponse:
    """The permanent address of a case: it leads to where the case stands today."""
    return HttpResponseRedirect(_case(request, case_id).get_absolute_url())


def case_version(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """One version, exactly as it was published."""
    case = _case(request, case_id)
    version = get_object_or_404(CaseVersion, case=case, number=number)
    if version.withdrawn_at:
        return _gone(request, case, [version])
    entries = version.entries
    title = next(entry.parts[0] for entry in entries if entry.name == "title")
    author = next((entry.text for entry in entries if entry.name == "zone"), case.zone.name)
    context = {
        **_shared(case, title.text, _("제%(number)s판") % {"number": number}),
        "version": version,
        "newest": CaseVersion.objects.filter(case=case, withdrawn_at=None).values_list("number", flat=True)[
            0
        ],
        "title": title,
        "summary": next((entry.parts[0] for entry in entries if entry.name == "summary"), None),
        "facts": [entry for entry in entries if entry.kind == "fact"],
        "sections": [
            entry for entry in entries if entry.kind != "fact" and entry.name not in {"title", "summary"}
        ],
        "citation": citation_of(version, title=title.text, author=author),
    }
    return render(request, "knowhow/version.html", context)


def case_difference(request: HttpRequest, case_id: int, older: int, newer: int) -> HttpResponse:
    """What changed between two versions."""
    case = _case(request, case_id)
    if older >= newer:
        raise Http404
    found = {row.number: row for row in CaseVersion.objects.filter(case=case, number__in=(older, newer))}
    if len(found) < len((older, newer)):
        raise Http404
    pair = found[older], found[newer]
    if withdrawn := [version for version in pair if version.withdrawn_at]:
        return _gone(request, case, withdrawn)
    title = next(entry.text for entry in pair[1].entries if entry.name == "title")
    context = {
        **_shared(case, title, _("제%(older)s판과 제%(newer)s판의 차이") % {"older": older, "newer": newer}),
        "older": pair[0],
        "newer": pair[1],
        "differences": differences(*pair),
    }
    return render(request, "knowhow/difference.html", context)


def _gone(request: HttpRequest, case: CasePage, withdrawn: Sequence[CaseVersion]) -> HttpResponse:
    """Say that these versions were withdrawn, why, and where to go on."""
    here = _("거둔 판")
    context = {**_shared(case, _("사례 %(case)s") % {"case": case.pk}, here), "withdrawn": withdrawn}
    return render(request, "knowhow/version_withdrawn.html", context, status=HTTPStatus.GONE)
