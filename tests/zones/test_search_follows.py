"""Search hears what happens to a zone's page."""

import pytest
from wagtail.models import Page, PageViewRestriction

from portal.outbox.models import IndexOutbox
from portal.zones.indexing import zone_document
from portal.zones.models import ZonePage

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture
def gongju() -> ZonePage:
    IndexOutbox.objects.all().delete()
    page: ZonePage = ZonePage.objects.get(zone__name_ko="공주 알밤특구")
    return page


def _marked() -> set[tuple[str, str]]:
    return set(IndexOutbox.objects.values_list("kind", "object_id"))


def test_publishing_marks_the_zone(gongju: ZonePage) -> None:
    gongju.save_revision().publish()
    assert ("zone", str(gongju.zone_id)) in _marked()


def test_saving_a_draft_marks_nothing(gongju: ZonePage) -> None:
    gongju.save_revision()
    assert not _marked()


def test_unpublishing_marks_the_zone_and_ends_its_document(gongju: ZonePage) -> None:
    gongju.unpublish()
    assert ("zone", str(gongju.zone_id)) in _marked()
    assert zone_document(str(gongju.zone_id), "ko") is None


def test_closing_the_list_marks_every_zone_below(gongju: ZonePage) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=gongju.get_parent().pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert sum(kind == "zone" for kind, _id in _marked()) == 179
    assert zone_document(str(gongju.zone_id), "ko") is None


def test_moving_a_page_marks_the_zone(gongju: ZonePage) -> None:
    gongju.move(gongju.get_parent(), pos="first-child")
    assert ("zone", str(gongju.zone_id)) in _marked()


def test_document_carries_names_old_new_and_english(gongju: ZonePage) -> None:
    zone = ZonePage.objects.get(zone__name_ko="산청 한방약초산업특구").zone
    document = zone_document(str(zone.pk), "ko")
    assert document is not None
    assert "지리산 약초연구발전특구" in document.aliases
    assert zone.name_en in document.aliases
    assert document.url.startswith("/zones/")
    english = zone_document(str(zone.pk), "en")
    assert english is not None
    assert english.url.startswith("/en/zones/")
