"""The catalogue of exemptions."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Any, override

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.cells import choice, names, whole_number
from portal.importing.columns import Column
from portal.importing.importers import FactError
from portal.zones.importers.base import RegistryImporter
from portal.zones.importers.lookups import ActLookup, plain
from portal.zones.models import Exemption, ExemptionArea


class ExemptionImporter(RegistryImporter[Exemption]):
    """Rows of our catalogue, by code."""

    name, label, model = "exemptions", _("규제특례"), Exemption
    columns = (
        Column("code", _("코드"), is_required=True),
        Column("article", _("조문"), is_required=True),
        Column("law_ko", _("적용 법률"), is_required=True, aliases=("법률", "관련 법률")),
        Column("law_en", _("적용 법률(영문)")),
        Column("title_ko", _("제목"), is_required=True, aliases=("특례명",)),
        Column("title_en", _("영문 제목")),
        Column("description_ko", _("설명"), aliases=("내용",)),
        Column("description_en", _("영문 설명")),
        Column("field", _("특례 분야"), is_required=True, aliases=("area", "분야")),
        Column("decree_detail", _("시행령 내용")),
        Column(
            "acts",
            _("법률 목록"),
            names,
            aliases=("act_slugs",),
            help=_("법률 이름이나 코드. 여럿이면 |로 나눕니다."),
        ),
        Column("kind", _("종류"), choice(Exemption.Kind)),
        Column("position", _("순서"), whole_number),
        Column("source_url", _("출처")),
        Column("source_note", _("출처 메모")),
    )

    @cached_property
    def _acts(self) -> ActLookup:
        return ActLookup()

    @cached_property
    def _areas(self) -> dict[str, ExemptionArea]:
        areas = list(ExemptionArea.objects.all())
        return {plain(name): area for area in areas for name in (area.name_ko, area.code)}

    @cached_property
    def _new_positions(self) -> Iterator[int]:
        return count(int(Exemption.objects.aggregate(last=Max("position"))["last"] or 0) + 1)

    @override
    def existing(self) -> Iterable[Exemption]:
        return (
            Exemption.objects.filter(is_sample=False).select_related("area").prefetch_related("acts", "uses")
        )

    @override
    def key_of(self, instance: Exemption) -> str:
        return instance.code

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return str(values["code"])

    @override
    def wanted(self, values: Mapping[str, Any], instance: Exemption | None) -> dict[str, Any]:
        special = {"field", "acts", "kind", "position"}
        wanted = {name: value for name, value in values.items() if name not in special}
        wanted["area"] = self._area(values["field"])
        if "acts" in values:
            acts = [self._acts.get(name, column="acts") for name in values["acts"]]
            wanted["acts"] = tuple({act.pk: act for act in acts}.values())
        if values.get("kind"):
            wanted["kind"] = values["kind"]
        if values.get("position") is not None:
            wanted["position"] = values["position"]
        elif instance is None:
            wanted["position"] = next(self._new_positions)
        return wanted

    @override
    def hindrance(self, instance: Exemption) -> str:
        if instance.uses.all():
            return gettext("특구가 활용한 기록이 있어 지울 수 없습니다.")
        return ""

    @override
    def documents_of(self, instance: Exemption) -> Iterable[tuple[str, int]]:
        return [("exemption", instance.pk), *(("zone", use.zone_id) for use in instance.uses.all())]

    def _area(self, name: str) -> ExemptionArea:
        found = self._areas.get(plain(name))
        if found is None:
            known = ", ".join(sorted({area.name_ko for area in self._areas.values()}))
            raise FactError(
                gettext("'%(name)s'은(는) 특례 분야가 아닙니다. 다음 가운데 하나를 써 주십시오: %(known)s")
                % {"name": name, "known": known},
                column="field",
            )
        return found
