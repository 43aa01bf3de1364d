"""What the beginning of a name may mean."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from portal.outbox.actions import mark_changed
from search import circuit as circuits
from search.indexer import drain
from search.models import PopularSearch
from search.suggesting import suggest
from search.suggestion_keys import keys_of_names, slip_of, typed_keys
from tests.search.hostile import HOSTILE
from tests.search.room import Room, Thing

ANYONE = AnonymousUser()
API = "/api/v1/suggest"


def titles(client: Client, text: str, **parameters: str) -> list[str]:
    body = client.get(API, {"q": text, **parameters}).json()
    return [found["title"] for found in body["suggestions"]]


def test_beginning_of_a_name_is_enough(built: None, client: Client) -> None:
    assert titles(client, "순창") == ["순창 장류산업특구"]


def test_syllable_typed_halfway_is_enough(built: None, client: Client) -> None:
    assert set(titles(client, "공ㅈ")[:2]) == {"공주 알밤특구", "공주 한민족교육특구"}


def test_other_names_count(built: None, client: Client) -> None:
    assert titles(client, "청양고추특") == ["청양 고추·구기자특구"]


def test_suggestion_has_what_a_list_needs(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=순창").json()
    assert body == {
        "suggestions": [
            {
                "kind": "zone",
                "kind_label": "zone 자료",
                "id": "2",
                "title": "순창 장류산업특구",
                "place": "zone 2",
                "url": "/zone/2/",
                "language": "ko",
                "is_sample": False,
            }
        ],
        "queries": [],
        "filters": [],
        "understood_as": "",
        "did_you_mean": "",
        "is_degraded": False,
    }


def test_language_may_be_chosen(built: None, client: Client) -> None:
    assert titles(client, "sunchang", language="en") == ["Sunchang Fermented Sauce Special Zone"]


def test_limit_is_kept(built: None, client: Client) -> None:
    assert len(titles(client, "공주", limit="1")) == 1


def test_nothing_typed_suggests_nothing(built: None, client: Client) -> None:
    assert titles(client, "  ") == []


def test_hidden_thing_is_not_suggested(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["2"].is_public = False
    assert titles(client, "순창") == []


def test_hidden_things_leave_room_for_others(built: None, zone_room: Room) -> None:
    zone_room.things["1"].is_public = False
    found = suggest("공주", language="ko", viewer=ANYONE, limit=1)
    assert [suggested.title for suggested in found.suggestions] == ["공주 한민족교육특구"]


@pytest.mark.parametrize("query", ["limit=0", "limit=21", "limit=x", "language=fr"])
def test_bad_parameter_is_named_in_a_problem(built: None, client: Client, query: str) -> None:
    response = client.get(f"{API}?q=a&{query}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [query.partition("=")[0]]


def test_same_question_is_answered_304(built: None, client: Client) -> None:
    etag = client.get(f"{API}?q=순창")["ETag"]
    assert client.get(f"{API}?q=순창", headers={"If-None-Match": etag}).status_code == 304


def test_hostile_text_is_no_error(built: None, client: Client) -> None:
    for text in HOSTILE:
        assert client.get(API, {"q": text.encode("utf-8", "surrogatepass")}).status_code == 200


def test_deleted_thing_counts_nowhere_before_the_index_learns_of_it(
    built: None, client: Client, zone_room: Room
) -> None:
    before = client.get("/api/v1/search?q=공주").json()
    del zone_room.things["1"]
    mark_changed("zone", "1")
    after = client.get("/api/v1/search?q=공주").json()
    assert after["total"] == before["total"] - 1
    assert after["kinds"]["zone"] == before["kinds"]["zone"] - 1
    assert sum(option["count"] for option in after["facets"]["province"]) == before["total"] - 1


def test_proposal_never_names_what_is_hidden(built: None, client: Client, zone_room: Room) -> None:
    assert client.get("/api/v1/search?q=구기재").json()["understood_as"] == "구기자"
    zone_room.things["4"].is_public = False
    mark_changed("zone", "4")
    answer = client.get("/api/v1/search?q=구기재").json()
    assert (answer["understood_as"], answer["did_you_mean"]) == ("", "")


def test_initials_are_read_in_words_that_may_be_seen(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things |= {"90": Thing("나루 비밀특구"), "91": Thing("노래 공개특구")}
    mark_changed("zone", "90")
    mark_changed("zone", "91")
    drain()
    assert client.get("/api/v1/search?q=ㄴㄹ").json()["understood_as"] == "나루"
    zone_room.things["90"].is_public = False
    mark_changed("zone", "90")
    answer = client.get("/api/v1/search?q=ㄴㄹ").json()
    assert (answer["understood_as"], answer["total"]) == ("노래", 1)


def test_thing_that_comes_back_is_counted_again(built: None, client: Client, zone_room: Room) -> None:
    zone_room.things["90"] = Thing("공주 새특구")
    mark_changed("zone", "90")
    assert client.get("/api/v1/search?q=공주").json()["total"] == 3


# --- Ways of typing: the same on an engine and in the database


@pytest.fixture(params=["engine", "database"])
def asked(
    request: pytest.FixtureRequest, embedded: None, built: None, index_directory: Path
) -> Iterator[Client]:
    """A browser, with an engine and without."""
    circuits._circuit.cache_clear()
    if request.param == "database":
        shutil.move(index_directory, index_directory.with_name("away"))
    yield Client()
    circuits._circuit.cache_clear()


def answer(client: Client, text: str, **parameters: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(API, {"q": text, **parameters}).json()
    return body


def named(body: dict[str, Any]) -> list[str]:
    return [found["title"] for found in body["suggestions"]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("ㅅ", "순창 장류산업특구"),
        ("순차", "순창 장류산업특구"),
        ("공중", "공주 알밤특구"),
        ("공주알", "공주 알밤특구"),
        ("공 주 알", "공주 알밤특구"),
        ("ㄱㅈㅇㅂ", "공주 알밤특구"),
        ("ㅅㅊㅈㄹ", "순창 장류산업특구"),
        ("순ㅊ장", "순창 장류산업특구"),
        ("순ㅊ자", "순창 장류산업특구"),
        ("ㅅ창", "순창 장류산업특구"),
        ("ㄳㄱ", ""),
        ("알밤", "공주 알밤특구"),
        ("장류", "순창 장류산업특구"),
        ("구기자", "청양 고추·구기자특구"),
        ("GONGJU", "공주 알밤특구"),
        ("chest", "공주 알밤특구"),
    ],
)
def test_each_way_of_typing_finds_the_name(asked: Client, text: str, title: str) -> None:
    found = named(answer(asked, text))
    assert title in found if title else not found


def test_compound_initials_are_taken_apart(asked: Client, zone_room: Room) -> None:
    zone_room.things["90"] = Thing("강서 새특구")
    mark_changed("zone", "90")
    drain()
    assert named(answer(asked, "\u3133")) == ["강서 새특구"]


def test_titles_come_before_other_names(asked: Client, zone_room: Room) -> None:
    zone_room.things["90"] = Thing("나주 배특구", aliases=("공주 옛특구",))
    mark_changed("zone", "90")
    drain()
    assert named(answer(asked, "공주"))[-1] == "나주 배특구"


@pytest.mark.parametrize(
    ("text", "meant"), [("tnsckd", "순창"), ("TNSCKD", "순창"), ("tnsc", "순ㅊ"), ("rhdwndkf", "공주알")]
)
def test_the_other_layout_is_used_where_what_was_typed_begins_nothing(
    asked: Client, text: str, meant: str
) -> None:
    body = answer(asked, text)
    assert (bool(body["suggestions"]), body["understood_as"], body["did_you_mean"]) == (True, meant, "")


def test_latin_names_are_found_from_the_korean_layout(asked: Client) -> None:
    assert answer(asked, "해ㅜ허ㅕ")["understood_as"] == "gongju"


def test_the_other_layout_is_only_offered_beside_what_was_typed(asked: Client, zone_room: Room) -> None:
    zone_room.things["90"] = Thing("tnsckd 마을")
    mark_changed("zone", "90")
    drain()
    body = answer(asked, "tnsckd")
    assert (named(body), body["understood_as"], body["did_you_mean"]) == (["tnsckd 마을"], "", "순창")


@pytest.mark.parametrize("text", ["a28", "tns@ckd", "tns.ckd"])
def test_codes_and_addresses_are_no_slips(text: str) -> None:
    assert slip_of(text) == ""


def test_a_near_spelling_is_found_while_there_is_an_engine(built: None, client: Client) -> None:
    body = answer(client, "구기재")
    assert (named(body), body["understood_as"]) == (["청양 고추·구기자특구"], "구기자")


def test_hidden_things_are_named_in_no_way(asked: Client, zone_room: Room) -> None:
    zone_room.things["4"].is_public = False
    for text in ("청", "ㅊㅇㄱㅊ", "청ㅇ고", "cjddid", "구기자", "구기재", "청양 고추"):
        body = answer(asked, text)
        assert (named(body), body["understood_as"], body["did_you_mean"]) == ([], "", ""), text


def test_keys_of_a_long_name_are_bounded() -> None:
    keys = keys_of_names("가 " * 400, ["나 다 " * 300] * 60)
    assert len(keys) <= 120
    assert all(len(key) <= 61 for key in keys)


def test_nothing_typed_gives_no_key_that_begins_everything() -> None:
    assert typed_keys("· -") == ("",)


# --- Filters


def test_a_value_is_offered_as_a_filter(built: None, client: Client) -> None:
    assert answer(client, "강원")["filters"] == [
        {
            "facet": "province",
            "facet_label": "시·도",
            "value": "gangwon",
            "label": "강원특별자치도",
            "count": 1,
            "url": "/search/?province=gangwon",
        }
    ]


def test_an_old_place_name_leads_to_the_place_of_today(asked: Client) -> None:
    assert [found["value"] for found in answer(asked, "전라북도")["filters"]] == ["jeonbuk"]


def test_words_before_the_filter_stay_to_be_found(built: None, client: Client) -> None:
    (found,) = answer(client, "밤 충청")["filters"]
    assert found["url"] == "/search/?q=%EB%B0%A4&province=chungnam"


def test_a_filter_that_only_hidden_things_have_is_not_offered(asked: Client, zone_room: Room) -> None:
    zone_room.things["5"].is_public = False
    mark_changed("zone", "5")
    assert answer(asked, "강원")["filters"] == []


# --- Words that many looked for


def test_popular_words_are_offered(built: None, client: Client) -> None:
    PopularSearch.objects.create(text="공주 알밤", language="ko", people=5)
    assert answer(client, "공ㅈ")["queries"] == [
        {"text": "공주 알밤", "url": "/search/?q=%EA%B3%B5%EC%A3%BC+%EC%95%8C%EB%B0%A4"}
    ]
    assert answer(client, "공주 알밤")["queries"] == []
    assert answer(client, "공ㅈ", language="en")["queries"] == []


@pytest.mark.parametrize("text", ["구기자", "청양 고추·구기자특구"])
def test_popular_words_that_find_only_hidden_things_are_not_offered(
    built: None, client: Client, zone_room: Room, text: str
) -> None:
    PopularSearch.objects.create(text=text, language="ko", people=50)
    assert answer(client, text[:1])["queries"]
    zone_room.things["4"].is_public = False
    assert answer(client, text[:1])["queries"] == []


def test_popular_words_that_find_nothing_any_more_are_not_offered(built: None, client: Client) -> None:
    PopularSearch.objects.create(text="없는말", language="ko", people=50)
    assert answer(client, "없")["queries"] == []
