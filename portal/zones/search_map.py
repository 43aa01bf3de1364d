"""Zones among the results of a search on the map: the country, or the one province that is chosen."""

from collections.abc import Callable, Mapping

from django.utils.translation import ngettext

from portal.krds.maps import MapMark, PlaceLink
from portal.zones.models import Municipality, Province
from portal.zones.zone_map import ZoneMap, country_map
from search.registry import MapQuestion


def map_of_results(asked: MapQuestion) -> Mapping[str, object]:
    """The map's own context; links lead to the same search, narrowed."""
    provinces = list(Province.objects.current().order_by("position"))
    chosen = asked.chosen.get("province", ())
    province = next((row for row in provinces if chosen == (row.code,) and not row.is_sample), None)
    if province is not None:
        return {"map": _province_map(province, asked)}
    return {
        "map": country_map(
            provinces,
            asked.counts.get("province", {}),
            address=lambda code: asked.address("province", code),
            current=chosen,
        )
    }


def _province_map(province: Province, asked: MapQuestion) -> ZoneMap:
    counts = asked.counts.get("municipality", {})
    rows = Municipality.objects.filter(code__in=list(counts)).order_by("name_ko", "code")
    current = asked.chosen.get("municipality", ())
    here = [row for row in rows if row.province_id == province.pk]

    def address(code: str) -> str:
        return asked.address("municipality", code)

    return ZoneMap(
        title=province.name,
        places=tuple(
            PlaceLink(row.name, counts[row.code], address(row.code), is_current=row.code in current)
            for row in here
        ),
        current=tuple(row.map_name for row in here if row.code in current),
        code=province.code,
        marks=tuple(_mark(row, counts[row.code], address) for row in here if row.map_name),
        page_url=province.get_absolute_url(),
        back_url=asked.address("province", ""),
    )


def _mark(row: Municipality, count: int, address: Callable[[str], str]) -> MapMark:
    title = ngettext("특구 %(count)s곳", "특구 %(count)s곳", count) % {"count": count}
    return MapMark(
        row.map_name,
        title,
        address(row.code),
        label=row.name.partition("-")[0],  # Sunchang-gun is written Sunchang
        count=count,
        is_list=True,
    )
