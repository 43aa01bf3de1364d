"""Report a wrong fact, see what came of it, decide reports, and what was set right."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from portal.audit.marks import note_people, shows_personal_data
from portal.desks.corrections import CorrectionRefusedError, accept, reject, report
from portal.desks.forms import OutcomeForm, ReportForm
from portal.desks.models import Correction
from portal.desks.subjects import (
    Reported,
    cells_of_subject,
    changes_since_report,
    find_subject,
    label_of,
    places_of,
)
from portal.desks.throttles import is_within
from portal.desks.views.directory import found_or_404, person_of
from portal.policies import allowed
from portal.zones.fact_cells import find_cell

MOST_SHOWN = 200
PER_PAGE = 30


@require_safe
def accepted(request: HttpRequest) -> HttpResponse:
    """What readers helped to set right; everybody may read it."""
    rows = Correction.objects.accepted().order_by("-decided_at", "-pk").select_related("change")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    places = places_of(shown) if shown else {}
    context = {
        "page": page,
        "rows": [
            (row, label_of(row), places[place])
            for row in shown
            if (place := (row.subject_kind, row.subject_key)) in places
        ],
        "crumbs": [(_("수정된 정보"), None)],
    }
    return render(request, "desks/accepted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True, no_store=True)
def report_error(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The form of a report."""
    subject = found_or_404(find_subject(kind, key, viewer=request.user))
    cells, asked = cells_of_subject(subject), request.GET.get("fact", "")
    form, status = ReportForm(request.POST or None, cells=cells, initial={"fact": asked}), 200
    if request.method == "POST" and form.is_valid():
        if not is_within(request, "report"):
            form.add_error(None, _("잠시 사이에 너무 많이 보냈습니다. 한 시간쯤 뒤에 다시 보내 주십시오."))
            status = 429
        else:
            data = {name: form.cleaned_data[name] for name in ("claim", "evidence")}
            try:
                made = report(subject, fact=Reported(form.chosen), **data, by=person_of(request))
            except CorrectionRefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("신고했습니다. 결과가 정해지면 메일로 알려 드립니다."))
                return redirect("correction", pk=made.pk)
    is_fixed = bool(asked) or "seen" in request.POST
    context = {"subject": subject, "form": form, "cell": form.chosen if is_fixed else None}
    return render(request, "desks/report.html", context, status=status)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My reports."""
    rows = list(Correction.objects.filter(reporter=person_of(request))[:MOST_SHOWN])
    waiting = allowed(request.user, "decide", Correction.objects.open()).count()
    return render(request, "desks/my_corrections.html", {"rows": _named(rows), "waiting": waiting})


@require_safe
@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my reports with its outcome."""
    found = get_object_or_404(Correction, pk=pk, reporter=person_of(request))
    return render(request, "desks/correction.html", _context(found))


@require_safe
@login_required
@shows_personal_data("corrections")
def to_decide(request: HttpRequest) -> HttpResponse:
    """Reports of my region, the oldest first."""
    rows = list(
        allowed(request.user, "decide", Correction.objects.open()).order_by("reported_at")[:MOST_SHOWN]
    )
    note_people(request, [])  # the list names nobody
    return render(request, "desks/corrections_to_decide.html", {"rows": _named(rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@shows_personal_data("corrections")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a report."""
    reports = allowed(request.user, "decide", Correction.objects.all())
    found = get_object_or_404(reports.select_related("reporter", "zone"), pk=pk)
    note_people(request, [found.reporter] if found.reporter else [])
    form = OutcomeForm(request.POST or None, changes=changes_since_report(found))
    context = _context(found)
    if request.method == "POST" and form.is_valid():
        try:
            _settle(found, form, request)
        except CorrectionRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("결과를 정했습니다. 신고한 사람에게 메일로 알렸습니다."))
            return redirect("corrections-to-decide")
    return render(request, "desks/decide_correction.html", {**context, "form": form})


def _settle(found: Correction, form: OutcomeForm, request: HttpRequest) -> None:
    data = form.cleaned_data
    subject = found_or_404(find_subject(found.subject_kind, found.subject_key, viewer=request.user))
    by = person_of(request)
    if data["decision"] == "accept":
        accept(found, subject=subject, outcome=data["outcome"], change=data["change"], by=by)
    else:
        reject(found, subject=subject, outcome=data["outcome"], by=by)


def _context(found: Correction) -> dict[str, object]:
    subject = find_subject(found.subject_kind, found.subject_key, viewer=None)
    return {
        "report": found,
        "fact": label_of(found),
        "subject": subject,
        "cell": find_cell(subject.thing, found.reference) if subject and found.reference else None,
    }


def _named(rows: Sequence[Correction]) -> list[dict[str, object]]:
    """Each report with the title of what it is about, also where that is gone."""
    places = places_of(rows)
    return [
        {
            "report": row,
            "fact": label_of(row),
            "title": places.get((row.subject_kind, row.subject_key), (row.subject_key, ""))[0],
        }
        for row in rows
    ]
