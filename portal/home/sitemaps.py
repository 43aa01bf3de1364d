"""One urlset of every public page in both languages; examples are left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from knowhow.queries import sitemap_rows as knowhow_rows
from portal.home.models import AnnouncementPage, GuidePage
from portal.pages import is_public
from portal.zones.models import Act, Exemption, Field, Province, RegionalOffice, Zone, ZonePage

SECTIONS = ("guide/", "announcements/")


@dataclass(frozen=True)
class PublicPage:
    """A page by URL name and argument, and when it last changed (ISO date) if known."""

    name: str
    args: tuple[str, ...] = ()
    lastmod: object = None


class PublicPages(Sitemap[PublicPage]):
    """Zones, exemptions, acts, cases, practices and the lists above them."""

    i18n = True
    alternates = True
    x_default = True
    limit = 50_000
    protocol = None

    def items(self) -> list[PublicPage]:
        """Every public page, lists first."""
        return [
            PublicPage("wagtail_serve", ("",)),
            *(PublicPage(name) for name in ("zones", "fields", "provinces", "offices")),
            PublicPage("exemptions"),
            PublicPage("cases"),
            PublicPage("practices"),
            PublicPage("blocks"),
            PublicPage("data"),
            PublicPage("zone-compare"),
            PublicPage("changes"),
            PublicPage("search-quality"),
            *_editorial(),
            *_zones(),
            *_places(),
            *(PublicPage("exemption", (code,)) for code in _codes(Exemption.objects.filter(is_sample=False))),
            *(
                PublicPage("act", (slug,))
                for slug in _slugs(Act.objects.filter(exemptions__isnull=False).distinct())
            ),
            *(PublicPage(name, (slug,), lastmod) for name, slug, lastmod in knowhow_rows()),
        ]

    def location(self, item: PublicPage) -> str:
        """The path in the language in force."""
        return reverse(item.name, args=item.args)

    def lastmod(self, item: PublicPage) -> object:
        """When the page last changed."""
        return item.lastmod


def _editorial() -> Iterable[PublicPage]:
    """Announcements and guides: one address in both languages, so the Korean pages stand for both."""
    yield from (PublicPage("wagtail_serve", (address,)) for address in SECTIONS)
    kinds: tuple[Any, ...] = (
        GuidePage.objects.open_to_all(),
        AnnouncementPage.objects.open_to_all().real(),
    )
    for address, rows in zip(SECTIONS, kinds, strict=True):
        korean = rows.in_language(settings.LANGUAGE_CODE).order_by("path")
        for slug, changed in korean.values_list("slug", "last_published_at"):
            yield PublicPage("wagtail_serve", (f"{address}{slug}/",), changed)


def _zones() -> Iterable[PublicPage]:
    rows = ZonePage.objects.filter(is_public(), zone__is_sample=False).order_by("public_slug")
    return (
        PublicPage("zone", (slug,), changed)
        for slug, changed in rows.values_list("public_slug", "last_published_at")
    )


def _places() -> Iterable[PublicPage]:
    """Fields with zones, the provinces of today, the offices."""
    fields = Field.objects.filter(zones__in=Zone.objects.visible_to(None).real()).distinct()
    provinces = Province.objects.current().real().order_by("position", "code")
    yield from (PublicPage("field", (slug,)) for slug in _slugs(fields))
    yield from (PublicPage("province", (row.slug,)) for row in provinces)
    yield from (PublicPage("office", (row.slug,)) for row in RegionalOffice.objects.all())


def _codes(rows: QuerySet[Exemption]) -> Iterable[str]:
    return rows.order_by("code").values_list("code", flat=True)


def _slugs(rows: QuerySet[Act] | QuerySet[Field]) -> Iterable[str]:
    return rows.order_by("slug").values_list("slug", flat=True)
