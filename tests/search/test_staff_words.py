"""Editors keep synonyms and words of the analyser, and see what one would do before it is saved."""

import pytest
from django.test import Client

from search.models import Synonym, UserWord
from tests.accounts.people import make_person, sign_in

SYNONYMS = "/cms/snippets/search/synonym/"
WORDS = "/cms/snippets/search/userword/"
SYNONYM_EFFECT = "/cms/search-index/synonym-effect/"
WORD_EFFECT = "/cms/search-index/word-effect/"
PAGES = [SYNONYMS, f"{SYNONYMS}add/", WORDS, f"{WORDS}add/", SYNONYM_EFFECT, WORD_EFFECT]

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def staff(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    return client


def body(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", PAGES)
def test_member_without_the_right_is_refused(client: Client, address: str) -> None:
    sign_in(client, make_person("member@example.kr", has_second_factor=True))
    assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("address", PAGES)
def test_editor_may(staff: Client, address: str) -> None:
    body(staff, address)


def test_synonym_is_added_with_who_added_it_and_counts_at_once(staff: Client) -> None:
    assert "고추장" in body(staff, f"{SYNONYMS}add/", word="고추장", meant="장류")
    given = {"word": "고추장", "meant": "장류", "is_active": "on", "note": "넓은 말"}
    assert staff.post(f"{SYNONYMS}add/", given).status_code == 302
    added = Synonym.objects.get()
    assert (added.goes_both_ways, added.added_by and added.added_by.email) == (False, "editor@example.kr")
    assert staff.get("/api/v1/search?q=고추장").json()["synonyms"] == [{"word": "고추장", "synonym": "장류"}]
    assert "고추장" in body(staff, SYNONYMS)


def test_refused_synonym_keeps_what_was_typed(staff: Client) -> None:
    answer = staff.post(f"{SYNONYMS}add/", {"word": "장류", "meant": "장류", "note": "적던 근거"})
    assert answer.status_code == 200
    assert "적던 근거" in answer.content.decode()
    assert "낱말과 같은 말입니다" in answer.content.decode()
    assert not Synonym.objects.exists()


def test_effect_shows_both_sides_and_saves_nothing(staff: Client) -> None:
    page = body(staff, SYNONYM_EFFECT, q="엘리베이터", word="엘리베이터", meant="장류")
    assert "지금: 0건" in page
    assert "저장하면: 1건" in page
    assert "새로 나옴" in page
    assert "순창 장류산업특구" in page
    assert "/cms/snippets/search/synonym/add/?word=" in page
    assert not Synonym.objects.exists()


def test_effect_of_what_changes_nothing_says_so(staff: Client) -> None:
    assert "달라지지 않습니다" in body(staff, SYNONYM_EFFECT, q="공주", word="가나다", meant="라마바")


@pytest.mark.parametrize("query", [{"q": ""}, {"q": "x" * 500, "word": "a", "meant": "b"}, {"q": "a\0b"}])
def test_odd_input_to_the_effect_is_told(staff: Client, query: dict[str, str]) -> None:
    body(staff, SYNONYM_EFFECT, **query)
    body(staff, WORD_EFFECT, **query)


def test_parts_must_make_up_the_word(staff: Client) -> None:
    answer = staff.post(f"{WORDS}add/", {"word": "누에타운", "parts": "누에 마을"})
    assert "이어 붙이면 낱말과 같아야" in answer.content.decode()
    assert "누에 마을" in answer.content.decode()
    assert staff.post(f"{WORDS}add/", {"word": "누에타운", "parts": "누에 타운"}).status_code == 302
    word = UserWord.objects.get()
    assert word.parts == ["누에", "타운"]
    assert 'value="누에 타운"' in body(staff, f"{WORDS}edit/{word.pk}/")


def test_effect_of_a_word_shows_how_a_text_falls(staff: Client) -> None:
    page = body(staff, WORD_EFFECT, q="고창 복분자선운사축제", word="복분자 선운사", atomic="on")
    assert "복분자선운사" in page
