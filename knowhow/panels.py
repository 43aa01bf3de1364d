"""What the pages of zones, fields, exemptions and acts, and the first page, show of cases and practices."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from knowhow.block_listing import block_card, block_cards, block_values, blocks_used_by
from knowhow.cards import CARD_COLUMNS, case_card, case_cards
from knowhow.like_zones import cases_like
from knowhow.models import CaseExemption, CasePage, PracticePage
from knowhow.practice_listing import CARD_COLUMNS as PRACTICE_COLUMNS
from knowhow.practice_listing import practice_card, practice_cards
from knowhow.similar import cases_like_exemption
from portal.panels import Panel, PanelContent, register_panel
from portal.prepared import Prepared, gathered
from portal.words import in_language
from portal.zones.models import Act, Exemption, Field, Province, ValueChainStage, Zone

ON_ZONE = 6
ON_EXEMPTION = 12
ON_HOME = 4


def _content(rows: QuerySet[Any], *, most: int, more: dict[str, str] | None) -> PanelContent | None:
    """The first rows and, where there are more of them and a list that shows them, its address."""
    total = rows.count()
    if not total:
        return None
    more_url = (
        "" if more is None or total <= most else reverse("cases") + ((more and f"?{urlencode(more)}") or "")
    )
    return PanelContent({"cards": case_cards(rows[:most]), "total": total, "more_url": more_url}, total)


def _stages(zone: int) -> Subquery:
    """The stages that all cases of a zone cover, not only those shown."""
    cases = CasePage.objects.visible_to(None).of_zone(zone).order_by().values("stage")
    return gathered(ValueChainStage.objects.filter(pk__in=cases), "position", "name_ko", "name_en")


OF_ZONE = Prepared(
    lambda zone: (
        CasePage.objects.visible_to(None)
        .of_zone(zone)
        .newest()
        .annotate(total=Window(Count("pk")), stages=_stages(zone))
        .values(*CARD_COLUMNS, "total", "stages")[:ON_ZONE]
    )
)


def zone_cases(zone: Zone, viewer: object) -> PanelContent | None:
    """The zone's cases, the newest first, and the stages they cover. Everyone sees the same ones."""
    rows = OF_ZONE.rows(zone.pk)
    if not rows:
        return None
    total = rows[0]["total"]
    more = urlencode({"zone": zone.page.public_slug})
    context = {
        "cards": [case_card(row) for row in rows],
        "total": total,
        "more_url": f"{reverse('cases')}?{more}" if total > ON_ZONE else "",
        "stages": ", ".join(in_language(*names) for _position, *names in sorted(rows[0]["stages"] or ())),
    }
    return PanelContent(context, total)


def cases_like_zone(zone: Zone, viewer: object) -> PanelContent | None:
    """Cases of other zones that this one may learn from, each with its reasons. Everyone sees the same ones."""
    rows = cases_like(zone.pk)
    return PanelContent({"rows": rows}, len(rows)) if rows else None


def exemption_cases(exemption: Exemption, viewer: object) -> PanelContent | None:
    """Cases whose source names the article. A source that names only the act stands on the act's page."""
    uses = CaseExemption.objects.filter(exemption=exemption).values("case")
    return _content(
        CasePage.objects.visible_to(viewer).filter(pk__in=uses).newest(), most=ON_EXEMPTION, more=None
    )


def cases_like_this_exemption(exemption: Exemption, viewer: object) -> PanelContent | None:
    """Cases that use another exemption of the same act: the nearest there is where none names this article."""
    rows = cases_like_exemption(exemption, viewer=viewer)
    return PanelContent({"rows": rows}, len(rows)) if rows else None


def act_cases(act: Act, viewer: object) -> PanelContent | None:
    """Cases that use an exemption from the act, whether or not the article is known."""
    uses = CaseExemption.objects.filter(Q(act=act) | Q(exemption__acts=act)).values("case")
    rows = CasePage.objects.visible_to(viewer).filter(pk__in=uses).newest()
    return _content(rows, most=ON_EXEMPTION, more={"act": act.slug})


def field_cases(field: Field, viewer: object) -> PanelContent | None:
    """Cases of the field's zones, the newest first."""
    rows = CasePage.objects.visible_to(viewer).named().filter(zone__field=field).newest()
    return _content(rows, most=ON_ZONE, more={"field": field.slug})


def province_cases(province: Province, viewer: object) -> PanelContent | None:
    """Cases of the zones that lie in the province now."""
    rows = CasePage.objects.visible_to(viewer).named().filter(zone__province=province).newest()
    return _content(rows, most=ON_ZONE, more={"province": province.code})


def newest_cases(_subject: object, viewer: object) -> PanelContent | None:
    """The newest real cases."""
    return _content(CasePage.objects.visible_to(viewer).real().newest(), most=ON_HOME, more={})


OF_ZONE_PRACTICES = Prepared(
    lambda zone: (
        PracticePage.objects.visible_to(None)
        .filter(zone_id=zone)
        .newest()
        .annotate(total=Window(Count("pk")))
        .values(*PRACTICE_COLUMNS, "total")[:ON_ZONE]
    )
)


def zone_practices(zone: Zone, viewer: object) -> PanelContent | None:
    """The zone's practices, the last written first. Everyone sees the same ones."""
    rows = OF_ZONE_PRACTICES.rows(zone.pk)
    if not rows:
        return None
    total = rows[0]["total"]
    more = urlencode({"zone": zone.page.public_slug})
    more_url = f"{reverse('practices')}?{more}" if total > ON_ZONE else ""
    cards = [practice_card(row) for row in rows]
    return PanelContent({"cards": cards, "total": total, "more_url": more_url}, total)


def _practices(rows: QuerySet[Any], *, more: dict[str, str]) -> PanelContent | None:
    total = rows.count()
    if not total:
        return None
    more_url = f"{reverse('practices')}?{urlencode(more)}" if total > ON_ZONE else ""
    return PanelContent(
        {"cards": practice_cards(rows[:ON_ZONE]), "total": total, "more_url": more_url}, total
    )


def field_practices(field: Field, viewer: object) -> PanelContent | None:
    """Practices of the field's zones."""
    rows = PracticePage.objects.visible_to(viewer).filter(zone__field=field).newest()
    return _practices(rows, more={"field": field.slug})


OF_ZONE_BLOCKS = Prepared(
    lambda zone: block_values(
        blocks_used_by(
            CasePage.objects.visible_to(None).of_zone(zone),
            PracticePage.objects.visible_to(None).filter(zone_id=zone),
        )
    )
)


def zone_blocks(zone: Zone, viewer: object) -> PanelContent | None:
    """Building blocks that the zone's cases and practices use. Everyone sees the same ones."""
    cards = [block_card(row) for row in OF_ZONE_BLOCKS.rows(zone.pk)]
    return PanelContent({"cards": cards}, len(cards)) if cards else None


def field_blocks(field: Field, viewer: object) -> PanelContent | None:
    """Building blocks that the field's cases and practices use, the most used first."""
    rows = blocks_used_by(
        CasePage.objects.visible_to(viewer).named().filter(zone__field=field),
        PracticePage.objects.visible_to(viewer).filter(zone__field=field),
    )
    cards = block_cards(rows[:ON_ZONE])
    return PanelContent({"cards": cards}, rows.count()) if cards else None


def exemption_practices(exemption: Exemption, viewer: object) -> PanelContent | None:
    """Practices that say how the exemption is used."""
    rows = PracticePage.objects.visible_to(viewer).filter(exemptions=exemption).newest()
    return _practices(rows, more={})


def register_panels() -> None:
    """Put the panels on their pages."""
    blocks = "knowhow/panels/blocks.html"
    cards, lines = "knowhow/panels/cards.jinja", "knowhow/panels/lines.html"
    practices = "knowhow/panels/practices.html"
    register_panel("zone", Panel("cases", _("현장 사례"), 10, cards, zone_cases))
    register_panel(
        "zone",
        Panel("like-cases", _("다른 특구의 비슷한 사례"), 20, "knowhow/panels/like.jinja", cases_like_zone),
    )
    register_panel("exemption", Panel("cases", _("이 특례를 쓴 사례"), 10, lines, exemption_cases))
    register_panel(
        "exemption",
        Panel(
            "like-cases",
            _("같은 법률의 다른 특례를 쓴 사례"),
            20,
            "knowhow/panels/like.jinja",
            cases_like_this_exemption,
        ),
    )
    register_panel("act", Panel("cases", _("이 법률의 특례를 쓴 사례"), 10, lines, act_cases))
    register_panel("field", Panel("cases", _("현장 사례"), 10, cards, field_cases))
    register_panel("province", Panel("cases", _("현장 사례"), 10, cards, province_cases))
    register_panel("home", Panel("cases", _("현장 사례"), 10, lines, newest_cases))
    register_panel("zone", Panel("practices", _("실무 안내"), 12, practices, zone_practices))
    register_panel("field", Panel("practices", _("실무 안내"), 12, practices, field_practices))
    for place, rows in (("zone", zone_blocks), ("field", field_blocks)):
        register_panel(place, Panel("blocks", _("노하우 구성요소"), 13, blocks, rows))
    register_panel(
        "exemption", Panel("practices", _("이 특례의 실무 안내"), 12, practices, exemption_practices)
    )
