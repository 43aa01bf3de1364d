"""Pages of the registry: exemptions and acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, list_rows
from portal.panels import panels_for
from portal.zones.exports import EXEMPTION_COLUMNS, exemption_rows
from portal.zones.listing import exemption_list_spec
from portal.zones.models import Act, Exemption, ExemptionUse, Zone

USES_SHOWN = 50


def _listed_exemptions(request: HttpRequest) -> Listed:
    return list_rows(Exemption.objects.all(), request.GET, exemption_list_spec(), kept_as="exemptions")


def exemptions(request: HttpRequest) -> HttpResponse:
    """The catalogue of exemptions."""
    listed = _listed_exemptions(request)
    context = {
        "section": "exemptions",
        "crumbs": [(_("규제특례"), None)],
        "listed": listed,
        "form": listed.form_parts(selects=("area", "act")),
        "rows": listed.page_rows.select_related("area").prefetch_related("acts"),
    }
    return whole_page(request, "zones/exemptions.html", context)


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
