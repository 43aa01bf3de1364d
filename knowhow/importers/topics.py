"""Topics of cases. Loaded by commands only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from knowhow.models import CaseTopic
from portal.importing.columns import Column
from portal.zones.importers.base import RegistryImporter


class CaseTopicImporter(RegistryImporter[CaseTopic]):
    """Topics by their code."""

    name, label, model = "case_topics", _("사례 주제"), CaseTopic
    is_offered = False
    columns = (
        Column("slug", _("코드"), is_required=True),
        Column("name_ko", _("이름"), is_required=True),
        Column("name_en", _("영문 이름")),
    )

    def existing(self) -> Iterable[CaseTopic]:
        """Every topic."""
        return CaseTopic.objects.all()

    def key_of(self, instance: CaseTopic) -> str:
        """The code."""
        return instance.slug

    def key(self, values: Mapping[str, Any]) -> str:
        """The code."""
        return str(values["slug"])

    def wanted(self, values: Mapping[str, Any], _instance: CaseTopic | None) -> dict[str, Any]:
        """The row as it stands."""
        return dict(values)

    def documents_of(self, instance: CaseTopic) -> Iterable[tuple[str, int]]:
        """The cases of the topic."""
        return [("case", pk) for pk in instance.cases.values_list("pk", flat=True)]
