"""Questions to the embedded engine: the whole of `find()` and its parts, each against what it is held to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.utils.http import urlencode

from portal.page_cache.packing import Application
from search import snippets
from search.analysis.base import Analyser
from search.builds import live_analyser
from search.engines import engine
from search.engines.base import EngineHit, EngineQuery, SearchEngine, TermGroup
from search.found import FoundDocument, found_documents
from search.models import IndexedDocument
from search.queries import SearchRequest, SearchResult, _match, find
from search.storage import all_engine_documents
from tests.bench.measuring import Bound
from tests.bench.search_corpus import FACETS, Question
from tests.bench.search_fts5 import Fts5
from tests.bench.search_measuring import compare, processor_seconds, say, told
from tests.bench.search_stock import HOME, SMALL, Stock
from tests.bench.search_tantivy import HandWritten

_VIEWER = AnonymousUser()
_TEXTS = 60
_PAGES = 20


def engine_query(question: Question) -> EngineQuery:
    """Return what `find()` asks an engine for this question."""
    group = TermGroup(question.terms, len(question.terms))
    return EngineQuery(question.language, (group,), question.terms, question.filters, facets=FACETS)


def asked(question: Question) -> SearchResult:
    """Search as the page does."""
    request = SearchRequest(question.text, language=question.language, filters=question.filters)
    return find(request, viewer=_VIEWER)


def agree(stock: Stock, asked_engine: SearchEngine, by_hand: HandWritten) -> None:
    """Stop where two sides do not answer the same: their times would not compare."""
    for question in stock.questions:
        found = asked_engine.search(engine_query(question))
        for page, facets in (by_hand.page_and_facets(question), by_hand.page_and_facets_one_by_one(question)):
            same_page = [(round(hit.score, 4), hit.number) for hit in found.hits] == page
            if not same_page or any(list(found.facets[name]) != facets[name] for name in FACETS):
                raise SystemExit(f"The engine and the hand-written query disagree about {question.text!r}.")
        if asked(question).total != found.total:
            raise SystemExit(f"find() and the engine disagree about {question.text!r}.")


def whole(stock: Stock, asked_engine: SearchEngine, by_hand: HandWritten) -> list[Bound]:
    """B1, B2: page, six facets and snippets against the least call there is; B3: the engine's layer."""
    say(
        "",
        f"One search of {stock.documents:,} documents, {len(stock.questions)} questions, half with filters",
    )
    handler: Application = WSGIHandler()
    times = compare(
        {
            "raw": by_hand.top_ten,
            "hand": by_hand.page_and_facets,
            "engine": lambda question: asked_engine.search(engine_query(question)),
            "find": asked,
        },
        stock.questions,
    )
    page = compare({"page": partial(_page, handler)}, stock.questions[:_PAGES], rounds=3)["page"]
    say(
        *(
            f"  {label:<58} {times[name].median:9.3f} ms  p95 {times[name].p95:9.3f} ms of processor time"
            for name, label in {
                "raw": "Tantivy: best ten, no count",
                "hand": "Tantivy by hand: page of ten and six facets",
                "engine": "our engine: the same",
                "find": "find(): the same with analysis, rights, rows and snippets",
            }.items()
        ),
        f"  {'the whole HTTP page, through all middleware':<58} {page.median:9.3f} ms  p95 {page.p95:9.3f} ms of processor time",
    )
    name, most = ("B1", 16.0) if stock.documents <= SMALL else ("B2", 20.0)
    return told(
        Bound(f"{name} find() / Tantivy's best ten", times["find"].median / times["raw"].median, most=most),
        Bound("B3 engine / Tantivy by hand", times["engine"].median / times["hand"].median, most=1.3),
    )


def one_call(stock: Stock, asked_engine: SearchEngine, by_hand: HandWritten) -> list[Bound]:
    """B4: six facets, two of them chosen, in one call against one call for each chosen facet more.

    The study's calls had their filters as sets of terms, and the bound is about those. With single terms they are
    about as quick as one call; that line is there to be seen.
    """
    questions = [question for question in stock.questions if question.filters]
    times = compare(
        {
            "one call": lambda question: asked_engine.search(engine_query(question)),
            "call by call, filters as sets of terms": partial(by_hand.page_and_facets_one_by_one, sets=True),
            "call by call, filters as single terms": by_hand.page_and_facets_one_by_one,
        },
        questions,
    )
    say("", f"Two facets chosen, {len(questions)} questions", *times.values())
    most = 0.7 if stock.documents <= SMALL else 1.0
    ratio = times["one call"].median / times["call by call, filters as sets of terms"].median
    return told(Bound("B4 our engine in one call / by hand call by call", ratio, most=most))


def against_fts5(stock: Stock) -> list[Bound]:
    """B6: `find()` against page and counts alone from FTS5."""
    fts5 = _filled_fts5(stock)
    questions = [question for question in stock.questions if question.filters]
    times = compare(
        {"find(), with snippets": asked, "FTS5 and SQL": fts5.page_and_facets}, questions, rounds=3
    )
    say("", "Page of ten and six facets, two of them chosen", *times.values())
    ratio = times["find(), with snippets"].median / times["FTS5 and SQL"].median
    bound = 1 / 10 if stock.documents > SMALL else None
    if bound is None:
        say(f"  {'B6 find() / FTS5 (bound at 100,000 documents)':<58} {ratio:9.3f}")
        return []
    return told(Bound("B6 find() / FTS5", ratio, most=bound))


def analysis(stock: Stock) -> list[Bound]:
    """B7: our rules on top of Kiwi against Kiwi alone; B8: snippets from places against analysing again."""
    analyser = live_analyser()
    kiwi = getattr(analyser, "_kiwi", None)
    if kiwi is None:
        raise SystemExit("B7 needs Kiwi: run `make environment`.")
    rows = list(IndexedDocument.objects.filter(language="ko").order_by("id")[:_TEXTS])
    times = compare(
        {
            "Kiwi alone": lambda text: list(kiwi.tokenize(text, oov_handling="rule")),
            "our analyser": analyser.terms,
        },
        [row.body for row in rows],
    )
    say(
        "", f"Terms of a text of {sum(len(row.body) for row in rows) // len(rows):,} letters", *times.values()
    )
    bound = Bound(
        "B7 our analyser / Kiwi", times["our analyser"].median / times["Kiwi alone"].median, most=1.35
    )
    return [*told(bound), *_marking(stock, analyser)]


def _marking(stock: Stock, analyser: Analyser) -> list[Bound]:
    def read(question: Question) -> list[FoundDocument]:
        numbers = [hit.number for hit in _hits(question)]
        return list(found_documents(numbers, analyser_version=analyser.version).values())

    pages = [
        (rows, {term: term for term in question.terms})
        for question in stock.questions[:_PAGES]
        if len(rows := read(question)) == 10
    ]

    def stored(page: tuple[list[FoundDocument], dict[str, str]]) -> None:
        rows, words = page
        for row in rows:
            fresh = row.analysis and type(row.analysis)(row.analysis.terms, row.analysis.packed)
            _match(EngineHit(row.number, 1.0), row._replace(analysis=fresh), words, ())

    def analysed(page: tuple[list[FoundDocument], dict[str, str]]) -> None:
        rows, words = page
        for row in rows:
            for text in (row.title, row.summary, row.body):
                snippets.snippet(text, [term for term in analyser.terms(text) if term.text in words])

    times = compare({"from stored places": stored, "analysed again": analysed}, pages, rounds=3)
    say("", "Marks and snippets of ten hits", *times.values())
    ratio = times["from stored places"].median / times["analysed again"].median
    return told(Bound("B8 snippets from places / analysed again", ratio, most=1 / 100))


def _hits(question: Question) -> tuple[EngineHit, ...]:
    return engine().search(engine_query(question)).hits


def _page(handler: Application, question: Question) -> None:
    parameters = [
        ("q", question.text),
        *((name, value) for name, values in question.filters.items() for value in values),
    ]
    prefix = "/en" if question.language == "en" else ""
    said: list[str] = []
    body = handler(
        RequestFactory().get(f"{prefix}/search/?{urlencode(parameters)}").environ,
        lambda status, _headers, *_error: said.append(status),
    )
    b"".join(body)
    close: Callable[[], None] = getattr(body, "close", lambda: None)
    close()
    if not said[0].startswith("200"):
        raise SystemExit(f"The page of results answered {said[0]}")


def _filled_fts5(stock: Stock) -> Fts5:
    path = HOME / f"fts5-{stock.database.stem}.sqlite3"
    if path.exists():
        return Fts5(path)
    for old in HOME.glob(f"fts5-search-{stock.documents}-*"):
        old.unlink()
    unfinished = Path(f"{path}.unfinished")
    unfinished.unlink(missing_ok=True)
    fts5 = Fts5(unfinished)
    seconds = processor_seconds(lambda: fts5.fill(all_engine_documents(stock.analyser)))
    say("", f"FTS5 was filled in {seconds:.0f} s of processor time")
    fts5.close()
    unfinished.rename(path)
    return Fts5(path)
