"""Provinces and regional offices as their pages show them, ended units on the page of their successor."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from portal.krds.charts import BarRow
from portal.panels import FilledPanel, panels_for
from portal.zones.cards import ZoneCard, zone_cards
from portal.zones.fact_notes import FactMarks, fact_marks
from portal.zones.field_profile import awards_of, zone_name
from portal.zones.listing import listed_zones
from portal.zones.models import Award, Province, RegionalOffice, Zone
from portal.zones.zone_map import ZoneMap, province_zone_map

ZONES_SHOWN = 12


@dataclass(frozen=True)
class FormerProvince:
    """A unit that went into the one shown, and how many of its zones were designated under it."""

    province: Province
    zones: int


@dataclass(frozen=True)
class ProvinceProfile:
    """Everything a province's page shows. Figures leave examples out unless the province is one."""

    province: Province
    total: int
    municipalities: int
    map: ZoneMap
    fields: tuple[BarRow, ...]
    zones: tuple[ZoneCard, ...]
    list_url: str
    former: tuple[FormerProvince, ...]
    offices: tuple[RegionalOffice, ...]
    awards: tuple[Award, ...]
    panels: tuple[FilledPanel, ...]


def find_province(slug: str) -> Province | None:
    """The unit that an address means: by its name or code, the one of today before an ended one."""
    rows = Province.objects.select_related("successor__successor").order_by("is_sample", "position", "code")
    known: dict[str, Province] = {}
    for row in sorted(rows, key=lambda row: row.valid_to is not None):
        for name in _names(row):
            known.setdefault(name, row)
    return known.get(slug.lower())


def _names(province: Province) -> tuple[str, ...]:
    """What may stand in an address: its slug, its English name in full, its code."""
    full = province.name_en.lower().replace(" ", "-")
    return (province.slug, full, province.code)


MOST_STEPS = 5
"""Further back than any unit's history goes; a table edited into a circle must not hang a page."""


def present(province: Province) -> Province:
    """The unit of today: the province itself, or who took over from it."""
    for _step in range(MOST_STEPS):
        province = province.successor or province
    return province


def province_profile(province: Province, *, viewer: Any) -> ProvinceProfile:
    """Gather the page of a province."""
    seen = listed_zones(viewer).filter(province=province)
    counted = seen if province.is_sample else seen.filter(is_sample=False)
    zones_url = reverse("zones")
    fields = _fields_of(counted, province)
    drawn = province_zone_map(
        province,
        counted,
        address=lambda code: f"{zones_url}?{urlencode({'province': province.code, 'municipality': code})}",
    )
    return ProvinceProfile(
        province=province,
        total=int(sum(row.value for row in fields)),
        municipalities=len(drawn.places),
        map=drawn,
        fields=fields,
        zones=tuple(zone_cards(seen.order_by("is_sample", zone_name(), "pk")[:ZONES_SHOWN])),
        list_url=f"{zones_url}?{urlencode({'province': province.code})}",
        former=_former(province, counted),
        offices=tuple(province.offices.all()),
        awards=awards_of(counted),
        panels=tuple(panels_for("province", subject=province, viewer=viewer)),
    )


def _fields_of(zones: Any, province: Province) -> tuple[BarRow, ...]:
    grouped = zones.order_by().values_list("field__slug", "field__name_ko", "field__name_en")
    rows = grouped.annotate(count=Count("pk")).order_by("-count", "field__slug")
    return tuple(
        BarRow(
            _either(name_ko, name_en),
            count,
            url=f"{reverse('zones')}?{urlencode({'province': province.code, 'field': slug})}",
        )
        for slug, name_ko, name_en, count in rows
    )


def _either(name_ko: str, name_en: str) -> str:
    return (zone_name() == "name_en" and name_en) or name_ko


def _former(province: Province, zones: Any) -> tuple[FormerProvince, ...]:
    rows = list(province.predecessors.order_by("position", "code"))
    if not rows:
        return ()
    grouped = zones.order_by().values_list("province_at_designation").annotate(count=Count("pk"))
    counts = Counter(dict(grouped))
    return tuple(FormerProvince(row, counts[row.pk]) for row in rows)


@dataclass(frozen=True)
class ProvinceCount:
    """A province, its real zones, and the offices that serve it."""

    province: Province
    zones: int
    offices: tuple[RegionalOffice, ...]


def counted_provinces(*, viewer: Any) -> tuple[ProvinceCount, ...]:
    """The real provinces of today in their official order: three queries."""
    counts = zones_by_province(viewer=viewer)
    rows = Province.objects.current().real().order_by("position", "code").prefetch_related("offices")
    return tuple(ProvinceCount(row, counts[row.pk], tuple(row.offices.all())) for row in rows)


def zones_by_province(*, viewer: Any) -> Counter[int]:
    """Real zones by province."""
    real = Zone.objects.visible_to(viewer).real().order_by()
    return Counter(dict(real.values_list("province_id").annotate(count=Count("pk"))))


@dataclass(frozen=True)
class OfficeProfile:
    """Everything an office's page shows."""

    office: RegionalOffice
    provinces: tuple[ProvinceCount, ...]
    zones: tuple[ZoneCard, ...]
    total: int
    list_url: str
    marks: FactMarks
    panels: tuple[FilledPanel, ...]


def find_office(slug: str) -> RegionalOffice | None:
    """The office of an address."""
    rows = RegionalOffice.objects.order_by("position", "name_ko")
    return next((office for office in rows if office.slug == slug), None)


def office_profile(office: RegionalOffice, *, viewer: Any) -> OfficeProfile:
    """Gather the page of an office."""
    counts = zones_by_province(viewer=viewer)
    served = [ProvinceCount(row, counts[row.pk], ()) for row in office.provinces.order_by("position", "code")]
    zones = Zone.objects.visible_to(viewer).real().filter(province__in=[one.province for one in served])
    query = urlencode([("province", one.province.code) for one in served])
    return OfficeProfile(
        office=office,
        provinces=tuple(served),
        zones=tuple(zone_cards(zones.order_by("province__position", zone_name(), "pk")[:ZONES_SHOWN])),
        total=total_of(served),
        list_url=f"{reverse('zones')}?{query}",
        marks=fact_marks("office", office.pk, key=office.slug),
        panels=tuple(panels_for("office", subject=office, viewer=viewer)),
    )


def total_of(provinces: Iterable[ProvinceCount]) -> int:
    """Zones of several provinces."""
    return sum(one.zones for one in provinces)


@dataclass(frozen=True)
class OfficeCount:
    """An office in the list of offices."""

    office: RegionalOffice
    provinces: tuple[Province, ...]
    zones: int


def counted_offices(*, viewer: Any) -> Sequence[OfficeCount]:
    """Every office with the provinces it serves and their zones: three queries."""
    counts = zones_by_province(viewer=viewer)
    rows = RegionalOffice.objects.order_by("position", "name_ko").prefetch_related("provinces")
    return [
        OfficeCount(
            office, tuple(office.provinces.all()), sum(counts[row.pk] for row in office.provinces.all())
        )
        for office in rows
    ]
