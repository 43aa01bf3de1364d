"""What changed in the registry: the page, the feed, and the history of one zone."""

import datetime as dt
from dataclasses import dataclass
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

from portal.zones.changes import FACTS, ChangeEntry, ChangeFilter, changes, entries, years
from portal.zones.models import Field, Province, ZonePage

PER_PAGE = 30
IN_FEED = 50
MOST_PAGES = 500
MAX_NUMBER = 8


@dataclass(frozen=True)
class Choice:
    """A value of a filter."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True)
class Asked:
    """A filter as the address gives it, with what may be chosen."""

    filter: ChangeFilter
    kinds: list[Choice]
    fields: list[Choice]
    provinces: list[Choice]
    years: list[Choice]
    zone: ZonePage | None
    has_unknown: bool

    @property
    def applied(self) -> list[tuple[str, str]]:
        """The filters in force by name, each with its address without it."""
        chosen = {
            name: choice.label
            for name, choices in {
                "kind": self.kinds,
                "field": self.fields,
                "province": self.provinces,
                "year": self.years,
            }.items()
            for choice in choices
            if choice.is_selected
        }
        if self.zone:
            chosen["zone"] = self.zone.zone.name
        return [(label, f"?{self._query_without(name)}") for name, label in chosen.items()]

    @property
    def query(self) -> str:
        """The filter as a query string."""
        return self._query_without("")

    def _query_without(self, left_out: str) -> str:
        return urlencode(
            {name: value for name, value in vars(self.filter).items() if value and name != left_out}
        )


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
        "former_names": page.zone.former_names.all()[:PER_PAGE],
        "feed_url": f"{reverse('changes-feed')}?{urlencode({'zone': slug})}",
    }
    return render(request, "zones/history.html", context)


def _asked(request: HttpRequest) -> Asked:
    data = request.GET
    found_years = years(request.user)
    kinds = _choices([(key, str(label)) for key, (label, _tables) in FACTS.items()], data.get("kind", ""))
    fields = _choices([(row.slug, row.name) for row in Field.objects.all()], data.get("field", ""))
    provinces = _choices(
        [(row.code, row.name) for row in Province.objects.current().real()], data.get("province", "")
    )
    of_years = _choices([(year, year) for year in found_years], data.get("year", ""))
    zone = _zone(data.get("zone", ""))
    wanted = ChangeFilter(
        kind=_selected(kinds),
        field=_selected(fields),
        province=_selected(provinces),
        zone=zone.public_slug if zone else "",
        year=_selected(of_years),
    )
    has_unknown = any(data.get(name, "") not in {"", value} for name, value in vars(wanted).items())
    return Asked(wanted, kinds, fields, provinces, of_years, zone, has_unknown)


def _zone(slug: str) -> ZonePage | None:
    found: ZonePage | None = (
        ZonePage.objects.live()
        .public()
        .filter(public_slug=slug.replace("\x00", ""), zone__is_sample=False)
        .select_related("zone")
        .first()
        if slug
        else None
    )
    return found


def _choices(pairs: list[tuple[str, str]], selected: str) -> list[Choice]:
    return [Choice(value, label, value == selected) for value, label in pairs]


def _selected(choices: list[Choice]) -> str:
    return next((choice.value for choice in choices if choice.is_selected), "")


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
