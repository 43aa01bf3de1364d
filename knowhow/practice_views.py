"""Pages of practices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from knowhow.models import PracticePage
from knowhow.practice_exports import PRACTICE_COLUMNS, practice_rows
from knowhow.practice_listing import listed_practices, practice_card, practice_list_spec, practice_values
from knowhow.practice_open_data import PRACTICES
from knowhow.practice_profile import practice_page_context
from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, list_rows
from portal.open_data.downloads import json_download


def _listed(request: HttpRequest) -> Listed:
    spec = practice_list_spec(request.GET)
    return list_rows(listed_practices(request.user), request.GET, spec, kept_as="practices")


def practices(request: HttpRequest) -> HttpResponse:
    """The list of practices with filters and pages."""
    listed = _listed(request)
    context = {
        "section": "practices",
        "listed": listed,
        "form": listed.form_parts(
            selects=("topic", "province"),
            chips=("field", "stage"),
            more=("evidence", "library"),
            hidden=[("zone", slug) for slug in listed.chosen("zone")],
        ),
        "cards": [practice_card(row) for row in listed.page_values(practice_values)],
        "crumbs": [(_("실무 안내"), None)],
    }
    return whole_page(request, "knowhow/practices.html", context)


def practices_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(practice_rows(_listed(request).rows), PRACTICE_COLUMNS, _("실무 안내 목록") + ".csv")


def practices_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(
        practice_rows(_listed(request).rows), PRACTICE_COLUMNS, _("실무 안내 목록") + ".xlsx"
    )


def practices_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as JSON."""
    return json_download(request, PRACTICES, _listed(request).rows, filename=_("실무 안내 목록") + ".json")


def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """One practice. A page that is not live or stands in a closed part of the tree is not found."""
    readable = PracticePage.objects.visible_to(request.user).select_related(
        "zone__field", "zone__province", "zone__page", "stage", "topic"
    )
    page = get_object_or_404(readable, public_slug=slug)
    return render(request, "knowhow/practice.html", practice_page_context(page, viewer=request.user))
