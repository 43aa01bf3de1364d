"""While the engine is away the database answers at the same address, and says so."""

import html
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from search import circuit as circuits
from search import fallback, queries
from search.engines import engine
from search.engines.base import EngineUnavailableError
from search.models import IndexedDocument
from search.queries import find
from search.results import SearchRequest, SearchResult
from search.suggesting import suggest
from tests.search.room import Room

ANYONE = AnonymousUser()
PAGE = "/search/"
API = "/api/v1/search"


@pytest.fixture(autouse=True)
def _own_circuit(embedded: None) -> Iterator[None]:
    circuits._circuit.cache_clear()
    yield
    circuits._circuit.cache_clear()


@pytest.fixture
def away(embedded: None, built: None, index_directory: Path) -> Path:
    """The index is gone from the disk; the database stands."""
    shutil.move(index_directory, index_directory.with_name("away"))
    return index_directory


def search(text: str = "", **options: Any) -> SearchResult:
    return find(SearchRequest(text=text, **options), viewer=ANYONE)


def titles(text: str = "", **options: Any) -> list[str]:
    return [hit.title for hit in search(text, **options).hits]


def test_page_answers_at_the_same_address_and_says_so(away: Path, client: Client) -> None:
    response = client.get(f"{PAGE}?q=장류")
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert "간단한 검색으로 찾았습니다." in page
    assert "지금은 검색 엔진이 쉬고 있어" in page
    assert '<a href="/zone/2/">순창 <mark>장류</mark>산업특구</a>' in page


def test_page_with_the_engine_says_nothing(built: None, client: Client) -> None:
    assert "간단한 검색" not in client.get(f"{PAGE}?q=장류").content.decode()


def test_program_is_told(away: Path, client: Client) -> None:
    body = client.get(f"{API}?q=장류").json()
    assert body["is_degraded"] is True
    assert "검색 엔진이 쉬고" in body["notice"]
    assert [hit["id"] for hit in body["results"]] == ["2"]
    assert body["results"][0]["why"] == ["이름: 장류"]


def test_answer_of_the_database_is_not_kept(away: Path, client: Client) -> None:
    for address in (f"{PAGE}?q=장류", f"{API}?q=장류", "/api/v1/suggest?q=순창"):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_answer_of_the_engine_may_be_kept(built: None, client: Client) -> None:
    """The control."""
    assert "no-store" not in client.get(f"{PAGE}?q=장류").get("Cache-Control", "")


def test_engine_answers_again_when_it_returns(away: Path) -> None:
    assert search("장류").is_degraded
    shutil.move(away.with_name("away"), away)
    circuits._circuit.cache_clear()
    assert not search("장류").is_degraded


def test_all_words_must_be_there(away: Path) -> None:
    assert set(titles("공주 알밤")) == {"공주 알밤특구"}


def test_some_words_where_none_has_all(away: Path) -> None:
    result = search("공주 잠수함")
    assert "공주 알밤특구" in [hit.title for hit in result.hits]
    assert "일부만 들어 있는" in result.notice


def test_aliases_and_bodies_are_looked_at(away: Path) -> None:
    assert titles("청양 고추특구") == ["청양 고추·구기자특구"]
    assert "공주 알밤특구" in titles("알밤박람회")
    assert titles("Sunchang") == ["순창 장류산업특구"]


def test_title_counts_more_than_body(away: Path) -> None:
    IndexedDocument.objects.filter(kind="zone", object_id="2").update(body="알밤")
    assert titles("알밤")[0] == "공주 알밤특구"


def test_other_language_where_the_own_has_nothing(away: Path) -> None:
    assert search("vaccine").is_other_language


def test_filters_kinds_tabs_and_facets_work(away: Path) -> None:
    result = search("공주", kinds=("zone",), filters={"province": ("chungnam",)})
    assert result.total == 2
    assert {tab.kind: tab.count for tab in result.tabs} == {"": 3, "zone": 2, "case": 1}
    assert [(option.value, option.count) for option in result.facets[0].options] == [("chungnam", 2)]
    assert titles("공주", filters={"province": ("jeonbuk",)}) == []


@pytest.mark.long
def test_counts_agree_with_the_engine(embedded: None, built: None, index_directory: Path) -> None:
    requests = [
        SearchRequest(text=text, filters=filters, exclusions=exclusions, kinds=kinds)
        for text in (
            "공주",
            "특구",
            "",
            "공주 -축제",
            '"공주 알밤특구"',
            "-알밤",
            "지역:충남 -기간:2009",
            "종류:case",
        )
        for exclusions in ({}, {"province": ("jeonbuk",)}, {"year": ("2009", "2004")})
        for filters in ({}, {"province": ("chungnam",)}, {"year": ("2009", "2025")})
        for kinds in ((), ("zone",))
    ]
    with_engine = [find(request, viewer=ANYONE) for request in requests]
    shutil.rmtree(index_directory)
    without = [find(request, viewer=ANYONE) for request in requests]
    assert all(result.is_degraded for result in without)
    for expected, found in zip(with_engine, without, strict=True):
        assert (found.total, found.tabs, found.facets) == (expected.total, expected.tabs, expected.facets)


def test_sorted_and_paged(away: Path) -> None:
    newest = [hit.date for hit in search(sort="newest", page_size=50).hits if hit.date]
    assert newest == sorted(newest, reverse=True)
    everything = titles(page_size=50)
    assert [titles(page=page, page_size=3) for page in (1, 2, 3)] == [
        everything[:3],
        everything[3:6],
        everything[6:],
    ]
    past = search(page=9)
    assert (past.hits, past.total) == ((), len(everything))


def test_hidden_thing_is_neither_shown_nor_counted(away: Path, zone_room: Room) -> None:
    before = search("공주")
    zone_room.things["1"].is_public = False
    after = search("공주")
    assert "공주 알밤특구" not in [hit.title for hit in after.hits]
    assert after.total == before.total - 1
    assert after.tabs[0].count == before.tabs[0].count - 1
    assert sum(option.count for option in after.facets[0].options) == before.total - 1


def test_it_is_the_room_that_hides_it(away: Path, zone_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the check off, the rows alone would show it."""
    zone_room.things["1"].is_public = False
    monkeypatch.setattr(fallback, "visible_documents", lambda documents, _viewer: set(documents))
    assert "공주 알밤특구" in titles("공주")


def test_typed_marks_mean_nothing(away: Path) -> None:
    for text in ("%", "_", "\\", "' OR 1=1 --", '"', "100%"):
        assert titles(text) == []


def test_markup_is_shown_as_text(away: Path, client: Client) -> None:
    IndexedDocument.objects.filter(kind="zone", object_id="2").update(summary="<script>장류</script>")
    page = client.get(f"{PAGE}?q=장류").content.decode()
    assert "<script>장류" not in page
    assert "&lt;script&gt;<mark>장류</mark>" in page


def test_more_matches_than_are_weighed_are_confessed(away: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "MAX_CANDIDATES", 2)
    result = search("특구")
    assert result.total == 2
    assert "2건만 살펴보았습니다" in result.notice


def test_bodies_of_very_many_documents_are_left_out(away: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "MAX_DOCUMENTS_WITH_BODY", 3)
    assert titles("알밤박람회") == []


def test_suggestions_come_from_the_titles(away: Path) -> None:
    result = suggest("순창", language="ko", viewer=ANYONE)
    assert [found.title for found in result.suggestions] == ["순창 장류산업특구"]
    assert result.is_degraded


def test_no_document_and_no_engine_is_an_outage(db: None, index_directory: Path, zone_room: Room) -> None:
    with pytest.raises(EngineUnavailableError):
        search("장류")


def test_dead_engine_costs_nothing_once_the_circuit_is_open(
    built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hangs(*_args: object) -> None:
        asked.append(1)
        time.sleep(0.05)
        raise EngineUnavailableError("timed out")

    asked: list[int] = []
    monkeypatch.setattr(type(engine()), "search", hangs)
    for _ in range(10):
        assert search("공주").is_degraded
    assert len(asked) == circuits.FAILURES_TO_OPEN


def test_slow_engine_is_not_asked_wider_questions(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question may take as long as the time-out: four of them in a row would be too long a wait."""
    real = type(engine()).search
    asked: list[int] = []

    def slow(self: Any, query: Any) -> Any:
        asked.append(1)
        time.sleep(0.45)
        return real(self, query)

    monkeypatch.setattr(type(engine()), "search", slow)
    found = search("쿼크글루온플라즈마")
    assert (found.total, found.is_unfinished) == (0, True)
    assert len(asked) == 1


def test_answer_that_a_slow_engine_left_unfinished_says_so_and_is_not_kept(
    built: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader must not take it for "there is nothing", nor get it again when the engine is quick."""
    told = "검색이 느려 다 찾지 못했습니다."
    quick = client.get("/search/", {"q": "쿼크글루온플라즈마"})
    monkeypatch.setattr(queries, "_PATIENCE_SECONDS", -1.0)
    slow = client.get("/search/", {"q": "쿼크글루온플라즈마"})
    enough = client.get("/search/", {"q": "특구"})
    assert [told in page.content.decode() for page in (quick, slow, enough)] == [False, True, False]
    assert "no-store" in slow.headers["Cache-Control"]
    assert client.get("/api/v1/search", {"q": "쿼크글루온플라즈마"}).json()["is_unfinished"]
