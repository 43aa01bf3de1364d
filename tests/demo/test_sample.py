"""The examples: marked everywhere, apart from real zones, removed whole."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from knowhow.models import CasePage
from portal.demo.sample import load_sample, remove_sample
from portal.demo.sample_content import SAMPLE_ZONES
from portal.demo.sample_rows import sample_tables
from portal.importing.models import ImportRun
from portal.outbox.models import IndexOutbox
from portal.zones.models import FactChange, PlanVersion, PublishedGrade, Zone, ZonePage, ZoneStage

pytestmark = pytest.mark.usefixtures("facts")


REMEMBERED = {
    "portal.IndexOutbox": "search is told to forget them",
    "wagtailcore.PageLogEntry": "the CMS keeps its log",
    "django_tasks_database.DBTaskResult": "jobs that were done",
}
"""What remains after a removal, and why."""


def _rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.mark.usefixtures("sample")
def test_second_load_adds_nothing() -> None:
    before = _rows()
    assert load_sample() == 0
    assert _rows() == before
    assert Zone.objects.filter(is_sample=True).count() == len(SAMPLE_ZONES)


@pytest.mark.usefixtures("sample")
def test_examples_come_through_the_importers() -> None:
    runs = ImportRun.objects.filter(is_sample=True, state=ImportRun.State.APPLIED)
    assert {run.importer: run.added for run in runs if run.importer not in {"releases", "zone_stories"}} == {
        table.importer: len(list(table.rows()))
        for table in sample_tables()
        if table.importer not in {"releases", "zone_stories"}  # those fill in what zones and pages lack
    }


@pytest.mark.usefixtures("sample")
def test_example_shows_what_a_zone_may_have() -> None:
    zone = Zone.objects.get(name_ko="예시 솔향버섯산업특구")
    page = zone.page
    assert [
        model.objects.filter(zone=zone).count() for model in (PlanVersion, PublishedGrade, ZoneStage)
    ] == [
        3,
        5,
        4,
    ]
    assert (page.lead_ko, "<p>" in str(page.story)) == (
        "버섯 한 품목을 재배에서 발효 음료까지 잇는 특구입니다. (예시)",
        True,
    )
    assert CasePage.objects.get(public_slug="sample-export-stopped").went_wrong_ko


@pytest.mark.usefixtures("sample")
def test_examples_have_no_history() -> None:
    assert not FactChange.objects.filter(zone__is_sample=True).exists()
    assert not FactChange.objects.filter(run__is_sample=True).exists()


@pytest.mark.usefixtures("sample")
def test_example_that_somebody_tried_out_stays_as_it_was_left() -> None:
    Zone.objects.filter(name_ko="예시 솔향버섯산업특구").update(area_m2=77)
    load_sample()
    assert Zone.objects.get(name_ko="예시 솔향버섯산업특구").area_m2 == 77


@pytest.mark.usefixtures("sample")
def test_example_is_marked_and_kept_from_search_engines(client: Client) -> None:
    pages = [
        *ZonePage.objects.filter(zone__is_sample=True),
        *CasePage.objects.filter(is_sample=True, live=True),
    ]
    for page in pages:
        body = client.get(page.get_url()).content.decode()
        assert "예시" in body
        assert "noindex" in body
        assert "application/ld+json" not in body
    assert len(pages) > len(SAMPLE_ZONES)


@pytest.mark.usefixtures("sample")
def test_examples_show_versions_overdue_unnamed_and_waiting_cases(client: Client) -> None:
    case = CasePage.objects.get(public_slug="sample-export-stopped")
    taken_back = case.versions.get(withdrawn_at__isnull=False)
    assert client.get(taken_back.get_absolute_url()).status_code == 410
    assert "확인 기한 지남" in client.get(case.get_absolute_url()).content.decode()
    unnamed = CasePage.objects.get(is_anonymous=True)
    body = client.get(unnamed.get_absolute_url()).content.decode()
    assert "익명 특구" in body
    assert unnamed.zone.name_ko not in body
    assert CasePage.objects.filter(is_sample=True, live=False, embargo_until__isnull=False).exists()


@pytest.mark.usefixtures("sample")
def test_no_example_hangs_on_a_real_zone() -> None:
    assert not CasePage.objects.filter(is_sample=True, zone__is_sample=False).exists()
    assert not Zone.objects.filter(is_sample=True, province__is_sample=False).exists()


@pytest.mark.usefixtures("sample")
def test_figures_of_the_first_page_leave_examples_out(client: Client) -> None:
    assert client.get("/").context["overview"].total == 179


@pytest.mark.usefixtures("sample")
def test_list_says_how_many_are_examples(client: Client) -> None:
    response = client.get("/zones/")
    assert response.context["listed"].total == 179 + len(SAMPLE_ZONES)
    assert f"예시 {len(SAMPLE_ZONES)}곳" in response.content.decode()


@pytest.mark.usefixtures("sample")
def test_examples_stay_out_of_the_sitemap(client: Client) -> None:
    assert "/sample-" not in client.get("/sitemap.xml").content.decode()


def test_removal_leaves_nothing_and_touches_nothing_real() -> None:
    before = _rows()
    load_sample()
    assert remove_sample() == len(SAMPLE_ZONES)
    after = _rows()
    assert {label for label in after if after[label] != before[label]} <= REMEMBERED.keys()


@pytest.mark.whole
def test_examples_come_back_after_a_removal() -> None:
    load_sample()
    remove_sample()
    assert load_sample() == len(SAMPLE_ZONES)


@pytest.mark.usefixtures("sample")
def test_removed_examples_leave_search() -> None:
    IndexOutbox.objects.all().delete()
    remove_sample()
    assert IndexOutbox.objects.filter(kind="zone").count() >= len(SAMPLE_ZONES)


def test_production_refuses_to_load_examples(settings: pytest.FixtureRequest) -> None:
    settings.SAMPLE_CONTENT_ALLOWED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("load_sample")


@pytest.mark.usefixtures("sample")
def test_production_refuses_to_start_with_examples(settings: pytest.FixtureRequest) -> None:
    assert "demo.E001" not in {message.id for message in run_checks(databases=["default"])}
    settings.SAMPLE_CONTENT_ALLOWED = False  # type: ignore[attr-defined]
    assert "demo.E001" in {message.id for message in run_checks(databases=["default"])}
