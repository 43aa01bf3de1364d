"""The report of searches in the CMS: on the screen, as CSV and as XLSX."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required

from portal.importing.exports import ExportColumn, csv_response, xlsx_response
from search.report import FEWEST_PEOPLE, KINDS, PERIODS, SLOW_MILLISECONDS, Report, Row, report

REPORT_RIGHT = "search.view_loggedsearch"
LABELS = {
    "popular": _("많이 찾은 말"),
    "nothing": _("결과가 없던 말"),
    "unopened": _("아무것도 열지 않은 말"),
    "slow": _("느린 말"),
    "changed": _("고쳐 찾은 말"),
}
COLUMNS = (
    ExportColumn("text", _("검색어")),
    ExportColumn("changed_to", _("고쳐 적은 검색어")),
    ExportColumn("searches", _("검색 수")),
    ExportColumn("people", _("사람 수")),
    ExportColumn("found_nothing", _("결과 없음")),
    ExportColumn("opened", _("결과를 연 검색")),
    ExportColumn("milliseconds", _("평균 시간(ms)")),
    ExportColumn("slowest", _("가장 느린 시간(ms)")),
)
ADD_SYNONYM = "wagtailsnippets_search_synonym:add"
ADD_SYNONYM_RIGHT = "search.add_synonym"


class ReportForm(forms.Form):
    """Which report, about how many days, in which form."""

    kind = forms.ChoiceField(label=_("보기"), choices=list(LABELS.items()), required=False)
    days = forms.TypedChoiceField(
        label=_("기간"), choices=[(days, days) for days in PERIODS], coerce=int, required=False
    )
    format = forms.ChoiceField(choices=[(name, name) for name in ("csv", "xlsx")], required=False)


@permission_required(REPORT_RIGHT)
@require_GET
def searches(request: HttpRequest) -> HttpResponse:
    """Show a report, or give it as a file. What makes no sense in the address is left out."""
    form = ReportForm(request.GET)
    form.is_valid()
    kind = form.cleaned_data.get("kind") or KINDS[0]
    found = report(kind, days=form.cleaned_data.get("days") or PERIODS[1])
    file_format = form.cleaned_data.get("format")
    if file_format:
        return _file(found, file_format)
    context = _context(found) | {"may_add_synonyms": request.user.has_perm(ADD_SYNONYM_RIGHT)}
    return render(request, "wagtailadmin/search/searches.html", context)


def _file(found: Report, file_format: str) -> HttpResponse:
    write = csv_response if file_format == "csv" else xlsx_response
    rows = [{column.key: getattr(row, column.key) for column in COLUMNS} for row in found.rows]
    return write(rows, COLUMNS, f"searches-{found.kind}-{found.days}d.{file_format}")


def _address(**asked: str | int) -> str:
    return f"?{urlencode(asked)}"


def _context(found: Report) -> dict[str, Any]:
    return {
        "report": found,
        "is_on": settings.SEARCH_LOG,
        "title": LABELS[found.kind],
        "kinds": [
            (label, _address(kind=kind, days=found.days), kind == found.kind)
            for kind, label in LABELS.items()
        ],
        "periods": [(days, _address(kind=found.kind, days=days), days == found.days) for days in PERIODS],
        "files": [
            (name.upper(), _address(kind=found.kind, days=found.days, format=name))
            for name in ("csv", "xlsx")
        ],
        "rows": [(row, _search_again(row), _add_synonym(row)) for row in found.rows],
        "fewest": FEWEST_PEOPLE,
        "slow": SLOW_MILLISECONDS,
    }


def _search_again(row: Row) -> str:
    return f"{reverse('search')}?{urlencode({'q': row.text})}"


def _add_synonym(row: Row) -> str:
    return f"{reverse(ADD_SYNONYM)}?{urlencode({'word': row.text})}"
