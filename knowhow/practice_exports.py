"""Practices as a table for download: the same rows as the screen, every structured field."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.freshness import clock_of
from knowhow.models import PracticePage
from portal.importing.exports import ExportColumn

PRACTICE_COLUMNS = (
    ExportColumn("title_ko", _("제목"), _("실무 안내의 제목입니다.")),
    ExportColumn("title_en", _("영문 제목"), _("같은 제목의 영문입니다.")),
    ExportColumn("zone", _("특구"), _("실무 안내를 쓴 특구입니다.")),
    ExportColumn("province", _("시·도(현재)"), _("특구가 있는 오늘의 시·도입니다.")),
    ExportColumn("field", _("분야"), _("특구의 분야입니다.")),
    ExportColumn("stage", _("가치사슬 단계"), _("생산, 가공, 유통, 판매, 전체 가운데 하나입니다.")),
    ExportColumn("topic", _("주제"), _("무엇에 관한 안내인지 나타내는 낱말입니다.")),
    ExportColumn("summary_ko", _("요약"), _("무엇을 어떻게 하는지 간추린 글입니다.")),
    ExportColumn("summary_en", _("요약(영문)"), _("같은 글의 영문입니다.")),
    ExportColumn("purpose_ko", _("언제 쓰는지"), _("어떤 때에 쓰는 절차인지입니다.")),
    ExportColumn("preparation_ko", _("먼저 갖출 것"), _("시작하기 전에 있어야 하는 것입니다.")),
    ExportColumn("steps_ko", _("절차"), _("단계를 차례로 적습니다. 단계는 줄을 바꾸어 나눕니다.")),
    ExportColumn("duration_ko", _("전체 기간"), _("처음부터 끝까지 걸리는 기간입니다.")),
    ExportColumn("legal_basis_ko", _("근거 법령과 조례"), _("근거가 되는 법령과 조례입니다.")),
    ExportColumn(
        "exemptions", _("관련 규제특례"), _("이 절차에서 쓰는 특례의 코드입니다. 여럿이면 쉼표로 나눕니다.")
    ),
    ExportColumn("costs_ko", _("드는 비용"), _("드는 비용과 재원입니다.")),
    ExportColumn("cautions_ko", _("주의할 점"), _("놓치기 쉬운 점입니다.")),
    ExportColumn(
        "blocks", _("노하우 구성요소"), _("함께 쓰는 구성요소의 이름입니다. 여럿이면 쉼표로 나눕니다.")
    ),
    ExportColumn("files", _("서식과 파일"), _("붙인 파일의 이름입니다. 여럿이면 쉼표로 나눕니다.")),
    ExportColumn("evidence_grade", _("근거 수준"), _("내용이 무엇에 근거하는지 나타냅니다.")),
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
    "purpose_ko",
    "preparation_ko",
    "duration_ko",
    "legal_basis_ko",
    "costs_ko",
    "cautions_ko",
    "source_note",
)


def practice_rows(rows: QuerySet[Any]) -> Iterator[dict[str, object]]:
    """One row a practice; blank where not known."""
    related = rows.select_related(
        "zone__province", "zone__field", "stage", "topic", "freshness"
    ).prefetch_related("exemptions", "blocks", "files")
    yield from (practice_cells(page) for page in related)


def practice_cells(page: PracticePage) -> dict[str, object]:
    """The same of one practice, which may be a draft."""
    return {name: getattr(page, name) for name in PLAIN} | _related(page)


def _related(page: PracticePage) -> dict[str, object]:
    clock = clock_of(page)
    return {
        "title_ko": page.title,
        "zone": page.zone.name,
        "province": page.zone.province.name,
        "field": page.zone.field.name,
        "stage": page.stage.name if page.stage else "",
        "topic": page.topic.name if page.topic else "",
        "steps_ko": "\n".join(_step(block.value) for block in page.steps),
        "exemptions": ", ".join(row.code for row in page.exemptions.all()),
        "blocks": ", ".join(block.name for block in page.blocks.all()),
        "files": ", ".join(row.title_ko for row in page.files.all() if row.is_checked),
        "evidence_grade": page.get_evidence_grade_display(),
        "licence": page.get_licence_display(),
        "confirmed_on": clock.confirmed_on if clock else None,
        "sources": " | ".join(page.sources),
        "sample": gettext("예시") if page.is_sample else "",
        "url": page.get_absolute_url(),
    }


def _step(value: Any) -> str:
    parts = (value[f"{name}_ko"] for name in ("name", "who", "duration", "text", "basis", "papers"))
    return " · ".join(part for part in parts if part)
