"""The zone page as Wagtail serves it out of the box: the tree's route, `Page.serve`, usual querysets, Django templates.

As a careful project would write it: rows come with what they are joined to, none is asked for one by one. It goes
through the same middleware as ours and shares its components; `same_content` proves that both say the same.
"""

import re
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from wagtail.models import Page

from knowhow.models import CaseLikeZone, CasePage, PracticePage
from portal.context import page_links
from portal.desks.models import Correction
from portal.desks.panels import SHOWN, TEMPLATE
from portal.desks.subjects import label_of
from portal.krds import frame
from portal.krds.charts import BarRow, GradePoint
from portal.panels import FilledPanel, Panel, PanelContent
from portal.templatetags.social_cards import card_tags
from portal.zones import peers, profile
from portal.zones.fact_notes import fact_marks
from portal.zones.facts_of_zone import Place
from portal.zones.linked_data import zone_linked_data
from portal.zones.models import RegionalOffice, ValueChainStage, Zone, ZonePage, ZonePeer, ZonePlace
from portal.zones.social_cards import zone_card

DOOR = "/stock"
SHOWN_CASES = 6


def install() -> None:
    """Let zone pages be served by Wagtail below `/stock`. Our own view of them asks for none of this."""
    settings.ROOT_URLCONF = "tests.bench.urls"
    ZonePage.serve = Page.serve  # type: ignore[method-assign]
    ZonePage.template = "stock_zone.html"
    ZonePage.get_context = get_context  # type: ignore[assignment]


def address_of(page: ZonePage) -> str:
    """Its place in the tree below the first page."""
    place: str = page.url_path.split("/", 2)[2]
    return f"{DOOR}/{place}"


def same_content(ours: str, theirs: str, *, page: ZonePage) -> bool:
    """Whether both pages say the same, but for their own address and white space."""
    place = address_of(page)
    for mine, one in (
        (place, page.get_url()),
        (place.replace("/", "%2F"), page.get_url().replace("/", "%2F")),
    ):
        theirs = theirs.replace(mine, one)
    return _packed(ours) == _packed(theirs)


def _packed(text: str) -> str:
    spaced = re.sub(r"\s*(?=<)|(?<=>)\s*", " ", text.replace("&#x27;", "&#39;"))
    return re.sub(r"\s+", " ", spaced)


def get_context(page: ZonePage, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What the template shows."""
    context: dict[str, Any] = Page.get_context(page, request, *args, **kwargs)
    zone = Zone.objects.select_related("field", "province", "province_at_designation").get(pk=page.zone_id)
    links = {"request": request, "page_links": page_links(request)}
    return {
        **context,
        "section": "zones",
        "crumbs": [
            (gettext("특구 찾기"), reverse("zones")),
            (zone.province.name, zone.province.get_absolute_url()),
            (zone.name, None),
        ],
        "profile": _profile(page, zone),
        "frame_links": frame._links(links),  # so that header, footer and menu are rendered with the page
        "card": card_tags({"request": request}, zone_card(zone)),
        "linked_data": zone_linked_data(zone, description=page.lead_ko),
        "reform_support": profile.REFORM_SUPPORT,
        "reform_source": profile.REFORM_SOURCE,
    }


def _profile(page: ZonePage, zone: Zone) -> SimpleNamespace:
    is_english = get_language() == "en"
    rows = zone.places.select_related("municipality").order_by("at", "municipality__name_ko")
    places = [
        Place(row.at, row.municipality.name_ko, row.municipality.name_en, row.municipality.map_name)
        for row in rows
    ]
    versions: list[Any] = list(zone.plan_versions.order_by("decided_on", "pk"))
    for version in versions:
        version.number = version.pk  # as the presenter names it
    known: Any = SimpleNamespace(places=places, versions=versions)
    uses = list(zone.exemption_uses.select_related("exemption", "act").order_by("level", "pk"))
    grades = list(zone.grades.select_related("grade").order_by("year"))
    stages = list(zone.stages.select_related("stage").order_by("stage__position"))
    awards = list(zone.awards.order_by("-year"))
    former_names = list(zone.former_names.order_by("name_ko"))
    marks = fact_marks("zone", zone.pk, key=page.public_slug)
    if marks.notes:
        raise NotImplementedError(
            "There are notes beside the facts of the benchmark's zone now: show them here too."
        )
    reported: list[tuple[str, str, list[Any]]] = [
        ("use", "text", [*uses]),
        ("grade", "grade", [*grades]),
        ("stage", "description", [*stages]),
        ("award", "rank", [*awards]),
        ("name", "name", [*former_names]),
    ]
    for kind, fact, of_kind in reported:
        for row in of_kind:
            row.cell = f"{kind}.{row.pk}.{fact}"
            row.told = f"{row.year} {row.get_rank_display()}" if kind == "award" else ""
    towns = profile._names(places, ZonePlace.At.NOW)
    panels = [*_panels(zone, page), *_like(zone), *_practices(zone), *_ask(page)]
    return SimpleNamespace(
        zone=zone,
        page=page,
        lead=(is_english and page.lead_en) or page.lead_ko,
        story=page.story_en if is_english and page.story_en else page.story,
        facts=profile.facts_in_brief(zone, known),
        timeline=profile._timeline(zone, known.versions),
        plan_versions=known.versions,
        former_names=former_names,
        report=marks.report,
        office_cell=f"zone.{zone.pk}.office",
        uses=uses,
        grades=[GradePoint(row.year, row.grade.step, row.grade.name) for row in grades],
        latest_grade=grades[-1] if grades else None,
        awards=awards,
        stages=stages,
        stage_bars=[BarRow(row.stage.name, row.actors) for row in stages if row.actors is not None],
        panels=panels,
        peers=_peers(zone),
        missing=peers._missing(zone, names_acts=any(use.level != "unresolved" for use in uses)),
        offices=list(RegionalOffice.objects.filter(provinces=zone.province_id)),
        map_names=[place.map_name for place in places if place.map_name],
        place_label=gettext("위치: %(places)s") % {"places": ", ".join([zone.province.name, *towns])},
        type_support=profile.TYPE_SUPPORT.get(zone.type, ""),
        sections=profile._sections(has_story=bool(page.story), panels=panels),
    )


def _panels(zone: Zone, page: ZonePage) -> list[FilledPanel]:
    cases = CasePage.objects.live().public().filter(Q(zone=zone) | Q(other_zones=zone)).distinct()
    total = cases.count()
    if not total:
        return []
    ordered = cases.order_by(F("year").desc(nulls_last=True), "title", "pk")
    content = {
        "cards": ordered.select_related("stage").defer_streamfields()[:SHOWN_CASES],
        "total": total,
        "more_url": f"{reverse('cases')}?{urlencode({'zone': page.public_slug})}"
        if total > SHOWN_CASES
        else "",
        "stages": ", ".join(
            stage.name for stage in ValueChainStage.objects.filter(cases__in=cases).distinct()
        ),
    }
    panel = Panel("cases", gettext("현장 사례"), 10, "stock_cases.html", lambda *_nobody: None)
    return [FilledPanel(panel, PanelContent(content, total))]


def _like(zone: Zone) -> list[FilledPanel]:
    public = CasePage.objects.live().public()
    rows = CaseLikeZone.objects.filter(zone=zone, case__in=public).order_by("position")
    shown = list(rows.select_related("case__zone"))
    if not shown:
        return []
    panel = Panel(
        "like-cases", gettext("다른 특구의 비슷한 사례"), 20, "stock_like.html", lambda *_nobody: None
    )
    return [FilledPanel(panel, PanelContent({"rows": shown}, len(shown)))]


def _practices(zone: Zone) -> list[FilledPanel]:
    """None in the facts that are shipped; asked for all the same."""
    if PracticePage.objects.live().public().filter(zone=zone).exists():
        raise NotImplementedError("The benchmark's zone has practices now: show them here too.")
    return []


def _ask(page: ZonePage) -> list[FilledPanel]:
    slug = page.public_slug
    about = Correction.objects.accepted().filter(subject_kind=Correction.Subject.ZONE, subject_key=slug)
    content = {
        "corrections": [{"label": label_of(row)} for row in about.order_by("-decided_at")[:SHOWN]],
        "contact": reverse("contact", args=["zone", slug]),
        "history": reverse("zone-history", args=[slug]),
        "report": reverse("report-error", args=["zone", slug]),
    }
    panel = Panel("ask", gettext("문의와 정보 오류 신고"), 90, TEMPLATE, lambda *_nobody: None)
    return [FilledPanel(panel, PanelContent(content, 0))]


def _peers(zone: Zone) -> list[ZonePeer]:
    public = ZonePage.objects.live().public()
    rows = ZonePeer.objects.filter(zone=zone, peer__page__in=public).order_by("position")
    return list(rows.select_related("peer__page", "peer__field", "peer__province"))
