"""On a zone's page: cases of other zones that it may learn from, and why."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from knowhow.jobs import refresh_cases_like_zones_if_changed
from knowhow.like_zones import OTHER, SHOWN, cases_like, refresh_cases_like_zones
from knowhow.models import CaseExemption, CaseLikeZone, CasePage
from portal.zones.models import Zone

pytestmark = pytest.mark.usefixtures("facts")

SUNCHANG = "순창 장류산업특구"


@pytest.fixture
def zone() -> Zone:
    found: Zone = Zone.objects.get(name_ko=SUNCHANG)
    return found


def test_every_case_is_another_zones_and_has_a_reason() -> None:
    rows = CaseLikeZone.objects.select_related("case", "zone")
    assert rows.count() > 300
    assert all(row.case.zone_id != row.zone_id and row.reasons_ko and row.reasons_en for row in rows)
    assert all(row.position < SHOWN for row in rows)


def test_reasons_hold(zone: Zone) -> None:
    for row in CaseLikeZone.objects.filter(zone=zone).select_related("case__zone__field"):
        for reason in row.reasons_ko:
            kind, _colon, names = reason.partition(": ")
            if kind == "같은 분야":
                assert names == row.case.zone.field.name_ko == zone.field.name_ko
            else:
                assert kind == "같은 법률의 특례"
                uses = CaseExemption.objects.filter(case=row.case)
                told = {
                    *uses.values_list("act__name_ko", flat=True),
                    *uses.values_list("exemption__acts__name_ko", flat=True),
                }
                assert set(names.split(", ")) <= told


def test_field_of_what_fits_nowhere_is_no_reason() -> None:
    of_other = CaseLikeZone.objects.filter(zone__field__slug=OTHER)
    assert not [row for row in of_other if any("같은 분야" in reason for reason in row.reasons_ko)]


def test_page_shows_them_in_both_languages(zone: Zone, client: Client) -> None:
    page = client.get(f"/zones/{zone.page.public_slug}/").content.decode()
    assert "다른 특구의 비슷한 사례" in page
    assert all(like.card.url in page and like.reasons[0] in page for like in cases_like(zone.pk))
    english = client.get(f"/en/zones/{zone.page.public_slug}/").content.decode()
    with override("en"):
        assert all(like.reasons[0] in english for like in cases_like(zone.pk))


def test_what_is_unpublished_or_closed_is_not_shown(zone: Zone) -> None:
    first, *others = cases_like(zone.pk)
    CasePage.objects.get(pk=first.card.pk).unpublish()
    assert cases_like(zone.pk) == tuple(others)


@pytest.mark.whole
def test_anonymous_case_is_named_on_no_zones_page(zone: Zone) -> None:
    """It would stand on every page but its own zone's: by that its zone could be found out. Before the job, and after."""
    first, *others = cases_like(zone.pk)
    CasePage.objects.filter(pk=first.card.pk).update(outcome="stopped", is_anonymous=True)
    assert cases_like(zone.pk) == tuple(others)
    refresh_cases_like_zones()
    assert not CaseLikeZone.objects.filter(case=first.card.pk).exists()


@pytest.mark.whole
def test_job_works_them_out_again_only_after_a_change(zone: Zone) -> None:
    cache.clear()
    assert refresh_cases_like_zones_if_changed.func()
    assert not refresh_cases_like_zones_if_changed.func()
    CasePage.objects.get(pk=cases_like(zone.pk)[0].card.pk).delete()
    assert refresh_cases_like_zones_if_changed.func()


@pytest.mark.whole
def test_zone_without_anything_in_common_has_none(zone: Zone) -> None:
    CaseExemption.objects.all().delete()
    zone.field = type(zone.field).objects.get(slug=OTHER)
    zone.save()
    refresh_cases_like_zones()
    assert cases_like(zone.pk) == ()
