"""Facts about zones: former names, plan versions, exemptions used, awards, published grades."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, override

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.importing.cells import choice, one_line, partial_date, square_metres, whole_number
from portal.importing.columns import Column
from portal.importing.importers import FactError
from portal.zones.importers.base import RegistryImporter
from portal.zones.importers.lookups import ActLookup, ExemptionLookup, ZoneLookup, plain
from portal.zones.models import (
    Award,
    ExemptionUse,
    FormerName,
    GradeStep,
    PlanVersion,
    PublishedGrade,
    ValueChainStage,
    Zone,
    ZoneStage,
)

ZONE = Column(
    "zone_name_ko",
    _("특구명"),
    one_line,
    is_required=True,
    aliases=("특구", "특구 이름", "지역특구명", "zone", "name_ko"),
)
SOURCE = (Column("source_url", _("출처")), Column("source_note", _("출처 메모"), aliases=("비고",)))


class ZoneFactImporter[M: models.Model](RegistryImporter[M]):
    """Facts that hang on a zone: the key is the zone's name and what tells its facts apart."""

    takes_examples = True
    renamed: ClassVar[Mapping[str, str]] = {}
    """Columns that are fields under another name."""

    @cached_property
    def zones(self) -> ZoneLookup:
        """The zones by name."""
        return ZoneLookup(is_sample=self.is_sample)

    @override
    def existing(self) -> Iterable[M]:
        return self.model._default_manager.filter(zone__is_sample=self.is_sample).select_related("zone")

    @override
    def key_of(self, instance: Any) -> str:
        return self._key(instance.zone, *self.parts_of(instance))

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return self._key(self.zone_of(values), *self.parts(values))

    def zone_of(self, values: Mapping[str, Any]) -> Zone:
        """The zone a row speaks of. Raises `FactError`."""
        return self.zones.get(values["zone_name_ko"], column="zone_name_ko")

    def parts_of(self, instance: Any) -> tuple[object, ...]:
        """What tells the facts of one zone apart, from the database."""
        raise NotImplementedError

    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        """The same, from a row."""
        raise NotImplementedError

    @override
    def wanted(self, values: Mapping[str, Any], instance: M | None) -> dict[str, Any]:
        wanted = {
            self.renamed.get(name, name): value for name, value in values.items() if name != "zone_name_ko"
        }
        return wanted | {"zone": self.zone_of(values)}

    @override
    def documents_of(self, instance: Any) -> Iterable[tuple[str, int]]:
        return [("zone", instance.zone_id)]

    def _key(self, zone: Zone, *parts: object) -> str:
        return " · ".join([zone.name_ko, *(str(part) for part in parts if part)])


class FormerNameImporter(ZoneFactImporter[FormerName]):
    """Names a zone had, was proposed under or is also written with."""

    name, label, model = "former_names", _("옛 이름"), FormerName
    is_offered = False
    renamed = {"former_name_ko": "name_ko"}
    columns = (
        ZONE,
        Column("former_name_ko", _("옛 이름"), one_line, is_required=True),
        Column("kind", _("종류"), choice(FormerName.Kind), is_required=True),
        Column("changed_on", _("바뀐 날"), partial_date),
        Column("source_text", _("근거 문장")),
    )

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.name_ko,)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        return (values["former_name_ko"],)


class PlanVersionImporter(ZoneFactImporter[PlanVersion]):
    """Decisions on a zone's plan: one row for each kind and day."""

    name, label, model = "plan_versions", _("계획 연혁"), PlanVersion
    renamed = {"source_text": "source_note"}
    columns = (
        ZONE,
        Column("kind", _("구분"), choice(PlanVersion.Kind), is_required=True, aliases=("결정 구분",)),
        Column("decided_on", _("결정일"), partial_date, aliases=("결정일자", "위원회 결정일")),
        Column("gazetted_on", _("고시일"), partial_date, aliases=("고시일자",)),
        Column("area_m2", _("면적(㎡)"), square_metres, aliases=("면적",)),
        Column("term_from", _("기간 시작"), partial_date),
        Column("term_to", _("기간 끝"), partial_date, aliases=("종료일",)),
        Column("budget_krw", _("사업비(원)"), whole_number, aliases=("사업비",)),
        Column("summary_ko", _("바뀐 내용"), aliases=("내용",)),
        Column("summary_en", _("바뀐 내용(영문)")),
        Column("source_url", _("출처")),
        Column("source_text", _("출처 메모"), aliases=("source_note", "비고")),
    )

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.get_kind_display(), instance.decided_on, instance.gazetted_on)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        kind = PlanVersion.Kind(values["kind"]).label
        return (kind, values.get("decided_on"), values.get("gazetted_on"))


class ExemptionUseImporter(ZoneFactImporter[ExemptionUse]):
    """Which exemptions a zone uses, as far as the source tells. An act alone never claims an article."""

    name, label, model = "exemption_uses", _("특례 활용"), ExemptionUse
    columns = (
        ZONE,
        Column("text_as_read", _("원문"), one_line, is_required=True),
        Column("level", _("확인 수준"), choice(ExemptionUse.Level), is_required=True),
        Column("exemption_code", _("특례 코드"), aliases=("코드",)),
        Column("act_ko", _("법률"), aliases=("act", "적용 법률")),
        Column("reason", _("판단 근거")),
        Column("used_from", _("시작"), partial_date),
        Column("used_to", _("끝"), partial_date),
        Column("ordinance", _("조례")),
        Column("result", _("결과")),
        *SOURCE,
    )

    @cached_property
    def _acts(self) -> ActLookup:
        return ActLookup()

    @cached_property
    def _exemptions(self) -> ExemptionLookup:
        return ExemptionLookup()

    @override
    def existing(self) -> Iterable[ExemptionUse]:
        return super().existing().select_related("exemption", "act")  # type: ignore[attr-defined, no-any-return]

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        act = instance.act.slug if instance.act and not instance.exemption else ""
        return (instance.text_as_read, instance.exemption.code if instance.exemption else "", act)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        links = self._links(values)
        act = links["act"].slug if links["act"] and not links["exemption"] else ""
        return (values["text_as_read"], links["exemption"].code if links["exemption"] else "", act)

    @override
    def wanted(self, values: Mapping[str, Any], instance: ExemptionUse | None) -> dict[str, Any]:
        own = {name: value for name, value in values.items() if name not in {"exemption_code", "act_ko"}}
        return super().wanted(own, instance) | self._links(values)

    def _links(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The exemption and the act, if the level allows them and the row names them."""
        level, code, act = values["level"], values.get("exemption_code", ""), values.get("act_ko", "")
        if level == ExemptionUse.Level.ARTICLE and not code:
            raise FactError(gettext("조문까지 확인했으면 특례 코드를 써 주십시오."), column="exemption_code")
        if level != ExemptionUse.Level.ARTICLE and code:
            raise FactError(
                gettext("조문을 확인하지 않은 줄에는 특례 코드를 쓸 수 없습니다."), column="exemption_code"
            )
        if level == ExemptionUse.Level.ACT and not act:
            raise FactError(gettext("법률까지 확인했으면 법률 이름을 써 주십시오."), column="act_ko")
        is_unresolved = level == ExemptionUse.Level.UNRESOLVED
        return {
            "exemption": self._exemptions.get(code, column="exemption_code") if code else None,
            "act": self._acts.get(act, column="act_ko") if act and not is_unresolved else None,
        }

    @override
    def documents_of(self, instance: Any) -> Iterable[tuple[str, int]]:
        zone = [("zone", instance.zone_id)]
        return [*zone, ("exemption", instance.exemption_id)] if instance.exemption_id else zone


class AwardImporter(ZoneFactImporter[Award]):
    """Zones named in the yearly awards."""

    name, label, model = "awards", _("포상"), Award
    columns = (
        ZONE,
        Column("year", _("연도"), whole_number, is_required=True, aliases=("수상 연도",)),
        Column("rank", _("순위"), choice(Award.Rank), is_required=True),
        Column("award_ko", _("상 이름"), aliases=("포상", "상훈")),
        Column("award_en", _("상 이름(영문)")),
        *SOURCE,
    )

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.year,)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        return (values["year"],)


class PublishedGradeImporter(ZoneFactImporter[PublishedGrade]):
    """Grades that the ministry published."""

    name, label, model = "published_grades", _("공표 등급"), PublishedGrade
    columns = (
        ZONE,
        Column("year", _("평가 연도"), whole_number, is_required=True, aliases=("연도",)),
        Column("grade", _("등급"), is_required=True, aliases=("평가 등급",)),
        Column("published_on", _("공표일"), partial_date),
        *SOURCE,
    )

    @cached_property
    def _steps(self) -> dict[str, GradeStep]:
        active = GradeStep.objects.filter(is_active=True)
        return {
            plain(name): step
            for step in active
            for name in (step.name_ko, step.name_en, str(step.step))
            if name
        }

    @override
    def existing(self) -> Iterable[PublishedGrade]:
        return super().existing().select_related("grade")  # type: ignore[attr-defined, no-any-return]

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.year,)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        return (values["year"],)

    @override
    def wanted(self, values: Mapping[str, Any], instance: PublishedGrade | None) -> dict[str, Any]:
        grade = self._steps.get(plain(values["grade"]))
        if grade is None:
            known = ", ".join(sorted({step.name_ko for step in self._steps.values()}))
            raise FactError(
                gettext("'%(grade)s'은(는) 쓰는 등급이 아닙니다. 다음 가운데 하나를 써 주십시오: %(known)s")
                % {"grade": values["grade"], "known": known},
                column="grade",
            )
        return super().wanted(values, instance) | {"grade": grade}


class ZoneStageImporter(ZoneFactImporter[ZoneStage]):
    """What zones have at each stage of their value chain, and what they lack."""

    name, label, model = "zone_stages", _("가치사슬"), ZoneStage
    columns = (
        ZONE,
        Column("stage", _("단계"), is_required=True, aliases=("가치사슬 단계",)),
        Column("actors", _("참여 업체 수"), whole_number, aliases=("업체 수", "참여 기업 수")),
        Column("description_ko", _("내용"), aliases=("현황",)),
        Column("description_en", _("내용(영문)")),
        Column("gap_ko", _("부족한 점"), aliases=("과제",)),
        Column("gap_en", _("부족한 점(영문)")),
        *SOURCE,
    )

    @cached_property
    def _stages(self) -> dict[str, ValueChainStage]:
        stages = ValueChainStage.objects.all()
        return {plain(name): stage for stage in stages for name in (stage.name_ko, stage.name_en, stage.slug)}

    @override
    def existing(self) -> Iterable[ZoneStage]:
        return super().existing().select_related("stage")  # type: ignore[attr-defined, no-any-return]

    @override
    def parts_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.stage.name_ko,)

    @override
    def parts(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        return (self._stage(values["stage"]).name_ko,)

    @override
    def wanted(self, values: Mapping[str, Any], instance: ZoneStage | None) -> dict[str, Any]:
        return super().wanted(values, instance) | {"stage": self._stage(values["stage"])}

    def _stage(self, name: str) -> ValueChainStage:
        found = self._stages.get(plain(name))
        if found is None:
            known = ", ".join(dict.fromkeys(stage.name_ko for stage in self._stages.values()))
            raise FactError(
                gettext(
                    "'%(name)s'은(는) 가치사슬 단계가 아닙니다. 다음 가운데 하나를 써 주십시오: %(known)s"
                )
                % {"name": name, "known": known},
                column="stage",
            )
        return found
