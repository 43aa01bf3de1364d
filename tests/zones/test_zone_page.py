"""The page of a zone: facts with sources, unknown shown as unknown, addresses, rights."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from portal.zones.models import GradeStep, PublishedGrade, Zone, ZonePage, ZoneStage

pytestmark = pytest.mark.usefixtures("facts")

PAGE_QUERIES = 10
"""Without the page store: three panels and the notes beside facts ask anew. With it there are fewer (`tests/home/test_query_counts.py`)."""


@pytest.fixture
def gongju() -> ZonePage:
    page: ZonePage = ZonePage.objects.get(zone__name_ko="공주 알밤특구")
    return page


def _body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_the_name_and_the_date_with_its_source(client: Client, gongju: ZonePage) -> None:
    body = _body(client, gongju.get_url())
    assert "공주 알밤특구" in body
    assert all(source.replace("&", "&amp;") in body for source in gongju.zone.sources)


def test_page_asks_a_fixed_number_of_queries(
    client: Client, gongju: ZonePage, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.get(gongju.get_url())
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"/zones/{gongju.public_slug}/")


@pytest.mark.whole
def test_every_zone_page_answers_and_every_tenth_in_english(client: Client) -> None:
    slugs = list(ZonePage.objects.order_by("pk").values_list("public_slug", flat=True))
    answers = {client.get(f"/zones/{slug}/").status_code for slug in slugs}
    answers |= {client.get(f"/en/zones/{slug}/").status_code for slug in slugs[::10]}
    assert len(slugs) == 179
    assert answers == {200}


def test_unknown_facts_are_said_to_be_unknown(client: Client, gongju: ZonePage) -> None:
    Zone.objects.filter(pk=gongju.zone_id).update(area_m2=None)
    assert "확인되지 않음" in _body(client, gongju.get_url())


def test_released_zone_stays_readable_and_says_why(client: Client) -> None:
    zone = Zone.objects.get(name_ko="완주 포도주산업특구")
    body = _body(client, zone.get_absolute_url())
    assert "지정이 해제된 특구입니다" in body
    assert str(zone.get_release_reason_display()) in body


def test_province_at_designation_is_shown_where_it_changed(client: Client) -> None:
    body = _body(client, Zone.objects.get(name_ko="순창 장류산업특구").get_absolute_url())
    assert "전북특별자치도" in body
    assert "전라북도" in body


def test_jeju_zone_says_that_its_office_is_not_known(client: Client) -> None:
    zone = Zone.objects.filter(province__code="50").first()
    assert zone is not None
    assert "담당 청 미확인" in _body(client, zone.get_absolute_url())


def test_type_badge_brings_the_support_it_opens(client: Client, gongju: ZonePage) -> None:
    assert "개별 인정특례" not in _body(client, gongju.get_url())
    Zone.objects.filter(pk=gongju.zone_id).update(type=Zone.Type.ADVANCEMENT)
    body = _body(client, gongju.get_url())
    assert "부가가치 고도화형" in body
    assert "개별 인정특례" in body


def test_grades_are_shown_with_their_table(client: Client, gongju: ZonePage) -> None:
    for year, step in ((2023, 3), (2024, 5)):
        PublishedGrade.objects.create(zone=gongju.zone, year=year, grade=GradeStep.objects.get(step=step))
    body = _body(client, gongju.get_url())
    assert "등급 흐름" in body
    assert "<table" in body.split("등급 흐름", 1)[1].split("</section>", 1)[0]


def test_value_chain_gap_is_said_in_words(client: Client, gongju: ZonePage) -> None:
    stage = ZoneStage.objects.create(zone=gongju.zone, stage_id=1, actors=3, gap_ko="저온 창고")
    body = _body(client, gongju.get_url())
    assert stage.gap_ko in body
    assert "부족" in body


def test_peers_give_two_reasons_each(client: Client, gongju: ZonePage) -> None:
    peers = client.get(gongju.get_url()).context["profile"].peers.peers
    assert 0 < len(peers) <= 10
    assert all(len(peer.reasons) >= 2 for peer in peers)


def test_peers_say_what_is_missing(client: Client, gongju: ZonePage) -> None:
    assert "유형" in client.get(gongju.get_url()).context["profile"].peers.missing


def test_page_address_is_the_same_everywhere(client: Client, gongju: ZonePage) -> None:
    assert gongju.get_url() == gongju.zone.get_absolute_url() == f"/zones/{gongju.public_slug}/"
    assert f"/zones/{gongju.public_slug}/</loc>" in client.get("/sitemap.xml").content.decode()


def test_tree_address_goes_to_the_public_one(rf: RequestFactory, gongju: ZonePage) -> None:
    response = gongju.serve(rf.get("/any/place/in/the/tree/"))
    assert response.status_code == 301
    assert response["Location"] == f"/zones/{gongju.public_slug}/"


def test_english_page_names_the_zone_in_english_and_marks_korean(client: Client, gongju: ZonePage) -> None:
    body = _body(client, f"/en/zones/{gongju.public_slug}/")
    assert '<html lang="en"' in body
    assert gongju.zone.name_en in body
    assert 'lang="ko"' in body


def test_unpublished_page_is_not_found(client: Client, gongju: ZonePage) -> None:
    gongju.unpublish()
    assert client.get(f"/zones/{gongju.public_slug}/").status_code == 404


def test_draft_text_is_never_public(client: Client, gongju: ZonePage) -> None:
    gongju.lead_ko = "카나리아초안문장"
    gongju.save_revision()
    assert "카나리아초안문장" not in _body(client, f"/zones/{gongju.public_slug}/")


@pytest.mark.parametrize("signed_in", [False, True])
def test_private_page_is_not_found(client: Client, gongju: ZonePage, *, signed_in: bool) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=gongju.pk), restriction_type=PageViewRestriction.LOGIN
    )
    if signed_in:
        client.force_login(User.objects.create_user("reader@example.org", "a-long-password"))
    assert client.get(f"/zones/{gongju.public_slug}/").status_code == 404


def test_private_zone_leaves_the_list(client: Client, gongju: ZonePage) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=gongju.pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get("/zones/").context["listed"].total == 178


def test_preview_shows_the_draft_in_the_public_template(rf: Any, gongju: ZonePage) -> None:
    gongju.lead_ko = "아직 게시하지 않은 한 줄"
    response = gongju.make_preview_request()
    assert response.status_code == 200
    assert "아직 게시하지 않은 한 줄" in response.rendered_content
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_every_zone_has_its_designation_on_the_life_line(client: Client) -> None:
    for zone in Zone.objects.exclude(designated_text="").order_by("pk")[:8]:
        events = client.get(zone.get_absolute_url()).context["profile"].timeline
        assert [event.title for event in events].count("지정") == 1, zone.name_ko
