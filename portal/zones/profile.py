"""One zone as its page shows it: the same shape for the public view and for an editor's preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from portal.addresses import address
from portal.krds.charts import BarRow, GradePoint
from portal.krds.components import Fact, TimelineEvent
from portal.krds.dates import short_partial_date, write_partial_date
from portal.panels import FilledPanel, panels_for
from portal.words import gettext as _
from portal.words import in_language, label
from portal.zones.facts_of_zone import FactsOfZone, Place, Version, facts_of_zone
from portal.zones.linked_data import zone_linked_data
from portal.zones.models.facts import ExemptionUse, PlanVersion
from portal.zones.models.zones import Zone, ZonePlace
from portal.zones.peers import Peers, peers_of
from portal.zones.social_cards import zone_card

TYPE_SUPPORT: dict[str, Promise] = {
    Zone.Type.ADVANCEMENT: gettext_lazy(
        "기존 특화산업이 자리 잡은 중소 규모 시·군의 유형입니다. 제품과 서비스의 부가가치를 높이는 사업이 중심입니다."
    ),
    Zone.Type.CONVERGENCE: gettext_lazy(
        "중소 규모 시·군이 새 산업을 키우는 유형입니다. 기존 자원에 다른 기술과 업종을 더합니다."
    ),
    Zone.Type.CHALLENGE: gettext_lazy(
        "규모가 작거나 인구가 줄어드는 지역의 유형입니다. 작게 시작해 성장 기반을 만드는 데 힘을 모읍니다."
    ),
}
"""What each type is for; source: the reform of 2025-11-06 (facts of the scheme, section 4)."""

REFORM_SUPPORT: tuple[Promise, ...] = (
    gettext_lazy("목록에 없는 특례도 ‘개별 인정특례’로 신청할 수 있습니다."),
    gettext_lazy("조례로 특례의 한도를 넓힐 수 있습니다."),
    gettext_lazy("로컬크리에이터·상권기획자와 연합체를 꾸려 참여할 수 있습니다."),
    gettext_lazy("지방중소벤처기업청과 함께하는 전문코칭을 받을 수 있습니다."),
)
REFORM_SOURCE = "https://www.asiae.co.kr/article/2025110611015943911"


class ZoneEditorial(Protocol):
    """The editorial page of a zone, live or a draft: what the presenter reads of it."""

    zone: Zone
    lead_ko: str
    lead_en: str
    story: Any
    story_en: Any


@dataclass(frozen=True)
class Section:
    """A part of the page that has something to show: its anchor and its title."""

    anchor: str
    title: str


@dataclass(frozen=True)
class ZoneProfile:
    """Everything a zone's page shows."""

    zone: Zone
    page: ZoneEditorial
    lead: str
    story: Any
    known: FactsOfZone
    facts: tuple[Fact, ...]
    timeline: tuple[TimelineEvent, ...]
    grades: tuple[GradePoint, ...]
    stage_bars: tuple[BarRow, ...]
    panels: tuple[FilledPanel, ...]
    peers: Peers
    map_names: tuple[str, ...]
    place_label: str
    type_support: Promise | str
    sections: tuple[Section, ...]


def zone_profile(page: ZoneEditorial, *, viewer: Any) -> ZoneProfile:
    """Gather the profile. Editorial parts come from `page`, which may be a draft; facts come from the registry."""
    zone, known = page.zone, facts_of_zone(page.zone.pk)
    panels = tuple(panels_for("zone", subject=zone, viewer=viewer))
    is_english = get_language() == "en"
    story = page.story_en if is_english and page.story_en else page.story
    towns = _names(known.places, ZonePlace.At.NOW)
    return ZoneProfile(
        zone=zone,
        page=page,
        lead=(is_english and page.lead_en) or page.lead_ko,
        story=story,
        known=known,
        facts=_facts(zone, known, towns=", ".join(towns)),
        timeline=_timeline(zone, known.versions),
        grades=tuple(
            GradePoint(row.year, row.step, in_language(row.name_ko, row.name_en)) for row in known.grades
        ),
        stage_bars=tuple(
            BarRow(in_language(row.name_ko, row.name_en), row.actors)
            for row in known.stages
            if row.actors is not None
        ),
        panels=panels,
        peers=peers_of(
            zone, names_acts=any(use.level != ExemptionUse.Level.UNRESOLVED for use in known.uses)
        ),
        map_names=tuple(place.map_name for place in known.places if place.map_name),
        place_label=_("위치: %(places)s") % {"places": ", ".join([zone.province.name, *towns])},
        type_support=TYPE_SUPPORT.get(zone.type, ""),
        sections=_sections(has_story=bool(story), panels=panels),
    )


def zone_page_context(page: ZoneEditorial, *, viewer: Any) -> dict[str, Any]:
    """Context of the zone page: the public view and the preview share it."""
    return {
        "section": "zones",
        "crumbs": [
            (_("특구 찾기"), address("zones")),
            (page.zone.province.name, page.zone.province.get_absolute_url()),
            (page.zone.name, None),
        ],
        "profile": zone_profile(page, viewer=viewer),
        "card": zone_card(page.zone),
        "linked_data": zone_linked_data(page.zone, description=page.lead_ko),
        "reform_support": REFORM_SUPPORT,
        "reform_source": REFORM_SOURCE,
    }


def _sections(*, has_story: bool, panels: Sequence[FilledPanel]) -> tuple[Section, ...]:
    sections = [
        *([Section("story", _("이야기"))] if has_story else []),
        Section("history", _("지정 연혁")),
        Section("evaluation", _("평가와 포상")),
        Section("exemptions", _("규제특례")),
        Section("chain", _("가치사슬")),
        *(Section(filled.panel.key, str(filled.panel.title)) for filled in panels),
        Section("peers", _("비슷한 특구")),
        Section("office", _("담당 기관")),
        Section("sources", _("출처")),
    ]
    return tuple(sections)


def _names(places: Sequence[Place], at: str) -> list[str]:
    return [in_language(place.name_ko, place.name_en) for place in places if place.at == at]


def _facts(zone: Zone, known: FactsOfZone, *, towns: str) -> tuple[Fact, ...]:
    source = zone.sources[0] if zone.sources else ""
    product = in_language(zone.product_ko, zone.product_en)
    count = _("%(count)s건(출처에 적힌 수)") % {"count": zone.exemptions_count}
    return (
        *_place_facts(zone, known.places, source, towns=towns),
        Fact(_("지정일(위원회 결정)"), write_partial_date(zone.designated_text), source_url=source),
        Fact(_("상태"), _status(zone), source_url=source, as_of=zone.status_as_of),
        Fact(_("품목·주제"), product, source_url=source),
        Fact(_("면적"), f"{zone.area_m2:,}㎡" if zone.area_m2 else "", source_url=source),
        *_term_facts(known.versions),
        Fact(_("규제특례 수"), count if zone.exemptions_count else "", source_url=source),
    )


def _place_facts(zone: Zone, places: Sequence[Place], source: str, *, towns: str) -> list[Fact]:
    """Where the zone lies, and where it lay at its designation if the unit is another one now."""
    stated = in_language(zone.municipality_text, zone.municipality_text_en)
    now = f"{zone.province.name} {towns or stated}".strip()
    first = ", ".join(_names(places, ZonePlace.At.DESIGNATION))
    then = f"{zone.province_at_designation.name} {first}".strip()
    facts = [Fact(_("위치"), now, source_url=source)]
    if then not in now:
        facts.append(Fact(_("지정 당시 위치"), then, source_url=source))
    return facts


def _term_facts(versions: Sequence[Version]) -> list[Fact]:
    """The end of the term and the budget, each from the latest version that says it."""
    term = next((version.term_to for version in reversed(versions) if version.term_to), "")
    budget = next((version.budget_krw for version in reversed(versions) if version.budget_krw), None)
    return [
        Fact(_("기간 끝"), write_partial_date(term)),
        Fact(_("사업비"), write_won(budget) if budget else ""),
    ]


HUNDRED_MILLION = 100_000_000


def write_won(amount: int) -> str:
    """An amount as it is read aloud: 1,828억 원, KRW 182.8 billion."""
    if get_language() == "en":
        return f"KRW {amount / 1_000_000_000:,.1f} billion"
    whole, rest = divmod(amount, HUNDRED_MILLION)
    return f"{whole:,}억 원" if whole and not rest else f"{amount:,}원"


def _status(zone: Zone) -> str:
    if not zone.status:
        return ""
    reason = f" ({label(Zone.ReleaseReason, zone.release_reason)})" if zone.release_reason else ""
    return f"{label(Zone.Status, zone.status)}{reason}"


def _timeline(zone: Zone, versions: Sequence[Version]) -> tuple[TimelineEvent, ...]:
    """The life line: the plan's versions, the designation itself where no version tells it, the end of the term."""
    dated = [(version.decided_on, _version_event(version)) for version in versions]
    dated += _untold(zone, {version.kind for version in versions})
    events = [event for _day, event in sorted(dated, key=lambda pair: pair[0] or "0")]
    end = max((version.term_to for version in versions), default="")
    if end and zone.status != Zone.Status.RELEASED:
        events.append(TimelineEvent(short_partial_date(end), _("계획 기간 끝"), "", "next"))
    return tuple(events)


def _untold(zone: Zone, told: set[str]) -> list[tuple[str, TimelineEvent]]:
    """Designation and release as the zone itself states them, where no plan version does."""
    untold = []
    if PlanVersion.Kind.DESIGNATION not in told and zone.designated_text:
        untold.append((zone.designated_text, _event(zone.designated_text, PlanVersion.Kind.DESIGNATION)))
    if PlanVersion.Kind.RELEASE not in told and zone.status == Zone.Status.RELEASED:
        untold.append((zone.released_on or LAST, _event(zone.released_on, PlanVersion.Kind.RELEASE)))
    return untold


LAST = "9999"
"""Sorts an event without a date to the end."""
EVENT_KINDS: dict[str, str] = {PlanVersion.Kind.DESIGNATION: "key", PlanVersion.Kind.RELEASE: "end"}


def _version_event(version: Version) -> TimelineEvent:
    return _event(version.decided_on, version.kind, text=in_language(version.summary_ko, version.summary_en))


def _event(day: str, kind: str, *, text: str = "") -> TimelineEvent:
    said = label(PlanVersion.Kind, kind)
    return TimelineEvent(short_partial_date(day) or _("날짜 미확인"), said, text, EVENT_KINDS.get(kind, ""))
