"""Other words for the same thing find it too, and the answer says so."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from portal.demo.editorial import load_editorial
from search.engines.base import Either
from search.models import Synonym
from search.synonyms import SynonymRow, synonyms
from tests.search.room import Room


def letters(text: str) -> tuple[str, ...]:
    """An analyser whose terms are the words between blanks."""
    return tuple(text.split())


def rows(*pairs: tuple[str, str, bool]) -> list[SynonymRow]:
    return [SynonymRow(*pair) for pair in pairs]


@pytest.mark.parametrize(
    ("asked", "widened"),
    [
        ("가 나", ("가", "나")),
        ("가 중기부", ("가", Either((("중기부",), ("중소", "기업부"))))),
        ("중소 기업부 나", (Either((("중소", "기업부"), ("중기부",))), "나")),
        ("고추장", (Either((("고추장",), ("장류",))),)),
        ("장류", ("장류",)),
        ("하나", (Either((("하나",), ("둘",), ("셋",))),)),
    ],
)
def test_words_are_widened(asked: str, widened: tuple[str | Either, ...]) -> None:
    table = synonyms(
        rows(
            ("중기부", "중소 기업부", True),
            ("고추장", "장류", False),
            ("하나", "둘", True),
            ("둘", "셋", True),
        ),
        letters,
    )
    assert table.widen(letters(asked)) == widened


def test_word_that_the_analyser_leaves_out_is_no_synonym() -> None:
    table = synonyms(rows(("것", "사물", True)), lambda text: () if text == "것" else (text,))
    assert table.widen(("사물",)) == ("사물",)


@pytest.fixture
def lifts(built: None, zone_room: Room) -> None:
    """One thing under its Korean name, and the loanword as its synonym."""
    Synonym.objects.create(word="고추장", meant="장류", goes_both_ways=False)
    Synonym.objects.create(word="된장국", meant="장류", goes_both_ways=False)


@pytest.mark.usefixtures("lifts")
def test_synonym_finds_and_is_told(client: Client) -> None:
    answer = client.get("/api/v1/search?q=고추장").json()
    assert "순창 장류산업특구" in {hit["title"] for hit in answer["results"]}
    assert answer["synonyms"] == [{"word": "고추장", "synonym": "장류"}]
    page = client.get("/search/?q=고추장").content.decode()
    assert "고추장 = 장류" in page


@pytest.mark.usefixtures("lifts")
def test_hit_says_which_synonym_found_it_and_marks_it(client: Client) -> None:
    answer = client.get("/api/v1/search?q=고추장").json()
    found = {hit["title"]: hit for hit in answer["results"]}
    assert "고추장" in str(found["순창 장류산업특구"]["why"])  # it holds the word itself
    page = client.get("/search/?q=된장국").content.decode()
    assert "동의어 된장국=장류" in page
    assert "<mark>장류</mark>" in page


@pytest.mark.usefixtures("lifts")
def test_phrase_of_a_synonym_must_stand_side_by_side(client: Client) -> None:
    Synonym.objects.create(word="가나다", meant="공주 박람회")
    assert client.get("/api/v1/search?q=가나다").json()["results"] == []
    Synonym.objects.create(word="마바사", meant="알밤 박람회")
    assert [hit["title"] for hit in client.get("/api/v1/search?q=마바사").json()["results"]] == [
        "공주 알밤특구"
    ]


@pytest.mark.usefixtures("lifts")
def test_other_words_of_the_question_must_be_there_all_the_same(client: Client) -> None:
    found = client.get("/api/v1/search?q=순창 된장국").json()
    assert [hit["title"] for hit in found["results"]] == ["순창 장류산업특구"]
    assert not found["notice"]


@pytest.mark.usefixtures("lifts")
def test_words_that_are_one_synonym_do_not_ask_for_more_where_most_are_enough(client: Client) -> None:
    Synonym.objects.create(word="군밤 잔치", meant="가나다", goes_both_ways=False)
    assert client.get("/api/v1/search?q=군밤 잔치 구경").json()["results"]


@pytest.mark.usefixtures("lifts")
def test_one_way_is_no_way_back(client: Client) -> None:
    assert client.get("/api/v1/search?q=장류").json()["synonyms"] == []


@pytest.mark.usefixtures("lifts")
def test_as_typed_leaves_synonyms_out(client: Client) -> None:
    assert client.get("/api/v1/search?q=고추장&typed=1").json()["synonyms"] == []


@pytest.mark.usefixtures("lifts")
def test_synonym_that_is_off_finds_nothing(client: Client) -> None:
    Synonym.objects.update(is_active=False)
    assert client.get("/api/v1/search?q=고추장").json()["synonyms"] == []


@pytest.mark.usefixtures("embedded", "lifts")
def test_database_knows_synonyms_while_the_engine_is_away(
    client: Client, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path_factory.mktemp("nothing")
    answer = client.get("/api/v1/search?q=고추장").json()
    assert answer["is_degraded"]
    assert "순창 장류산업특구" in {hit["title"] for hit in answer["results"]}
    Synonym.objects.create(word="매운 된장", meant="장류산업", goes_both_ways=False)
    found = client.get("/api/v1/search?q=순창 매운 된장").json()  # synonyms of several words too
    assert [hit["title"] for hit in found["results"]] == ["순창 장류산업특구"]


@pytest.mark.parametrize(
    ("word", "meant"), [("", "장류"), ("장류", "장류"), ("장류", " 장류 "), ("A", "a"), ("\u200b", "b")]
)
def test_what_says_nothing_is_refused(db: None, word: str, meant: str) -> None:
    with pytest.raises(ValidationError):
        Synonym(word=word, meant=meant).full_clean()


def test_same_pair_is_refused_turned_round_too(db: None) -> None:
    Synonym.objects.create(word="가", meant="나")
    for word, meant in (("가", "나"), ("나", "가")):
        with pytest.raises(ValidationError):
            Synonym(word=word, meant=meant).full_clean()


def test_shipped_synonyms_come_once_and_stay_as_an_editor_left_them(facts: None) -> None:
    count = Synonym.objects.count()
    assert count > 50
    Synonym.objects.filter(word="중기부").delete()
    assert load_editorial().synonyms == 0
    assert Synonym.objects.count() == count - 1
