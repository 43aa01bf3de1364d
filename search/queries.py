"""The door to search: `find()` takes typed text and gives what this viewer may see.

Where the engine is away, slow or not to be asked, the database answers (`fallback.py`), and the answer says so.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from search import fallback, snippets
from search.answering import FEW, Answer, Asking
from search.builds import LiveBuild, live_build
from search.circuit import ask, circuit
from search.documents import LANGUAGES, TEXT_FIELDS, Language, WhereFound
from search.engines import engine
from search.engines.base import EngineHit, EngineQuery, EngineResult, EngineUnavailableError
from search.hits import Match, facet_groups, hidden_keys, shown_hits, tabs_of, visible_documents
from search.models import IndexedDocument
from search.passages import found_in_body
from search.readings import Question, Reader
from search.registry import Viewer, registry
from search.repair import has_lone_letters, speller
from search.results import (
    MAX_PAGE,
    Hit,
    SearchRequest,
    SearchResult,
    sensible,
)
from search.storage import FoundDocument, found_documents

__all__ = ["Hit", "SearchRequest", "SearchResult", "find"]

logger = logging.getLogger(__name__)

_SIMILAR = 5
_PATIENCE_SECONDS = 0.4
"""After so long with the engine no wider question is asked: with its time-out the answer stays within a second."""

_MORE_ATTEMPTS = 2
"""How often the engine is asked again without what the database held back: in order, it never is."""


def find(request: SearchRequest, *, viewer: Viewer) -> SearchResult:
    """Answer a search; raise EngineUnavailableError only where neither engine nor database has documents."""
    request = sensible(request)
    began = time.monotonic()
    try:
        result = _find(request, viewer)
    except EngineUnavailableError as unavailable:
        logger.info("search_answered_by_database reason=%s", unavailable)
        result = fallback.find(request, viewer=viewer)
    return replace(result, milliseconds=round(1000 * (time.monotonic() - began)))


def _find(request: SearchRequest, viewer: Viewer) -> SearchResult:
    build = circuit().ask(live_build, is_proof=False)  # the analyser's dictionaries take seconds, once
    question = _question(request.text, build)
    if request.text and question.is_empty and not has_lone_letters(request.text):
        # nothing but marks: an honest empty answer, not everything
        return _empty(request)
    query = EngineQuery(
        language=request.language,
        groups=question.all_terms(),
        phrase=question.words,
        filters=_filters(request),
        facets=("kind", *(facet.name for facet in registry.facets())),
        sort=request.sort,
        offset=(request.page - 1) * request.page_size,
        limit=request.page_size,
        hidden=hidden_keys(viewer),
    )
    context = _Context(build, viewer, request.language, until=time.monotonic() + _PATIENCE_SECONDS)
    shown = _shown(query, question, context, as_typed=request.as_typed)
    for _attempt in range(_MORE_ATTEMPTS):
        if not shown.held_back:
            break
        query = replace(query, hidden=query.hidden | shown.held_back)
        shown = _shown(query, question, context, as_typed=request.as_typed)
    return _result(request, question, shown, context)


def _question(text: str, build: LiveBuild) -> Question:
    return Question(text, tuple(build.analyser.terms(text)) if build.analyser is not None else ())


def _filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    kinds = {"kind": request.kinds} if request.kinds else {}
    return {**request.filters, **kinds}


def _shown(query: EngineQuery, question: Question, context: "_Context", *, as_typed: bool) -> "_Shown":
    answer = context.asking.best_answer(query, question, as_typed=as_typed)
    hits, held_back = _hits(answer.result.hits, answer.reading.question, context)
    return _Shown(answer, hits, held_back)


def _searched(query: EngineQuery) -> EngineResult:
    return ask(lambda engine: engine.search(query))


def _similar(request: SearchRequest, shown: "_Shown", context: "_Context") -> tuple[Hit, ...]:
    """Return documents with most of the words, or with any, where few have more; first page only."""
    answer, question = shown.answer, shown.answer.reading.question
    if not answer.is_thin or request.page > 1:
        return ()
    known = {hit.number for hit in answer.result.hits}
    for groups in (question.some_terms(), question.any_terms()):
        if not groups or groups == answer.query.groups or context.is_late:
            continue
        query = replace(answer.query, groups=groups, facets=(), offset=0, limit=_SIMILAR + FEW)
        if found := [hit for hit in _searched(query).hits if hit.number not in known][:_SIMILAR]:
            return _hits(found, question, context)[0]
    return ()


def _empty(request: SearchRequest) -> SearchResult:
    return SearchResult(request.text, 0, (), (), (), 1, 0)


@dataclass(frozen=True, slots=True)
class _Context:
    """For whom hits are shown."""

    build: LiveBuild
    viewer: Viewer
    language: Language
    until: float

    @property
    def is_late(self) -> bool:
        """Tell whether the engine has taken so long that nothing more is asked of it."""
        return time.monotonic() > self.until

    @property
    def asking(self) -> Asking:
        """Return how the live engine is asked."""
        return Asking(_searched, self.reader, lambda: self.is_late)

    def reader(self) -> Reader:
        """Return who understands text by the words of the live build."""
        vocabulary = circuit().ask(engine().vocabulary, is_proof=False)  # read anew after each change
        return Reader(
            lambda text: _question(text, self.build), speller(vocabulary, lambda: known_names(self.build))
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer, what this viewer sees of it, and the keys of what the database held back."""

    answer: Answer
    hits: tuple[Hit, ...]
    held_back: frozenset[str]


def _result(request: SearchRequest, question: Question, shown: _Shown, context: _Context) -> SearchResult:
    answer, result = shown.answer, shown.answer.result
    total = max(0, result.total - len(shown.held_back))
    is_other = answer.query.language != request.language
    return SearchResult(
        text=request.text,
        total=total,
        hits=shown.hits,
        tabs=tabs_of(dict(result.facets.get("kind", ())), request.kinds),
        facets=facet_groups(result.facets, request),
        page=request.page,
        pages=min(MAX_PAGE, -(-total // request.page_size)),
        similar=_similar(request, shown, context),
        notice=_notice(request, answer, is_other=is_other),
        understood=answer.reading.question.text if answer.reading.way != "typed" else "",
        suggestion=_suggestion(question, answer, context=context),
        is_other_language=is_other,
    )


def _hits(
    found: Sequence[EngineHit], question: Question, context: _Context
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """Return the hits that the viewer may see, and the keys of those that were held back."""
    rows = found_documents([hit.number for hit in found], analyser_version=context.build.analyser_version)
    visible = visible_documents(
        ((row.kind, row.object_id, row.language) for row in rows.values()), context.viewer
    )
    shown = [
        (hit, row)
        for hit in found
        if (row := rows.get(hit.number)) is not None and (row.kind, row.object_id, row.language) in visible
    ]
    words = _surface(question)
    matches = ((row, _match(hit, row, words)) for hit, row in shown)
    held_back = {row.key for row in rows.values()} - {row.key for _hit, row in shown}
    return shown_hits(matches, language=context.language), frozenset(held_back)


def hits_of(
    found: Sequence[EngineHit], question: Question, *, viewer: Viewer, language: Language
) -> tuple[Hit, ...]:
    """Return what the viewer may see of an engine's hits, with the words of a question marked in them."""
    build = circuit().ask(live_build, is_proof=False)
    return _hits(found, question, _Context(build, viewer, language, until=time.monotonic()))[0]


def _surface(question: Question) -> dict[str, str]:
    """Return term → the reader's own word, for the reasons shown."""
    words: dict[str, str] = {}
    for term in question.terms:
        words.setdefault(term.text, question.text[term.start : term.end])
    return words


def _match(hit: EngineHit, row: FoundDocument, words: Mapping[str, str]) -> Match:
    analysis = row.analysis
    if analysis is None:
        return Match(hit.score, (), {}, snippets.snippet(row.summary or row.body, ()))
    matched = {name: analysis.matched(name, words) for name in TEXT_FIELDS}
    fields: dict[WhereFound, tuple[str, ...]] = {
        name: tuple(dict.fromkeys(word for term, word in words.items() if term in found))
        for name, found in matched.items()
        if found
    }
    # The summary; a passage of the body only if it tells of words that title and summary lack.
    is_told_above = bool(row.summary) and matched["body"] <= matched["title"] | matched["summary"]
    file, title = "", analysis.placed("title", words)
    if row.passages or not is_told_above:
        fields.pop("body", None)
        told, file, snippet = found_in_body(row.body, row.passages, analysis.placed("body", words), words)
        fields.update(told)
    if is_told_above:
        snippet = snippets.snippet(row.summary, analysis.placed("summary", words))
    return Match(hit.score, title, fields, snippet, file)


def _notice(request: SearchRequest, answer: Answer, *, is_other: bool) -> str:
    if not request.text or not answer.result.unfiltered:
        return ""
    if is_other and request.language == "ko":
        return _("한국어 자료에는 맞는 결과가 없어 영어 자료를 보여 드립니다.")
    if is_other:
        return _("영어 자료에는 맞는 결과가 없어 한국어 자료를 보여 드립니다.")
    if not answer.is_exact:
        return _("모든 낱말이 들어 있는 자료가 없어, 일부만 들어 있는 자료를 보여 드립니다.")
    return ""


def _suggestion(question: Question, answer: Answer, *, context: _Context) -> str:
    """Propose other words only if they find something that this viewer may see.

    Words of the index and names of the lexicon may belong to what is hidden by now: a proposal must not tell.
    """
    if not question.text or (answer.is_exact and answer.result.unfiltered) or context.is_late:
        return ""
    proposed = context.reader().proposed(question)
    return proposed if proposed and _finds_something(proposed, answer.query, context) else ""


def _finds_something(text: str, query: EngineQuery, context: _Context) -> bool:
    question = _question(text, context.build)
    if question.is_empty:
        return False
    for language in LANGUAGES:
        asked = replace(
            query, groups=question.all_terms(), language=language, filters={}, facets=(), offset=0, limit=FEW
        )
        hits, _held_back = _hits(_searched(asked).hits, question, context)
        if hits:
            return True
    return False


def known_names(build: LiveBuild) -> Iterator[str]:
    """Yield names as they are spaced. They may belong to what is hidden by now: nothing of them is shown unfound."""
    yield from (word.text for word in build.lexicon.words)
    for place in build.lexicon.places:
        yield from (place.canonical, *place.aliases)
    yield from IndexedDocument.objects.filter(language="ko").values_list("title", flat=True)
