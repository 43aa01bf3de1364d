"""What every importer of the registry does: after a change, search looks at its documents again."""

from collections.abc import Collection, Sequence
from typing import override

from django.db import models

from portal.importing.importers import Importer
from portal.importing.models import ImportRun
from portal.importing.plans import PlannedChange
from portal.outbox.actions import mark_changed
from portal.zones.history import record_import
from portal.zones.models import Zone


class RegistryImporter[M: models.Model](Importer[M]):
    """An importer of published facts. Sample content is neither matched nor listed."""

    @override
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Mark the search documents as changed."""
        for kind, object_id in sorted(documents):
            mark_changed(kind, object_id)

    @override
    def record(self, run: ImportRun, written: Sequence[tuple[PlannedChange, M]]) -> None:
        """Tell the history of the registry. Rooms above the registry import what is no fact of it."""
        if self.model._meta.app_label == Zone._meta.app_label:
            record_import(run, written, table=self.model._meta.label_lower)
