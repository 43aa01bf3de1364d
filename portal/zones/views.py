"""Pages of the registry: zones, exemptions, acts."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.krds.maps import MapArea
from portal.listing import Listed, list_rows
from portal.panels import panels_for
from portal.zones.cards import zone_cards
from portal.zones.exports import EXEMPTION_COLUMNS, ZONE_COLUMNS, exemption_rows, zone_rows
from portal.zones.listing import exemption_list_spec, listed_zones, zone_list_spec
from portal.zones.models import Act, Exemption, ExemptionUse, Province, Zone, ZonePage
from portal.zones.profile import zone_page_context

USES_SHOWN = 50


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


def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """One zone. A page that is not live or is restricted is 404 for those who may not read it."""
    page = get_object_or_404(
        ZonePage.objects.live()
        .public()
        .select_related("zone__field", "zone__province", "zone__province_at_designation"),
        public_slug=slug,
    )
    return render(request, "zones/zone.html", zone_page_context(page, viewer=request.user))


def _listed_exemptions(request: HttpRequest) -> Listed:
    return list_rows(Exemption.objects.all(), request.GET, exemption_list_spec())


def exemptions(request: HttpRequest) -> HttpResponse:
    """The catalogue of exemptions."""
    listed = _listed_exemptions(request)
    context = {
        "section": "exemptions",
        "crumbs": [(_("규제특례"), None)],
        "listed": listed,
        "rows": listed.page_rows.select_related("area").prefetch_related("acts"),
    }
    return render(request, "zones/exemptions.html", context)


def exemptions_csv(request: HttpRequest) -> HttpResponse:
    """The filtered catalogue as CSV."""
    return csv_response(
        exemption_rows(_listed_exemptions(request).rows), EXEMPTION_COLUMNS, _("규제특례 목록") + ".csv"
    )


def exemptions_xlsx(request: HttpRequest) -> HttpResponse:
    """The filtered catalogue as XLSX."""
    return xlsx_response(
        exemption_rows(_listed_exemptions(request).rows), EXEMPTION_COLUMNS, _("규제특례 목록") + ".xlsx"
    )


def exemption(request: HttpRequest, code: str) -> HttpResponse:
    """One exemption: article, explanation, who uses it."""
    row = get_object_or_404(Exemption.objects.select_related("area").prefetch_related("acts"), code=code)
    seen = Zone.objects.visible_to(request.user)
    uses = (
        row.uses.filter(zone__in=seen)
        .select_related("zone__page", "zone__province")
        .order_by("zone__name_ko")
    )
    of_acts = (
        ExemptionUse.objects.filter(level=ExemptionUse.Level.ACT, act__in=row.acts.all(), zone__in=seen)
        .select_related("zone__page", "zone__province", "act")
        .order_by("zone__name_ko")
    )
    context = {
        "section": "exemptions",
        "crumbs": [(_("규제특례"), reverse("exemptions")), (row.title, None)],
        "exemption": row,
        "acts": row.acts.all(),
        "uses": uses[:USES_SHOWN],
        "act_uses": of_acts[:USES_SHOWN],
        "neighbours": Exemption.objects.filter(area=row.area).exclude(pk=row.pk)[:6],
        "panels": panels_for("exemption", subject=row, viewer=request.user),
    }
    return render(request, "zones/exemption.html", context)


def act(request: HttpRequest, slug: str) -> HttpResponse:
    """One act: its exemptions in our catalogue and the zones that name the act without an article."""
    row = get_object_or_404(Act.objects.prefetch_related("aliases"), slug=slug)
    listed = row.exemptions.select_related("area")
    if not listed:
        raise Http404
    uses = (
        ExemptionUse.objects.filter(
            act=row, level=ExemptionUse.Level.ACT, zone__in=Zone.objects.visible_to(request.user)
        )
        .select_related("zone__page", "zone__province")
        .order_by("zone__name_ko")
    )
    context = {
        "section": "exemptions",
        "crumbs": [(_("규제특례"), reverse("exemptions")), (row.name, None)],
        "act": row,
        "aliases": row.aliases.all(),
        "exemptions": listed,
        "uses": uses[:USES_SHOWN],
        "panels": panels_for("act", subject=row, viewer=request.user),
    }
    return render(request, "zones/act.html", context)
