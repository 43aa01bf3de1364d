"""Cases as a table for download: the same rows as the screen, every structured field."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.models import CasePage, CaseResult
from portal.importing.exports import ExportColumn

CASE_COLUMNS = (
    ExportColumn("title_ko", _("제목")),
    ExportColumn("title_en", _("영문 제목")),
    ExportColumn("zone", _("특구")),
    ExportColumn("other_zones", _("함께한 특구")),
    ExportColumn("province", _("시·도(현재)")),
    ExportColumn("field", _("분야")),
    ExportColumn("stage", _("가치사슬 단계")),
    ExportColumn("topic", _("주제")),
    ExportColumn("year", _("연도")),
    ExportColumn("outcome", _("결말")),
    ExportColumn("summary_ko", _("요약")),
    ExportColumn("summary_en", _("요약(영문)")),
    ExportColumn("context_ko", _("배경")),
    ExportColumn("problem_ko", _("풀어야 했던 문제")),
    ExportColumn("action_ko", _("한 일")),
    ExportColumn("costs_ko", _("든 비용")),
    ExportColumn("results_ko", _("성과")),
    ExportColumn("results_en", _("성과(영문)")),
    ExportColumn("went_wrong_ko", _("잘되지 않은 점")),
    ExportColumn("conditions_ko", _("성공 조건")),
    ExportColumn("exemptions", _("쓴 규제특례(원문)")),
    ExportColumn("evidence_grade", _("근거 수준")),
    ExportColumn("licence", _("이용 조건")),
    ExportColumn("sources", _("출처")),
    ExportColumn("source_note", _("출처 메모")),
    ExportColumn("sample", _("예시")),
    ExportColumn("url", _("주소")),
)
PLAIN = (
    "title_en",
    "summary_ko",
    "summary_en",
    "context_ko",
    "problem_ko",
    "action_ko",
    "costs_ko",
    "went_wrong_ko",
    "conditions_ko",
    "year",
    "source_note",
)


def case_rows(rows: QuerySet[Any]) -> Iterator[dict[str, object]]:
    """One row a case; blank where not known."""
    related = rows.select_related("zone__province", "zone__field", "stage", "topic").prefetch_related(
        "results", "exemption_uses", "other_zones"
    )
    for page in related:
        yield {name: getattr(page, name) for name in PLAIN} | _related(page)


def _related(page: CasePage) -> dict[str, object]:
    results = list(page.results.all())
    return {
        "title_ko": page.title,
        "zone": page.zone.name,
        "other_zones": ", ".join(zone.name for zone in page.other_zones.all()),
        "province": page.zone.province.name,
        "field": page.zone.field.name,
        "stage": page.stage.name if page.stage else "",
        "topic": page.topic.name if page.topic else "",
        "outcome": page.get_outcome_display(),
        "results_ko": "; ".join(_said(result, "ko") for result in results),
        "results_en": "; ".join(_said(result, "en") for result in results),
        "exemptions": "; ".join(dict.fromkeys(use.text_as_read for use in page.exemption_uses.all())),
        "evidence_grade": page.get_evidence_grade_display(),
        "licence": page.get_licence_display(),
        "sources": " | ".join(page.sources),
        "sample": gettext("예시") if page.is_sample else "",
        "url": page.get_absolute_url(),
    }


def _said(result: CaseResult, language: str) -> str:
    indicator, text = getattr(result, f"indicator_{language}"), getattr(result, f"text_{language}")
    change = " → ".join(value for value in (result.before, result.after) if value)
    return " ".join(part for part in (indicator and f"{indicator}:", indicator and change, text) if part)
