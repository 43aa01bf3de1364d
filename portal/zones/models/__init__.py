"""Tables of the registry: places, the catalogue of exemptions, zones and their facts, and the zone's page."""

from portal.zones.models.catalogue import Act, ActAlias, Exemption, ExemptionArea
from portal.zones.models.facts import (
    Award,
    ExemptionUse,
    FormerName,
    GradeStep,
    PlanVersion,
    PublishedGrade,
    ZoneStage,
)
from portal.zones.models.history import FactChange
from portal.zones.models.pages import ZoneIndexPage, ZonePage
from portal.zones.models.peers import ZonePeer
from portal.zones.models.places import Municipality, PlaceAlias, Province, RegionalOffice
from portal.zones.models.zones import Field, ValueChainStage, Zone, ZonePlace

__all__ = [
    "Act",
    "ActAlias",
    "Award",
    "Exemption",
    "ExemptionArea",
    "ExemptionUse",
    "FactChange",
    "Field",
    "FormerName",
    "GradeStep",
    "Municipality",
    "PlaceAlias",
    "PlanVersion",
    "Province",
    "PublishedGrade",
    "RegionalOffice",
    "ValueChainStage",
    "Zone",
    "ZoneIndexPage",
    "ZonePage",
    "ZonePeer",
    "ZonePlace",
    "ZoneStage",
]
