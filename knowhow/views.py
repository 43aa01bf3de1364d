"""Pages of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from knowhow.cards import case_card, listed_values
from knowhow.exports import CASE_COLUMNS, case_rows
from knowhow.listing import case_list_spec, listed_cases
from knowhow.models import CasePage
from knowhow.profile import case_page_context
from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, list_rows


def _listed(request: HttpRequest) -> Listed:
    return list_rows(listed_cases(request.user), request.GET, case_list_spec(request.GET), kept_as="cases")


def cases(request: HttpRequest) -> HttpResponse:
    """The list of cases with filters and pages."""
    listed = _listed(request)
    context = {
        "section": "cases",
        "listed": listed,
        "form": listed.form_parts(
            selects=("act", "province"),
            chips=("field", "stage"),
            more=("topic", "year", "outcome", "library"),
            hidden=[("zone", slug) for slug in listed.chosen("zone")],
        ),
        "cards": [case_card(row) for row in listed.page_values(listed_values)],
        "crumbs": [(_("사례"), None)],
    }
    return whole_page(request, "knowhow/cases.html", context)


def cases_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(case_rows(_listed(request).rows), CASE_COLUMNS, _("사례 목록") + ".csv")


def cases_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(case_rows(_listed(request).rows), CASE_COLUMNS, _("사례 목록") + ".xlsx")


def case(request: HttpRequest, slug: str) -> HttpResponse:
    """One case. A page that is not live or stands in a closed part of the tree is not found."""
    readable = CasePage.objects.visible_to(request.user).select_related(
        "zone__field", "zone__province", "zone__page", "stage", "topic", "freshness"
    )
    page = get_object_or_404(readable, public_slug=slug)
    return render(request, "knowhow/case.html", case_page_context(page, viewer=request.user))
