"""What `find()` promises: every form of a name, honest counts, nothing that the viewer may not see."""

import unicodedata
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.outbox.actions import mark_changed
from search.builds import live_build
from search.indexer import drain
from search.queries import SearchRequest, SearchResult, find
from search.results import MAX_PAGE
from tests.search.hostile import HOSTILE
from tests.search.room import Room, Thing

ANYONE = AnonymousUser()


def search(text: str = "", **request: object) -> SearchResult:
    return find(SearchRequest(text=text, **request), viewer=ANYONE)  # type: ignore[arg-type]


def titles(text: str = "", **request: object) -> list[str]:
    return [hit.title for hit in search(text, **request).hits]


@pytest.mark.parametrize(
    "text",
    [
        "공주 밤",
        "공주밤",
        "공주시 밤",
        "공주알밤특구",
        "공주 알밤 특구",
        "공주시 알밤",
        "공주의 알밤을",
        "Gongju chestnut",
        "gongju CHESTNUTS",
        "충남 알밤",
        "충청남도 알밤",
        "알밤박람회",
    ],
)
def test_zone_is_found_in_every_form_of_its_name(built: None, text: str) -> None:
    assert "공주 알밤특구" in titles(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("전라북도 장류", "순창 장류산업특구"),
        ("전북 장류", "순창 장류산업특구"),
        ("청양 고추특구", "청양 고추·구기자특구"),
        ("청양고추구기자특구", "청양 고추·구기자특구"),
        ("규제 특례", "고추장 공장의 공동 발효실"),
    ],
)
def test_old_and_glued_names_find_the_thing(built: None, text: str, title: str) -> None:
    assert titles(text)[0] == title


def test_composed_and_decomposed_text_find_the_same(built: None) -> None:
    decomposed = unicodedata.normalize("NFD", "공주 알밤")
    assert decomposed != "공주 알밤"
    assert search(decomposed) == search("공주 알밤")


def test_documents_in_decomposed_form_are_found(built: None, zone_room: Room) -> None:
    zone_room.things["9"] = Thing(unicodedata.normalize("NFD", "양양 송이버섯특구"))
    mark_changed("zone", "9")
    drain()
    assert titles("송이버섯") == ["양양 송이버섯특구"]


def test_hit_says_where_it_matched(built: None) -> None:
    hit = search("고추장").hits[0]
    assert [str(why) for why in hit.why] == ["이름: 고추장"]


def test_alias_is_a_reason(built: None) -> None:
    assert [why.label for why in search("Sunchang").hits[0].why] == ["별칭·옛 이름"]


def test_title_and_snippet_are_marked(built: None) -> None:
    hit = search("장류 고추장").hits[0]
    assert hit.title_html == "순창 <mark>장류</mark>산업특구"
    assert "<mark>고추장</mark>" in hit.snippet_html


def test_markup_in_documents_is_shown_as_text(built: None, zone_room: Room) -> None:
    zone_room.things["9"] = Thing("<b>도자기</b> 특구", summary='<img src=x onerror="alert(1)"> 도자기')
    mark_changed("zone", "9")
    drain()
    hit = search("도자기").hits[0]
    assert "<b>" not in hit.title_html
    assert "<img" not in hit.snippet_html
    assert "<mark>도자기</mark>" in hit.title_html


def test_hidden_thing_is_not_shown_even_while_the_index_holds_it(built: None, zone_room: Room) -> None:
    zone_room.things["1"].is_public = False
    assert "공주 알밤특구" not in titles("공주 알밤")


def test_it_is_the_room_that_hides_it(built: None, zone_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the second check off, the index alone would show it."""
    zone_room.things["1"].is_public = False
    monkeypatch.setattr("search.queries.visible_documents", lambda documents, _viewer: set(documents))
    assert "공주 알밤특구" in titles("공주 알밤")


def test_hidden_things_are_not_counted(built: None, zone_room: Room) -> None:
    before = search("공주").total
    zone_room.things["1"].is_public = False
    assert search("공주").total == before - 1


def test_tabs_count_all_kinds_whatever_is_chosen(built: None) -> None:
    result = search("공주", kinds=("case",))
    assert {tab.kind: tab.count for tab in result.tabs} == {"": 3, "zone": 2, "case": 1}
    assert result.total == 1


def test_facet_keeps_its_other_values(built: None) -> None:
    result = search(filters={"province": ("jeonbuk",)})
    province = next(group for group in result.facets if group.name == "province")
    assert result.total == 2
    assert {option.value: option.count for option in province.options} == {
        "chungnam": 4,
        "jeonbuk": 2,
        "gangwon": 1,
    }
    assert [option.label for option in province.selected] == ["전북특별자치도"]


def test_chosen_value_without_hits_stays_to_be_unchosen(built: None) -> None:
    result = search("장류", filters={"province": ("gangwon",)})
    province = next(group for group in result.facets if group.name == "province")
    assert [(option.value, option.count) for option in province.selected] == [("gangwon", 0)]


def test_nothing_typed_shows_everything_newest_first(built: None) -> None:
    assert titles()[:3] == [
        "밤 한 품목을 축제와 박람회로 잇다",
        "고추장 공장의 공동 발효실",
        "공주 한민족교육특구",
    ]


@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_pages_hold_everything_once(built: None, sort: str) -> None:
    whole = titles(sort=sort, page_size=50)
    pages = [title for page in (1, 2, 3, 4) for title in titles(sort=sort, page_size=2, page=page)]
    assert pages == whole
    assert len(set(whole)) == 7


def test_page_past_the_last_is_empty(built: None) -> None:
    result = search("공주", page=400)
    assert (result.hits, result.total, result.pages) == ((), 3, 1)


def test_few_hits_bring_similar_ones_apart(built: None) -> None:
    result = search("공주 동포")
    assert [hit.title for hit in result.hits] == ["공주 한민족교육특구"]
    assert result.total == 1
    assert "공주 알밤특구" in [hit.title for hit in result.similar]


def test_enough_hits_bring_none(built: None) -> None:
    assert search("공주").similar == ()


def test_no_document_with_all_words_shows_those_with_most(built: None) -> None:
    result = search("공주 알밤 우주선")
    assert "공주 알밤특구" in [hit.title for hit in result.hits]
    assert "일부만" in result.notice


def test_other_language_helps_out_and_says_so(built: None) -> None:
    result = search("vaccine exporter")
    assert [hit.language for hit in result.hits] == ["en"]
    assert result.is_other_language
    assert "영어 자료" in result.notice


def test_own_language_needs_no_help(built: None) -> None:
    """The control: a word of both languages stays in the reader's."""
    result = search("festivals")
    assert not result.is_other_language
    assert result.notice == ""


def test_english_page_finds_by_korean_name(built: None) -> None:
    assert titles("공주 알밤", language="en")[0] == "Gongju Chestnut Special Zone"


@pytest.mark.parametrize(("typed", "meant"), [("구기재", "구기자"), ("공주알밤트구", "공주알밤특구")])
def test_unknown_word_is_read_as_the_nearest_known_one(built: None, typed: str, meant: str) -> None:
    result = search(typed)
    assert result.understood == meant
    assert [hit.title for hit in result.hits] == titles(meant)


def test_words_are_left_as_they_were_typed_if_asked(built: None) -> None:
    result = search("구기재", as_typed=True)
    assert (result.understood, result.suggestion) == ("", "구기자")


def test_known_word_brings_no_proposal(built: None) -> None:
    assert search("구기자").suggestion == ""


def test_two_syllables_are_never_changed_unasked(built: None) -> None:
    """A word of two syllables always has a neighbour, and it is mostly the wrong one."""
    result = search("공즈")
    assert (result.understood, result.suggestion) == ("", "공주")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rhdwn dkfqka", "공주 알밤"),
        ("ㄱㅈㅇㅂ", "공주 알밤특구"),
        ("순ㅊ장", "순창 장류산업특구"),
        ("청양 구기ㅈ", "청양 구기자특구"),
        ("공 주 알밤", "공주 알밤"),
    ],
)
def test_slips_of_typing_are_understood(built: None, typed: str, meant: str) -> None:
    assert search(typed).understood == meant


def test_hanja_is_read(built: None) -> None:
    assert titles("公州") == titles("공주") != []


def test_marks_alone_find_nothing(built: None) -> None:
    result = search("?!…")
    assert (result.total, result.hits) == (0, ())


def test_unknown_kinds_and_facets_are_left_out(built: None) -> None:
    assert search("공주", kinds=("festival",), filters={"colour": ("red",)}).total == 3


def test_sample_is_marked(built: None) -> None:
    assert [hit.is_sample for hit in search("예시 도자특구").hits] == [True]


def test_hostile_text_never_raises(built: None) -> None:
    for text in HOSTILE:
        search(text)


def test_hostile_values_never_raise(built: None) -> None:
    for value in HOSTILE:
        search("공주", filters={"province": (value,)}, kinds=(value,))


@pytest.mark.whole
@hypothesis_settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(alphabet=st.characters(codec=None), max_size=400)
    | st.lists(st.sampled_from([*HOSTILE[:90], "공주", "밤", "AND", "(", '"', "특구"]), max_size=30).map(
        " ".join
    ),
    page=st.integers(-(10**40), 10**40),
    size=st.integers(-5, 10**9),
)
def test_no_text_raises(built: None, text: str, page: int, size: int) -> None:
    result = search(text, page=page, page_size=size)
    assert len(result.hits) <= 50
    assert len(result.text) <= 200


def test_page_number_ends_at_five_hundred(built: None) -> None:
    assert search("공주", page=10**40).page == MAX_PAGE == 500
    assert search("공주", page=-1).page == 1


def test_number_of_queries_does_not_grow_with_the_hits(
    built: None, django_assert_num_queries: object
) -> None:
    search()  # reads the build of the index and the documents, once in a process
    search("공주")
    with django_assert_num_queries(4):  # type: ignore[operator]  # what waits, synonyms, state of vectors, revisions
        search("공주")
    with django_assert_num_queries(2):  # type: ignore[operator]
        search()


def test_index_of_another_analyser_is_asked_by_pairs_of_syllables(
    built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process without Kiwi must not ask a Kiwi index with other terms."""
    build = replace(live_build(), analyser=None)
    monkeypatch.setattr("search.queries.live_build", lambda: build)
    assert "공주 알밤특구" in titles("공주알밤특구")


def test_letters_that_mean_nothing_find_nothing(built: None) -> None:
    found = search("ㅁㄴㅇㄹ")
    assert (found.total, found.hits) == (0, ())
