"""The examples: marked everywhere, apart from real zones, removed whole."""

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from knowhow.models import CasePage
from portal.demo.sample import load_sample, remove_sample
from portal.demo.sample_content import SAMPLE_ZONES
from portal.outbox.models import IndexOutbox
from portal.zones.models import (
    ExemptionUse,
    Municipality,
    PlanVersion,
    Province,
    PublishedGrade,
    Zone,
    ZonePage,
)

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture
def _sample(facts: None) -> None:
    load_sample()


@pytest.mark.usefixtures("_sample")
def test_second_load_adds_nothing() -> None:
    assert load_sample() == 0
    assert Zone.objects.filter(is_sample=True).count() == len(SAMPLE_ZONES)


@pytest.mark.usefixtures("_sample")
def test_example_is_marked_and_kept_from_search_engines(client: Client) -> None:
    pages = [*ZonePage.objects.filter(zone__is_sample=True), *CasePage.objects.filter(is_sample=True)]
    for page in pages:
        body = client.get(page.get_url()).content.decode()
        assert "예시" in body
        assert "noindex" in body
        assert "application/ld+json" not in body
    assert len(pages) > len(SAMPLE_ZONES)


@pytest.mark.usefixtures("_sample")
def test_no_example_hangs_on_a_real_zone() -> None:
    assert not CasePage.objects.filter(is_sample=True, zone__is_sample=False).exists()
    assert not Zone.objects.filter(is_sample=True, province__is_sample=False).exists()


@pytest.mark.usefixtures("_sample")
def test_figures_of_the_first_page_leave_examples_out(client: Client) -> None:
    assert client.get("/").context["overview"].total == 179


@pytest.mark.usefixtures("_sample")
def test_list_says_how_many_are_examples(client: Client) -> None:
    response = client.get("/zones/")
    assert response.context["listed"].total == 179 + len(SAMPLE_ZONES)
    assert f"예시 {len(SAMPLE_ZONES)}곳" in response.content.decode()


@pytest.mark.usefixtures("_sample")
def test_examples_stay_out_of_the_sitemap(client: Client) -> None:
    assert "/sample-" not in client.get("/sitemap.xml").content.decode()


def test_removal_leaves_nothing_and_touches_nothing_real() -> None:
    counted = (Zone, ZonePage, CasePage, PlanVersion, PublishedGrade, ExemptionUse, Province, Municipality)
    before = [model.objects.count() for model in counted]
    load_sample()
    assert remove_sample() == len(SAMPLE_ZONES)
    assert [model.objects.count() for model in counted] == before


@pytest.mark.usefixtures("_sample")
def test_removed_examples_leave_search() -> None:
    IndexOutbox.objects.all().delete()
    remove_sample()
    assert IndexOutbox.objects.filter(kind="zone").count() >= len(SAMPLE_ZONES)


def test_production_refuses_to_load_examples(settings: pytest.FixtureRequest) -> None:
    settings.SAMPLE_CONTENT_ALLOWED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("load_sample")


@pytest.mark.usefixtures("_sample")
def test_production_refuses_to_start_with_examples(settings: pytest.FixtureRequest) -> None:
    assert "demo.E001" not in {message.id for message in run_checks(databases=["default"])}
    settings.SAMPLE_CONTENT_ALLOWED = False  # type: ignore[attr-defined]
    assert "demo.E001" in {message.id for message in run_checks(databases=["default"])}
