"""The door to search: `find()` takes typed text and gives what this viewer may see.

Where the engine is away, slow or not to be asked, the database answers (`fallback.py`), and the answer says so.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from django.utils.translation import gettext as _

from search import fallback, snippets
from search.answering import FEW, Answer, Asking
from search.builds import LiveBuild, live_build
from search.circuit import ask, circuit
from search.documents import LANGUAGES, Language, TextField, WhereFound
from search.engines import engine
from search.engines.base import (
    MAX_DEPTH,
    EngineHit,
    EngineQuery,
    EngineResult,
    EngineUnavailableError,
    SearchEngine,
)
from search.found import FoundDocument, found_documents
from search.hits import (
    Match,
    counted_facets,
    facet_groups,
    hidden_keys,
    shown_hits,
    tabs_of,
    visible_documents,
)
from search.meaning import ALIKE, OTHERS, WORDS_ONLY, Meaning, lane_language, meaning_of, needs_help
from search.models import IndexedDocument
from search.passages import found_in_body
from search.readings import Question, Reader
from search.registry import Viewer
from search.repair import has_lone_letters, speller
from search.results import (
    MAX_PAGE,
    Hit,
    SearchRequest,
    SearchResult,
    sensible,
)
from search.rows import Listing, rows_of
from search.storage import StoredAnalysis
from search.synonyms import NO_SYNONYMS, Synonyms, Told, synonyms_of
from search.trial import Trial
from search.understood import understood

__all__ = ["Hit", "Listing", "SearchRequest", "SearchResult", "find", "listed"]

logger = logging.getLogger(__name__)

_SIMILAR = 5
_PATIENCE_SECONDS = 0.4
"""After so long with the engine no wider question is asked: with its time-out the answer stays within a second."""

_NOTHING: frozenset[str] = frozenset()

_MORE_ATTEMPTS = 2
"""How often the engine is asked again without what the database held back: in order, it never is."""


def find(request: SearchRequest, *, viewer: Viewer, trial: Trial | None = None) -> SearchResult:
    """Answer a search; raise EngineUnavailableError only where neither engine nor database has documents.

    With a trial, what it brings counts in place of what is in force.
    """
    request = sensible(request)
    asked, typed = understood(request)
    began = time.monotonic()
    try:
        result = _find(asked, viewer, trial or Trial())
    except EngineUnavailableError as unavailable:
        logger.info("search_answered_by_database reason=%s", unavailable)
        result = fallback.find(asked, viewer=viewer)
    took = round(1000 * (time.monotonic() - began))
    return replace(result, text=request.text, typed=typed, milliseconds=took)


def listed(request: SearchRequest, *, viewer: Viewer, limit: int = MAX_DEPTH) -> Listing:
    """Return the results of a search as plain rows, in its order: for files and feeds. Pages play no part."""
    asked, _typed = understood(sensible(request))
    asked = replace(asked, page=1)
    try:
        return _listed(asked, viewer, min(limit, MAX_DEPTH))
    except EngineUnavailableError as unavailable:
        logger.info("search_listed_by_database reason=%s", unavailable)
        return fallback.listed(asked, viewer=viewer, limit=limit)


def _find(request: SearchRequest, viewer: Viewer, trial: Trial) -> SearchResult:
    # The analyser's dictionaries take seconds, once.
    build = trial.build or circuit().ask(live_build, is_proof=False)
    context = _Context.of(request, build, viewer, trial)
    question = context.question(request.text)
    if _is_only_marks(request, question):
        return _empty(request)
    query = _query(request, question, context)
    shown = _shown(query, question, context, as_typed=request.as_typed)
    for _attempt in range(_MORE_ATTEMPTS):
        if not shown.held_back:
            break
        query = replace(query, hidden=query.hidden | shown.held_back)
        shown = _shown(query, question, context, as_typed=request.as_typed)
    return _result(request, question, shown, context)


def _is_only_marks(request: SearchRequest, question: Question) -> bool:
    """Tell whether text was typed that holds no word: that is an honest empty answer, not everything."""
    return bool(request.text) and question.is_empty and not has_lone_letters(request.text)


def _query(request: SearchRequest, question: Question, context: "_Context") -> EngineQuery:
    return EngineQuery(
        language=request.language,
        groups=question.all_terms(),
        phrase=question.words,
        filters=_with_kinds(request.filters, request.kinds),
        exclusions=_with_kinds(request.exclusions, request.barred_kinds),
        required=_runs(request.phrases, context),
        barred=_runs(request.barred, context),
        facets=("kind", *(facet.name for facet in counted_facets(request))),
        sort=request.sort,
        offset=(request.page - 1) * request.page_size,
        limit=request.page_size,
        hidden=hidden_keys(context.viewer),
    )


def _runs(texts: Iterable[str], context: "_Context") -> tuple[tuple[str, ...], ...]:
    """Return the terms of phrases in their order, by which they are found next to each other."""
    runs = (tuple(term.text for term in context.question(text).terms) for text in texts)
    return tuple(run for run in runs if run)


def _listed(request: SearchRequest, viewer: Viewer, limit: int) -> Listing:
    """Ask once as the page does, for how the text is understood; then for all numbers at once, without counts."""
    build = circuit().ask(live_build, is_proof=False)
    context = _Context.of(request, build, viewer)
    question = context.question(request.text)
    if _is_only_marks(request, question):
        return Listing((), 0)
    query = replace(_query(request, question, context), facets=(), limit=1)
    answer = context.asking.best_answer(query, question, as_typed=request.as_typed)
    whole = replace(answer.query, limit=limit)
    found = context.meaning.ordered(replace(answer, result=context.search(whole)), whole).result
    rows = rows_of([hit.number for hit in found.hits], viewer=viewer, language=request.language)
    held_back = len(found.hits) - len(rows)
    return Listing(rows, max(0, found.total - held_back))


def _with_kinds(chosen: Mapping[str, tuple[str, ...]], kinds: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {**chosen, "kind": kinds} if kinds else dict(chosen)


def _shown(query: EngineQuery, question: Question, context: "_Context", *, as_typed: bool) -> "_Shown":
    wide = context.asking.best_answer(context.meaning.widened(query), question, as_typed=as_typed)
    answer = context.meaning.ordered(wide, query)
    hits, held_back = _hits(answer.result.hits, answer.reading.question, context)
    return _Shown(answer, hits, held_back, frozenset(hit.number for hit in wide.result.hits))


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
        if found := [hit for hit in context.search(query).hits if hit.number not in known][:_SIMILAR]:
            return _hits(found, question, context)[0]
    return ()


def _beside(
    request: SearchRequest, shown: "_Shown", context: "_Context", *, is_helped: bool
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Return documents by meaning alone, in the language of the page and in the other one; first page only."""
    answer, other = shown.answer, lane_language(request, shown.answer)
    if not context.has_sense(answer, page=request.page):
        return (), ()
    near = partial(context.meaning.near, answer, without=shown.matched)
    is_wanted = needs_help(answer, request) and not (is_helped and answer.query.language == request.language)
    found = near(request.language, limit=ALIKE) if is_wanted else []
    found += near(other, limit=OTHERS) if other else []
    # What holds all words is no news in the other language; what holds some may be better understood there.
    told = {(hit.kind, hit.object_id) for hit in shown.hits} if answer.is_exact else set()
    near_hits, _held_back = _hits(found, answer.reading.question, context)
    hits = [hit for hit in near_hits if (hit.kind, hit.object_id) not in told]
    alike = tuple(hit for hit in hits if hit.language == request.language)
    return alike[:ALIKE], tuple(hit for hit in hits if hit.language == other)[:OTHERS]


def _empty(request: SearchRequest) -> SearchResult:
    return SearchResult(request.text, 0, (), (), (), 1, 0)


@dataclass(frozen=True, slots=True)
class _Context:
    """For whom hits are shown."""

    build: LiveBuild
    viewer: Viewer
    language: Language
    synonyms: Synonyms
    meaning: Meaning
    until: float
    engine: SearchEngine | None = None
    """The engine of a trial; None where the live one is asked."""

    @classmethod
    def of(cls, request: SearchRequest, build: LiveBuild, viewer: Viewer, trial: Trial | None = None) -> Self:
        """Begin to answer: the time runs from now on."""
        is_plain = request.as_typed or not request.text
        trial = trial or Trial()
        synonyms = NO_SYNONYMS if is_plain else trial.synonyms or synonyms_of(build)
        meaning = WORDS_ONLY if trial.engine else meaning_of(request)  # loads its model, once
        until = time.monotonic() + _PATIENCE_SECONDS
        return cls(build, viewer, request.language, synonyms, meaning, until, trial.engine)

    @property
    def is_late(self) -> bool:
        """Tell whether the engine has taken so long that nothing more is asked of it."""
        return time.monotonic() > self.until

    @property
    def asking(self) -> Asking:
        """Return how the live engine is asked."""
        return Asking(self.search, self.reader, lambda: self.is_late)

    def search(self, query: EngineQuery) -> EngineResult:
        """Ask the engine."""
        return self.engine.search(query) if self.engine else ask(lambda live: live.search(query))

    def has_sense(self, answer: Answer, *, page: int) -> bool:
        """Tell whether a meaning is worth looking for: on the first page, and not of noise, to which a model finds something too.

        Words that some document holds make sense, and so does a text half of which the index knows.
        """
        if page > 1 or self.meaning.pool is None:
            return False
        if answer.is_exact and answer.result.unfiltered:
            return True
        return self.reader().speller.knows_most(answer.reading.question.terms)

    def question(self, text: str) -> Question:
        """Return the text as terms of the live build, with what else they may be called."""
        return Question(text, self.build.terms(text), self.synonyms)

    def reader(self) -> Reader:
        """Return who understands text by the words of the live build."""
        asked = self.engine or engine()
        vocabulary = circuit().ask(asked.vocabulary, is_proof=False)  # read anew after each change
        return Reader(self.question, speller(vocabulary, lambda: known_names(self.build)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer, what this viewer sees of it, the keys of what the database held back, and the best that matched."""

    answer: Answer
    hits: tuple[Hit, ...]
    held_back: frozenset[str]
    matched: frozenset[int]


def _result(request: SearchRequest, question: Question, shown: _Shown, context: _Context) -> SearchResult:
    answer, result = shown.answer, shown.answer.result
    total = max(0, result.total - len(shown.held_back))
    is_other = answer.query.language != request.language
    similar = _similar(request, shown, context)
    alike, other_language = _beside(request, shown, context, is_helped=bool(similar))
    return SearchResult(
        text=request.text,
        total=total,
        hits=shown.hits,
        tabs=tabs_of(dict(result.facets.get("kind", ())), request.kinds, request.barred_kinds),
        facets=facet_groups(result.facets, request),
        page=request.page,
        pages=min(MAX_PAGE, -(-total // request.page_size)),
        similar=similar,
        alike=alike,
        other_language=other_language,
        is_unfinished=context.is_late and _is_little(request, answer),
        lacks_meaning=context.meaning.pool is None and needs_help(answer, request),
        notice=_notice(request, answer, is_other=is_other),
        understood=answer.reading.question.text if answer.reading.question != question else "",
        way=answer.reading.way if answer.reading.question != question else "typed",
        suggestion=_suggestion(question, answer, context=context),
        synonyms=answer.reading.question.told,
        is_other_language=is_other,
    )


def _is_little(request: SearchRequest, answer: Answer) -> bool:
    """Tell whether an engine with time left would have been asked for more than this."""
    return bool(request.text) and not request.as_typed and answer.result.unfiltered < FEW


def _hits(
    found: Sequence[EngineHit], question: Question, context: _Context
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """Return the hits that the viewer may see, and the keys of those that were held back."""
    if not found:
        return (), frozenset()
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
    matches = ((row, _match(hit, row, words, question.told)) for hit, row in shown)
    seen = {row.number for _hit, row in shown}
    held_back = frozenset(row.key for row in rows.values() if row.number not in seen)
    return shown_hits(matches, language=context.language), held_back


def hits_of(
    found: Sequence[EngineHit], question: Question, *, viewer: Viewer, language: Language
) -> tuple[Hit, ...]:
    """Return what the viewer may see of an engine's hits, with the words of a question marked in them."""
    build = circuit().ask(live_build, is_proof=False)
    return _hits(
        found, question, _Context(build, viewer, language, NO_SYNONYMS, WORDS_ONLY, time.monotonic())
    )[0]


def _surface(question: Question) -> dict[str, str]:
    """Return term → the reader's own word, for the reasons shown."""
    words: dict[str, str] = {}
    for term in question.terms:
        words.setdefault(term.text, question.text[term.start : term.end])
    return words


def _found_by(analysis: StoredAnalysis, told: Sequence[Told]) -> list[Told]:
    """Return the synonyms that a document holds without holding the reader's own words."""
    return [other for other in told if analysis.holds(other.terms) and not analysis.holds(other.own)]


def _words_of_fields(
    matched: Mapping[TextField, AbstractSet[str]], words: Mapping[str, str]
) -> dict[WhereFound, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys([word for term, word in words.items() if term in found]))
        for name, found in matched.items()
    }


def _with_synonyms(typed: Mapping[str, str], synonyms: Sequence[Told]) -> dict[str, str]:
    return {term: other.meant for other in synonyms for term in other.terms} | dict(typed)


def _match(hit: EngineHit, row: FoundDocument, typed: Mapping[str, str], told: Sequence[Told]) -> Match:
    analysis = row.analysis
    if analysis is None:
        return Match(hit.score, (), {}, snippets.snippet(row.summary or row.body, ()))
    synonyms = _found_by(analysis, told) if told else []
    words = _with_synonyms(typed, synonyms) if synonyms else typed
    matched = analysis.matched(words)
    fields = _words_of_fields(matched, words)
    # The summary; a passage of the body only if it tells of words that title and summary lack.
    above = matched.get("title", _NOTHING) | matched.get("summary", _NOTHING)
    is_told_above = bool(row.summary) and matched.get("body", _NOTHING) <= above
    file = ""
    if row.passages or not is_told_above:
        fields.pop("body", None)
        found, file, snippet = found_in_body(row.body, row.passages, analysis.placed("body", words), words)
        fields.update(found)
    if is_told_above:
        snippet = snippets.snippet(row.summary, analysis.placed("summary", words))
    title = analysis.placed("title", words) if "title" in matched else []
    return Match(hit.score, title, fields, snippet, file, tuple(map(str, synonyms)))


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
    question = context.question(text)
    if question.is_empty:
        return False
    for language in LANGUAGES:
        asked = replace(
            query,
            groups=question.all_terms(),
            language=language,
            filters={},
            exclusions={},
            facets=(),
            offset=0,
            limit=FEW,
        )
        hits, _held_back = _hits(context.search(asked).hits, question, context)
        if hits:
            return True
    return False


def known_names(build: LiveBuild) -> Iterator[str]:
    """Yield names as they are spaced. They may belong to what is hidden by now: nothing of them is shown unfound."""
    yield from (word.text for word in build.lexicon.words)
    for place in build.lexicon.places:
        yield from (place.canonical, *place.aliases)
    yield from IndexedDocument.objects.filter(language="ko").values_list("title", flat=True)
