"""Cases as the API and the JSON download give them, and what must be read for them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from knowhow.block_open_data import blocks_of, files_of
from knowhow.listing import case_list_spec, listed_cases
from knowhow.models import CaseExemption, CasePage, CaseResult
from knowhow.practice_open_data import freshness_of, story_text, versions_of
from portal.open_data.lists import ApiList, pages_of
from portal.zones.models import Zone
from portal.zones.open_data import named, term

HEAVY = ("body", "body_en", "steps")
TEXTS = ("context", "problem", "action", "costs", "went_wrong", "conditions")


def with_case_relations(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read what a row needs in a fixed number of queries. A partner zone is named only if it is public."""
    partners = Zone.objects.visible_to(None).select_related("page").order_by("name_ko")
    return rows.select_related(
        "zone__province", "zone__field", "zone__page", "stage", "topic", "freshness"
    ).prefetch_related(
        "results",
        Prefetch("exemption_uses", CaseExemption.objects.select_related("exemption", "act")),
        Prefetch("other_zones", partners),
    )


def case_row(page: CasePage, site: str) -> dict[str, Any]:
    """A case; read by `with_case_relations`."""
    return {
        "slug": page.public_slug,
        **pages_of(page.get_absolute_url(), site=site),
        "title_ko": page.title,
        "title_en": page.title_en,
        "summary_ko": page.summary_ko,
        "summary_en": page.summary_en,
        **_whose(page),
        "field": named(page.zone.field, "slug"),
        "stage": named(page.stage, "slug") if page.stage else None,
        "topic": named(page.topic, "slug") if page.topic else None,
        "year": page.year,
        "outcome": term(page.outcome, CasePage.Outcome.choices),
        "evidence_grade": term(page.evidence_grade, CasePage.EvidenceGrade.choices),
        "results": [_result(row) for row in page.results.all()],
        "exemptions": [_exemption(row) for row in page.exemption_uses.all()],
        "admitted_at": page.admitted_at and page.admitted_at.isoformat(),
        "updated_at": page.last_published_at and page.last_published_at.isoformat(),
        **freshness_of(page),
        "is_ai_training_allowed": page.is_ai_allowed,
        "as_of": page.as_of or None,
        "licence": term(page.licence, CasePage.Licence.choices),
        "sample": page.is_sample,
    }


def _whose(page: CasePage) -> dict[str, Any]:
    """Whose case it is, where, and where it was read; nothing of an anonymous one."""
    if page.is_anonymous:
        return {"anonymous": True, "zone": None, "other_zones": [], "province": None, "sources": []}
    return {
        "anonymous": False,
        "zone": _zone(page.zone),
        "other_zones": [_zone(zone) for zone in page.other_zones.all()],
        "province": named(page.zone.province, "code"),
        "sources": page.sources,
    }


def case_detail(page: CasePage, site: str) -> dict[str, Any]:
    """A case with every text."""
    texts = {f"{name}_{code}": getattr(page, f"{name}_{code}") for name in TEXTS for code in ("ko", "en")}
    return {
        **case_row(page, site),
        **texts,
        "steps": [{name: text or "" for name, text in block.value.items()} for block in page.steps],
        "blocks": blocks_of(page.blocks.prefetch_related("files__document"), site),
        "files": files_of(page.files.select_related("document"), site),
        "body_ko": story_text(page.body),
        "body_en": story_text(page.body_en),
        "source_note": "" if page.is_anonymous else page.source_note,
        "versions": versions_of(page, site),
    }


def _zone(zone: Zone) -> dict[str, str]:
    return {"slug": zone.page.public_slug, "name_ko": zone.name_ko, "name_en": zone.name_en}


def _result(row: CaseResult) -> dict[str, str]:
    return {
        "indicator_ko": row.indicator_ko,
        "indicator_en": row.indicator_en,
        "before": row.before,
        "after": row.after,
        "text_ko": row.text_ko,
        "text_en": row.text_en,
        "source": row.source_url,
    }


def _exemption(row: CaseExemption) -> dict[str, Any]:
    return {
        "text_ko": row.text_as_read,
        "level": term(row.level, CaseExemption.Level.choices),
        "exemption_code": row.exemption.code if row.exemption else None,
        "act": named(row.act, "slug") if row.act else None,
    }


CASES = ApiList(
    name="cases",
    rows=lambda: listed_cases(AnonymousUser()),
    spec=case_list_spec,
    read=lambda rows: with_case_relations(rows).defer(*HEAVY),
    row=case_row,
    page_name="cases",
)
