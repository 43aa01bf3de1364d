"""Building blocks: the list and its files, the API, search, panels, and what makes search look again."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from knowhow.block_exports import BLOCK_COLUMNS
from knowhow.block_indexing import block_document, block_ids, block_meta, visible_block_ids
from knowhow.models import BlockFile, BuildingBlock, CasePage, PracticePage
from portal.media.placed import files_changed
from portal.outbox.models import IndexOutbox
from search.indexer import drain
from search.queries import find
from search.results import SearchRequest
from tests.knowhow.factories import (
    make_block,
    make_case,
    make_document,
    make_practice,
    make_stage,
    make_topic,
    make_zone,
)

pytestmark = pytest.mark.django_db
TEXTS = [
    f"{name}_{code}" for name in ("name", "purpose", "how", "enabling", "lessons") for code in ("ko", "en")
]


def use(block: BuildingBlock, *pages: CasePage | PracticePage) -> BuildingBlock:
    for page in pages:
        page.blocks.add(block)
        page.save()
    return block


def content(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    return bytes(b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.fixture
def block() -> BuildingBlock:
    """One with every text, used by a case and a practice."""
    filled = make_block(slug="booking-table", **{name: f"{name} 예약" for name in TEXTS if name != "name_ko"})
    practice = make_practice(stage=make_stage(), topic=make_topic())
    return use(filled, make_case(), practice)


def test_list_finds_by_words_and_counts_uses(client: Client, block: BuildingBlock) -> None:
    other = use(make_block("다른 구성요소", slug="other", purpose_ko="다릅니다."), make_case("둘째"))
    page = content(client, "/blocks/")
    assert block.get_absolute_url() in page
    assert "2곳에서 씁니다" in page
    found = content(client, "/blocks/?q=예약")
    assert block.get_absolute_url() in found
    assert other.get_absolute_url() not in found
    assert "조건에 맞는 구성요소가 없습니다." in content(client, "/blocks/?q=zzzz")
    first_used = content(client, "/blocks/?sort=used")
    assert first_used.index(block.get_absolute_url()) < first_used.index(other.get_absolute_url())


def test_empty_list_says_when_something_comes(client: Client) -> None:
    assert "아직 올라온 구성요소가 없습니다." in content(client, "/blocks/")


def test_files_and_api_hold_every_text(client: Client, block: BuildingBlock) -> None:
    row = next(csv.DictReader(io.StringIO(content(client, "/blocks/blocks.csv").removeprefix("\ufeff"))))
    labels = {column.key: str(column.label) for column in BLOCK_COLUMNS}
    for name in TEXTS:
        assert row[labels[name]] == getattr(block, name), name
    assert row[labels["uses"]] == "2"
    assert client.get("/blocks/blocks.xlsx").status_code == 200
    for path in ("/blocks/blocks.json", "/api/v1/blocks"):
        told = client.get(path).json()["results"]
        assert [told[0][name] for name in TEXTS] == [getattr(block, name) for name in TEXTS]
        assert told[0]["uses"] == 2
    assert client.get("/api/v1/blocks?sort=zzz").status_code == 400


def test_examples_come_when_asked_for(client: Client) -> None:
    use(make_block(is_sample=True), make_case())
    assert client.get("/api/v1/blocks").json()["count"] == 0
    assert client.get("/api/v1/blocks?sample=1").json()["results"][0]["sample"] is True


def test_document_holds_every_text_and_the_facets_of_its_users(block: BuildingBlock) -> None:
    for language in ("ko", "en"):
        document = block_document(str(block.pk), language)
        assert document is not None
        shown = f"{document.title} {document.summary} {document.body}"
        expected = [getattr(block, name) for name in TEXTS if name.endswith(language)]
        assert [text for text in expected if text not in shown] == []
        assert document.facets["stage"] == ("processing",)
        assert document.facets["field"] == ("agriculture_food",)
    assert block_meta([str(block.pk)], "ko")[str(block.pk)].lines == ("2곳에서 씁니다",)
    assert list(block_ids()) == [str(block.pk)]


@pytest.mark.long
def test_search_finds_it_and_its_feed_tells_of_it(client: Client, block: BuildingBlock) -> None:
    drain()
    answer = find(SearchRequest("enabling_ko 예약", kinds=("block",)), viewer=AnonymousUser())
    assert [hit.url for hit in answer.hits] == [block.get_absolute_url()]
    assert block.get_absolute_url() in content(client, "/search/feed/?kind=block")


def test_what_only_a_draft_uses_is_found_by_nobody() -> None:
    hidden = use(make_block(), make_case(live=False))
    assert block_document(str(hidden.pk), "ko") is None
    assert visible_block_ids([str(hidden.pk), "x"], AnonymousUser(), "ko") == set()


def publish(page: CasePage) -> None:
    page.save_revision().publish()


def close(page: CasePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def let_go(page: CasePage) -> None:
    page.blocks.clear()
    page.save()


def move(page: CasePage) -> None:
    page.move(make_zone("다른 특구", slug="other").page, pos="last-child")


def save_zone(page: CasePage) -> None:
    page.zone.save()


CHANGES: list[Callable[[CasePage], object]] = [
    publish,
    lambda page: page.unpublish(),
    lambda page: Page.objects.get(pk=page.pk).delete(),
    close,
    let_go,
    move,
    save_zone,
    lambda page: page.blocks.first().save(),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: getattr(change, "__name__", "line"))
def test_whatever_may_change_it_is_told_to_the_index(change: Callable[[CasePage], object]) -> None:
    page = make_case()
    block = use(make_block(), page)
    IndexOutbox.objects.all().delete()
    change(CasePage.objects.get(pk=page.pk))
    assert IndexOutbox.objects.filter(kind="block", object_id=str(block.pk)).exists()


def test_file_of_a_block_is_told_to_the_index_once_its_text_is_read(block: BuildingBlock) -> None:
    row = BlockFile.objects.create(
        block=block,
        document=make_document(),
        title_ko="규약안",
        is_free_of_personal_data=True,
        is_free_of_others_rights=True,
    )
    ReferenceIndex.create_or_update_for_object(block)  # Wagtail does so once the change is committed
    IndexOutbox.objects.all().delete()
    files_changed([row.document_id])
    assert ("block", str(block.pk)) in IndexOutbox.objects.values_list("kind", "object_id")


def test_zone_and_field_show_what_their_pages_use(client: Client, block: BuildingBlock) -> None:
    zone = PracticePage.objects.get().zone
    for path in (zone.get_absolute_url(), f"/fields/{zone.field.slug}/"):
        assert block.get_absolute_url() in content(client, path)


def test_anonymous_case_lends_its_zone_no_block(client: Client) -> None:
    """The rule of the form forbids blocks there; were one left, no page would tell by it."""
    case = make_case()
    block, zone = use(make_block(), case), case.zone
    assert block.get_absolute_url() in content(client, zone.get_absolute_url())
    CasePage.objects.filter(pk=case.pk).update(is_anonymous=True, outcome="stopped")
    assert block.get_absolute_url() not in content(client, zone.get_absolute_url())
    document = block_document(str(block.pk), "ko")
    assert document is None or document.facets == {}


@pytest.mark.parametrize("path", ["/blocks/", "/practices/"])
def test_menu_shows_where_one_is(client: Client, path: str) -> None:
    assert 'aria-current="true" data-gnb="gnb-cases"' in content(client, path)
