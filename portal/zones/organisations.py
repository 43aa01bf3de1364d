"""Organisations of the registry's municipalities and regional offices, so that people find theirs when they sign up."""

from django.db import transaction

from portal.accounts.models import Organisation
from portal.zones.models import Municipality, RegionalOffice

Kind = Organisation.Kind


@transaction.atomic
def provide_organisations() -> int:
    """Add an organisation for each office and each municipality that stands; returns how many. Safe to repeat.

    What was edited stays.
    """
    return _provide_offices() + _provide_municipalities()


def _provide_offices() -> int:
    known = set(Organisation.objects.confirmed().values_list("name_ko", flat=True))
    made = [
        Organisation(
            kind=Kind.REGIONAL_OFFICE,
            name_ko=office.name_ko,
            name_en=office.name_en,
            office_number=office.pk,
            is_confirmed=True,
        )
        for office in RegionalOffice.objects.all()
        if office.name_ko not in known
    ]
    Organisation.objects.bulk_create(made)
    return len(made)


def _provide_municipalities() -> int:
    offices = {
        province: office
        for office, province in RegionalOffice.objects.order_by("-pk").values_list("pk", "provinces")
        if province is not None
    }
    confirmed = Organisation.objects.confirmed()
    known = set(confirmed.values_list("name_ko", flat=True))
    codes = set(confirmed.exclude(municipality_code="").values_list("municipality_code", flat=True))
    standing = Municipality.objects.filter(valid_to=None, province__valid_to=None).select_related("province")
    made: dict[str, Organisation] = {}
    for place in standing.order_by("pk"):
        name = f"{place.province.name_ko} {place.name_ko}"
        if name not in known and place.code not in codes:
            made[name] = Organisation(
                kind=Kind.MUNICIPALITY,
                name_ko=name,
                name_en=f"{place.name_en}, {place.province.name_en}" if place.name_en else "",
                municipality_code=place.code,
                office_number=offices.get(place.province_id),
                is_confirmed=True,
                is_sample=place.is_sample,
            )
    Organisation.objects.bulk_create(made.values())
    return len(made)
