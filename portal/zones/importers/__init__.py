"""Importers of the registry, in the order in which one needs the other."""

from portal.importing.registry import register_importer
from portal.zones.importers.catalogue import ExemptionImporter
from portal.zones.importers.facts import (
    AwardImporter,
    ExemptionUseImporter,
    FormerNameImporter,
    PlanVersionImporter,
    PublishedGradeImporter,
    ZoneStageImporter,
)
from portal.zones.importers.places import (
    MunicipalityImporter,
    OfficeImporter,
    PlaceAliasImporter,
    ProvinceImporter,
)
from portal.zones.importers.stories import ZoneStoryImporter
from portal.zones.importers.vocabularies import (
    ActImporter,
    AreaImporter,
    FieldImporter,
    GradeStepImporter,
    StageImporter,
)
from portal.zones.importers.zones import ReleaseImporter, ZoneImporter

REGISTRY_IMPORTERS = (
    ProvinceImporter,
    MunicipalityImporter,
    PlaceAliasImporter,
    FieldImporter,
    StageImporter,
    AreaImporter,
    ActImporter,
    GradeStepImporter,
    ZoneImporter,
    ReleaseImporter,
    FormerNameImporter,
    PlanVersionImporter,
    ExemptionImporter,
    ExemptionUseImporter,
    AwardImporter,
    PublishedGradeImporter,
    ZoneStageImporter,
    ZoneStoryImporter,
    OfficeImporter,
)

for importer in REGISTRY_IMPORTERS:
    register_importer(importer)
