"""Many new cases from a file come in at once, and stand as if each had been added by hand."""

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, ReferenceIndex

from knowhow.importers.cases import CaseImporter
from knowhow.models import CasePage
from portal.importing.actions import apply_import
from portal.importing.columns import Row
from portal.importing.models import ImportRun
from portal.outbox.models import IndexOutbox
from portal.page_tree import index_pages
from portal.zones.models import ZonePage

pytestmark = pytest.mark.usefixtures("facts")
MANY = 120


def _rows(count: int) -> list[Row]:
    zones = ["공주 알밤특구", "순창 장류산업특구"]
    return [
        Row(
            number,
            {
                "title_ko": f"한꺼번에 들어온 사례 {number}",
                "title_en": "Brought in at once",
                "zone_name_ko": zones[number % 2],
                "summary_ko": "요약",
                "source_url": "https://example.org/case",
            },
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture
def many() -> list[CasePage]:
    run = ImportRun(importer=CaseImporter.name, source_name="many.csv")
    apply_import(run, lambda: iter(_rows(MANY)))
    return list(CasePage.objects.filter(title__startswith="한꺼번에").order_by("path"))


@pytest.mark.whole
def test_every_row_is_a_public_page_with_an_address_of_its_own(client: Client, many: list[CasePage]) -> None:
    assert len({case.public_slug for case in many}) == MANY
    assert many[-1].public_slug.startswith("brought-in-at-once")
    assert client.get(many[-1].get_url()).status_code == 200


@pytest.mark.whole
def test_the_tree_is_as_treebeard_wants_it(many: list[CasePage]) -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    parent = ZonePage.objects.get(zone=many[0].zone)
    assert {case.get_parent().pk for case in many if case.zone_id == parent.zone_id} == {parent.pk}
    assert all(case.url_path.startswith(parent.url_path) for case in many if case.zone_id == parent.zone_id)


@pytest.mark.long
def test_search_and_the_zone_are_told(many: list[CasePage]) -> None:
    told = set(IndexOutbox.objects.values_list("kind", "object_id"))
    assert {("case", str(case.pk)) for case in many} <= told


@pytest.mark.whole
def test_an_editor_can_go_on_from_there(many: list[CasePage]) -> None:
    case = many[0]
    case.title = "고쳐 쓴 제목"
    case.save_revision().publish()
    sibling = CasePage(title="나중에 더한 사례", zone=case.zone)
    case.get_parent().add_child(instance=sibling)
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.whole
def test_the_indexes_of_the_cms_follow_in_the_worker(many: list[CasePage]) -> None:
    case = many[3]
    assert not ReferenceIndex.get_references_for_object(case).exists()
    index_pages.func("knowhow.casepage", many[0].pk, max(case.pk for case in many))
    assert ReferenceIndex.get_references_for_object(case).exists()
    call_command("fixtree", verbosity=0)
