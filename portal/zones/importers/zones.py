"""Zones: their published facts, where they lie, and the page that an operator will write on."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, override

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.cells import (
    choice,
    full_date,
    names,
    one_line,
    partial_date,
    square_metres,
    whole_number,
)
from portal.importing.columns import Column
from portal.importing.importers import FactError
from portal.pages import PUBLIC_SLUG_LENGTH
from portal.zones.importers.base import EXAMPLE, RegistryImporter
from portal.zones.importers.lookups import PlaceLookup, ZoneLookup, plain
from portal.zones.models import Field, FormerName, Province, Zone, ZoneIndexPage, ZonePage, ZonePlace

FULL_DATE_LENGTH = 10
SLUG_ENDING = "-special-zone"
_SEPARATORS = re.compile(r"[,·;/]")
ZONE_NAMES = ("이름", "특구 이름", "지역특구명", "특화특구명", "명칭")
PLACE_FIELDS = {"places_now": ZonePlace.At.NOW, "places_at_designation": ZonePlace.At.DESIGNATION}
SAME_NAME = (
    "name_en",
    "name_en_source",
    "status",
    "status_as_of",
    "type",
    "area_m2",
    "exemptions_count",
    "source_url",
    "source_note",
)
"""Columns that are fields of the zone under the same name."""


class ZoneImporter(RegistryImporter[Zone]):
    """Zones by their name, else by a former name. A zone is never removed while pages or cases hang on it."""

    name, label, model = "zones", _("특구"), Zone
    takes_examples = True
    columns = (
        Column("name_ko", _("특구명"), one_line, is_required=True, aliases=ZONE_NAMES),
        Column(
            "former_name_ko", _("옛 이름"), one_line, aliases=("변경 전 특구명", "종전 명칭"),
            help=_("이름이 바뀐 특구를 찾습니다."),
        ),
        Column("name_en", _("영문 이름"), one_line, aliases=("영문명", "영문 특구명")),
        Column("name_en_source", _("영문 이름 출처")),
        Column("public_slug", _("공개 주소")),
        Column("province_ko", _("시·도"), aliases=("시도명", "광역시도", "시·도(현재)", "광역자치단체")),
        Column("province_code", _("시·도 코드(현재)")),
        Column("province_at_designation_code", _("시·도 코드(지정 당시)"), aliases=("시·도(지정 당시)",)),
        Column("municipality_ko", _("시·군·구"), aliases=("시군구명", "기초", "기초자치단체", "지자체")),
        Column("municipality_en", _("시·군·구(영문)")),
        Column("municipality_codes", _("시·군·구 코드(현재)"), names),
        Column("municipality_codes_at_designation", _("시·군·구 코드(지정 당시)"), names),
        Column("designated_on", _("지정일"), partial_date, aliases=("지정일자", "최초지정일", "지정연월일")),
        Column("status", _("상태"), choice(Zone.Status), aliases=("지정 상태", "운영 상태")),
        Column("status_as_of", _("상태 기준일"), partial_date, aliases=("기준일자", "데이터기준일자")),
        Column("theme", _("분야"), aliases=("field", "유형 분야", "특구 분야")),
        Column("type", _("유형"), choice(Zone.Type), aliases=("특구 유형",)),
        Column(
            "product_or_topic", _("품목·주제"), aliases=("품목", "특화 품목", "주제"),
            help=_("'품목 / product'처럼 쓰면 뒤쪽을 영문으로 읽습니다."),
        ),
        Column("area_m2", _("면적(㎡)"), square_metres, aliases=("면적", "지정면적")),
        Column("exemptions_count", _("특례 수"), whole_number, aliases=("규제특례 수", "특례 수(출처)")),
        Column("exemptions_list", _("특례(원문)"), aliases=("규제특례", "규제특례(원문)", "적용 특례")),
        Column("source_url", _("출처"), aliases=("출처 주소",)),
        Column("source_note", _("출처 메모"), aliases=("비고",)),
        EXAMPLE,
    )  # fmt: skip
    related_fields: ClassVar[Mapping[str, str | Promise]] = {
        "public_slug": _("공개 주소"),
        "places_now": _("시·군·구"),
        "places_at_designation": _("시·군·구(지정 당시)"),
        "former_name": _("옛 이름"),
    }

    @cached_property
    def _zones(self) -> ZoneLookup:
        return ZoneLookup(is_sample=self.is_sample)

    @cached_property
    def _places(self) -> PlaceLookup:
        return PlaceLookup(is_sample=self.is_sample)

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {
            plain(name): item
            for item in Field.objects.all()
            for name in (item.name_ko, item.name_en, item.slug)
        }

    @cached_property
    def _taken_slugs(self) -> set[str]:
        return {*ZonePage.reserved_slugs, *ZonePage.objects.values_list("public_slug", flat=True)}

    @cached_property
    def _parent(self) -> ZoneIndexPage | None:
        parent: ZoneIndexPage | None = ZoneIndexPage.objects.first()
        return parent

    @override
    def existing(self) -> Iterable[Zone]:
        rows = Zone.objects.filter(is_sample=self.is_sample).prefetch_related(
            "places__municipality", "former_names"
        )
        return rows.select_related("province", "province_at_designation", "field", "page").annotate(
            page_children=Count("page__numchild")
        )

    @override
    def key_of(self, instance: Zone) -> str:
        return instance.name_ko

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        known = self._zones.find(values["name_ko"], column="name_ko")
        if known is None and values.get("former_name_ko"):
            known = self._zones.get(values["former_name_ko"], column="former_name_ko")
        return known.name_ko if known else str(values["name_ko"])

    @override
    def wanted(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        wanted = {name: values[name] for name in SAME_NAME if name in values}
        wanted |= self._names(values, instance)
        wanted |= self._texts(values, instance)
        wanted |= self._field(values, instance)
        provinces = self._provinces(values, instance)
        wanted |= provinces
        wanted |= self._municipalities(values, instance, provinces.get("province"))
        return wanted | self._slug(values, instance)

    def _names(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        """A new name counts only where the file says which old one it replaces."""
        if instance is None:
            return {"name_ko": values["name_ko"]}
        is_renamed = bool(values.get("former_name_ko")) and plain(values["former_name_ko"]) == plain(
            instance.name_ko
        )
        if not is_renamed or values["name_ko"] == instance.name_ko:
            return {}
        return {"name_ko": values["name_ko"], "former_name": instance.name_ko}

    def _texts(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        renamed = {
            "municipality_ko": "municipality_text",
            "municipality_en": "municipality_text_en",
            "exemptions_list": "exemptions_text",
        }
        texts = {field: values[name] for name, field in renamed.items() if name in values}
        if instance is not None and self._names_the_same(texts.get("municipality_text", ""), instance):
            del texts["municipality_text"]
        if "designated_on" in values:
            day = values["designated_on"]
            texts["designated_text"] = day
            texts["designated_on"] = full_date(day) if len(day) == FULL_DATE_LENGTH else None
        if "product_or_topic" in values:
            korean, slash, english = values["product_or_topic"].partition(" / ")
            texts["product_ko"] = korean.strip()
            if slash:
                texts["product_en"] = english.strip()
        return texts

    def _names_the_same(self, text: str, instance: Zone) -> bool:
        """Whether the text names the places where the zone lies: our own download writes them so."""
        now = [place.municipality for place in instance.places.all() if place.at == ZonePlace.At.NOW]
        named = {plain(part) for part in _SEPARATORS.split(text) if part.strip()}
        return bool(named) and named == {plain(place.name_ko) for place in now}

    def _field(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        name = values.get("theme", "")
        if name:
            return {"field": self._known_field(name)}
        if instance is None:
            raise FactError(
                gettext("새 특구에는 분야가 있어야 합니다. '분야' 열에 값을 써 주십시오."), column="theme"
            )
        return {}

    def _known_field(self, name: str) -> Field:
        found = self._fields.get(plain(name))
        if found is None:
            known = ", ".join(sorted({item.name_ko for item in self._fields.values()}))
            raise FactError(
                gettext("'%(name)s'은(는) 분야가 아닙니다. 다음 가운데 하나를 써 주십시오: %(known)s")
                % {"name": name, "known": known},
                column="theme",
            )
        return found

    def _provinces(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        column = "province_code" if values.get("province_code") else "province_ko"
        provinces: dict[str, Any] = {}
        if values.get(column):
            named = self._places.province(values[column], column=column)
            provinces["province"] = self._places.province_now(named)
            if instance is None:
                provinces["province_at_designation"] = self._places.province_on(
                    named, values.get("designated_on", "")
                )
        elif instance is None:
            raise FactError(
                gettext("새 특구에는 시·도가 있어야 합니다. '시·도' 열에 값을 써 주십시오."),
                column="province_ko",
            )
        at_designation = values.get("province_at_designation_code")
        if at_designation:
            found = self._places.province(at_designation, column="province_at_designation_code")
            provinces["province_at_designation"] = found
        return provinces

    def _municipalities(
        self, values: Mapping[str, Any], instance: Zone | None, province: Province | None
    ) -> dict[str, Any]:
        columns = {
            "places_now": "municipality_codes",
            "places_at_designation": "municipality_codes_at_designation",
        }
        places: dict[str, Any] = {
            field: self._places.municipalities(values[column], column=column)
            for field, column in columns.items()
            if column in values
        }
        if instance is None and "places_now" not in places and province is not None:
            places["places_now"] = self._places.municipalities_named(
                values.get("municipality_ko", ""), province
            )
        return places

    def _slug(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        asked = values.get("public_slug", "")
        if asked in ZonePage.reserved_slugs:
            raise FactError(
                gettext("'%(slug)s' 주소는 다른 페이지가 씁니다. 다른 주소를 써 주십시오.") % {"slug": asked},
                column="public_slug",
            )
        if instance is not None:
            return {"public_slug": asked} if asked else {}
        if self._parent is None:
            raise FactError(
                gettext("특구 목록 페이지가 없어 새 특구를 넣을 수 없습니다. 관리자에게 알려 주십시오.")
            )
        slug = asked or self._free_slug(values.get("name_en", ""))
        if slug in self._taken_slugs:
            raise FactError(
                gettext("'%(slug)s' 주소를 다른 특구가 쓰고 있습니다. 다른 주소를 써 주십시오.")
                % {"slug": slug},
                column="public_slug",
            )
        self._taken_slugs.add(slug)
        return {"public_slug": slug}

    def _free_slug(self, name_en: str) -> str:
        base = slugify(name_en)[: PUBLIC_SLUG_LENGTH - 5].removesuffix(SLUG_ENDING).strip("-")
        zones = len(self._taken_slugs - ZonePage.reserved_slugs)
        numbered = (f"{base or 'zone'}-{number}" for number in range(2 if base else zones + 1, 10**6))
        if base and base not in self._taken_slugs:
            return base
        return next(slug for slug in numbered if slug not in self._taken_slugs)

    @override
    def read_related(self, instance: Zone, field_name: str) -> Any:
        if field_name == "public_slug":
            return instance.page.public_slug if hasattr(instance, "page") else ""
        if field_name == "former_name":
            return ""
        return tuple(
            place.municipality for place in instance.places.all() if place.at == PLACE_FIELDS[field_name]
        )

    @override
    def write_related(self, instance: Zone, field_name: str, value: Any) -> None:
        if field_name == "public_slug":
            self._write_page(instance, value)
        elif field_name == "former_name":
            FormerName.objects.get_or_create(
                zone=instance, name_ko=value, defaults={"kind": FormerName.Kind.FORMER}
            )
            ZonePage.objects.filter(zone=instance, title=value).update(
                title=instance.name_ko, draft_title=instance.name_ko
            )
        else:
            at = PLACE_FIELDS[field_name]
            instance.places.filter(at=at).delete()
            ZonePlace.objects.bulk_create(
                ZonePlace(zone=instance, municipality=place, at=at) for place in value
            )

    def _write_page(self, instance: Zone, public_slug: str) -> None:
        page = ZonePage.objects.filter(zone=instance).first()
        if page is not None:
            page.public_slug = public_slug
            page.full_clean()
            page.save()
        elif self._parent is not None:
            page = ZonePage(zone=instance, title=instance.name_ko, slug=public_slug, public_slug=public_slug)
            page.full_clean(exclude=["path", "depth"])
            self._parent.add_child(instance=page)

    @override
    def hindrance(self, instance: Zone) -> str:
        if hasattr(instance, "page"):
            return gettext(
                "특구 페이지가 있어 지울 수 없습니다. 해제된 특구는 상태를 '해제'로 바꾸어 주십시오."
            )
        return ""

    @override
    def documents_of(self, instance: Zone) -> Iterable[tuple[str, int]]:
        return [("zone", instance.pk)]


class ReleaseImporter(RegistryImporter[Zone]):
    """When and why designations ended."""

    name, label, model = "releases", _("해제 사유"), Zone
    is_offered = False
    takes_examples = True
    may_add = False
    lists_removals = False
    columns = (
        Column("zone_name_ko", _("특구명"), one_line, is_required=True),
        Column("released_on", _("해제일"), partial_date),
        Column("release_reason", _("해제 사유"), choice(Zone.ReleaseReason), aliases=("reason",)),
        Column("release_note_ko", _("해제 경위"), aliases=("reason_ko",)),
        Column("release_note_en", _("해제 경위(영문)"), aliases=("reason_en",)),
    )

    @cached_property
    def _zones(self) -> ZoneLookup:
        return ZoneLookup(is_sample=self.is_sample)

    @override
    def existing(self) -> Iterable[Zone]:
        return Zone.objects.filter(is_sample=self.is_sample)

    @override
    def key_of(self, instance: Zone) -> str:
        return instance.name_ko

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return self._zones.get(values["zone_name_ko"], column="zone_name_ko").name_ko

    @override
    def wanted(self, values: Mapping[str, Any], instance: Zone | None) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name != "zone_name_ko"}

    @override
    def documents_of(self, instance: Zone) -> Iterable[tuple[str, int]]:
        return [("zone", instance.pk)]
