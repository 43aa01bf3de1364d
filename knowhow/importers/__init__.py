"""Importers of know-how."""

from knowhow.importers.cases import CaseImporter
from knowhow.importers.drafts import CaseDraftImporter, PracticeDraftImporter
from knowhow.importers.exemptions import CaseExemptionImporter
from knowhow.importers.topics import CaseTopicImporter
from portal.importing.registry import register_importer


def register_importers() -> None:
    """Called once when the app is ready."""
    for importer in (
        CaseImporter,
        CaseTopicImporter,
        CaseExemptionImporter,
        CaseDraftImporter,
        PracticeDraftImporter,
    ):
        register_importer(importer)
