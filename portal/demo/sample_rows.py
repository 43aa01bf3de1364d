"""The examples as rows, as a file would bring them: each table for the importer that reads the facts of its kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from portal.demo.loading import Rows, Shipped
from portal.demo.sample_content import SAMPLE_NOTE, SAMPLE_PROVINCE, SAMPLE_ZONES, SampleCase, SampleZone
from portal.importing.columns import Row

type Cells = Mapping[str, str]

AS_OF = "2026-11"


def sample_tables() -> tuple[Shipped, ...]:
    """What is loaded, in an order in which everything finds what it needs."""
    released = (zone for zone in SAMPLE_ZONES if zone.release_reason)
    tables: Mapping[str, Iterable[Cells]] = {
        "provinces": [SAMPLE_PROVINCE],
        "municipalities": map(_municipality, SAMPLE_ZONES),
        "zones": map(_zone, SAMPLE_ZONES),
        "releases": map(_release, released),
        "zone_stories": map(_story, SAMPLE_ZONES),
        "plan_versions": _of_each(_plan_versions),
        "published_grades": _of_each(_grades),
        "zone_stages": _of_each(_stages),
        "exemption_uses": _of_each(_exemption_uses),
        "cases": _of_each(_cases),
    }
    return tuple(
        Shipped(importer, (), _reader(rows), is_sample=True, source_note=SAMPLE_NOTE)
        for importer, rows in tables.items()
    )


def _of_each(rows: Callable[[SampleZone], Iterable[Cells]]) -> Iterable[Cells]:
    return chain.from_iterable(map(rows, SAMPLE_ZONES))


def _cases(zone: SampleZone) -> Iterable[Cells]:
    return (_case(case, zone) for case in zone.cases)


def _reader(cells: Iterable[Cells]) -> Rows:
    rows = tuple(Row(line, row) for line, row in enumerate(cells, 1))
    return lambda: rows


def _town_code(zone: SampleZone) -> str:
    return f"{SAMPLE_PROVINCE['code']}-{zone.slug}"[:60]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _municipality(zone: SampleZone) -> Cells:
    return {
        "code": _town_code(zone),
        "name_ko": zone.town_ko,
        "name_en": zone.town_en,
        "province_code": SAMPLE_PROVINCE["code"],
        "note": SAMPLE_NOTE,
    }


def _zone(zone: SampleZone) -> Cells:
    return {
        "name_ko": zone.name_ko,
        "name_en": zone.name_en,
        "name_en_source": "sample",
        "public_slug": zone.slug,
        "province_code": SAMPLE_PROVINCE["code"],
        "municipality_ko": zone.town_ko,
        "municipality_en": zone.town_en,
        "municipality_codes": _town_code(zone),
        "designated_on": zone.designated_on,
        "status": zone.status,
        "status_as_of": AS_OF,
        "theme": zone.field,
        "type": zone.type,
        "product_or_topic": f"{zone.product_ko} / {zone.product_en}",
        "area_m2": str(zone.area_m2),
        "source_note": SAMPLE_NOTE,
    }


def _release(zone: SampleZone) -> Cells:
    return {"zone_name_ko": zone.name_ko, "release_reason": zone.release_reason}


def _story(zone: SampleZone) -> Cells:
    return {
        "zone_name_ko": zone.name_ko,
        "lead_ko": zone.lead_ko,
        "lead_en": zone.lead_en,
        "story_ko": zone.story_ko,
        "story_en": zone.story_en,
    }


def _plan_versions(zone: SampleZone) -> Iterator[Cells]:
    for version in zone.versions:
        yield {
            "zone_name_ko": zone.name_ko,
            "kind": version.kind,
            "decided_on": version.decided_on,
            "area_m2": _number(version.area_m2),
            "term_to": version.term_to,
            "budget_krw": _number(version.budget_krw),
            "summary_ko": version.summary_ko,
            "summary_en": version.summary_en,
            "source_text": SAMPLE_NOTE,
        }


def _grades(zone: SampleZone) -> Iterator[Cells]:
    for year, step in zone.grades:
        yield {
            "zone_name_ko": zone.name_ko,
            "year": str(year),
            "grade": str(step),
            "source_note": SAMPLE_NOTE,
        }


def _stages(zone: SampleZone) -> Iterator[Cells]:
    for row in zone.stages:
        yield {
            "zone_name_ko": zone.name_ko,
            "stage": row.stage,
            "actors": str(row.actors),
            "description_ko": row.text_ko,
            "description_en": row.text_en,
            "gap_ko": row.gap_ko,
            "gap_en": row.gap_en,
            "source_note": SAMPLE_NOTE,
        }


def _exemption_uses(zone: SampleZone) -> Iterator[Cells]:
    for code, text in zone.exemptions:
        yield {
            "zone_name_ko": zone.name_ko,
            "text_as_read": text,
            "level": "article",
            "exemption_code": code,
            "source_note": SAMPLE_NOTE,
        }


def _case(case: SampleCase, zone: SampleZone) -> Cells:
    return {
        "title_ko": case.title_ko,
        "title_en": case.title_en,
        "summary_ko": case.summary_ko,
        "summary_en": case.summary_en,
        "zone_name_ko": zone.name_ko,
        "topic": case.topic,
        "value_chain_stage": case.stage,
        "year": str(case.year),
        "outcome": case.outcome,
        "public_slug": case.slug,
        "went_wrong_ko": case.went_wrong_ko,
        "went_wrong_en": case.went_wrong_en,
        "note": SAMPLE_NOTE,
    }
