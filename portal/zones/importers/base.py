"""What every importer of the registry does: after a change, search looks at its documents again."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, override

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.importing.columns import Column, Row
from portal.importing.importers import Importer
from portal.importing.models import ImportRun
from portal.importing.plans import Plan, PlannedChange, Progress
from portal.outbox.actions import mark_changed
from portal.zones.history import record_import
from portal.zones.models import Zone

EXAMPLE = Column("sample", _("예시"), help=_("무엇이든 적힌 줄은 예시로 보고 건너뜁니다."))
"""The column of our own downloads that marks examples: a file that comes back must not make facts of them."""


class RegistryImporter[M: models.Model](Importer[M]):
    """An importer of published facts. It matches and lists either facts or examples, never both."""

    @override
    def blank(self) -> M:
        """Marked, where the table has the mark; facts of a zone are marked by their zone."""
        instance: Any = super().blank()
        if hasattr(instance, "is_sample"):
            instance.is_sample = self.is_sample
        return instance  # type: ignore[no-any-return]

    @override
    def plan(self, rows: Iterable[Row], *, progress: Progress | None = None) -> Plan:
        """Compare the rows; those of a download that are marked as examples are passed over."""
        return super().plan((row for row in rows if not row.cells.get(EXAMPLE.key)), progress=progress)

    @override
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Mark the search documents as changed."""
        for kind, object_id in sorted(documents):
            mark_changed(kind, object_id)

    @override
    def record(self, run: ImportRun, written: Sequence[tuple[PlannedChange, M]]) -> None:
        """Tell the history of the registry. Rooms above the registry import what is no fact of it."""
        if self.is_sample:
            return  # what is made up has no history
        if self.model._meta.app_label == Zone._meta.app_label:
            record_import(run, written, table=self.model._meta.label_lower)
