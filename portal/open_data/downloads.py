"""A whole list as one JSON file: the rows of the API under the filters of the page."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header

from portal.open_data.licence import licence
from portal.open_data.lists import ApiList, site_of
from portal.open_data.terms import composed


def json_download(
    request: HttpRequest, offered: ApiList, rows: QuerySet[Any], *, filename: str
) -> HttpResponse:
    """Exactly the rows that the page lists, examples with `sample: true`."""
    site = site_of(request)
    with translation.override("ko"):  # addresses and names of a row are told for both languages
        results = [composed(offered.row(row, site)) for row in offered.read(rows)]
        content = {"count": len(results), "licence": licence(site).model_dump(), "results": results}
    return json_file(content, filename=filename)


def json_file(content: Any, *, filename: str) -> HttpResponse:
    """Content as a file to be kept."""
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": disposition or "attachment"},
    )
