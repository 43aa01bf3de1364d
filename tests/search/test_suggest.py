"""What the beginning of a name may mean."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from portal.outbox.actions import mark_changed
from search.indexer import drain
from search.suggesting import suggest
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
    assert set(titles(client, "공ㅈ")) == {"공주 알밤특구", "공주 한민족교육특구"}


def test_other_names_count(built: None, client: Client) -> None:
    assert titles(client, "청양고추특") == ["청양 고추·구기자특구"]


def test_suggestion_has_what_a_list_needs(built: None, client: Client) -> None:
    body = client.get(f"{API}?q=순창").json()
    assert body == {
        "suggestions": [
            {
                "kind": "zone",
                "id": "2",
                "title": "순창 장류산업특구",
                "url": "/zone/2/",
                "language": "ko",
                "is_sample": False,
            }
        ],
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
