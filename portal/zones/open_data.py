"""Rows of the registry as the API and the JSON downloads give them, and what must be read for them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import translation

from portal.listing import ListSpec, Sort
from portal.open_data.licence import FACTS, SUMMARY
from portal.open_data.lists import ApiList, pages_of
from portal.open_data.terms import Term, term_of
from portal.zones.fact_notes import fact_marks
from portal.zones.listing import exemption_list_spec, listed_zones, zone_list_spec
from portal.zones.models import (
    Award,
    Exemption,
    ExemptionUse,
    FormerName,
    PlanVersion,
    PublishedGrade,
    Zone,
    ZonePlace,
    ZoneStage,
)


def with_zone_relations(rows: QuerySet[Zone]) -> QuerySet[Zone]:
    """Read what a row needs in a fixed number of queries."""
    now = ZonePlace.objects.filter(at=ZonePlace.At.NOW).select_related("municipality")
    return rows.select_related("province", "province_at_designation", "field", "page").prefetch_related(
        Prefetch("places", now.order_by("municipality__name_ko", "pk"), to_attr="places_now")
    )


def zone_row(zone: Zone, site: str) -> dict[str, Any]:
    """A zone; read by `with_zone_relations`."""
    places: list[ZonePlace] = zone.places_now  # type: ignore[attr-defined]  # a prefetch puts it there
    return {
        "slug": zone.page.public_slug,
        **pages_of(zone.get_absolute_url(), site=site),
        "name_ko": zone.name_ko,
        "name_en": zone.name_en,
        "name_en_source": zone.name_en_source,
        "province": named(zone.province, "code"),
        "province_at_designation": named(zone.province_at_designation, "code"),
        "municipalities": [named(place.municipality, "code") for place in places],
        "municipality_text_ko": zone.municipality_text,
        "municipality_text_en": zone.municipality_text_en,
        "field": named(zone.field, "slug"),
        "type": term(zone.type, Zone.Type.choices),
        **_zone_life(zone),
        "product_ko": zone.product_ko,
        "product_en": zone.product_en,
        "area_m2": zone.area_m2,
        "exemptions_count": zone.exemptions_count,
        "exemptions_text_ko": zone.exemptions_text,
        "latest_grade_step": zone.grade_step,  # type: ignore[attr-defined]  # `listed_zones` annotates it
        **sourced(zone, licence=FACTS),
        "sample": zone.is_sample,
    }


def _zone_life(zone: Zone) -> dict[str, Any]:
    return {
        "status": term(zone.status, Zone.Status.choices),
        "status_as_of": zone.status_as_of or None,
        "designated_on": zone.designated_text or None,
        "released_on": zone.released_on or None,
        "release_reason": term(zone.release_reason, Zone.ReleaseReason.choices),
    }


def zone_detail(zone: Zone, site: str) -> dict[str, Any]:
    """A zone with its history: one query for each kind of fact."""
    return {
        **zone_row(zone, site),
        "former_names": [_former_name(row) for row in zone.former_names.all()],
        "plan_versions": [_plan_version(row) for row in zone.plan_versions.all()],
        "exemptions": [
            _zone_exemption(row) for row in zone.exemption_uses.select_related("exemption", "act")
        ],
        "awards": [award_row(row, site) for row in zone.awards.select_related("zone__page")],
        "grades": [_grade(row) for row in zone.grades.select_related("grade")],
        "stages": [_stage(row) for row in zone.stages.select_related("stage")],
        "notes": _notes(zone),
    }


def _notes(zone: Zone) -> list[dict[str, Any]]:
    """What rooms write beside facts of the zone, in both languages: what was set right, what the zone replies."""
    told = {}
    for code in ("ko", "en"):
        with translation.override(code):
            marks = fact_marks("zone", zone.pk, key=zone.page.public_slug)
        told[code] = [(reference, note) for reference, notes in marks.notes.items() for note in notes]
    return [
        {
            "reference": reference,
            "label_ko": korean.label,
            "label_en": english.label,
            "day": korean.day,
            "text_ko": korean.text,
            "text_en": "" if english.is_korean else english.text,
        }
        for (reference, korean), (_reference, english) in zip(told["ko"], told["en"], strict=True)
    ]


def _former_name(row: FormerName) -> dict[str, Any]:
    kind = term(row.kind, FormerName.Kind.choices)
    return {"name_ko": row.name_ko, "kind": kind, "changed_on": row.changed_on or None}


def _plan_version(row: PlanVersion) -> dict[str, Any]:
    return {
        "kind": term(row.kind, PlanVersion.Kind.choices),
        "decided_on": row.decided_on or None,
        "gazetted_on": row.gazetted_on or None,
        "area_m2": row.area_m2,
        "term_from": row.term_from or None,
        "term_to": row.term_to or None,
        "budget_krw": row.budget_krw,
        "summary_ko": row.summary_ko,
        "summary_en": row.summary_en,
        "sources": row.sources,
    }


def _zone_exemption(row: ExemptionUse) -> dict[str, Any]:
    return {
        "text_ko": row.text_as_read,
        "level": term(row.level, ExemptionUse.Level.choices),
        "exemption_code": row.exemption.code if row.exemption else None,
        "act": named(row.act, "slug") if row.act else None,
        "sources": row.sources,
    }


def _grade(row: PublishedGrade) -> dict[str, Any]:
    return {
        "year": row.year,
        "step": row.grade.step,
        "name_ko": row.grade.name_ko,
        "name_en": row.grade.name_en,
        "published_on": row.published_on or None,
        "sources": row.sources,
    }


def _stage(row: ZoneStage) -> dict[str, Any]:
    return {
        "stage": named(row.stage, "slug"),
        "actors": row.actors,
        "description_ko": row.description_ko,
        "description_en": row.description_en,
        "gap_ko": row.gap_ko,
        "gap_en": row.gap_en,
        "sources": row.sources,
    }


def award_row(row: Award, _site: str) -> dict[str, Any]:
    """A zone named in the awards."""
    return {
        "year": row.year,
        "rank": term(row.rank, Award.Rank.choices),
        "award_ko": row.award_ko,
        "award_en": row.award_en,
        "zone_slug": row.zone.page.public_slug,
        "zone_name_ko": row.zone.name_ko,
        "zone_name_en": row.zone.name_en,
        **sourced(row, licence=FACTS),
        "sample": row.zone.is_sample,
    }


def exemption_row(row: Exemption, site: str) -> dict[str, Any]:
    """A row of the catalogue."""
    return {
        "code": row.code,
        **pages_of(row.get_absolute_url(), site=site),
        "article": row.article,
        "law_ko": row.law_ko,
        "law_en": row.law_en,
        "acts": [named(act, "slug") for act in row.acts.all()],
        "title_ko": row.title_ko,
        "title_en": row.title_en,
        "description_ko": row.description_ko,
        "description_en": row.description_en,
        "decree_detail_ko": row.decree_detail,
        "area": named(row.area, "code"),
        "kind": term(row.kind, Exemption.Kind.choices),
        **sourced(row, licence=SUMMARY),
        "sample": row.is_sample,
    }


def exemption_detail(row: Exemption, site: str) -> dict[str, Any]:
    """A row of the catalogue and the visible zones that are known to use this article."""
    seen = Zone.objects.visible_to(None)
    uses = row.uses.filter(zone__in=seen if row.is_sample else seen.real())
    return {
        **exemption_row(row, site),
        "uses": [
            {
                "zone_slug": use.zone.page.public_slug,
                "zone_name_ko": use.zone.name_ko,
                "zone_name_en": use.zone.name_en,
                "level": term(use.level, ExemptionUse.Level.choices),
                "text_ko": use.text_as_read,
                "sources": use.sources,
            }
            for use in uses.select_related("zone__page").order_by("zone__name_ko", "pk")
        ],
    }


def named(thing: Any, key: str) -> dict[str, str]:
    """A row of a vocabulary as a term."""
    return {"code": getattr(thing, key), "name_ko": thing.name_ko, "name_en": thing.name_en}


def term(value: str, choices: Any) -> dict[str, str] | None:
    """A choice of a model as a term."""
    found = term_of(value, choices)
    return found.model_dump() if found else None


def sourced(row: Any, *, licence: Term) -> dict[str, Any]:
    """What a row says about itself."""
    return {"sources": row.sources, "as_of": row.as_of or None, "licence": licence.model_dump()}


def _award_spec() -> ListSpec:
    newest = Sort("newest", "", ("-year", "rank", "zone__name_ko", "pk"))
    return ListSpec(facets=(), sorts=(newest,), search=lambda rows, _words: rows)


ZONES = ApiList(
    name="zones",
    rows=lambda: listed_zones(None),
    spec=zone_list_spec,
    read=with_zone_relations,
    row=zone_row,
    page_name="zones",
)
EXEMPTIONS = ApiList(
    name="exemptions",
    rows=Exemption.objects.all,
    spec=lambda _data: exemption_list_spec(),
    read=lambda rows: rows.select_related("area").prefetch_related("acts"),
    row=exemption_row,
    page_name="exemptions",
)
AWARDS = ApiList(
    name="awards",
    rows=lambda: Award.objects.filter(zone__in=Zone.objects.visible_to(None).real()),
    spec=lambda _data: _award_spec(),
    read=lambda rows: rows.select_related("zone__page"),
    row=award_row,
    page_name="zones",
)
