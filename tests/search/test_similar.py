"""What is like a pasted problem or like a document, with the reasons; nothing of the text stays."""

import html
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search import circuit as circuits
from search.models import LoggedSearch
from search.similar import similar_to_document, similar_to_text
from tests.search.hostile import HOSTILE
from tests.search.room import Room

PAGE = "/search/similar/"
ANYONE = AnonymousUser()
PROBLEM = "군밤축제를 열어 관광객에게 밤을 팔고 싶은데 규제특례를 활용할 수 있는지 알고 싶습니다."


def post(client: Client, text: str) -> str:
    return html.unescape(client.post(PAGE, {"text": text}).content.decode())


def titles(text: str, kind: str = "case") -> list[str]:
    found = similar_to_text(text, viewer=ANYONE, kinds=("case", "zone"))
    return [similar.hit.title for similar in found[kind]]


def test_a_problem_finds_what_is_like_it_and_says_why(built: None) -> None:
    found = similar_to_text(PROBLEM, viewer=ANYONE, kinds=("case", "zone"))
    assert found["case"][0].hit.title == "밤 한 품목을 축제와 박람회로 잇다"
    assert "군밤축제" in found["case"][0].words or "축제" in found["case"][0].words


def test_the_page_shows_kinds_words_and_keeps_the_text(built: None, client: Client) -> None:
    page = post(client, PROBLEM)
    assert f">\n{PROBLEM}</textarea>" in page
    assert "밤 한 품목을" in page.replace("<mark>", "").replace("</mark>", "")
    assert "함께 나오는 말" in page
    assert "<mark>" in page


def test_hidden_things_are_like_nothing(built: None, client: Client, case_room: Room) -> None:
    assert "밤 한 품목을 축제와 박람회로 잇다" in titles(PROBLEM)
    case_room.things["밤-축제"].is_public = False
    assert "밤 한 품목을 축제와 박람회로 잇다" not in titles(PROBLEM)
    assert "박람회로" not in post(client, PROBLEM)


def test_a_document_is_not_like_itself(built: None) -> None:
    found = similar_to_document("zone", "1", language="ko", kinds=("zone", "case"))
    assert "밤-축제" in [alike.object_id for alike in found]
    assert all(alike.words for alike in found)
    assert "1" not in [alike.object_id for alike in found]


def test_an_unknown_document_is_like_nothing(built: None) -> None:
    assert similar_to_document("zone", "no", language="ko", kinds=("zone",)) == ()


def test_an_english_problem_finds_english_documents(built: None) -> None:
    assert "Taking one crop to festivals" in titles("We would like to sell our crop at festivals")


# --- The form


def test_the_form_stands_without_script_and_without_a_token(db: None, client: Client) -> None:
    response = client.get(PAGE)
    page = response.content.decode()
    assert 'method="post"' in page
    assert "csrfmiddlewaretoken" not in page
    assert "Set-Cookie" not in response.headers


def test_sending_sets_no_cookie_and_nothing_is_kept_by_caches(built: None, client: Client) -> None:
    response = Client(enforce_csrf_checks=True).post(PAGE, {"text": PROBLEM})
    assert response.status_code == 200
    assert (response.headers["Cache-Control"], response.cookies) == ("no-store", {})


def test_too_long_a_text_is_refused_and_stays(built: None, client: Client) -> None:
    page = post(client, "밤" * 2_001)
    assert "지금 2001자이니 2000자까지" in page
    assert "밤" * 2_001 in page
    assert "maxlength" not in page.partition("<textarea")[2].partition(">")[0]


def test_two_thousand_characters_are_taken(built: None, client: Client) -> None:
    assert "글자가 너무 많습니다" not in post(client, "밤 축제 " * 400)


def test_an_empty_text_is_asked_for(built: None, client: Client) -> None:
    assert "풀고 싶은 문제를 적어 주십시오." in post(client, "  \n ")


def test_a_text_that_is_like_nothing_says_what_to_do(built: None, client: Client) -> None:
    assert "비슷한 것을 찾지 못했습니다." in post(client, "zzzz qqqq")


@pytest.mark.long
def test_hostile_text_is_no_error(built: None, client: Client) -> None:
    for text in HOSTILE:
        sent = urlencode({"text": text.encode("utf-8", "surrogatepass")})
        response = client.post(PAGE, sent, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200


def test_markup_in_a_text_stays_text(built: None, client: Client) -> None:
    sent = f"<script>alert(1)</script> {PROBLEM}"
    assert "<script>alert(1)" not in client.post(PAGE, {"text": sent}).content.decode()


# --- Nothing stays


def test_nothing_of_the_text_is_logged(built: None, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as queries:
        post(client, f"{PROBLEM} 비밀낱말")
    assert "비밀낱말" not in caplog.text
    assert not LoggedSearch.objects.exists()
    writes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []


def test_the_number_of_questions_does_not_grow_with_the_text(built: None, client: Client) -> None:
    def count(text: str) -> int:
        post(client, text)
        with CaptureQueriesContext(connection) as queries:
            post(client, text)
        return len(queries)

    assert count(PROBLEM * 20) <= count(PROBLEM) + 2


# --- The engine away


@pytest.fixture
def away(embedded: None, built: None, index_directory: Path) -> Iterator[None]:
    """The index is gone."""
    circuits._circuit.cache_clear()
    shutil.move(index_directory, index_directory.with_name("away"))
    yield
    circuits._circuit.cache_clear()


def test_without_an_engine_the_page_says_so_and_keeps_the_text(away: None, client: Client) -> None:
    response = client.post(PAGE, {"text": PROBLEM})
    page = html.unescape(response.content.decode())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "검색 엔진이 쉬고 있습니다." in page
    assert PROBLEM in page


def test_without_an_engine_documents_are_like_nothing(away: None) -> None:
    assert similar_to_document("zone", "1", language="ko", kinds=("zone",)) == ()
