"""The list of announcements as files: exactly what the page lists under the same address."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.home.announcements import announcement_spec
from portal.home.open_data import ANNOUNCEMENTS, COLUMNS, file_rows, listed_announcements
from portal.importing.exports import csv_response, xlsx_response
from portal.listing import Listed, list_rows
from portal.open_data.downloads import json_download


def _listed(request: HttpRequest) -> Listed:
    rows = listed_announcements(get_language() or "ko")
    return list_rows(rows, request.GET, announcement_spec(rows))


def announcements_csv(request: HttpRequest) -> HttpResponse:
    """As CSV."""
    return csv_response(file_rows(_listed(request).rows), COLUMNS, _("알림·소식") + ".csv")


def announcements_xlsx(request: HttpRequest) -> HttpResponse:
    """As XLSX."""
    return xlsx_response(file_rows(_listed(request).rows), COLUMNS, _("알림·소식") + ".xlsx")


def announcements_json(request: HttpRequest) -> HttpResponse:
    """As JSON, with the texts of both languages."""
    return json_download(request, ANNOUNCEMENTS, _listed(request).rows, filename=_("알림·소식") + ".json")
