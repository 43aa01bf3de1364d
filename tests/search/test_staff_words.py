"""Editors keep synonyms and words of the analyser, and see what one would do before it is saved."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from search.builds import live_build
from search.indexer import is_outdated, rebuild
from search.models import AnalysedText, Synonym, UserWord
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
    assert "<td>0건</td><td>1건</td>" in page
    assert "새로 나옴" in page
    assert "순창 장류산업특구" in page
    assert "(엘리베이터=장류)" in page
    assert "/cms/snippets/search/synonym/add/?word=" in page
    assert not Synonym.objects.exists()


def test_effect_marks_what_moves(staff: Client) -> None:
    page = body(staff, SYNONYM_EFFECT, q="공주", word="공주", meant="특례")
    assert "새로 나옴" in page
    assert "<ol>" in page


def test_effect_of_what_stands_compares_with_its_absence(staff: Client) -> None:
    standing = Synonym.objects.create(word="엘리베이터", meant="장류")
    page = body(staff, SYNONYM_EFFECT, q="엘리베이터", word="엘리베이터", meant="장류")
    assert "이미 저장된 동의어입니다" in page
    assert "<td>0건</td><td>1건</td>" in page
    assert SYNONYM_EFFECT in body(staff, SYNONYMS)
    assert f"{SYNONYM_EFFECT}?q=" in body(staff, f"{SYNONYMS}edit/{standing.pk}/")


def test_effect_of_what_changes_nothing_says_so(staff: Client) -> None:
    assert "달라지지 않습니다" in body(staff, SYNONYM_EFFECT, q="공주", word="가나다", meant="라마바")


def test_effect_refuses_what_could_not_be_saved(staff: Client) -> None:
    Synonym.objects.create(word="가나다", meant="라마바")
    page = body(staff, SYNONYM_EFFECT, q="공주", word="라마바", meant="가나다")
    assert "이(가) 이미 있습니다" in page
    assert "<ol>" not in page


def test_each_change_is_in_the_history(staff: Client) -> None:
    staff.post(f"{SYNONYMS}add/", {"word": "고추장", "meant": "장류", "is_active": "on"})
    pk = Synonym.objects.get().pk
    staff.post(f"{SYNONYMS}edit/{pk}/", {"word": "고추장", "meant": "된장", "is_active": "on"})
    staff.post(f"{SYNONYMS}delete/{pk}/")
    assert not Synonym.objects.exists()
    actions = ModelLogEntry.objects.filter(content_type__model="synonym").order_by("timestamp", "pk")
    assert list(actions.values_list("action", flat=True)) == [
        "wagtail.create",
        "wagtail.edit",
        "wagtail.delete",
    ]
    assert {entry.user.email for entry in actions} == {"editor@example.kr"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"word": "", "meant": "장류"}, "필수"),
        ({"word": "가" * 61, "meant": "장류"}, "60"),
        ({"word": "고추장", "meant": "장류"}, "이미 있는 동의어입니다"),
        ({"word": "다", "meant": "가", "note": "꼬리"}, "제자리로 돌아옵니다: 다 → 가 → 나 → 다"),
    ],
)
def test_refusals_say_why(staff: Client, given: dict[str, str], message: str) -> None:
    for word, meant in (("고추장", "장류"), ("가", "나"), ("나", "다")):
        Synonym.objects.create(word=word, meant=meant, goes_both_ways=False)
    answer = staff.post(f"{SYNONYMS}add/", given)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert Synonym.objects.count() == 3


@pytest.mark.long
@pytest.mark.parametrize("query", [{"q": ""}, {"q": "x" * 500, "word": "a", "meant": "b"}, {"q": "a\0b"}])
def test_odd_input_to_the_effect_is_told(staff: Client, query: dict[str, str]) -> None:
    body(staff, SYNONYM_EFFECT, **query)
    body(staff, WORD_EFFECT, **query)


def test_parts_must_make_up_the_word(staff: Client) -> None:
    answer = staff.post(f"{WORDS}add/", {"word": "누에타운", "tag": "name", "parts": "누에 마을"})
    assert "이어 붙이면 낱말과 같아야" in answer.content.decode()
    assert "누에 마을" in answer.content.decode()
    given = {"word": "누에타운", "tag": "noun", "parts": "누에 타운", "source": "검색 기록"}
    added = staff.post(f"{WORDS}add/", given, follow=True)
    assert "색인을 새로 만든 다음부터" in added.content.decode()
    word = UserWord.objects.get()
    assert (word.parts, word.tag, word.added_by and word.added_by.email) == (
        ["누에", "타운"],
        "noun",
        "editor@example.kr",
    )
    assert 'value="누에 타운"' in body(staff, f"{WORDS}edit/{word.pk}/")


@pytest.mark.long
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"word": "누에타운", "parts": "누에 타운", "is_atomic": "on"}, "구성 낱말이 없어야"),
        ({"word": "AI"}, "한글로 된 낱말"),
        ({"word": "밤"}, "두 글자 이상"),
        ({"word": "장류마을"}, "이미 있는 낱말입니다"),
        ({"word": "가" * 61}, "60"),
    ],
)
def test_refused_words_say_why(staff: Client, given: dict[str, str], message: str) -> None:
    UserWord.objects.create(word="장류마을")
    answer = staff.post(f"{WORDS}add/", {"tag": "name", **given})
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert UserWord.objects.count() == 1


@pytest.mark.whole
def test_word_counts_from_the_next_rebuild_on(staff: Client) -> None:
    before = live_build().lexicon.digest
    UserWord.objects.create(word="누에타운", parts=["누에", "타운"])
    assert is_outdated()
    rebuild()
    build = live_build()
    assert build.lexicon.digest != before
    assert build.analyser is not None
    assert [term.text for term in build.analyser.terms("누에타운")] == ["누에", "타운"]
    assert not is_outdated()


@pytest.mark.whole
def test_effect_of_a_word_shows_terms_and_results_and_saves_nothing(staff: Client) -> None:
    kept = AnalysedText.objects.count()
    page = body(staff, WORD_EFFECT, q="박람회", word="알밤박람회", atomic="on", tag="name")
    assert "문서 1건을 다시 나누어" in page
    assert "열 건에서 빠지는 것" in page  # who looks for a part no longer finds the whole
    assert "한 시간 안에 저절로" in page
    assert (UserWord.objects.count(), AnalysedText.objects.count()) == (0, kept)


@pytest.mark.whole
def test_effect_of_a_word_shows_how_a_text_falls(staff: Client) -> None:
    page = body(staff, WORD_EFFECT, q="고창 복분자선운사축제", word="복분자 선운사", atomic="on")
    assert "복분자선운사" in page
