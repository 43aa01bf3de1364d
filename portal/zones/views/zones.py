"""Pages of the registry: the list of zones and one zone."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.krds.maps import is_known_province
from portal.krds.shell import whole_page
from portal.listing import Listed, list_rows
from portal.pages import is_public
from portal.prepared import Prepared
from portal.zones.cards import cards_of, zone_rows
from portal.zones.exports import ZONE_COLUMNS
from portal.zones.exports import zone_rows as exported_rows
from portal.zones.listing import current_provinces, listed_zones, successors, zone_list_spec
from portal.zones.models import Province, ZonePage
from portal.zones.profile import zone_page_context
from portal.zones.zone_map import ZoneMap, country_map, province_zone_map


def _listed_zones(request: HttpRequest) -> Listed:
    return list_rows(listed_zones(request.user), request.GET, zone_list_spec(request.GET), kept_as="zones")


def zones(request: HttpRequest) -> HttpResponse:
    """The list of zones with filters, map and pages."""
    provinces = current_provinces()
    listed = list_rows(
        listed_zones(request.user),
        request.GET,
        zone_list_spec(request.GET, provinces=provinces),
        kept_as="zones",
    )
    moved = _moved(request.GET) if "province" in listed.ignored else ""
    if moved:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    view = "map" if request.GET.get("view") == "map" else ""
    context = {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), None)],
        "listed": listed,
        "form": listed.form_parts(
            selects=("province", "municipality", "status"),
            chips=("field",),
            more=("type", "grade", "year"),
            hidden=[("view", view)] if view else [],
        ),
        "cards": cards_of(listed.page_values(zone_rows)),
        "samples": listed.flagged,
        "map": _zone_map(listed, request.GET, provinces),
        "view": view,
    }
    return whole_page(request, "zones/zones.html", context)


def _moved(data: QueryDict) -> str:
    """The same list under the provinces of today, where the address names ended ones; else nothing."""
    now = successors(data.getlist("province"))
    if not now:
        return ""
    query = data.copy()
    query.setlist("province", list(dict.fromkeys(now.get(code, code) for code in data.getlist("province"))))
    return query.urlencode()


def _zone_map(listed: Listed, data: QueryDict, provinces: list[Province]) -> ZoneMap:
    """One chosen province is shown with its municipalities, else the country. Counts hold the other filters."""
    chosen = listed.chosen("province")
    province = next((row for row in provinces if chosen == (row.code,)), None)
    if province is None or not is_known_province(province.code):
        facet = listed.facet("province")
        return country_map(
            provinces,
            facet.counts if facet else {},
            address=lambda code: f"?{_with_place(data, province=code)}",
            current=chosen,
        )
    return province_zone_map(
        province,
        listed.question,
        address=lambda code: f"?{_with_place(data, province=province.code, municipality=code)}",
        current=listed.chosen("municipality"),
        back_url=f"?{_with_place(data)}",
    )


def _with_place(data: QueryDict, **places: str) -> str:
    """The address of the same list in another place, on its first page."""
    query = data.copy()
    for name in ("page", "province", "municipality"):
        query.pop(name, None)
    query.update(places)
    return query.urlencode()


def zones_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as CSV."""
    return csv_response(exported_rows(_listed_zones(request).rows), ZONE_COLUMNS, _("특구 목록") + ".csv")


def zones_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows under the same address, as XLSX."""
    return xlsx_response(exported_rows(_listed_zones(request).rows), ZONE_COLUMNS, _("특구 목록") + ".xlsx")


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
    return whole_page(request, "zones/zone.jinja", zone_page_context(page, viewer=request.user))
