"""What every importer of the registry does: after a change, search looks at its documents again."""

from collections.abc import Collection
from typing import override

from django.db import models

from portal.importing.importers import Importer
from portal.outbox.actions import mark_changed


class RegistryImporter[M: models.Model](Importer[M]):
    """An importer of published facts. Sample content is neither matched nor listed."""

    @override
    def announce(self, documents: Collection[tuple[str, int]]) -> None:
        """Mark the search documents as changed."""
        for kind, object_id in sorted(documents):
            mark_changed(kind, object_id)
