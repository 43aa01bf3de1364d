"""Pages of the registry: exemptions and acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.importing.exports import csv_response, xlsx_response
from portal.krds.shell import whole_page
from portal.listing import Listed, ListPage, list_rows
from portal.panels import panels_for
from portal.zones.exports import EXEMPTION_COLUMNS, exemption_rows
from portal.zones.fact_notes import fact_marks
from portal.zones.like_exemptions import like_exemptions, like_zones
from portal.zones.listing import exemption_list_spec
from portal.zones.models import Act, Exemption, ExemptionUse, Zone

USES_SHOWN = 50


EXEMPTIONS_PAGE = ListPage(
    key="exemptions",
    name=gettext_lazy("규제특례"),
    list_name=gettext_lazy("규제특례 목록"),
    about=gettext_lazy("지역특구법의 규제특례를 법률과 분야별로 찾고, 쉬운 설명과 쓰는 특구를 확인합니다."),
    lead=gettext_lazy(
        "지역특구법 제28조부터 제71조까지를 조·항과 의제 인허가 단위로 정리한 한마당의 목록입니다. "
        "정부가 세는 공식 특례 수(129건)와는 세는 방법이 다릅니다."
    ),
    words_label=gettext_lazy("제목·설명·법률"),
    words_hint=gettext_lazy("예: 농지, 옥외광고물법, 도로"),
    none_title=gettext_lazy("조건에 맞는 규제특례가 없습니다."),
    none_hint=gettext_lazy("법률 이름의 줄임말이나 옛 이름으로도 찾을 수 있습니다."),
)


def _listed_exemptions(request: HttpRequest) -> Listed:
    return list_rows(Exemption.objects.all(), request.GET, exemption_list_spec(), kept_as="exemptions")


def exemptions(request: HttpRequest) -> HttpResponse:
    """The catalogue of exemptions."""
    listed = _listed_exemptions(request)
    context = {
        "section": "exemptions",
        "crumbs": [(EXEMPTIONS_PAGE.name, None)],
        "listed": listed,
        "form": listed.form_parts(selects=("area", "act")),
        "cards": listed.page_rows.select_related("area").prefetch_related("acts"),
        "card_template": "zones/exemption_card.html",
        "about": EXEMPTIONS_PAGE,
    }
    return whole_page(request, "krds/list_page.html", context)


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
    acts = list(row.acts.all())
    seen = Zone.objects.visible_to(request.user)
    uses = (
        row.uses.filter(zone__in=seen)
        .select_related("zone__page", "zone__province")
        .order_by("zone__name_ko")
    )
    of_acts = (
        ExemptionUse.objects.filter(level=ExemptionUse.Level.ACT, act__in=acts, zone__in=seen)
        .select_related("zone__page", "zone__province", "act")
        .order_by("zone__name_ko")
    )
    context = {
        "section": "exemptions",
        "crumbs": [(_("규제특례"), reverse("exemptions")), (row.title, None)],
        "exemption": row,
        "acts": acts,
        "uses": uses[:USES_SHOWN],
        "act_uses": of_acts[:USES_SHOWN],
        "marks": fact_marks("exemption", row.pk, key=row.code),
        "like_exemptions": like_exemptions(row, acts=acts),
        "like_zones": like_zones(row, acts=acts, viewer=request.user),
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
