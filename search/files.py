"""Results as files and as a feed."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn, csv_response, xlsx_response
from portal.open_data.downloads import json_file
from portal.open_data.licence import licence
from search.rows import Listing, Row

FORMATS = ("csv", "xlsx", "json")
FILE_NAME = "hanmadang-search"
COLUMNS = (
    ExportColumn("kind", _("종류")),
    ExportColumn("title", _("이름")),
    ExportColumn("summary", _("요약")),
    ExportColumn("facts", _("분류")),
    ExportColumn("date", _("날짜")),
    ExportColumn("as_of", _("기준일")),
    ExportColumn("language", _("언어")),
    ExportColumn("id", _("식별자")),
    ExportColumn("sample", _("예시")),
    ExportColumn("url", _("주소")),
)


def download_of(listing: Listing, name: str, *, site: str) -> HttpResponse:
    """Return a file of the rows, in one of FORMATS."""
    filename = f"{FILE_NAME}.{name}"
    if name == "json":
        content = {
            "count": listing.total,
            "licence": licence(site).model_dump(),
            "results": [{**row, "sample": bool(row["sample"])} for row in _lines(listing.rows, site=site)],
        }
        return json_file(content, filename=filename)
    write = csv_response if name == "csv" else xlsx_response
    return write(_lines(listing.rows, site=site), COLUMNS, filename)


def feed_of(rows: Sequence[Row], *, text: str, state: str, site: str) -> HttpResponse:
    """Return an Atom feed of the rows; an entry is the thing itself, whatever search it was found by."""
    named = gettext("‘%(text)s’ 검색 결과") % {"text": text} if text else gettext("통합검색")
    feed = Atom1Feed(
        title=f"{named} | {gettext('한마당')}",
        link=f"{site}{reverse('search')}{state}",
        description=gettext("이 검색에 맞는 자료를 새것부터 보여 드립니다."),
        language=get_language() or "ko",
        feed_url=f"{site}{reverse('search-feed')}{state}",
    )
    for row in rows:
        feed.add_item(
            title=row.title,
            link=f"{site}{row.url}",
            description=row.summary,
            unique_id=f"{site}{row.url}",
            updateddate=dt.datetime.combine(row.date or _LONG_AGO, dt.time(), dt.UTC),
            categories=(str(row.kind_label),),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


_LONG_AGO = dt.date(2004, 1, 1)
"""Stands for a date that is not known: Atom asks for one, and nothing here is older."""


def _lines(rows: Sequence[Row], *, site: str) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {
            "kind": str(row.kind_label),
            "title": row.title,
            "summary": row.summary,
            "facts": " · ".join(row.meta.lines),
            "date": row.date.isoformat() if row.date else "",
            "as_of": row.meta.as_of,
            "language": row.language,
            "id": row.public_id,
            "sample": gettext("예시") if row.is_sample else "",
            "url": f"{site}{row.url}",
        }
