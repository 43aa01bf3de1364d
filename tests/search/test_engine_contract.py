"""What every engine must do, in the same way. A new engine joins by a line in the fixture `open_engine`."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from search.documents import TextField
from search.engines.base import (
    Deletion,
    Either,
    EngineBusyError,
    EngineDocument,
    EngineQuery,
    EngineUnavailableError,
    IndexMissingError,
    SearchEngine,
    Sort,
    TermGroup,
)
from search.engines.cluster import Cluster
from search.engines.elastic import ElasticEngine
from search.engines.tantivy import TantivyEngine
from search.suggestion_keys import keys_of_names
from tests.search.conftest import OpenEngine

FACETS = ("kind", "province", "year")


@pytest.fixture
def fresh(open_engine: OpenEngine) -> SearchEngine:
    """An engine without an index."""
    return open_engine()


@pytest.fixture
def engine(fresh: SearchEngine) -> SearchEngine:
    """An engine with six documents."""
    return filled(fresh)


def filled(engine: SearchEngine) -> SearchEngine:
    """Put six documents into an engine."""
    new = engine.begin_rebuild("first", facets=FACETS)
    new.apply(documents(), [])
    engine.switch(new)
    return engine


def document(
    number: int,
    title: str,
    *,
    body: str = "",
    facets: Mapping[str, tuple[str, ...]] | None = None,
    day: int = 0,
    language: str = "ko",
    popularity: int = 0,
) -> EngineDocument:
    """Return a document with its terms given."""
    texts: Mapping[TextField, str] = {"title": title, "aliases": "", "summary": "", "body": body}
    return EngineDocument(
        number=number,
        key=f"zone:{number}:{language}",
        revision=number,
        language="en" if language == "en" else "ko",
        texts=texts,
        bigrams="공주 주알 알밤" if "알밤" in title else "",
        facets={"kind": ("zone",), **(facets or {})},
        day=day,
        title_key=f"{title}\0{number:012d}",
        popularity=popularity,
        suggestion_keys=(title.replace(" ", ""),),
    )


def documents() -> list[EngineDocument]:
    """Return six documents."""
    return [
        document(
            1, "공주 알밤 특구", facets={"province": ("chungnam",), "year": ("2009",)}, day=100, popularity=5
        ),
        document(
            2, "순창 장류 특구", facets={"province": ("jeonbuk",), "year": ("2004",)}, day=50, popularity=9
        ),
        document(
            3, "공주 교육 특구", body="알밤", facets={"province": ("chungnam",), "year": ("2009",)}, day=101
        ),
        document(
            4, "나주 배 특구", body="알밤 공주", facets={"province": ("jeonnam",), "year": ("2011",)}, day=30
        ),
        document(5, "gongju chestnut", facets={"province": ("chungnam",)}, language="en"),
        document(6, "나주 배 특구", body="알밤 공주", facets={"province": ("jeonnam", "chungnam")}),
    ]


def ask(
    *terms: str | Either,
    minimum: int | None = None,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: Sort = "relevance",
) -> EngineQuery:
    """Return a question for all of the terms."""
    groups = (TermGroup(terms, minimum or len(terms)),) if terms else ()
    return EngineQuery("ko", groups=groups, filters=filters or {}, facets=FACETS, sort=sort)


def numbers(engine: SearchEngine, query: EngineQuery) -> list[int]:
    """Return the hits."""
    return [hit.number for hit in engine.search(query).hits]


def test_without_an_index_it_says_so(fresh: SearchEngine) -> None:
    with pytest.raises(EngineUnavailableError, match="make index"):
        fresh.search(ask("공주"))


def test_health_never_raises(fresh: SearchEngine) -> None:
    assert not fresh.health().is_ready


def test_title_outranks_body(engine: SearchEngine) -> None:
    assert numbers(engine, ask("알밤"))[0] == 1


def test_all_terms_must_match_but_in_any_field(engine: SearchEngine) -> None:
    assert set(numbers(engine, ask("공주", "알밤"))) == {1, 3, 4, 6}


def test_fewer_terms_may_be_enough(engine: SearchEngine) -> None:
    assert set(numbers(engine, ask("장류", "없는말", minimum=1))) == {2}


def test_synonym_is_enough(engine: SearchEngine) -> None:
    assert set(numbers(engine, ask(Either((("군밤",), ("알밤",)))))) == {1, 3, 4, 6}


def test_other_terms_must_match_beside_a_synonym(engine: SearchEngine) -> None:
    assert numbers(engine, ask(Either((("군밤",), ("장류",))), "순창")) == [2]


def test_words_of_a_synonym_must_stand_side_by_side(engine: SearchEngine) -> None:
    assert numbers(engine, ask(Either((("군밤",), ("공주", "알밤"))))) == [1]


def test_own_words_may_stand_anywhere(engine: SearchEngine) -> None:
    assert set(numbers(engine, ask(Either((("공주", "알밤"), ("군밤",)))))) == {1, 3, 4, 6}


def test_synonym_scores_less_than_the_word_itself(engine: SearchEngine) -> None:
    engine.apply([document(80, "교육 바다"), document(81, "교육 산")], [])
    for own, other, first in (("바다", "산", 80), ("산", "바다", 81)):
        assert numbers(engine, ask(Either(((own,), (other,)))))[0] == first


def test_long_synonym_does_not_outweigh_the_word(engine: SearchEngine) -> None:
    engine.apply([document(82, "바다 마을"), document(83, "깊은 푸른 물")], [])
    assert numbers(engine, ask(Either((("바다",), ("깊은", "푸른", "물")))))[0] == 82


def test_equal_scores_are_ordered_by_number(engine: SearchEngine) -> None:
    engine.apply([document(number, "나주 배 특구", body="알밤 공주") for number in (60, 40, 50)], [])
    found = engine.search(ask("배"))
    assert [hit.number for hit in found.hits if hit.score == found.hits[0].score] == [4, 6, 40, 50, 60]


def test_phrase_scores_more(engine: SearchEngine) -> None:
    engine.apply([document(70, "교육 특구 바다"), document(71, "특구 바다 교육")], [])
    query = replace(ask("교육", "특구", "바다"), phrase=("특구", "바다", "교육"))
    assert numbers(engine, query)[0] == 71


def test_language_is_always_a_border(engine: SearchEngine) -> None:
    assert numbers(engine, ask("chestnut")) == []
    assert [hit.number for hit in engine.search(replace(ask("chestnut"), language="en")).hits] == [5]


def test_everything_comes_newest_first(engine: SearchEngine) -> None:
    assert numbers(engine, ask()) == [3, 1, 2, 4, 6]


@pytest.mark.parametrize(("sort", "order"), [("newest", [3, 1, 2, 4, 6]), ("title", [3, 1, 4, 6, 2])])
def test_other_orders(engine: SearchEngine, sort: Sort, order: list[int]) -> None:
    assert numbers(engine, ask("특구", sort=sort)) == order


def test_facet_counts_obey_all_filters_but_their_own(engine: SearchEngine) -> None:
    result = engine.search(ask("특구", filters={"province": ("jeonbuk",), "year": ("2004", "2009")}))
    assert result.total == 1
    assert dict(result.facets["province"]) == {"chungnam": 2, "jeonbuk": 1}
    assert dict(result.facets["year"]) == {"2004": 1}
    assert result.unfiltered == 5


def test_values_inside_a_facet_are_alternatives(engine: SearchEngine) -> None:
    assert set(numbers(engine, ask(filters={"province": ("jeonbuk", "jeonnam")}))) == {2, 4, 6}


def test_excluded_values_leave_hits_total_and_other_counts(engine: SearchEngine) -> None:
    result = engine.search(replace(ask("특구"), exclusions={"province": ("chungnam",)}))
    assert ([hit.number for hit in result.hits], result.total, result.unfiltered) == ([2, 4], 2, 5)
    assert dict(result.facets["year"]) == {"2004": 1, "2011": 1}


def test_a_facet_counts_what_it_excludes(engine: SearchEngine) -> None:
    result = engine.search(replace(ask("특구"), exclusions={"province": ("chungnam",)}))
    assert dict(result.facets["province"]) == {"chungnam": 3, "jeonbuk": 1, "jeonnam": 2}


def test_values_may_be_wanted_and_excluded_in_one_facet(engine: SearchEngine) -> None:
    query = ask("특구", filters={"province": ("jeonnam", "jeonbuk")})
    assert set(numbers(engine, replace(query, exclusions={"province": ("chungnam",)}))) == {2, 4}


def test_documents_without_the_facet_are_not_excluded(engine: SearchEngine) -> None:
    found = numbers(engine, replace(ask("특구"), exclusions={"year": ("2004", "2009", "2011")}))
    assert found == [6]


def test_only_exclusions_are_a_question_too(engine: SearchEngine) -> None:
    query = replace(ask(), exclusions={"kind": ("case",), "province": ("jeonnam",)})
    assert set(numbers(engine, query)) == {1, 2, 3}


def test_exclusion_by_a_facet_that_the_build_does_not_know_excludes_nothing(engine: SearchEngine) -> None:
    assert engine.search(replace(ask("특구"), exclusions={"stage": ("sales",)})).total == 5


def test_excluded_value_that_is_no_slug_is_refused(engine: SearchEngine) -> None:
    with pytest.raises(ValueError, match="no slug"):
        engine.search(replace(ask("특구"), exclusions={"province": ('x" OR "y',)}))


def test_exclusions_do_not_change_scores(engine: SearchEngine) -> None:
    free = {hit.number: hit.score for hit in engine.search(ask("특구")).hits}
    narrowed = engine.search(replace(ask("특구"), exclusions={"province": ("chungnam",)})).hits
    assert {hit.number: hit.score for hit in narrowed} == {hit.number: free[hit.number] for hit in narrowed}


@pytest.mark.parametrize(
    ("run", "found"),
    [
        (("알밤",), {1, 3, 4, 6}),
        (("알밤", "특구"), {1}),
        (("특구", "알밤"), set()),
        (("알밤", "공주"), {4, 6}),
    ],
)
def test_required_terms_stand_next_to_each_other_in_one_field(
    engine: SearchEngine, run: tuple[str, ...], found: set[int]
) -> None:
    assert set(numbers(engine, replace(ask("특구"), required=(run,)))) == found
    assert set(numbers(engine, replace(ask(), required=(run,)))) == found


def test_required_terms_do_not_change_scores(engine: SearchEngine) -> None:
    free = {hit.number: hit.score for hit in engine.search(ask("특구")).hits}
    required = engine.search(replace(ask("특구"), required=(("알밤",),))).hits
    assert {hit.number: hit.score for hit in required} == {hit.number: free[hit.number] for hit in required}


@pytest.mark.parametrize(
    ("run", "found"), [(("알밤",), {2}), (("알밤", "특구"), {2, 3, 4, 6}), (("장류",), {1, 3, 4, 6})]
)
def test_barred_terms_stand_in_no_field(engine: SearchEngine, run: tuple[str, ...], found: set[int]) -> None:
    assert set(numbers(engine, replace(ask("특구"), barred=(run,)))) == found
    assert set(numbers(engine, replace(ask(), barred=(run,)))) == found


def test_barred_documents_count_nowhere(engine: SearchEngine) -> None:
    result = engine.search(replace(ask("특구"), barred=(("알밤",),)))
    assert (result.total, result.unfiltered, dict(result.facets["province"])) == (1, 1, {"jeonbuk": 1})


def test_filters_do_not_change_scores(engine: SearchEngine) -> None:
    free = {hit.number: hit.score for hit in engine.search(ask("특구")).hits}
    narrowed = engine.search(ask("특구", filters={"province": ("chungnam",)})).hits
    assert {hit.number: hit.score for hit in narrowed} == {hit.number: free[hit.number] for hit in narrowed}


def test_facet_buckets_are_ordered_by_count_then_value(engine: SearchEngine) -> None:
    assert engine.search(ask()).facets["province"] == (("chungnam", 3), ("jeonnam", 2), ("jeonbuk", 1))


@pytest.mark.parametrize("terms", [("특구",), ()])
def test_hidden_document_counts_nowhere(engine: SearchEngine, terms: tuple[str, ...]) -> None:
    result = engine.search(replace(ask(*terms, filters={"year": ("2009",)}), hidden=frozenset({"zone:3:ko"})))
    assert ([hit.number for hit in result.hits], result.total, result.unfiltered) == ([1], 1, 4)
    assert result.facets["year"] == (("2004", 1), ("2009", 1), ("2011", 1))


def test_facet_that_the_build_does_not_know_matches_nothing(engine: SearchEngine) -> None:
    assert engine.search(ask("특구", filters={"stage": ("sales",)})).total == 0


@pytest.mark.parametrize("value", ['x" OR kind:"zone', "a b", "*", "", "가" * 81, "x\\", "(", "[a TO b]"])
def test_value_that_is_no_slug_is_refused(engine: SearchEngine, value: str) -> None:
    with pytest.raises(ValueError, match="no slug"):
        engine.search(ask("특구", filters={"province": (value,)}))


def test_pages_cut_the_same_order(engine: SearchEngine) -> None:
    whole = numbers(engine, replace(ask("특구"), limit=5))
    pages = [numbers(engine, replace(ask("특구"), offset=offset, limit=2)) for offset in (0, 2, 4)]
    assert [number for page in pages for number in page] == whole


def test_deep_pages_are_empty_but_counted(engine: SearchEngine) -> None:
    result = engine.search(replace(ask("특구"), offset=50_000))
    assert (result.hits, result.total) == ((), 5)


def test_bigrams_find_what_terms_do_not(engine: SearchEngine) -> None:
    group = TermGroup(("공주", "주알", "알밥"), 2, "bigrams")
    assert numbers(engine, EngineQuery("ko", groups=(TermGroup(("공주알밥",), 1), group))) == [1]


def test_update_replaces(engine: SearchEngine) -> None:
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=99)], [])
    assert numbers(engine, ask("쌀")) == [1]
    assert 1 not in numbers(engine, ask("알밤"))
    assert dict(engine.revisions())["zone:1:ko"] == 99


def test_delete_removes_and_may_be_repeated(engine: SearchEngine) -> None:
    for _ in range(2):
        engine.apply([], [Deletion("zone:1:ko", 9), Deletion("zone:999:ko", 9)])
    assert 1 not in numbers(engine, ask("공주"))
    assert engine.health().documents == 5


def test_change_is_seen_by_another_reader(engine: SearchEngine, open_engine: OpenEngine) -> None:
    other = open_engine()
    assert other.search(ask("쌀")).total == 0
    engine.apply([document(9, "여주 쌀 특구")], [])
    assert other.search(ask("쌀")).total == 1


def test_write_that_comes_late_is_refused(engine: SearchEngine) -> None:
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=99)], [])
    engine.apply([replace(document(1, "이천 도자 특구"), revision=98)], [Deletion("zone:1:ko", 98)])
    assert numbers(engine, ask("쌀")) == [1]
    assert numbers(engine, ask("도자")) == []


def test_write_of_the_same_revision_may_be_repeated(engine: SearchEngine) -> None:
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=1)], [])
    assert numbers(engine, ask("쌀")) == [1]


def test_document_comes_back_after_its_deletion(engine: SearchEngine) -> None:
    engine.apply([], [Deletion("zone:1:ko", 98)])
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=99)], [])
    assert numbers(engine, ask("쌀")) == [1]


def test_key_that_is_deleted_and_written_at_once_is_there(engine: SearchEngine) -> None:
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=99)], [Deletion("zone:1:ko", 98)])
    assert numbers(engine, ask("쌀")) == [1]


@pytest.mark.whole
def test_write_that_comes_after_a_deletion_is_refused(cluster: Cluster) -> None:
    """On the road between machines a write can arrive late; the embedded engine's dies with its process."""
    engine = filled(ElasticEngine(cluster))
    engine.apply([], [Deletion("zone:1:ko", 99)])
    engine.apply([replace(document(1, "여주 쌀 특구"), revision=98)], [])
    assert numbers(engine, ask("쌀")) == []


def test_build_before_is_kept_and_can_be_switched_back_to(engine: SearchEngine) -> None:
    new = engine.begin_rebuild("second", facets=FACETS)
    new.apply([document(9, "여주 쌀 특구")], [])
    engine.switch(new)
    before = engine.build("first")
    before.apply([document(10, "양양 송이 특구")], [])
    assert dict(before.revisions())["zone:10:ko"] == 10
    engine.switch(before)
    assert engine.live() == "first"
    assert (numbers(engine, ask("송이")), numbers(engine, ask("쌀"))) == ([10], [])


def test_build_that_is_gone_is_told_apart(engine: SearchEngine) -> None:
    for build_id in ("second", "third"):
        engine.switch(engine.begin_rebuild(build_id, facets=FACETS))
    with pytest.raises(IndexMissingError):
        engine.build("first")
    assert engine.build("second").live() == "second"


def test_equal_scores_beyond_the_margin_are_ordered_by_number(engine: SearchEngine) -> None:
    """Of 300 equal documents, read in another order than their numbers, the first ten are the lowest ten."""
    many = [replace(document(number, "무주 머루"), revision=number) for number in range(1400, 1100, -1)]
    engine.apply(many[:150], [])
    engine.apply(many[150:], [])
    assert numbers(engine, ask("머루")) == list(range(1101, 1111))


def test_rebuild_leaves_the_live_index_alone_until_the_switch(engine: SearchEngine) -> None:
    new = engine.begin_rebuild("second", facets=FACETS)
    new.apply([document(9, "여주 쌀 특구")], [])
    assert (engine.search(ask("쌀")).total, engine.search(ask("알밤")).total) == (0, 4)
    engine.switch(new)
    assert (engine.search(ask("쌀")).total, engine.search(ask("알밤")).total) == (1, 0)
    assert engine.live() == "second"


def test_vocabulary_counts_documents_and_follows_changes(engine: SearchEngine) -> None:
    assert engine.vocabulary()["특구"] == 5
    engine.apply([document(9, "여주 쌀 특구")], [])
    assert engine.vocabulary()["쌀"] == 1


def test_vocabulary_holds_no_mark_for_empty_fields(engine: SearchEngine) -> None:
    assert all(term.isalnum() for term in engine.vocabulary())


def test_suggestions_begin_like_the_key_and_come_by_popularity(engine: SearchEngine) -> None:
    found = [row.number for row in engine.suggest(["공주", "순창"], language="ko", limit=5)]
    assert found[:2] == [2, 1]
    assert set(found) == {1, 2, 3}


@pytest.mark.parametrize("most", [2**23, 2**31 - 1, 2**63])
def test_no_popularity_is_too_large_for_the_order(engine: SearchEngine, most: int) -> None:
    documents = [
        document(21, "무주 머루 하나", popularity=2**22),
        document(22, "무주 머루 둘", popularity=most),
    ]
    engine.apply([*documents, document(23, "무주 머루 셋", popularity=-most)], [])
    assert [found.number for found in engine.suggest(["무주"], language="ko", limit=9)] == [22, 21, 23]


def test_suggestions_of_one_popularity_come_by_number(engine: SearchEngine) -> None:
    engine.apply([document(number, "무주 머루") for number in (90, 70, 80)], [])
    assert [row.number for row in engine.suggest(["무주"], language="ko", limit=5)] == [70, 80, 90]


def test_most_popular_of_many_is_suggested(engine: SearchEngine) -> None:
    many = [document(number, f"무주 머루 {number}", popularity=number) for number in range(100, 300)]
    engine.apply(many, [])
    assert [row.number for row in engine.suggest(["무"], language="ko", limit=2)] == [299, 298]


@pytest.mark.parametrize("typed", [".*", "무.", "[무]", "\\", "무*", "(", "무{2}", "^무", "\\x{bb34}"])
def test_typed_marks_mean_themselves_in_suggestions(engine: SearchEngine, typed: str) -> None:
    engine.apply([document(90, "무주 머루")], [])
    assert engine.suggest([typed], language="ko", limit=5) == []


def test_suggestions_tell_titles_from_other_names_and_initials(engine: SearchEngine) -> None:
    names = {70: ("공주 알밤", ()), 80: ("나주 배", ("공주 배",)), 90: ("고성 공룡", ())}
    engine.apply(
        [
            replace(
                document(number, title, popularity=100 - number), suggestion_keys=keys_of_names(title, others)
            )
            for number, (title, others) in names.items()
        ],
        [],
    )
    asked = {
        "^ㄱㅗㅇㅈㅜ": [70],
        "ㄱㅗㅇㅈㅜ": [70, 80],
        "ㄱㅈㅇㅂ": [70],
        "^ㄱㅈ": [70],
        "ㄱㅗ": [70, 80, 90],
        "ㄱㄹ": [90],
    }
    for key, numbers in asked.items():
        assert [row.number for row in engine.suggest([key], language="ko", limit=5)] == numbers, key


def test_suggestions_keep_to_their_language(engine: SearchEngine) -> None:
    assert engine.suggest(["gongju"], language="ko", limit=5) == []


@pytest.mark.parametrize("keys", [[], [""], ["없는이름"]])
def test_no_suggestion_is_an_empty_list(engine: SearchEngine, keys: Iterable[str]) -> None:
    assert engine.suggest(keys, language="ko", limit=5) == []


def test_second_writer_is_told_that_the_index_is_busy(folder: Path) -> None:
    """Tantivy's own lock: an Elasticsearch has none and needs none."""
    engine = TantivyEngine(folder)
    new = engine.begin_rebuild("first", facets=FACETS)
    engine.switch(new)

    def documents_while_another_writes() -> Iterable[EngineDocument]:
        with pytest.raises(EngineBusyError):
            TantivyEngine(folder).apply([document(2, "순창 장류 특구")], [])
        yield document(1, "공주 알밤 특구")

    engine.apply(documents_while_another_writes(), [])
    assert engine.health().documents == 1


def test_failed_batch_leaves_the_index_as_it_was(engine: SearchEngine) -> None:
    def broken() -> Iterable[EngineDocument]:
        yield document(9, "여주 쌀 특구")
        raise RuntimeError("analysis failed")

    with pytest.raises(RuntimeError):
        engine.apply(broken(), [Deletion("zone:1:ko", 9)])
    assert numbers(engine, ask("쌀")) == []
    assert 1 in numbers(engine, ask("알밤"))
