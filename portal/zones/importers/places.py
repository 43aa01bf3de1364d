"""Provinces, municipalities, their other names, and the regional offices."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Any, ClassVar, override

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.cells import choice, full_date, names, whole_number
from portal.importing.columns import Column
from portal.importing.importers import FactError
from portal.zones.importers.base import RegistryImporter
from portal.zones.importers.lookups import PROVINCE_CODE_LENGTH, PlaceLookup
from portal.zones.models import Municipality, PlaceAlias, Province, RegionalOffice


class ProvinceImporter(RegistryImporter[Province]):
    """First-level units, past and present. A successor may stand anywhere in the file."""

    name, label, model = "provinces", _("시·도"), Province
    is_offered = False
    takes_examples = True
    columns = (
        Column("code", _("코드"), is_required=True),
        Column("name_ko", _("이름"), is_required=True),
        Column("short_ko", _("짧은 이름"), is_required=True),
        Column("name_en", _("영문 이름")),
        Column("short_en", _("짧은 영문 이름")),
        Column("valid_from", _("생긴 날"), full_date),
        Column("valid_to", _("없어진 날"), full_date),
        Column("successor_code", _("이어받은 시·도")),
        Column("position", _("순서"), whole_number),
        Column("note", _("메모")),
    )
    related_fields: ClassVar[Mapping[str, str | Promise]] = {"successor_code": _("이어받은 시·도")}

    @override
    def existing(self) -> Iterable[Province]:
        return Province.objects.filter(is_sample=self.is_sample).select_related("successor")

    @override
    def key_of(self, instance: Province) -> str:
        return instance.code

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["code"])

    @override
    def wanted(self, values: Mapping[str, Any], instance: Province | None) -> dict[str, Any]:
        return dict(values)

    @override
    def read_related(self, instance: Province, field_name: str) -> str:
        return instance.successor.code if instance.successor else ""

    @override
    def write_related(self, instance: Province, field_name: str, value: str) -> None:
        instance.successor = self._province_of_code(value) if value else None
        instance.save(update_fields=["successor"])

    def _province_of_code(self, code: str) -> Province:
        found = Province.objects.filter(is_sample=self.is_sample, code=code).first()
        if found is None:
            raise FactError(
                gettext("'%(code)s'은(는) 아는 시·도 코드가 아닙니다.") % {"code": code},
                column="successor_code",
            )
        return found


class MunicipalityImporter(RegistryImporter[Municipality]):
    """Second-level units, past and present."""

    name, label, model = "municipalities", _("시·군·구"), Municipality
    is_offered = False
    takes_examples = True
    columns = (
        Column("code", _("코드"), is_required=True),
        Column("name_ko", _("이름"), is_required=True),
        Column("name_en", _("영문 이름")),
        Column("province_code", _("시·도"), is_required=True),
        Column("valid_from", _("생긴 날"), full_date),
        Column("valid_to", _("없어진 날"), full_date),
        Column("successors", _("이어받은 곳"), names),
        Column("map_name", _("지도에서의 이름")),
        Column("note", _("메모")),
    )
    related_fields: ClassVar[Mapping[str, str | Promise]] = {"successors": _("이어받은 곳")}

    @cached_property
    def _places(self) -> PlaceLookup:
        return PlaceLookup(is_sample=self.is_sample)

    @override
    def existing(self) -> Iterable[Municipality]:
        rows = Municipality.objects.filter(is_sample=self.is_sample)
        return rows.select_related("province").prefetch_related("successors")

    @override
    def key_of(self, instance: Municipality) -> str:
        return instance.code

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["code"])

    @override
    def wanted(self, values: Mapping[str, Any], instance: Municipality | None) -> dict[str, Any]:
        own = {name: value for name, value in values.items() if name != "province_code"}
        return own | {"province": self._places.province(values["province_code"], column="province_code")}

    @override
    def read_related(self, instance: Municipality, field_name: str) -> tuple[str, ...]:
        return tuple(place.code for place in instance.successors.all())

    @override
    def write_related(self, instance: Municipality, field_name: str, value: tuple[str, ...]) -> None:
        instance.successors.set(Municipality.objects.filter(is_sample=self.is_sample, code__in=value))


class PlaceAliasImporter(RegistryImporter[PlaceAlias]):
    """Other names of places. A target of two signs is a province, a longer one a municipality."""

    name, label, model = "place_aliases", _("지명 별칭"), PlaceAlias
    is_offered = False
    columns = (
        Column("alias", _("다른 이름"), is_required=True),
        Column("target", _("가리키는 곳"), is_required=True),
        Column("kind", _("종류"), choice(PlaceAlias.Kind), is_required=True),
    )

    @cached_property
    def _places(self) -> PlaceLookup:
        return PlaceLookup(is_sample=self.is_sample)

    @override
    def existing(self) -> Iterable[PlaceAlias]:
        return PlaceAlias.objects.select_related("province", "municipality")

    @override
    def key_of(self, instance: PlaceAlias) -> str:
        place = instance.province or instance.municipality
        return f"{instance.alias} → {place.code if place else ''}"

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return f"{values['alias']} → {values['target']}"

    @override
    def wanted(self, values: Mapping[str, Any], instance: PlaceAlias | None) -> dict[str, Any]:
        target = values["target"]
        is_province = len(target) == PROVINCE_CODE_LENGTH
        return {
            "alias": values["alias"],
            "kind": values["kind"],
            "province": self._places.province(target, column="target") if is_province else None,
            "municipality": None if is_province else self._places.municipality(target, column="target"),
        }


class OfficeImporter(RegistryImporter[RegionalOffice]):
    """Regional offices and the provinces they serve."""

    name, label, model = "offices", _("지방중소벤처기업청"), RegionalOffice
    columns = (
        Column("name_ko", _("이름"), is_required=True, aliases=("청명", "기관명")),
        Column("name_en", _("영문 이름")),
        Column("name_en_source", _("영문 이름 출처")),
        Column("city", _("소재지")),
        Column(
            "provinces_covered",
            _("관할 시·도"),
            names,
            aliases=("관할", "관할구역"),
            help=_("여럿이면 ;로 나눕니다."),
        ),
        Column("phone_prefix", _("대표 번호 앞자리"), aliases=("전화",)),
        Column("position", _("순서"), whole_number),
        Column("source_url", _("출처")),
        Column("note", _("출처 메모"), aliases=("비고",)),
    )

    @cached_property
    def _places(self) -> PlaceLookup:
        return PlaceLookup(is_sample=self.is_sample)

    @cached_property
    def _new_positions(self) -> Iterator[int]:
        return count(int(RegionalOffice.objects.aggregate(last=Max("position"))["last"] or 0) + 1)

    @override
    def existing(self) -> Iterable[RegionalOffice]:
        return RegionalOffice.objects.prefetch_related("provinces")

    @override
    def key_of(self, instance: RegionalOffice) -> str:
        return instance.name_ko

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["name_ko"])

    @override
    def wanted(self, values: Mapping[str, Any], instance: RegionalOffice | None) -> dict[str, Any]:
        renamed = {"note": "source_note", "provinces_covered": "provinces"}
        wanted = {renamed.get(name, name): value for name, value in values.items() if name != "position"}
        if "provinces" in wanted:
            named = [self._places.province(name, column="provinces_covered") for name in wanted["provinces"]]
            wanted["provinces"] = tuple(
                {item.pk: item for item in map(self._places.province_now, named)}.values()
            )
        if values.get("position") is not None:
            wanted["position"] = values["position"]
        elif instance is None:
            wanted["position"] = next(self._new_positions)
        return wanted
