"""What changed in the registry: the page, the feed, and the history of one zone."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.open_data.downloads import json_file
from portal.zones.change_filters import Asked, read_filters
from portal.zones.change_lists import COLUMNS, file_rows, json_rows
from portal.zones.changes import ChangeEntry, ChangeFilter, changes, entries
from portal.zones.fact_notes import FactNote, fact_marks
from portal.zones.fact_references import ROWS, FactReference
from portal.zones.models import ZonePage

PER_PAGE = 30
IN_FEED = 50
MOST_PAGES = 500
MAX_NUMBER = 8


def changes_page(request: HttpRequest) -> HttpResponse:
    """What changed, with filters in the address."""
    asked = _asked(request)
    page = _page(request, asked.filter)
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("바뀐 사실"), None)],
        "asked": asked,
        "page": page,
        "entries": entries(page.object_list),
        "feed_url": reverse("changes-feed") + (f"?{asked.query}" if asked.query else ""),
    }
    return render(request, "zones/changes.html", context)


def changes_csv(request: HttpRequest) -> HttpResponse:
    """Everything the page lists under the same address, as CSV."""
    return csv_response(file_rows(_asked(request)), COLUMNS, _("바뀐 사실") + ".csv")


def changes_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as XLSX."""
    return xlsx_response(file_rows(_asked(request)), COLUMNS, _("바뀐 사실") + ".xlsx")


def changes_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON, with names in both languages."""
    return json_file(json_rows(request, _asked(request)), filename=_("바뀐 사실") + ".json")


def _asked(request: HttpRequest) -> Asked:
    return read_filters(request.GET, viewer=request.user)


def zone_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every earlier value of a zone's facts with its day and source."""
    page = get_object_or_404(
        ZonePage.objects.live().public().select_related("zone__province"), public_slug=slug
    )
    listed = _page(request, ChangeFilter(zone=slug))
    context = {
        "section": "zones",
        "crumbs": [
            (_("특구 찾기"), reverse("zones")),
            (page.zone.name, reverse("zone", args=[slug])),
            (_("바뀐 내력"), None),
        ],
        "zone": page.zone,
        "slug": slug,
        "page": listed,
        "entries": entries(listed.object_list),
        "noted": _noted(page),
        "former_names": page.zone.former_names.all()[:PER_PAGE],
        "feed_url": f"{reverse('changes-feed')}?{urlencode({'zone': slug})}",
    }
    return render(request, "zones/history.html", context)


def _noted(page: ZonePage) -> list[tuple[str, tuple[FactNote, ...]]]:
    """What rooms write beside the zone's facts: what was set right, what the zone replies."""
    marks = fact_marks("zone", page.zone_id, key=page.public_slug)
    found = [(FactReference.read(text), notes) for text, notes in marks.notes.items()]
    return [
        (f"{ROWS[reference.kind].label} · {reference.label}", notes)
        for reference, notes in found
        if reference
    ]


def _page(request: HttpRequest, asked: ChangeFilter) -> Page[Any]:
    raw = request.GET.get("page", "1")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < MAX_NUMBER else 1
    return Paginator(changes(asked, viewer=request.user), PER_PAGE).get_page(min(max(number, 1), MOST_PAGES))


class ChangesFeed(Feed[ChangeEntry, Asked]):
    """The same as Atom, with the same filters."""

    feed_type = Atom1Feed
    title = gettext_lazy("한마당: 바뀐 사실")
    subtitle = gettext_lazy("지역특화발전특구 등록부에서 바뀐 사실과 계획 결정을 새것부터 알립니다.")
    author_name = gettext_lazy("한마당")

    def get_object(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> Asked:
        """What is asked for."""
        return _asked(request)

    def link(self, asked: Asked) -> str:
        """The page of the same."""
        return reverse("changes") + (f"?{asked.query}" if asked.query else "")

    def feed_url(self, asked: Asked) -> str:
        """The feed's own address."""
        return reverse("changes-feed") + (f"?{asked.query}" if asked.query else "")

    def items(self, asked: Asked) -> list[ChangeEntry]:
        """The newest entries."""
        return entries(changes(asked.filter, viewer=None)[:IN_FEED])

    def item_title(self, item: ChangeEntry) -> str:
        """Which zone, which fact."""
        return f"{item.title}: {item.fact} ({item.kind_label})"

    def item_description(self, item: ChangeEntry) -> str:
        """Earlier and new value, or what was decided."""
        values = f"{item.old.text} → {item.new.text}" if item.old and item.new else item.text
        source = ", ".join(part for part in (item.source_note, item.source_url) if part)
        told = _("출처: %(source)s") % {"source": source} if source else ""
        return format_html_join("", "<p>{}</p>", ((part,) for part in (values, told) if part))

    def item_link(self, item: ChangeEntry) -> str:
        """The zone's history, or the page of changes."""
        return item.url or reverse("changes")

    def item_guid(self, item: ChangeEntry) -> str:
        """An id that stays though the address changes; each language has its own entry."""
        return f"tag:hanmadang,2026:{get_language()}:{item.key}"

    def item_updateddate(self, item: ChangeEntry) -> dt.datetime:
        """When it changed or was decided."""
        return item.moment

    def item_pubdate(self, item: ChangeEntry) -> dt.datetime:
        """The same."""
        return item.moment
