"""Which exemptions cases used, as far as the words of the source tell."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, override

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowhow.jobs import order_versions
from knowhow.models import CaseExemption, CasePage
from knowhow.vouching import keep_imported
from portal.importing.cells import choice
from portal.importing.columns import Column, Row
from portal.importing.importers import FactError
from portal.importing.models import ImportRun
from portal.importing.plans import Plan, PlannedChange, Progress
from portal.zones.importers.base import RegistryImporter
from portal.zones.importers.lookups import ActLookup, ExemptionLookup
from portal.zones.models import Act

OF_CASES = "cases"
SEPARATOR = " · "


class CaseExemptionImporter(RegistryImporter[CaseExemption]):
    """Rows of a file that serves zones and cases: those of zones are passed over.

    Rows of a case that an editor has saved are passed over too: it belongs to its editor.
    """

    name, label, model = "case_exemptions", _("사례가 쓴 규제특례"), CaseExemption
    is_offered = False
    takes_examples = True
    columns = (
        Column("source_key", _("사례 제목"), is_required=True),
        Column("text_as_read", _("원문"), is_required=True),
        Column("level", _("확인 수준"), choice(CaseExemption.Level), is_required=True),
        Column("exemption_code", _("규제특례")),
        Column("act_ko", _("법률")),
        Column("reason", _("판단 근거")),
        Column("source_table", _("자료")),
    )

    @cached_property
    def _cases(self) -> dict[str, CasePage]:
        rows = CasePage.objects.filter(is_sample=self.is_sample)
        shown = rows.only("pk", "title", "imported_title", "latest_revision", "zone")
        return {page.imported_title or page.title: page for page in shown}

    @cached_property
    def _acts(self) -> ActLookup:
        return ActLookup()

    @cached_property
    def _exemptions(self) -> ExemptionLookup:
        return ExemptionLookup()

    def plan(self, rows: Iterable[Row], *, progress: Progress | None = None) -> Plan:
        """Compare the rows about cases that no editor owns."""
        return super().plan((row for row in rows if self._concerns_us(row)), progress=progress)

    def _concerns_us(self, row: Row) -> bool:
        page = self._cases.get(row.cells.get("source_key", ""))
        is_edited = page is not None and page.latest_revision_id is not None
        return row.cells.get("source_table", OF_CASES) in {"", OF_CASES} and not is_edited

    def existing(self) -> Iterable[CaseExemption]:
        """Rows of cases that no editor owns."""
        rows = CaseExemption.objects.filter(
            case__is_sample=self.is_sample, case__latest_revision__isnull=True
        )
        return rows.select_related("case", "exemption", "act")

    def key_of(self, instance: CaseExemption) -> str:
        """Case, words, and what they were read as."""
        read_as = (
            instance.exemption.code if instance.exemption else instance.act.name_ko if instance.act else ""
        )
        return SEPARATOR.join(
            [instance.case.imported_title or instance.case.title, instance.text_as_read, read_as]
        )

    def key(self, values: Mapping[str, Any]) -> str:
        """Case, words, and what they were read as."""
        exemption, act = self._read_as(values)
        read_as = exemption.code if exemption else act.name_ko if act else ""
        return SEPARATOR.join([values["source_key"], values["text_as_read"], read_as])

    def wanted(self, values: Mapping[str, Any], _instance: CaseExemption | None) -> dict[str, Any]:
        """The row; an article's act is known by the article."""
        page = self._cases.get(values["source_key"])
        if page is None:
            raise FactError(
                gettext("그런 제목의 사례가 없습니다. 제목을 고치거나 사례를 먼저 넣어 주십시오."),
                column="source_key",
            )
        exemption, act = self._read_as(values)
        return {
            "case": page,
            "text_as_read": values["text_as_read"],
            "level": values["level"],
            "exemption": exemption,
            "act": act,
            "reason": values.get("reason", ""),
        }

    def _read_as(self, values: Mapping[str, Any]) -> tuple[Any, Act | None]:
        level, code, act = values["level"], values.get("exemption_code", ""), values.get("act_ko", "")
        if level == CaseExemption.Level.ARTICLE:
            return self._exemptions.get(code, column="exemption_code"), None
        if level == CaseExemption.Level.ACT:
            return None, self._acts.get(act, column="act_ko")
        return None, None

    @override
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Besides search, the versions of these cases must follow."""
        super().announce(documents)
        order_versions(documents)

    @override
    def record(self, run: ImportRun, written: Sequence[tuple[PlannedChange, CaseExemption]]) -> None:
        """They change what cases say in public: a review of each names the import."""
        super().record(run, written)
        keep_imported(run, (row.case for _change, row in written))

    def documents_of(self, instance: CaseExemption) -> Iterable[tuple[str, int]]:
        """The case."""
        return [("case", instance.case_id)]
