"""The small vocabularies, loaded by commands only: fields, stages, exemption areas, acts, grade steps."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, override

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.importing.cells import names, whole_number
from portal.importing.columns import Column
from portal.zones.importers.base import RegistryImporter
from portal.zones.models import Act, ActAlias, ExemptionArea, Field, GradeStep, ValueChainStage


class _Vocabulary[M: models.Model](RegistryImporter[M]):
    """Rows with a code, two names and a position."""

    key_field: ClassVar[str]
    is_offered = False

    @override
    def existing(self) -> Iterable[M]:
        return self.model._default_manager.all()

    @override
    def key_of(self, instance: M) -> str:
        return str(getattr(instance, self.key_field))

    @override
    def key(self, values: Mapping[str, Any]) -> str:
        return str(values[self.key_field])

    @override
    def wanted(self, values: Mapping[str, Any], instance: M | None) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value is not None}


def _columns(key: str) -> tuple[Column, ...]:
    return (
        Column(key, _("코드"), is_required=True),
        Column("name_ko", _("이름"), is_required=True),
        Column("name_en", _("영문 이름")),
        Column("position", _("순서"), whole_number),
    )


class FieldImporter(_Vocabulary[Field]):
    """Themes of zones."""

    name, label, model = "fields", _("분야"), Field
    key_field = "slug"
    columns = _columns("slug")


class StageImporter(_Vocabulary[ValueChainStage]):
    """Stages of the value chain."""

    name, label, model = "stages", _("가치사슬 단계"), ValueChainStage
    key_field = "slug"
    columns = _columns("slug")


class AreaImporter(_Vocabulary[ExemptionArea]):
    """Areas of the exemption catalogue."""

    name, label, model = "areas", _("특례 분야"), ExemptionArea
    key_field = "code"
    columns = _columns("code")


class ActImporter(_Vocabulary[Act]):
    """Acts with their former and short names."""

    name, label, model = "acts", _("법률"), Act
    key_field = "slug"
    columns = (
        Column("slug", _("코드"), is_required=True),
        Column("name_ko", _("이름"), is_required=True),
        Column("name_en", _("영문 이름")),
        Column("aliases", _("다른 이름"), names),
    )
    related_fields: ClassVar[Mapping[str, str | Promise]] = {"aliases": _("다른 이름")}

    @override
    def existing(self) -> Iterable[Act]:
        return Act.objects.prefetch_related("aliases", "exemptions")

    @override
    def read_related(self, instance: Act, field_name: str) -> tuple[str, ...]:
        return tuple(alias.alias for alias in instance.aliases.all())

    @override
    def write_related(self, instance: Act, field_name: str, value: tuple[str, ...]) -> None:
        instance.aliases.exclude(alias__in=value).delete()
        known = set(instance.aliases.values_list("alias", flat=True))
        ActAlias.objects.bulk_create(
            ActAlias(act=instance, alias=alias) for alias in value if alias not in known
        )

    @override
    def documents_of(self, instance: Act) -> Iterable[tuple[str, int]]:
        return [("exemption", row.pk) for row in instance.exemptions.all()]


class GradeStepImporter(_Vocabulary[GradeStep]):
    """Steps of the yearly evaluation; a step without a known name is kept out of use."""

    name, label, model = "grade_steps", _("평가 등급"), GradeStep
    key_field = "step"
    columns = (
        Column("step", _("단계"), whole_number, is_required=True),
        Column("name_ko", _("이름")),
        Column("name_en", _("영문 이름")),
    )

    @override
    def wanted(self, values: Mapping[str, Any], instance: GradeStep | None) -> dict[str, Any]:
        return {**values, "is_active": bool(values["name_ko"])}
