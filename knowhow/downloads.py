"""The list of cases as a JSON file."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhow.listing import case_list_spec, listed_cases
from knowhow.open_data import CASES
from portal.listing import list_rows
from portal.open_data.downloads import json_download


def cases_json(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address."""
    listed = list_rows(listed_cases(request.user), request.GET, case_list_spec(request.GET))
    return json_download(request, CASES, listed.rows, filename=_("사례 목록") + ".json")
