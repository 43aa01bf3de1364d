"""Cases as rows of a list: plain values, no model instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from knowhow.anonymity import unnamed_zone
from knowhow.models import CasePage
from portal.addresses import address
from portal.words import label

CARD_COLUMNS = (
    "pk",
    "public_slug",
    "title",
    "title_en",
    "summary_ko",
    "summary_en",
    "zone__name_ko",
    "zone__name_en",
    "zone__province__short_ko",
    "zone__province__short_en",
    "zone__field__slug",
    "zone__field__name_ko",
    "zone__field__name_en",
    "stage__slug",
    "stage__name_ko",
    "stage__name_en",
    "topic__slug",
    "topic__name_ko",
    "topic__name_en",
    "outcome",
    "year",
    "is_sample",
    "admitted_at",
    "is_anonymous",
)


@dataclass(frozen=True)
class CaseCard:
    """A case in a list. Titles and summaries keep both languages: a template marks the Korean."""

    pk: int
    url: str
    title_ko: str
    title_en: str
    summary_ko: str
    summary_en: str
    zone: str
    province: str
    field_slug: str
    field: str
    stage_slug: str
    stage: str
    topic_slug: str
    topic: str
    outcome: str
    outcome_label: str
    is_stopped: bool
    year: int | None
    is_sample: bool
    is_admitted: bool
    """Whether the expert panel took it into the national library."""

    @property
    def title(self) -> str:
        """The title in the language in force; Korean where there is no English one."""
        return (get_language() == "en" and self.title_en) or self.title_ko


def case_cards(rows: QuerySet[CasePage]) -> list[CaseCard]:
    """Cards of a short list of cases, in the order of `rows`: one query."""
    return [case_card(row) for row in case_values(rows)]


def case_values(rows: QuerySet[CasePage]) -> QuerySet[CasePage, Any]:
    """What a card needs of each case."""
    values: QuerySet[CasePage, Any] = rows.values(*CARD_COLUMNS)
    return values


def listed_values(rows: QuerySet[CasePage]) -> QuerySet[CasePage, Any]:
    """The same for a page of a list: found by its order alone, and then read with what it is joined to."""
    return case_values(CasePage.objects.filter(pk__in=rows.values("pk")).order_by(*rows.query.order_by))


def case_card(row: Mapping[str, Any]) -> CaseCard:
    """The card of a row of `CARD_COLUMNS`."""
    return CaseCard(
        pk=row["pk"],
        url=address("case", row["public_slug"]),
        title_ko=row["title"],
        title_en=row["title_en"],
        summary_ko=row["summary_ko"],
        summary_en=row["summary_en"],
        zone=unnamed_zone() if row["is_anonymous"] else _in_language(row, "zone__name"),
        province="" if row["is_anonymous"] else _in_language(row, "zone__province__short"),
        field_slug=row["zone__field__slug"],
        field=_in_language(row, "zone__field__name"),
        stage_slug=row["stage__slug"] or "",
        stage=_in_language(row, "stage__name"),
        topic_slug=row["topic__slug"] or "",
        topic=_in_language(row, "topic__name"),
        outcome=row["outcome"],
        outcome_label=label(CasePage.Outcome, row["outcome"]),
        is_stopped=row["outcome"] == CasePage.Outcome.STOPPED,
        year=row["year"],
        is_sample=row["is_sample"],
        is_admitted=row["admitted_at"] is not None,
    )


def _in_language(row: Mapping[str, Any], name: str) -> str:
    return str((get_language() == "en" and row[f"{name}_en"]) or row[f"{name}_ko"] or "")
