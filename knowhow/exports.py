"""Cases as a table for download: the same rows as the screen, every structured field."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.anonymity import unnamed_zone
from knowhow.freshness import clock_of
from knowhow.models import CasePage, CaseResult
from portal.importing.exports import ExportColumn

CASE_COLUMNS = (
    ExportColumn("title_ko", _("제목"), _("한마당이 붙인 제목입니다.")),
    ExportColumn("title_en", _("영문 제목"), _("같은 제목의 영문입니다.")),
    ExportColumn("zone", _("특구"), _("사례를 맡은 특구입니다.")),
    ExportColumn("other_zones", _("함께한 특구"), _("함께한 다른 특구입니다. 여럿이면 쉼표로 나눕니다.")),
    ExportColumn("province", _("시·도(현재)"), _("특구가 있는 오늘의 시·도입니다.")),
    ExportColumn("field", _("분야"), _("특구의 분야입니다.")),
    ExportColumn("stage", _("가치사슬 단계"), _("생산, 가공, 유통, 판매, 전체 가운데 하나입니다.")),
    ExportColumn("topic", _("주제"), _("무엇에 관한 사례인지 나타내는 낱말입니다.")),
    ExportColumn("year", _("연도"), _("일이 있었던 해입니다.")),
    ExportColumn("outcome", _("결말"), _("끝까지 했는지, 중단했는지입니다.")),
    ExportColumn("summary_ko", _("요약"), _("공개된 자료를 간추린 한마당의 글입니다.")),
    ExportColumn("summary_en", _("요약(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("context_ko", _("배경"), _("일을 시작할 때의 형편입니다.")),
    ExportColumn("problem_ko", _("풀어야 했던 문제"), _("풀어야 했던 문제입니다.")),
    ExportColumn("action_ko", _("한 일"), _("특구가 한 일입니다.")),
    ExportColumn("costs_ko", _("든 비용"), _("든 비용입니다. 출처가 밝힌 것만 적습니다.")),
    ExportColumn("results_ko", _("성과"), _("성과입니다. 지표는 이전 값과 이후 값을 적습니다.")),
    ExportColumn("results_en", _("성과(영문)"), _("같은 내용의 영문입니다.")),
    ExportColumn("went_wrong_ko", _("잘되지 않은 점"), _("뜻대로 되지 않은 점입니다.")),
    ExportColumn("conditions_ko", _("성공 조건"), _("성공하는 데 필요했던 조건입니다.")),
    ExportColumn("exemptions", _("쓴 규제특례(원문)"), _("출처가 적은 규제특례의 원문입니다.")),
    ExportColumn("evidence_grade", _("근거 수준"), _("성과가 무엇에 근거하는지 나타냅니다.")),
    ExportColumn(
        "licence", _("이용 조건"), _("이 행을 쓸 수 있는 조건입니다. 공공누리 유형이 있으면 그 유형입니다.")
    ),
    ExportColumn("sources", _("출처"), _("읽은 자료의 주소입니다. 여럿이면 ' | '로 나눕니다.")),
    ExportColumn("source_note", _("출처 메모"), _("자료의 제목과 날짜 같은 출처의 메모입니다.")),
    ExportColumn("confirmed_on", _("최근 확인일"), _("게시하거나 지금도 맞다고 확인한 마지막 날입니다.")),
    ExportColumn("sample", _("예시"), _("지어낸 예시 행에만 ‘예시’라고 적습니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
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
    related = rows.select_related(
        "zone__province", "zone__field", "stage", "topic", "freshness"
    ).prefetch_related("results", "exemption_uses", "other_zones")
    yield from (case_cells(page) for page in related)


def case_cells(page: CasePage) -> dict[str, object]:
    """The same of one case, which may be a draft."""
    return {name: getattr(page, name) for name in PLAIN} | _related(page)


def _whose(page: CasePage) -> dict[str, object]:
    """What tells whose case it is; the last columns overwrite the plain ones of an anonymous case."""
    if page.is_anonymous:
        return {"zone": unnamed_zone(), "source_note": ""}
    return {
        "zone": page.zone.name,
        "other_zones": ", ".join(zone.name for zone in page.other_zones.all()),
        "province": page.zone.province.name,
        "sources": " | ".join(page.sources),
    }


def _related(page: CasePage) -> dict[str, object]:
    results, clock = list(page.results.all()), clock_of(page)
    return {
        "title_ko": page.title,
        **_whose(page),
        "field": page.zone.field.name,
        "stage": page.stage.name if page.stage else "",
        "topic": page.topic.name if page.topic else "",
        "outcome": page.get_outcome_display(),
        "results_ko": "; ".join(_said(result, "ko") for result in results),
        "results_en": "; ".join(_said(result, "en") for result in results),
        "exemptions": "; ".join(dict.fromkeys(use.text_as_read for use in page.exemption_uses.all())),
        "evidence_grade": page.get_evidence_grade_display(),
        "licence": page.get_licence_display(),
        "confirmed_on": clock.confirmed_on if clock else None,
        "sample": gettext("예시") if page.is_sample else "",
        "url": page.get_absolute_url(),
    }


def _said(result: CaseResult, language: str) -> str:
    indicator, text = getattr(result, f"indicator_{language}"), getattr(result, f"text_{language}")
    change = " → ".join(value for value in (result.before, result.after) if value)
    return " ".join(part for part in (indicator and f"{indicator}:", indicator and change, text) if part)
