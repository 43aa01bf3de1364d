"""The registry for programs: zones, exemptions, awards and the vocabularies around them."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import translation
from ninja import Path, Query, Router

from portal.open_data.lists import answer_list, site_of
from portal.open_data.problems import ProblemSchema
from portal.open_data.terms import composed
from portal.zones import schemas
from portal.zones.change_lists import answer_changes
from portal.zones.listing import listed_zones
from portal.zones.models import Exemption, Field, Province, RegionalOffice
from portal.zones.open_data import (
    AWARDS,
    EXEMPTIONS,
    ZONES,
    exemption_detail,
    named,
    with_zone_relations,
    zone_detail,
)

router = Router(tags=["registry"])


@router.get("/zones", response={200: schemas.ZoneListSchema, 400: ProblemSchema}, summary="List zones")
def zones(request: HttpRequest, parameters: Query[schemas.ZoneParameters]) -> Any:
    """Zones with the filters of the page /zones/. Invented examples only with `sample=1`."""
    return answer_list(request, ZONES, parameters)


@router.get(
    "/zones/{slug}", response={200: schemas.ZoneDetailSchema, 404: ProblemSchema}, summary="Read a zone"
)
def zone(request: HttpRequest, slug: Path[str]) -> Any:
    """A zone with its plan versions, exemptions, awards, grades and value chain."""
    with translation.override("ko"):
        row = get_object_or_404(with_zone_relations(listed_zones(None)), page__public_slug=_slug(slug))
        return composed(zone_detail(row, site_of(request)))


@router.get(
    "/exemptions",
    response={200: schemas.ExemptionListSchema, 400: ProblemSchema},
    summary="List exemptions",
)
def exemptions(request: HttpRequest, parameters: Query[schemas.ExemptionParameters]) -> Any:
    """Our catalogue of exemptions with the filters of the page /exemptions/."""
    return answer_list(request, EXEMPTIONS, parameters)


@router.get(
    "/exemptions/{code}",
    response={200: schemas.ExemptionDetailSchema, 404: ProblemSchema},
    summary="Read an exemption",
)
def exemption(request: HttpRequest, code: Path[str]) -> Any:
    """An exemption and the zones that are known to use this article."""
    with translation.override("ko"):
        rows = Exemption.objects.select_related("area").prefetch_related("acts")
        return composed(exemption_detail(get_object_or_404(rows, code=_slug(code)), site_of(request)))


@router.get("/awards", response={200: schemas.AwardListSchema, 400: ProblemSchema}, summary="List awards")
def awards(request: HttpRequest, parameters: Query[schemas.AwardParameters]) -> Any:
    """Zones named in the yearly awards, the newest first."""
    return answer_list(request, AWARDS, parameters)


@router.get("/changes", response={200: schemas.ChangeListSchema, 400: ProblemSchema}, summary="List changes")
def changes(request: HttpRequest, parameters: Query[schemas.ChangeParameters]) -> Any:
    """What changed in the registry, with the filters of the page /changes/, the newest first."""
    taken = type(parameters).model_fields
    return answer_changes(request, cursor=parameters.cursor, limit=parameters.limit, taken=taken)


@router.get("/fields", response={200: schemas.FieldsSchema}, summary="List fields")
def fields(request: HttpRequest) -> Any:  # noqa: ARG001  (every operation gets it)
    """The fields of zones (분야): values of `field`."""
    return composed({"results": [named(row, "slug") for row in Field.objects.all()]})


@router.get("/provinces", response={200: schemas.ProvincesSchema}, summary="List provinces")
def provinces(request: HttpRequest) -> Any:  # noqa: ARG001  (the same)
    """The provinces of today, values of `province`, and ended ones with their successors."""
    rows = Province.objects.real().select_related("successor")
    return composed({"results": [_province(row) for row in rows]})


@router.get("/offices", response={200: schemas.OfficesSchema}, summary="List regional offices")
def offices(request: HttpRequest) -> Any:  # noqa: ARG001  (the same)
    """The regional SMEs and startups offices and the provinces they serve, as far as known."""
    rows = RegionalOffice.objects.prefetch_related("provinces")
    return composed({"results": [_office(row) for row in rows]})


def _province(row: Province) -> dict[str, Any]:
    return {
        **named(row, "code"),
        "short_ko": row.short_ko,
        "short_en": row.short_en,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
        "successor_code": row.successor.code if row.successor else None,
        "is_current": row.valid_to is None,
    }


def _office(row: RegionalOffice) -> dict[str, Any]:
    return {
        "name_ko": row.name_ko,
        "name_en": row.name_en,
        "city_ko": row.city,
        "phone_prefix": row.phone_prefix,
        "province_codes": [province.code for province in row.provinces.all()],
        "sources": row.sources,
        "as_of": row.as_of or None,
    }


def _slug(text: str) -> str:
    """A key from an address; PostgreSQL refuses NUL."""
    return text.replace("\0", "")
