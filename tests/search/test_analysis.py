"""Every form of a name gives the same terms."""

import json
import multiprocessing
import re
from pathlib import Path

import pytest

from search.analysis.base import Analyser, Lexicon
from search.analysis.bigrams import BigramAnalyser
from search.analysis.choice import analyser
from search.analysis.gazetteer import canonical_names
from search.documents import Place, Word
from search.judgments.triples import TripleScore, read, score
from search.text import fold
from tests.search.room import PLACES, WORDS, ZONE_NAMES

LEXICON = Lexicon.of(places=PLACES, words=WORDS)
TRIPLES = read(Path(__file__).parent / "triples.jsonl")


@pytest.fixture(scope="module")
def korean() -> Analyser:
    return analyser(LEXICON)


def words(chosen: Analyser, text: str) -> list[str]:
    return [term.text for term in chosen.terms(text)]


@pytest.fixture(scope="module")
def scored(korean: Analyser) -> TripleScore:
    """The score of the triples, in an index of their own."""
    return score(TRIPLES, LEXICON, chosen=korean)


def test_triples_keep_their_recall(scored: TripleScore) -> None:
    assert scored.recall >= 0.95, scored.not_recalled


def test_triples_keep_their_precision(scored: TripleScore) -> None:
    assert scored.precision >= 0.97, scored.not_first


def test_pairs_of_syllables_are_the_worse_way() -> None:
    """The control: the measure can tell a good analyser from a poor one."""
    assert score(TRIPLES, LEXICON, chosen=BigramAnalyser()).recall < 0.75


def test_no_distractor_holds_all_words(korean: Analyser) -> None:
    wrong = [
        triple.query
        for triple in TRIPLES
        if set(words(korean, triple.query)) <= set(words(korean, triple.distractor))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("공주", "공주시"),
        ("강원도", "강원특별자치도"),
        ("강원", "강원도"),
        ("전남", "전라남도"),
        ("전북", "전라북도"),
        ("전라북도", "전북특별자치도"),
        ("전남광주", "전남광주통합특별시"),
        ("지역특화발전특구", "지역 특화 발전 특구"),
        ("규제특례", "규제 특례"),
        ("공주알밤특구", "공주 알밤특구"),
        ("공주알밤특구", "공주 알밤 특구"),
        ("청양고추구기자특구", "청양 고추·구기자특구"),
        ("스마트 팜", "스마트팜"),
        ("컨텐츠", "콘텐츠"),
        ("워크샵", "워크숍"),
        ("6차산업", "6차 산업"),
        ("제9조", "9조"),
        ("3,000", "3000"),
        ("WiFi", "wi-fi"),
        ("R&D", "RD"),
        ("Gongju-si", "Gongju"),
        ("AI반도체", "AI 반도체"),
        ("ＡＩ 특구", "AI 특구"),
        ("특구를", "특구에서는"),
        ("藥令市", "약령시"),
        ("綠茶", "녹차"),
        ("5都2村", "5도2촌"),
        ("不動産", "부동산"),
    ],
)
def test_forms_of_a_name_give_the_same_terms(korean: Analyser, one: str, other: str) -> None:
    assert words(korean, one) == words(korean, other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("대구", "대구경"),
        ("구미", "구미호"),
        ("친환경", "환경"),
        ("6차 산업", "6월 차량"),
        ("전남", "전북"),
    ],
)
def test_different_things_give_different_terms(korean: Analyser, one: str, other: str) -> None:
    assert words(korean, one) != words(korean, other)


@pytest.mark.parametrize("name", ZONE_NAMES)
def test_name_without_blanks_has_the_parts_of_its_spaced_form(korean: Analyser, name: str) -> None:
    assert words(korean, re.sub(r"[^가-힣]", "", name)) == words(korean, name)


@pytest.mark.parametrize("part", ["나주", "배", "산업", "특구"])
def test_one_syllable_products_are_kept(korean: Analyser, part: str) -> None:
    assert part in words(korean, "나주 배산업특구")


@pytest.mark.parametrize(
    "text",
    [
        "공주알밤특구에서는 2024년에 AI반도체 R&D 센터를 열었습니다.",
        "🌰 ㈜공주밤 ① 6차 산업 Wi-Fi",
        "성과평가 결과: 95.3%\n둘째 문단, 전남 순천시",
    ],
)
def test_terms_stand_where_they_say(korean: Analyser, text: str) -> None:
    for term in korean.terms(text):
        surface = text[term.start : term.end]
        assert surface == surface.strip() != ""
        assert fold(surface)[0].lower() == term.text[0]


def test_terms_do_not_hold_blanks(korean: Analyser) -> None:
    """Terms are joined by blanks; one inside a term would be two on the engine."""
    text = "지역 특화  발전\u3000특구 New  York\tR & D"
    assert all(" " not in term and term.strip() == term for term in words(korean, text))


@pytest.mark.long
def test_very_long_text_without_blanks_is_analysed(korean: Analyser) -> None:
    assert korean.terms("가" * 20_000)


@pytest.mark.whole
def test_new_words_change_the_version() -> None:
    more = Lexicon.of(places=PLACES, words=[*WORDS, Word("서천 한산모시특구")])
    assert analyser(more).version != analyser(LEXICON).version


def test_lexicon_survives_its_json() -> None:
    assert Lexicon.from_json(json.loads(json.dumps(LEXICON.as_json()))) == LEXICON


def test_atomic_word_is_not_cut() -> None:
    chosen = analyser(Lexicon.of(places=(), words=[Word("꽃담마루길", atomic=True)]))
    assert words(chosen, "꽃담마루길을 걷는다")[0] == "꽃담마루길"


def test_own_name_wins_over_a_shared_alias() -> None:
    names = canonical_names([Place("고성군"), Place("강원 고성", ("고성",))])
    assert names["고성"] == "고성"


def _terms_in_child(text: str, queue: "multiprocessing.Queue[list[str]]") -> None:
    queue.put(words(analyser(LEXICON), text))


@pytest.mark.whole
def test_analyser_works_after_a_fork(korean: Analyser) -> None:
    """Kiwi's threads do not survive a fork: given a list it would hang for ever, dropped it would abort."""
    for place in ("하나시", "둘시"):  # as many in the parent as are kept
        analyser(Lexicon.of(places=[Place(place)], words=()))
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[list[str]] = context.Queue()
    child = context.Process(target=_terms_in_child, args=("공주알밤특구", queue))
    child.start()
    try:
        assert queue.get(timeout=60) == words(korean, "공주알밤특구")
    finally:
        child.join(timeout=10)
        child.kill()
