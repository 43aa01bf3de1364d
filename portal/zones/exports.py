"""Lists as tables for download: the same rows as the screen, every column of the registry."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.exports import ExportColumn
from portal.zones.models import Exemption, Zone, ZonePlace

ZONE_COLUMNS = (
    ExportColumn("name_ko", _("이름")),
    ExportColumn("name_en", _("영문 이름")),
    ExportColumn("name_en_source", _("영문 이름 출처")),
    ExportColumn("province", _("시·도(현재)")),
    ExportColumn("province_at_designation", _("시·도(지정 당시)")),
    ExportColumn("municipalities", _("시·군·구")),
    ExportColumn("field", _("분야")),
    ExportColumn("product", _("품목·주제")),
    ExportColumn("type", _("유형")),
    ExportColumn("status", _("상태")),
    ExportColumn("status_as_of", _("상태 기준일")),
    ExportColumn("release_reason", _("해제 사유")),
    ExportColumn("designated_on", _("지정일")),
    ExportColumn("area_m2", _("면적(㎡)")),
    ExportColumn("exemptions_count", _("규제특례 수")),
    ExportColumn("exemptions_text", _("규제특례(원문)")),
    ExportColumn("sources", _("출처")),
    ExportColumn("sample", _("예시")),
    ExportColumn("url", _("주소")),
)
EXEMPTION_COLUMNS = (
    ExportColumn("code", _("코드")),
    ExportColumn("article", _("조문")),
    ExportColumn("law", _("법률")),
    ExportColumn("title_ko", _("제목")),
    ExportColumn("title_en", _("영문 제목")),
    ExportColumn("description_ko", _("설명")),
    ExportColumn("description_en", _("영문 설명")),
    ExportColumn("area", _("특례 분야")),
    ExportColumn("kind", _("종류")),
    ExportColumn("decree_detail", _("시행령 내용")),
    ExportColumn("sources", _("출처")),
    ExportColumn("url", _("주소")),
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
