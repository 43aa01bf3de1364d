"""One field as its page shows it: its zones on the map and in a list, what they use, won, and who serves them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.panels import FilledPanel, panels_for
from portal.zones.cards import ZoneCard, zone_cards
from portal.zones.charts import BarChart, YearChart, uses_by_act, zones_by_year
from portal.zones.listing import current_provinces
from portal.zones.models import Award, Exemption, Field, Province, RegionalOffice, Zone
from portal.zones.zone_map import ZoneMap, country_map

ZONES_SHOWN = 12
AWARDS_SHOWN = 40
EXEMPTIONS_SHOWN = 6


@dataclass(frozen=True)
class ServingOffice:
    """An office, the provinces it serves, and its zones in question."""

    office: RegionalOffice
    provinces: tuple[Province, ...]
    zones: int


@dataclass(frozen=True)
class FieldProfile:
    """Everything a field's page shows. Figures leave examples out; the list holds them at its end."""

    field: Field
    total: int
    provinces: int
    map: ZoneMap
    zones: tuple[ZoneCard, ...]
    list_url: str
    years: YearChart
    acts: BarChart
    exemptions: tuple[Exemption, ...]
    awards: tuple[Award, ...]
    offices: tuple[ServingOffice, ...]
    unserved: tuple[Province, ...]
    """Provinces with zones of the field whose office is not known."""
    panels: tuple[FilledPanel, ...]


def field_profile(field: Field, *, viewer: Any) -> FieldProfile:
    """Gather the page of a field."""
    seen = Zone.objects.visible_to(viewer).filter(field=field)
    real = seen.real()
    provinces = current_provinces()
    grouped = real.order_by().values_list("province__code").annotate(count=Count("pk"))
    counts = {str(code): int(count) for code, count in grouped}
    offices = serving_offices(counts)
    served = {province.code for office in offices for province in office.provinces}
    return FieldProfile(
        field=field,
        total=sum(counts.values()),
        provinces=len(counts),
        map=country_map(
            provinces,
            counts,
            address=lambda code: f"{reverse('zones')}?{urlencode({'province': code, 'field': field.slug})}",
        ),
        zones=tuple(zone_cards(seen.order_by("is_sample", zone_name(), "pk")[:ZONES_SHOWN])),
        list_url=f"{reverse('zones')}?{urlencode({'field': field.slug})}",
        years=zones_by_year(real, field=field.slug),
        acts=uses_by_act(real),
        exemptions=used_exemptions(real),
        awards=awards_of(real),
        offices=offices,
        unserved=tuple(row for row in provinces if row.code in counts.keys() - served),
        panels=tuple(panels_for("field", subject=field, viewer=viewer)),
    )


def zone_name() -> str:
    """The column that names a zone in the language in force."""
    return "name_en" if get_language() == "en" else "name_ko"


def awards_of(zones: QuerySet[Zone]) -> tuple[Award, ...]:
    """The latest awards of these zones."""
    rows = Award.objects.filter(zone__in=zones.order_by().values("pk"))
    related = rows.select_related("zone__page", "zone__province", "zone__field")
    return tuple(related.order_by("-year", "rank", "zone__name_ko", "pk")[:AWARDS_SHOWN])


def used_exemptions(zones: QuerySet[Zone]) -> tuple[Exemption, ...]:
    """The articles that most of these zones use, as `zone_count`; uses known only by their act are not in it."""
    rows = Exemption.objects.filter(uses__zone__in=zones.order_by().values("pk"))
    counted = rows.annotate(zone_count=Count("uses__zone", distinct=True))
    return tuple(counted.order_by("-zone_count", "position", "code")[:EXEMPTIONS_SHOWN])


def serving_offices(counts: Mapping[str, int]) -> tuple[ServingOffice, ...]:
    """Offices that serve these provinces, by province code with its zones: two queries. The busiest first."""
    rows = RegionalOffice.objects.filter(provinces__code__in=counts).distinct().prefetch_related("provinces")
    served = []
    for office in rows.order_by("position", "name_ko"):
        provinces = tuple(row for row in office.provinces.all() if row.code in counts)
        served.append(ServingOffice(office, provinces, sum(counts[row.code] for row in provinces)))
    return tuple(sorted(served, key=lambda one: -one.zones))


@dataclass(frozen=True)
class FieldCount:
    """A field and its real zones."""

    field: Field
    zones: int


def counted_fields(*, viewer: Any) -> tuple[FieldCount, ...]:
    """Every field with its zones, in the official order: two queries."""
    real = Zone.objects.visible_to(viewer).real().order_by()
    counts = Counter(dict(real.values_list("field_id").annotate(count=Count("pk"))))
    return tuple(FieldCount(field, counts[field.pk]) for field in Field.objects.all())


def field_description(profile: FieldProfile) -> str:
    """What the page is about, for search engines and shared links."""
    return _(
        "%(field)s 분야의 지역특화발전특구 %(count)s곳: 위치와 목록, 많이 쓰는 규제특례, 포상, 사례, 담당 기관."
    ) % {
        "field": profile.field.name,
        "count": profile.total,
    }
