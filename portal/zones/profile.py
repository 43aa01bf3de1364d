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
from portal.zones.fact_notes import FactMarks, fact_marks
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
    public_slug: str
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
    marks: FactMarks
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
        facts=facts_in_brief(zone, known),
        marks=fact_marks("zone", zone.pk, key=page.public_slug),
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


def facts_in_brief(zone: Zone, known: FactsOfZone) -> tuple[Fact, ...]:
    """The facts at the head of the page, each with its reference."""
    source = zone.sources[0] if zone.sources else ""
    product = in_language(zone.product_ko, zone.product_en)
    count = _("%(count)s건(출처에 적힌 수)") % {"count": zone.exemptions_count}

    def fact(name: str, term: str, value: str, as_of: str = "") -> Fact:
        return Fact(term, value, source_url=source, as_of=as_of, reference=f"zone.{zone.pk}.{name}")

    now, then = _places_in_words(zone, known.places)
    return (
        fact("place", _("위치"), now),
        *([] if then in now else [fact("place_then", _("지정 당시 위치"), then)]),
        fact("designated", _("지정일(위원회 결정)"), write_partial_date(zone.designated_text)),
        fact("status", _("상태"), status_in_words(zone), as_of=zone.status_as_of),
        fact("product", _("품목·주제"), product),
        fact("area", _("면적"), f"{zone.area_m2:,}㎡" if zone.area_m2 else ""),
        *_term_facts(zone, known.versions),
        fact("exemptions_count", _("규제특례 수"), count if zone.exemptions_count else ""),
    )


def _places_in_words(zone: Zone, places: Sequence[Place]) -> tuple[str, str]:
    """Where the zone lies, and where it lay at its designation: the unit may be another one now."""
    stated = in_language(zone.municipality_text, zone.municipality_text_en)
    towns = ", ".join(_names(places, ZonePlace.At.NOW)) or stated
    first = ", ".join(_names(places, ZonePlace.At.DESIGNATION))
    return f"{zone.province.name} {towns}".strip(), f"{zone.province_at_designation.name} {first}".strip()


def _term_facts(zone: Zone, versions: Sequence[Version]) -> list[Fact]:
    """The end of the term and the budget, each a fact of the latest version that says it."""
    term = next((version for version in reversed(versions) if version.term_to), None)
    budget = next((version for version in reversed(versions) if version.budget_krw), None)
    return [
        Fact(
            _("기간 끝"),
            write_partial_date(term.term_to) if term else "",
            reference=f"plan.{term.number}.term" if term else f"zone.{zone.pk}.term",
        ),
        Fact(
            _("사업비"),
            write_won(budget.budget_krw) if budget and budget.budget_krw else "",
            reference=f"plan.{budget.number}.budget" if budget else f"zone.{zone.pk}.budget",
        ),
    ]


HUNDRED_MILLION = 100_000_000


def write_won(amount: int) -> str:
    """An amount as it is read aloud: 1,828억 원, KRW 182.8 billion."""
    if get_language() == "en":
        return f"KRW {amount / 1_000_000_000:,.1f} billion"
    whole, rest = divmod(amount, HUNDRED_MILLION)
    return f"{whole:,}억 원" if whole and not rest else f"{amount:,}원"


def status_in_words(zone: Zone) -> str:
    """Whether the designation stands, with the reason where it ended; blank where unknown."""
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
        cell = f"zone.{zone.pk}.designated"
        untold.append(
            (zone.designated_text, _event(zone.designated_text, PlanVersion.Kind.DESIGNATION, cell))
        )
    if PlanVersion.Kind.RELEASE not in told and zone.status == Zone.Status.RELEASED:
        cell = f"zone.{zone.pk}.released"
        untold.append((zone.released_on or LAST, _event(zone.released_on, PlanVersion.Kind.RELEASE, cell)))
    return untold


LAST = "9999"
"""Sorts an event without a date to the end."""
EVENT_KINDS: dict[str, str] = {PlanVersion.Kind.DESIGNATION: "key", PlanVersion.Kind.RELEASE: "end"}


def _version_event(version: Version) -> TimelineEvent:
    text = in_language(version.summary_ko, version.summary_en)
    return _event(version.decided_on, version.kind, f"plan.{version.number}.decided", text=text)


def _event(day: str, kind: str, cell: str, *, text: str = "") -> TimelineEvent:
    said = label(PlanVersion.Kind, kind)
    shown = short_partial_date(day) or _("날짜 미확인")
    return TimelineEvent(shown, said, text, EVENT_KINDS.get(kind, ""), cell)
