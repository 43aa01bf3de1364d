"""Organisations of the registry, and the lists that administrators keep in the CMS."""

import pytest
from django.test import Client

from portal.accounts.models import OfficialDomain, Organisation
from portal.zones.models import Municipality, RegionalOffice
from portal.zones.organisations import provide_organisations
from tests.accounts.people import Person, sign_in


def test_each_office_and_municipality_has_its_organisation(facts: None) -> None:
    """With the office in charge, as far as the registry knows it."""
    offices = Organisation.objects.filter(kind="regional_office")
    assert offices.count() == RegionalOffice.objects.count()
    cities = Organisation.objects.filter(kind="municipality")
    codes = set(Municipality.objects.filter(valid_to=None).values_list("code", flat=True))
    assert 100 < cities.count() <= len(codes)
    sunchang = cities.get(name_ko="전북특별자치도 순창군")
    jeonbuk = RegionalOffice.objects.get(name_ko__startswith="전북")
    assert sunchang.office_number == jeonbuk.pk
    assert offices.get(office_number=jeonbuk.pk).name_ko == jeonbuk.name_ko


def test_providing_again_adds_nothing_and_keeps_what_was_edited(facts: None) -> None:
    """Safe to repeat."""
    Organisation.objects.filter(name_ko="전북특별자치도 순창군").update(name_ko="순창군")
    assert provide_organisations() == 0


@pytest.mark.parametrize("model", ["officialdomain", "organisation", "desk"])
def test_lists_are_kept_by_administrators(
    client: Client, administrator: Person, editor: Person, model: str
) -> None:
    """Editors of pages have no business there."""
    path = f"/cms/snippets/portal/{model}/"
    sign_in(client, editor)
    assert client.get(path).status_code == 302
    other = Client()
    sign_in(other, administrator)
    assert other.get(path).status_code == 200


def test_domain_is_added_in_the_cms(client: Client, administrator: Person) -> None:
    """And proves from then on."""
    sign_in(client, administrator)
    client.post(
        "/cms/snippets/portal/officialdomain/add/", {"domain": "korea.kr", "organisation": "", "note": ""}
    )
    assert OfficialDomain.objects.get().domain == "korea.kr"
