"""The page of results and the same search for programs."""

import html
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from search.models import IndexedDocument
from tests.search.hostile import HOSTILE
from tests.search.room import Room, Thing

PAGE = "/search/"
API = "/api/v1/search"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def links_in(page: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'href="(\?[^"]*)"', page)]


def test_page_names_the_query_in_title_and_heading(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주+밤")
    assert "<title>‘공주 밤’ 검색 결과 |" in page
    assert '<span class="qq">공주 밤</span> 검색 결과' in page


def test_hit_shows_kind_title_snippet_and_facts(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류")
    assert '<a href="/zone/2/">순창 <mark>장류</mark>산업특구</a>' in page
    assert "zone 자료" in page
    assert "zone 2" in page
    assert "찾은 곳" in page


def test_result_pages_are_not_for_search_engines(built: None, client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in text_of(client, f"{PAGE}?q=공주")
    assert "noindex" not in text_of(client, PAGE)  # the way in may be found, what it finds is not a page


def test_count_is_announced(built: None, client: Client) -> None:
    assert '<p class="res-n" role="status"><strong>3</strong>건' in text_of(client, f"{PAGE}?q=공주")


def test_tab_in_force_is_marked_and_keeps_the_query(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주&kind=zone")
    assert f'<a href="?q={quote("공주")}&kind=zone" aria-current="page">zone 자료 <b>2</b></a>' in page


def test_applied_filter_can_be_taken_away(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주&province=chungnam&year=2009&page=3")
    assert f"?q={quote('공주')}&year=2009" in links_in(page)
    assert "시·도: 충청남도" in page


def test_facets_are_a_form_that_works_without_javascript(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=공주&province=chungnam")
    assert re.search(r'<input type="checkbox"[^>]*name="province" value="chungnam" checked>', page)
    assert "<noscript><button" in page


def test_nothing_typed_shows_everything(built: None, client: Client) -> None:
    page = text_of(client, PAGE)
    assert "<strong>7</strong>건" in page
    assert "<h1" in page


def test_nothing_found_offers_ways_out(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=쿼크글루온플라즈마&kind=case&province=chungnam")
    assert "‘쿼크글루온플라즈마’에 맞는 자료가 없습니다." in page
    assert "모든 자료에서 찾기" in page
    assert "이렇게 찾아보세요" in page


def test_filters_that_leave_nothing_can_be_dropped(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=장류&province=gangwon")
    assert "조건 모두 지우기" in page
    assert f"?q={quote('장류')}" in links_in(page)


def test_page_past_the_last_leads_back(built: None, client: Client) -> None:
    assert "첫 쪽으로" in text_of(client, f"{PAGE}?q=공주&page=400")


def test_proposal_is_a_link(built: None, client: Client) -> None:
    assert f'<a href="?q={quote("구기자")}">구기자</a>' in text_of(client, f"{PAGE}?q=구기재&typed=1")


def test_other_reading_says_so_and_can_be_undone(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=구기재")
    assert "‘구기재’ 대신 ‘구기자’" in page
    assert f"?q={quote('구기재')}&typed=1" in page


def test_sample_is_marked_on_the_page(built: None, client: Client) -> None:
    assert "예시" in text_of(client, f"{PAGE}?q=도자특구")


def test_results_in_the_other_language_are_marked(built: None, client: Client) -> None:
    page = text_of(client, f"{PAGE}?q=vaccine+exporter")
    assert '<li lang="en">' in page
    assert "영어 자료를 보여 드립니다" in page


def test_english_page_searches_english_documents(built: None, client: Client) -> None:
    assert "Gongju <mark>Chestnut</mark> Special Zone" in text_of(client, f"/en{PAGE}?q=chestnut")


def test_missing_index_is_an_outage_and_not_an_empty_answer(
    db: None, index_directory: Path, zone_room: Room, client: Client
) -> None:
    response = client.get(f"{PAGE}?q=공주")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "지금은 검색할 수 없습니다." in page
    assert "맞는 자료가 없습니다" not in page


def test_markup_in_query_and_documents_is_shown_as_text(built: None, client: Client) -> None:
    response = client.get(PAGE, {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content


def test_public_search_opens_no_session(built: None, client: Client) -> None:
    response = client.get(f"{PAGE}?q=공주")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_is_only_read(built: None, client: Client, method: str) -> None:
    assert getattr(client, method)(PAGE).status_code == 405


@pytest.mark.parametrize("name", ["q", "kind", "page", "sort", "language", "province", "year", "unknown"])
def test_hostile_parameters_give_200_or_400(built: None, client: Client, name: str) -> None:
    for value in HOSTILE if name == "q" else HOSTILE[::4]:
        shown = client.get(PAGE, {name: value.encode("utf-8", "surrogatepass")})
        answered = client.get(API, {name: value.encode("utf-8", "surrogatepass")})
        assert shown.status_code == 200
        assert answered.status_code in {200, 400}


def test_page_reads_the_database_a_fixed_number_of_times(
    built: None, client: Client, zone_room: Room, django_assert_num_queries: object
) -> None:
    client.get(PAGE)  # the documents that it shows are kept from now on
    client.get(f"{PAGE}?q=공주")
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get(f"{PAGE}?q=공주")
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.get(PAGE)


def test_program_gets_the_same_answer(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=장류").json()
    assert (body["total"], body["page"], body["pages"]) == (1, 1, 1)
    hit = body["results"][0]
    assert hit == {
        "kind": "zone",
        "id": "2",
        "title": "순창 장류산업특구",
        "url": "/zone/2/",
        "language": "ko",
        "score": hit["score"],
        "why": ["이름: 장류"],
        "snippet": hit["snippet"],
        "is_sample": False,
    }
    assert body["kinds"] == {"zone": 1, "case": 0}


def test_program_may_filter_and_sort(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=공주&kind=zone&province=chungnam&sort=newest").json()
    assert [hit["id"] for hit in body["results"]] == ["3", "1"]
    assert body["facets"]["province"][0] == {
        "value": "chungnam",
        "label": "충청남도",
        "count": 2,
        "is_selected": True,
        "is_excluded": False,
    }


def test_program_may_choose_the_language(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=chestnut&language=en").json()
    assert [hit["language"] for hit in body["results"]] == ["en"]


def test_program_gets_an_empty_page_past_the_last(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=공주&page=400").json()
    assert (body["results"], body["total"]) == ([], 3)


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=501", "sort=random", "kind=festival", "language=fr", "province=a%22b"]
)
def test_bad_parameter_is_named_in_a_problem(built: None, client: Client, query: str) -> None:
    response = client.get(f"{API}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_program_is_told_of_an_outage(
    db: None, index_directory: Path, zone_room: Room, client: Client
) -> None:
    response = client.get(API)
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")


def test_canary_of_a_hidden_thing_appears_nowhere(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["77"] = Thing("카나리아특구", summary="나오면안되는말", is_public=False)
    zone_room.things["1"].is_public = False
    assert not IndexedDocument.objects.filter(object_id="77").exists()
    for address in (
        f"{PAGE}?q=카나리아특구",
        f"{PAGE}?q=나오면안되는말",
        f"{PAGE}?q=알밤특구",
        PAGE,
        f"{API}?q=알밤",
    ):
        page = text_of(client, address)
        assert "나오면안되는말</p>" not in page
        assert "/zone/77/" not in page
        assert "/zone/1/" not in page
