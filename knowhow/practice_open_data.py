"""Practices as the API and the JSON download give them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.html import strip_tags

from knowhow.block_open_data import blocks_of, files_of
from knowhow.freshness import clock_of
from knowhow.kinds import KnowhowPage
from knowhow.models import EvidenceGrade, Licence, PracticePage
from knowhow.practice_listing import listed_practices, practice_list_spec
from portal.open_data.lists import ApiList, pages_of
from portal.zones.open_data import named, term

TEXTS = ("purpose", "preparation", "duration", "legal_basis", "costs", "cautions")
HEAVY = ("body", "body_en", "steps")


def with_practice_relations(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read what a row needs in a fixed number of queries."""
    return rows.select_related(
        "zone__province", "zone__field", "zone__page", "stage", "topic", "freshness"
    ).prefetch_related("exemptions", "blocks__files__document", "files__document")


def practice_row(page: PracticePage, site: str) -> dict[str, Any]:
    """A practice; read by `with_practice_relations`."""
    zone = page.zone
    return {
        "slug": page.public_slug,
        **pages_of(page.get_absolute_url(), site=site),
        "title_ko": page.title,
        "title_en": page.title_en,
        "summary_ko": page.summary_ko,
        "summary_en": page.summary_en,
        "zone": {"slug": zone.page.public_slug, "name_ko": zone.name_ko, "name_en": zone.name_en},
        "province": named(zone.province, "code"),
        "field": named(zone.field, "slug"),
        "stage": named(page.stage, "slug") if page.stage else None,
        "topic": named(page.topic, "slug") if page.topic else None,
        **{f"{name}_{code}": getattr(page, f"{name}_{code}") for name in TEXTS for code in ("ko", "en")},
        "exemption_codes": [row.code for row in page.exemptions.all()],
        "blocks": blocks_of(page.blocks.all(), site),
        "files": files_of(page.files.all(), site),
        "evidence_grade": term(page.evidence_grade, EvidenceGrade.choices),
        "admitted_at": page.admitted_at and page.admitted_at.isoformat(),
        "updated_at": page.last_published_at and page.last_published_at.isoformat(),
        **freshness_of(page),
        "is_ai_training_allowed": page.is_ai_allowed,
        "sources": page.sources,
        "as_of": page.as_of or None,
        "licence": term(page.licence, Licence.choices),
        "sample": page.is_sample,
    }


def practice_detail(page: PracticePage, site: str) -> dict[str, Any]:
    """A practice with its steps and its story."""
    return {
        **practice_row(page, site),
        "steps": [{name: text or "" for name, text in block.value.items()} for block in page.steps],
        "source_note": page.source_note,
        "body_ko": story_text(page.body),
        "body_en": story_text(page.body_en),
        "versions": versions_of(page, site),
    }


def freshness_of(page: KnowhowPage) -> dict[str, str | None]:
    """When somebody last confirmed a page, and until when it is taken to hold."""
    clock = clock_of(page)
    return {
        "confirmed_on": clock.confirmed_on.isoformat() if clock and clock.confirmed_on else None,
        "review_by": clock.review_by.isoformat() if clock else None,
    }


def versions_of(page: KnowhowPage, site: str) -> list[dict[str, Any]]:
    """The versions of a page, the newest first."""
    return [
        {
            "number": version.number,
            "published_at": version.made_at.isoformat(),
            "withdrawn_at": version.withdrawn_at and version.withdrawn_at.isoformat(),
            **pages_of(version.get_absolute_url(), site=site),
        }
        for version in page.versions.defer("content")
    ]


def story_text(story: Any) -> str:
    """What a story says, as plain text."""
    return " ".join(strip_tags(str(part)) for part in story.stream_block.get_searchable_content(story))


PRACTICES = ApiList(
    name="practices",
    rows=lambda: listed_practices(AnonymousUser()),
    spec=practice_list_spec,
    read=lambda rows: with_practice_relations(rows).defer(*HEAVY),
    row=practice_row,
    page_name="practices",
)
