"""Pages of the registry: the list of zones and one zone."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.krds.maps import MapArea
from portal.listing import Listed, list_rows
from portal.pages import is_public
from portal.prepared import Prepared
from portal.zones.cards import zone_cards
from portal.zones.exports import ZONE_COLUMNS, zone_rows
from portal.zones.listing import listed_zones, zone_list_spec
from portal.zones.models import Province, ZonePage
from portal.zones.profile import zone_page_context


def _listed_zones(request: HttpRequest) -> Listed:
    return list_rows(listed_zones(request.user), request.GET, zone_list_spec())


def zones(request: HttpRequest) -> HttpResponse:
    """The list of zones with filters, map and pages."""
    listed = _listed_zones(request)
    samples = listed.rows.filter(is_sample=True).count()
    provinces = listed.facet("province")
    reform = [facet for facet in listed.facets if facet.name in {"type", "grade"}]
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), None)],
        "listed": listed,
        "cards": zone_cards(listed.page_rows),
        "samples": samples,
        "areas": _map_areas(listed, request.GET),
        "current_province": provinces.selected if provinces else "",
        "has_reform_facets": bool(reform),
        "reform_filter_in_force": any(facet.selected for facet in reform),
        "view": "map" if request.GET.get("view") == "map" else "",
    }
    return render(request, "zones/zones.html", context)


def _map_areas(listed: Listed, data: QueryDict) -> list[MapArea]:
    """Every province of today with its count under the other filters; a province without a zone counts 0."""
    facet = listed.facet("province")
    counts = {option.value: option.count for option in facet.options} if facet else {}
    return [
        MapArea(row.code, row.name, row.short, counts.get(row.code, 0), f"?{_with_province(data, row.code)}")
        for row in Province.objects.current().real().order_by("position")
    ]


def _with_province(data: QueryDict, code: str) -> str:
    query = data.copy()
    query.pop("page", None)
    query["province"] = code
    return query.urlencode()


def zones_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(zone_rows(_listed_zones(request).rows), ZONE_COLUMNS, _("특구 목록") + ".csv")


def zones_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(zone_rows(_listed_zones(request).rows), ZONE_COLUMNS, _("특구 목록") + ".xlsx")


ZONE_PAGE = Prepared(
    lambda slug: ZonePage.objects.filter(is_public(), public_slug=slug).select_related(
        "zone__field", "zone__province", "zone__province_at_designation"
    ),
    takes=str,
)


def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """One zone. A page that is not live or is restricted is 404 for those who may not read it."""
    pages = ZONE_PAGE.rows(slug)
    if not pages:
        raise Http404
    page = pages[0]
    return render(request, "zones/zone.html", zone_page_context(page, viewer=request.user))
