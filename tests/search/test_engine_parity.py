"""The same question gives the same answer on both engines: hits, order, counts, facets, scores, proposals."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import batched, product
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django.fixtures import Settings

from search import circuit, queries
from search.analysis.hangul import initials
from search.builds import live_analyser
from search.documents import LANGUAGES
from search.engines import engine
from search.engines.base import Deletion, EngineQuery, EngineResult, SearchEngine, Sort
from search.engines.cluster import Cluster
from search.engines.elastic import ElasticEngine
from search.engines.tantivy import TantivyEngine
from search.judgments.questions import SHIPPED, read
from search.models import IndexBuild, IndexedDocument
from search.queries import SearchRequest, SearchResult, find
from search.storage import engine_documents
from search.suggesting import suggest
from search.suggestion_keys import slip_of
from tests.search.generated import EXCLUSIONS, FACETS, FILTERS, SORTS, Corpus

pytestmark = pytest.mark.whole

ANYONE = AnonymousUser()
DOCUMENTS = 3_000
QUESTIONS = 300
PAGES = ((0, 10), (10, 10), (95, 50), (9_990, 10), (9_991, 10), (0, 0))


@pytest.fixture
def corpus() -> Corpus:
    """Words, documents and questions."""
    return Corpus()


@pytest.fixture
def engines(folder: Path, cluster: Cluster, corpus: Corpus) -> tuple[SearchEngine, SearchEngine]:
    """Both engines with the same generated documents."""
    both = (TantivyEngine(folder), ElasticEngine(cluster))
    for chosen in both:
        new = chosen.begin_rebuild("first", facets=FACETS)
        for batch in batched(corpus.documents(DOCUMENTS), 500):
            new.apply(batch, [])
        chosen.switch(new)
    return both


def variants(questions: Iterable[EngineQuery]) -> Iterator[EngineQuery]:
    """Each question in every order, under every filter."""
    for question, sort, filters in product(questions, SORTS, FILTERS):
        yield replace(question, sort=sort, filters=filters)


def differences(
    engines: Sequence[SearchEngine], queries: Iterable[EngineQuery]
) -> list[tuple[EngineQuery, EngineResult, EngineResult]]:
    """Ask both and return what they say otherwise; scores may differ in the sixth digit, or by a rounding."""
    asked = ((query, engines[0].search(query), engines[1].search(query)) for query in queries)
    return [(query, one, other) for query, one, other in asked if not is_same(one, other)]


def is_same(one: EngineResult, other: EngineResult) -> bool:
    """Tell whether two results are the same."""
    return without_scores(one) == without_scores(other) and scores(one) == pytest.approx(
        scores(other), rel=1e-5, abs=1.01e-4
    )


def without_scores(result: EngineResult) -> tuple[object, ...]:
    return ([hit.number for hit in result.hits], result.total, result.unfiltered, dict(result.facets))


def scores(result: EngineResult) -> list[float]:
    return [hit.score for hit in result.hits]


@pytest.mark.timeout(1200)
def test_generated_questions_in_every_order_under_every_filter(
    engines: tuple[SearchEngine, SearchEngine], corpus: Corpus
) -> None:
    queries = list(variants(corpus.questions(QUESTIONS)))
    assert len(queries) == QUESTIONS * len(SORTS) * len(FILTERS)
    assert differences(engines, queries) == []


def test_the_comparison_sees_a_difference(engines: tuple[SearchEngine, SearchEngine], corpus: Corpus) -> None:
    """The control: one document more on one engine is told."""
    engines[1].apply([corpus.document(DOCUMENTS + 1)], [])
    assert differences(engines, variants(corpus.questions(2))) != []


def test_pages_are_cut_alike_down_to_the_depth(
    engines: tuple[SearchEngine, SearchEngine], corpus: Corpus
) -> None:
    queries = [
        replace(question, offset=offset, limit=limit, sort=sort)
        for question, (offset, limit), sort in product(corpus.questions(12), PAGES, SORTS)
    ]
    assert differences(engines, queries) == []


def test_after_changes_and_deletions(engines: tuple[SearchEngine, SearchEngine], corpus: Corpus) -> None:
    changed = [
        replace(corpus.document(number + 5_000), number=number, key=f"zone:{number}:ko", revision=90_000)
        for number in range(7, DOCUMENTS, 31)
        if number % 9
    ]
    gone = [Deletion(f"zone:{number}:ko", 90_000) for number in range(5, DOCUMENTS, 41) if number % 9]
    for chosen in engines:
        chosen.apply(changed, gone)
    assert differences(engines, variants(corpus.questions(30))) == []
    assert dict(engines[0].revisions()) == dict(engines[1].revisions())


def test_hidden_documents_count_nowhere_on_both(
    engines: tuple[SearchEngine, SearchEngine], corpus: Corpus
) -> None:
    hidden = frozenset(f"zone:{number}:ko" for number in range(0, DOCUMENTS, 17))
    queries = [replace(query, hidden=hidden) for query in variants(corpus.questions(20))]
    assert differences(engines, queries) == []


def test_exclusions_and_runs_of_terms_on_both(
    engines: tuple[SearchEngine, SearchEngine], corpus: Corpus
) -> None:
    queries = [
        replace(query, exclusions=exclusions, required=required, barred=barred)
        for number, query in enumerate(variants(corpus.questions(12)))
        for exclusions in EXCLUSIONS
        for required, barred in (((), ()), ((corpus.run(number),), ()), ((), (corpus.run(number),)))
    ]
    assert len(queries) >= 1_000
    assert differences(engines, queries) == []


def test_vocabulary(engines: tuple[SearchEngine, SearchEngine]) -> None:
    assert engines[0].vocabulary() == engines[1].vocabulary()


def test_suggestions(engines: tuple[SearchEngine, SearchEngine], corpus: Corpus) -> None:
    for word in corpus.words[:300]:
        one, other = (chosen.suggest([word[:1], word], language="ko", limit=8) for chosen in engines)
        assert one == other


# --- What ships


@pytest.fixture
def shipped(facts: None, cluster: Cluster, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The shipped data on both engines, under one build id; `SEARCH_ENGINE` chooses."""
    # A slow machine must neither make the database answer nor leave out what comes last.
    monkeypatch.setattr(circuit, "SLOW_SECONDS", 60.0)
    monkeypatch.setattr(queries, "_PATIENCE_SECONDS", 60.0)
    build = IndexBuild.objects.get(build_id=engine().live())
    chosen = ElasticEngine(cluster)
    new = chosen.begin_rebuild(build.build_id, facets=tuple(build.facets))
    rows = IndexedDocument.objects.order_by("id").iterator(chunk_size=500)
    for batch in batched(engine_documents(rows, live_analyser()), 500):
        new.apply(batch, [])
    chosen.switch(new)
    return settings


@pytest.fixture
def texts(shipped: Settings) -> list[str]:
    """What people might type: names, parts of names, names run together, misspelt and in the other language."""
    titles = list(IndexedDocument.objects.order_by("id").values_list("title", flat=True))
    chosen = titles[:: max(1, len(titles) // 30)]
    typed = [
        form
        for title in chosen
        for form in (
            title,
            " ".join(title.split()[:2]),
            title.split()[-1],
            "".join(title.split()),
            f"{title[:-1]}쿄",
            f"{title.split()[0]} 없는낱말",
        )
    ]
    return list(dict.fromkeys(["", "특구", "규제특례", "zone", "special zone", "지엮특구", *typed]))


def answers[Asked, Answer](
    settings: Settings, ask: Callable[[Asked], Answer], questions: Iterable[Asked]
) -> list[tuple[Asked, Answer, Answer]]:
    """Ask all of them on the one engine, then on the other."""
    asked = list(questions)
    found = []
    for name in ("tantivy", "elastic"):
        settings.SEARCH_ENGINE = name
        found.append([ask(question) for question in asked])
    return list(zip(asked, *found, strict=True))


def as_shown(result: SearchResult) -> SearchResult:
    """The same without the scores."""
    return replace(
        result,
        hits=tuple(replace(hit, score=0) for hit in result.hits),
        similar=tuple(replace(hit, score=0) for hit in result.similar),
    )


def test_page_of_results_is_the_same(shipped: Settings, texts: list[str]) -> None:
    first: Sort = "relevance"
    requests = [
        SearchRequest(text=text, language=language, sort=sort, kinds=kinds, page_size=20)
        for number, text in enumerate(texts)
        for language in LANGUAGES
        for sort, kinds in (
            (first, ()),
            (SORTS[number % 3], (("zone",), ("case", "exemption"))[number % 2]),
        )
    ]
    assert len(requests) >= 600
    asked = answers(shipped, lambda request: find(request, viewer=ANYONE), requests)
    assert not any(one.is_degraded or other.is_degraded for _request, one, other in asked)
    assert [request for request, one, other in asked if as_shown(one) != as_shown(other)] == []
    assert [hit.score for _request, one, _other in asked for hit in one.hits] == pytest.approx(
        [hit.score for _request, _one, other in asked for hit in other.hits], rel=1e-5, abs=1.01e-4
    )


def test_meaning_orders_and_adds_alike(shipped: Settings) -> None:
    """The shipped questions, on all pages that are ordered anew; the control is that words alone order otherwise."""
    requests = [
        SearchRequest(text=question.text, language=question.language, page=page, page_size=20)
        for question in read(SHIPPED)[::2]
        for page in (1, 3)
    ]
    asked = answers(shipped, lambda request: find(request, viewer=ANYONE), requests)
    assert [request for request, one, other in asked if as_shown(one) != as_shown(other)] == []
    assert any(one.alike for _request, one, _other in asked)
    assert sum(bool(one.other_language) for _request, one, _other in asked) >= 50
    shipped.SEARCH_ENCODER = False
    by_words = [find(request, viewer=ANYONE) for request, _one, _other in asked]
    changed = [
        one for (_request, one, _other), plain in zip(asked, by_words, strict=True) if one.hits != plain.hits
    ]
    assert len(changed) >= 20
    assert [plain.total for plain in by_words] == [one.total for _request, one, _other in asked]


def test_facets_of_the_page_narrow_alike(shipped: Settings, texts: list[str]) -> None:
    settings = shipped
    settings.SEARCH_ENGINE = "tantivy"
    requests = [
        SearchRequest(text=text, filters={group.name: tuple(option.value for option in group.options[:2])})
        for text in texts[:40]
        for group in find(SearchRequest(text=text), viewer=ANYONE).facets
    ]
    asked = answers(settings, lambda request: find(request, viewer=ANYONE), requests)
    assert len(asked) >= 100
    assert [request for request, one, other in asked if as_shown(one) != as_shown(other)] == []


def test_completed_names_are_the_same(shipped: Settings, texts: list[str]) -> None:
    typed = [text[:length] for text in texts if text for length in (1, 2, 4)]
    others = [
        form
        for text in texts
        for form in (initials(text[:4]), slip_of(text[:4]), text[:1] + initials(text[1:3]))
    ]
    beginnings = list(dict.fromkeys((*typed, *filter(None, others))))
    asked = answers(shipped, lambda text: suggest(text, language="ko", viewer=ANYONE), beginnings)
    assert [text for text, one, other in asked if one != other] == []


def test_proposals_come_from_the_same_words(shipped: Settings) -> None:
    one, other = answers(shipped, lambda _nothing: engine().vocabulary(), [None])[0][1:]
    assert one == other
