"""Zones on a map, with the same places and counts as plain links: the whole country, or one province."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.krds.maps import MapArea, MapMark, PlaceLink
from portal.listing import Question
from portal.page_cache.kept import kept
from portal.zones.models import Province

PLACE = "place_now__municipality__"
MOST_PLACES = 60
"""More municipalities than any province has."""


@dataclass(frozen=True)
class ZoneMap:
    """A picture and its equal in words: either `areas` of the country or `marks` in the province of `code`."""

    title: str
    places: tuple[PlaceLink, ...]
    current: tuple[str, ...] = ()
    areas: tuple[MapArea, ...] = ()
    code: str = ""
    marks: tuple[MapMark, ...] = ()
    unplaced: int = 0
    """Zones whose municipality is not known: they stand in the list only."""
    page_url: str = ""
    back_url: str = ""


def country_map(
    provinces: Iterable[Province],
    counts: Mapping[str, int],
    *,
    address: Callable[[str], str],
    current: Collection[str] = (),
) -> ZoneMap:
    """Every province of today with its count; `address` gives the link for a code. Examples are on no map."""
    areas = tuple(
        MapArea(row.code, row.name, row.short, counts.get(row.code, 0), address(row.code))
        for row in provinces
        if not row.is_sample
    )
    return ZoneMap(
        title=_("전국"),
        places=tuple(
            PlaceLink(str(area.label), area.count, area.url, is_current=area.code in current)
            for area in areas
        ),
        current=tuple(current),
        areas=areas,
    )


def province_zone_map(
    province: Province,
    zones: Question | QuerySet[Any],
    *,
    address: Callable[[str], str],
    current: Collection[str] = (),
    back_url: str = "",
) -> ZoneMap:
    """The municipalities that have zones: one query. A single zone is linked itself, several by their list.

    `zones` comes from `listed_zones`, or is what a list of them was asked: then the counts are kept as the list's.
    `address` gives the link for a municipality's code.
    """
    rows = (
        _kept(province, zones)
        if isinstance(zones, Question)
        else _by_municipality(zones.filter(province=province))
    )
    placed = [row for row in rows if row[f"{PLACE}code"]]
    here = [row for row in placed if row[f"{PLACE}province"] == province.pk]
    return ZoneMap(
        title=province.name,
        places=tuple(_link(row, address, current) for row in placed),
        current=tuple(row[f"{PLACE}map_name"] for row in here if row[f"{PLACE}code"] in current),
        code=province.code,
        marks=tuple(_mark(row, address) for row in here if row[f"{PLACE}map_name"]),
        unplaced=sum(row["count"] for row in rows if not row[f"{PLACE}code"]),
        page_url=province.get_absolute_url(),
        back_url=back_url,
    )


def _kept(province: Province, asked: Question) -> Sequence[Mapping[str, Any]]:
    """The same for what was asked, wherever in the province."""
    anywhere = replace(asked, selected={**asked.selected, "municipality": ()})
    key = ("zone map", get_language(), province.pk, anywhere.key)
    return kept(key, lambda: _by_municipality(anywhere.filtered().order_by().filter(province=province)))


def _by_municipality(zones: QuerySet[Any]) -> Sequence[Mapping[str, Any]]:
    """How many zones lie in each municipality, and the first of them: where there is one, the zone itself."""
    name = "name_en" if get_language() == "en" else "name_ko"
    columns = ("code", "name_ko", "name_en", "map_name", "province")
    grouped = zones.order_by().values(*(f"{PLACE}{column}" for column in columns))
    counted = grouped.annotate(
        count=Count("pk"), slug=Min("page__public_slug"), zone_ko=Min("name_ko"), zone_en=Min("name_en")
    )
    return list(counted.order_by(f"{PLACE}{name}", f"{PLACE}code")[:MOST_PLACES])


def _in_language(row: Mapping[str, Any], name: str) -> str:
    return str((get_language() == "en" and row[f"{name}_en"]) or row[f"{name}_ko"])


def _address(row: Mapping[str, Any], address: Callable[[str], str]) -> str:
    if row["count"] == 1:
        return reverse("zone", args=[row["slug"]])
    return address(row[f"{PLACE}code"])


def _link(row: Mapping[str, Any], address: Callable[[str], str], current: Collection[str]) -> PlaceLink:
    return PlaceLink(
        _in_language(row, f"{PLACE}name"),
        row["count"],
        _address(row, address),
        is_current=row[f"{PLACE}code"] in current,
        is_list=row["count"] != 1,
    )


def _mark(row: Mapping[str, Any], address: Callable[[str], str]) -> MapMark:
    name = _in_language(row, f"{PLACE}name")
    several = ngettext("특구 %(count)s곳", "특구 %(count)s곳", row["count"]) % {"count": row["count"]}
    return MapMark(
        row[f"{PLACE}map_name"],
        _in_language(row, "zone") if row["count"] == 1 else several,
        _address(row, address),
        label=name.partition("-")[0],  # Sunchang-gun is written Sunchang
        count=row["count"],
        is_list=row["count"] != 1,
    )
