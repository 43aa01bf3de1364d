"""Lists as tables for download: the same rows as the screen, every column of the registry."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn
from portal.zones.models import Exemption, Zone, ZonePlace

ZONE_COLUMNS = (
    ExportColumn("name_ko", _("이름"), _("지정된 국문 이름입니다.")),
    ExportColumn("name_en", _("영문 이름"), _("영문 이름입니다. 비어 있으면 알려진 영문 이름이 없습니다.")),
    ExportColumn(
        "name_en_source", _("영문 이름 출처"), _("ours는 한마당이 옮긴 이름, 그 밖에는 이름을 읽은 곳입니다.")
    ),
    ExportColumn(
        "province",
        _("시·도(현재)"),
        _("오늘의 시·도입니다. 통합되거나 이름이 바뀐 곳은 지금 이름으로 적습니다."),
    ),
    ExportColumn("province_at_designation", _("시·도(지정 당시)"), _("지정될 때의 시·도입니다.")),
    ExportColumn("municipalities", _("시·군·구"), _("오늘의 시·군·구입니다. 여럿이면 쉼표로 나눕니다.")),
    ExportColumn("field", _("분야"), _("한마당이 나눈 11개 분야 가운데 하나입니다.")),
    ExportColumn("product", _("품목·주제"), _("특구가 내세우는 품목이나 주제입니다.")),
    ExportColumn(
        "type", _("유형"), _("2025년 11월 개편의 세 유형 가운데 하나입니다. 비어 있으면 확인되지 않았습니다.")
    ),
    ExportColumn("status", _("상태"), _("지정 중이거나 해제입니다. 비어 있으면 확인되지 않았습니다.")),
    ExportColumn("status_as_of", _("상태 기준일"), _("상태를 확인한 자료의 날짜입니다.")),
    ExportColumn("release_reason", _("해제 사유"), _("해제된 특구의 해제 사유입니다.")),
    ExportColumn("designated_on", _("지정일"), _("처음 지정된 날입니다. 출처가 밝힌 만큼만 적습니다.")),
    ExportColumn("area_m2", _("면적(㎡)"), _("제곱미터로 나타낸 면적입니다. 소수는 반올림했습니다.")),
    ExportColumn(
        "exemptions_count",
        _("규제특례 수"),
        _("출처가 말하는 규제특례의 수입니다. 한마당이 센 수가 아닙니다."),
    ),
    ExportColumn("exemptions_text", _("규제특례(원문)"), _("출처가 적은 규제특례의 원문입니다.")),
    ExportColumn("sources", _("출처"), _("읽은 자료의 주소입니다. 여럿이면 ' | '로 나눕니다.")),
    ExportColumn("sample", _("예시"), _("지어낸 예시 행에만 ‘예시’라고 적습니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
)
EXEMPTION_COLUMNS = (
    ExportColumn("code", _("코드"), _("한마당 목록의 열쇠입니다. 법의 조·항을 따릅니다.")),
    ExportColumn("article", _("조문"), _("지역특구법의 조문입니다.")),
    ExportColumn("law", _("법률"), _("적용을 달리하는 법률입니다.")),
    ExportColumn("title_ko", _("제목"), _("한마당이 붙인 짧은 이름입니다.")),
    ExportColumn("title_en", _("영문 제목"), _("같은 이름의 영문입니다.")),
    ExportColumn("description_ko", _("설명"), _("한마당이 쓴 쉬운 설명입니다. 법적 효력이 없습니다.")),
    ExportColumn("description_en", _("영문 설명"), _("같은 설명의 영문입니다.")),
    ExportColumn("area", _("특례 분야"), _("21개 특례 분야 가운데 하나입니다.")),
    ExportColumn("kind", _("종류"), _("법정 특례, 개별 인정, 조례 확대 가운데 하나입니다.")),
    ExportColumn("decree_detail", _("시행령 내용"), _("시행령이 정한 내용입니다.")),
    ExportColumn("sources", _("출처"), _("읽은 자료의 주소입니다. 여럿이면 ' | '로 나눕니다.")),
    ExportColumn("url", _("주소"), _("한마당에서 읽을 수 있는 주소입니다.")),
)


def zone_rows(rows: QuerySet[Zone]) -> Iterator[dict[str, object]]:
    """One row a zone; blank where not known."""
    now = Prefetch(
        "places",
        ZonePlace.objects.filter(at=ZonePlace.At.NOW).select_related("municipality"),
        to_attr="places_now",
    )
    related = rows.select_related("province", "province_at_designation", "field", "page").prefetch_related(
        now
    )
    for zone in related:
        places: Iterable[ZonePlace] = getattr(zone, "places_now", ())
        yield {
            "name_ko": zone.name_ko,
            "name_en": zone.name_en,
            "name_en_source": zone.name_en_source,
            "province": zone.province.name,
            "province_at_designation": zone.province_at_designation.name,
            "municipalities": ", ".join(place.municipality.name for place in places)
            or zone.municipality_text,
            "field": zone.field.name,
            "product": zone.product_ko,
            "type": zone.get_type_display(),
            "status": zone.get_status_display(),
            "status_as_of": zone.status_as_of,
            "release_reason": zone.get_release_reason_display(),
            "designated_on": zone.designated_text,
            "area_m2": zone.area_m2,
            "exemptions_count": zone.exemptions_count,
            "exemptions_text": zone.exemptions_text,
            "sources": " | ".join(zone.sources),
            "sample": gettext("예시") if zone.is_sample else "",
            "url": zone.get_absolute_url(),
        }


def exemption_rows(rows: QuerySet[Exemption]) -> Iterator[dict[str, object]]:
    """One row an exemption of our catalogue."""
    for row in rows.select_related("area"):
        yield {
            "code": row.code,
            "article": row.article,
            "law": row.law,
            "title_ko": row.title_ko,
            "title_en": row.title_en,
            "description_ko": row.description_ko,
            "description_en": row.description_en,
            "area": row.area.name,
            "kind": row.get_kind_display(),
            "decree_detail": row.decree_detail,
            "sources": " | ".join(row.sources),
            "url": row.get_absolute_url(),
        }
