"""The only door to search: `find()` takes typed text and gives hits that this viewer may see."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from search import repair, snippets
from search.analysis.base import Term
from search.analysis.choice import BIGRAMS
from search.builds import LiveBuild, live_build
from search.documents import TEXT_FIELDS, HitMeta, Language, TextField
from search.engines import engine
from search.engines.base import FACET_VALUE, EngineHit, EngineQuery, EngineResult, Sort, TermGroup
from search.models import IndexedDocument
from search.registry import Facet, Label, Source, Viewer, registry
from search.storage import StoredAnalysis, stored_analyses
from search.text import clean_query

MAX_CHARACTERS = 200
MAX_TERMS = 20
MAX_PAGE = 500
MAX_PAGE_SIZE = 50
MAX_VALUES = 20

_FEW = 3
"""Fewer hits than this, and documents with only some of the words are shown apart from them."""

_SIMILAR = 5

_SHARE_OF_TERMS = 0.6
_BIGRAM_BOOST = 0.3


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks. Anything may stand in it: what makes no sense is cut or dropped, never raised."""

    text: str = ""
    language: Language = "ko"
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True)
class Why:
    """Where a hit matched: the field in words, and the reader's own words found there."""

    field: TextField
    label: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.label}: {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Hit:
    """One result."""

    kind: str
    kind_label: Label
    object_id: str
    title: str
    title_html: SafeString
    url: str
    language: Language
    score: float
    why: tuple[Why, ...]
    snippet_html: SafeString
    date: dt.date | None
    is_sample: bool
    meta: HitMeta = field(default_factory=HitMeta)


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind with its count under all filters but the kind itself. The empty kind stands for all."""

    kind: str
    label: Label
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A value to narrow by; its count obeys all filters but those of its own facet."""

    value: str
    label: str
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with what can be chosen in it."""

    name: str
    label: Label
    options: tuple[FacetOption, ...]

    @property
    def selected(self) -> tuple[FacetOption, ...]:
        """Return what is chosen."""
        return tuple(option for option in self.options if option.is_selected)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits and all that belongs around it."""

    text: str
    """What was searched for, as it was understood: cleaned and cut."""
    total: int
    hits: tuple[Hit, ...]
    tabs: tuple[Tab, ...]
    facets: tuple[FacetGroup, ...]
    page: int
    pages: int
    similar: tuple[Hit, ...] = ()
    """Where few documents hold all words: some that hold most of them, apart from the hits, not counted."""
    notice: str = ""
    suggestion: str = ""
    is_other_language: bool = False


@dataclass(frozen=True, slots=True)
class _Question:
    """Typed text as terms of the live build."""

    text: str
    terms: tuple[Term, ...]
    words: tuple[str, ...]
    """The terms without repetition."""
    bigrams: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.bigrams

    def all_terms(self) -> tuple[TermGroup, ...]:
        """Every word must be there."""
        if not self.words:
            return self.some_terms()
        return (TermGroup(self.words, len(self.words)),)

    def some_terms(self) -> tuple[TermGroup, ...]:
        """Most words, or most pairs of syllables: finds glued, unknown and half-right names."""
        groups = [
            TermGroup(self.words, _most(self.words)),
            TermGroup(self.bigrams, _most(self.bigrams), "bigrams", _BIGRAM_BOOST),
        ]
        return tuple(group for group in groups if group.terms)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the engine said, and to which question."""

    query: EngineQuery
    result: EngineResult
    is_exact: bool

    @property
    def is_thin(self) -> bool:
        """Tell whether all words are asked for too much."""
        return self.is_exact and 0 < self.result.unfiltered < _FEW


def find(request: SearchRequest, *, viewer: Viewer) -> SearchResult:
    """Answer a search; raise EngineUnavailableError only when there is nothing to ask."""
    request = _sensible(request)
    build = live_build()
    question = _ask(request.text, build)
    if request.text and question.is_empty:  # nothing but marks: an honest empty answer, not everything
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
    )
    answer = _best_answer(query, question)
    return _result(request, question, answer, _Context(build, viewer, request.language))


def _sensible(request: SearchRequest) -> SearchRequest:
    filters = {
        name: tuple(dict.fromkeys(value for value in values if FACET_VALUE.fullmatch(value)))[:MAX_VALUES]
        for name, values in request.filters.items()
        if registry.facet(name) is not None
    }
    return replace(
        request,
        text=clean_query(request.text, limit=MAX_CHARACTERS),
        kinds=tuple(kind for kind in dict.fromkeys(request.kinds) if registry.source(kind) is not None),
        filters={name: values for name, values in filters.items() if values},
        page=min(max(request.page, 1), MAX_PAGE),
        page_size=min(max(request.page_size, 1), MAX_PAGE_SIZE),
    )


def _ask(text: str, build: LiveBuild) -> _Question:
    pairs = tuple(dict.fromkeys(term.text for term in BIGRAMS.terms(text)))[: 2 * MAX_TERMS]
    terms = tuple(build.analyser.terms(text)) if build.analyser is not None else ()
    words = tuple(dict.fromkeys(term.text for term in terms))[:MAX_TERMS]
    return _Question(text, terms, words, pairs)


def _filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    kinds = {"kind": request.kinds} if request.kinds else {}
    return {**request.filters, **kinds}


def _best_answer(query: EngineQuery, question: _Question) -> _Answer:
    """Ask for all words, in both languages; if no document holds them all, for most words.

    What decides is the total without filters, so that narrowing never changes the way of asking.
    """
    near = replace(query, groups=question.some_terms())
    answer = _Answer(query, engine().search(query), is_exact=True)
    if answer.result.unfiltered or question.is_empty:
        return answer
    for candidate in (
        replace(query, language=_other(query.language)),
        near,
        replace(near, language=_other(query.language)),
    ):
        found = engine().search(candidate)
        if found.unfiltered:
            return _Answer(candidate, found, is_exact=candidate.groups == query.groups)
    return answer


def _similar(
    request: SearchRequest, question: _Question, answer: _Answer, context: "_Context"
) -> tuple[Hit, ...]:
    """Return documents with most of the words, where few have all of them; first page only."""
    if not answer.is_thin or request.page > 1:
        return ()
    query = replace(answer.query, groups=question.some_terms(), facets=(), offset=0, limit=_SIMILAR + _FEW)
    shown = {hit.number for hit in answer.result.hits}
    found = [hit for hit in engine().search(query).hits if hit.number not in shown][:_SIMILAR]
    hits, _hidden = _hits(found, question, context)
    return hits


def _most(terms: Sequence[str]) -> int:
    """Return how many of the terms are most of them: 1 of 2, 2 of 3, 3 of 5."""
    return max(1, round(len(terms) * _SHARE_OF_TERMS))


def _other(language: Language) -> Language:
    return "en" if language == "ko" else "ko"


def _empty(request: SearchRequest) -> SearchResult:
    return SearchResult(request.text, 0, (), (), (), 1, 0)


@dataclass(frozen=True, slots=True)
class _Context:
    """For whom hits are shown."""

    build: LiveBuild
    viewer: Viewer
    language: Language


def _result(request: SearchRequest, question: _Question, answer: _Answer, context: _Context) -> SearchResult:
    hits, hidden = _hits(answer.result.hits, question, context)
    result = answer.result
    total = max(0, result.total - hidden)
    is_other = answer.query.language != request.language
    return SearchResult(
        text=request.text,
        total=total,
        hits=hits,
        tabs=_tabs(result, request.kinds),
        facets=_facets(result, request),
        page=request.page,
        pages=min(MAX_PAGE, -(-total // request.page_size)),
        similar=_similar(request, question, answer, context),
        notice=_notice(request, answer, is_other=is_other),
        suggestion=_suggestion(question, answer, build=context.build),
        is_other_language=is_other,
    )


def _hits(found: Sequence[EngineHit], question: _Question, context: _Context) -> tuple[tuple[Hit, ...], int]:
    """Return the hits that the viewer may see, and how many were held back."""
    rows = IndexedDocument.objects.in_bulk([hit.number for hit in found])
    visible = _visible(rows.values(), context.viewer)
    shown = [
        (hit, row)
        for hit in found
        if (row := rows.get(hit.number)) is not None and (row.kind, row.object_id) in visible
    ]
    hashes = {row.content_hash for _, row in shown}
    analyses = stored_analyses(hashes, analyser_version=context.build.analyser_version)
    metas = _metas([row for _, row in shown], language=context.language)
    words = _surface(question)
    hits = []
    for hit, row in shown:
        source = registry.source(row.kind)
        if source is not None:
            meta = metas.get((row.kind, row.object_id), HitMeta())
            analysis = analyses.get(row.content_hash)
            hits.append(_hit(hit, row, source=source, analysis=analysis, words=words, meta=meta))
    return tuple(hits), len(found) - len(hits)


def _visible(rows: Iterable[IndexedDocument], viewer: Viewer) -> set[tuple[str, str]]:
    """Ask each room about its hits: the index may be behind the database, rights are not."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.kind, set()).add(row.object_id)
    return {
        (kind, object_id)
        for kind, object_ids in ids.items()
        if (source := registry.source(kind)) is not None
        for object_id in source.visible(object_ids, viewer)
    }


def _metas(rows: Collection[IndexedDocument], *, language: Language) -> dict[tuple[str, str], HitMeta]:
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.kind, set()).add(row.object_id)
    return {
        (kind, object_id): meta
        for kind, object_ids in ids.items()
        if (source := registry.source(kind)) is not None and source.meta is not None
        for object_id, meta in source.meta(object_ids, language).items()
    }


def _surface(question: _Question) -> dict[str, str]:
    """Return term → the reader's own word, for the reasons shown."""
    words: dict[str, str] = {}
    for term in question.terms:
        words.setdefault(term.text, question.text[term.start : term.end])
    return words


def _hit(
    hit: EngineHit,
    row: IndexedDocument,
    *,
    source: Source,
    analysis: StoredAnalysis | None,
    words: Mapping[str, str],
    meta: HitMeta,
) -> Hit:
    language: Language = "en" if row.language == "en" else "ko"
    return Hit(
        kind=row.kind,
        kind_label=source.label,
        object_id=row.object_id,
        title=row.title,
        title_html=snippets.marked(row.title, analysis.placed("title", words) if analysis else ()),
        url=row.url,
        language=language,
        score=hit.score,
        why=_why(analysis, words),
        snippet_html=_snippet(row, analysis, words),
        date=row.date,
        is_sample=row.is_sample,
        meta=meta,
    )


def _why(analysis: StoredAnalysis | None, words: Mapping[str, str]) -> tuple[Why, ...]:
    if analysis is None:
        return ()
    reasons = []
    for name in TEXT_FIELDS:
        matched = analysis.matched(name, words)
        if matched:
            shown = tuple(dict.fromkeys(word for term, word in words.items() if term in matched))
            reasons.append(Why(name, _field_label(name), shown))
    return tuple(reasons)


def _field_label(name: TextField) -> str:
    labels = {"title": _("이름"), "aliases": _("별칭·옛 이름"), "summary": _("요약"), "body": _("본문")}
    return labels[name]


def _snippet(row: IndexedDocument, analysis: StoredAnalysis | None, words: Mapping[str, str]) -> SafeString:
    """Show the summary; a passage of the body only if it tells of words that title and summary lack."""
    if analysis is None:
        return snippets.snippet(row.summary or row.body, ())
    told = analysis.matched("title", words) | analysis.matched("summary", words)
    if not row.summary or analysis.matched("body", words) - told:
        return snippets.snippet(row.body, analysis.placed("body", words))
    return snippets.snippet(row.summary, analysis.placed("summary", words))


def _tabs(result: EngineResult, kinds: tuple[str, ...]) -> tuple[Tab, ...]:
    counts = dict(result.facets.get("kind", ()))
    tabs = [
        Tab(source.kind, source.label, counts.get(source.kind, 0), is_selected=source.kind in kinds)
        for source in registry.sources()
    ]
    return (Tab("", _("전체"), sum(tab.count for tab in tabs), is_selected=not kinds), *tabs)


def _facets(result: EngineResult, request: SearchRequest) -> tuple[FacetGroup, ...]:
    groups = (
        _facet_group(
            facet, result.facets.get(facet.name, ()), request.filters.get(facet.name, ()), request.language
        )
        for facet in registry.facets()
    )
    return tuple(group for group in groups if group.options)


def _facet_group(
    facet: Facet, buckets: Iterable[tuple[str, int]], selected: tuple[str, ...], language: Language
) -> FacetGroup:
    counts = dict(buckets)
    counts |= {
        value: 0 for value in selected if value not in counts
    }  # what is chosen stays, or it could not be unchosen
    labels = facet.labels(tuple(counts), language) if counts else {}
    options = [
        FacetOption(value, str(labels.get(value, value)), count, is_selected=value in selected)
        for value, count in counts.items()
    ]
    return FacetGroup(facet.name, facet.label, tuple(options))


def _notice(request: SearchRequest, answer: _Answer, *, is_other: bool) -> str:
    if not request.text or not answer.result.unfiltered:
        return ""
    if is_other and request.language == "ko":
        return _("한국어 자료에는 맞는 결과가 없어 영어 자료를 보여 드립니다.")
    if is_other:
        return _("영어 자료에는 맞는 결과가 없어 한국어 자료를 보여 드립니다.")
    if not answer.is_exact:
        return _("모든 낱말이 들어 있는 자료가 없어, 일부만 들어 있는 자료를 보여 드립니다.")
    return ""


def _suggestion(question: _Question, answer: _Answer, *, build: LiveBuild) -> str:
    if not question.text or (answer.is_exact and answer.result.unfiltered):
        return ""
    names = ("".join(word.text.split()) for word in build.lexicon.words)
    return repair.better_spelling(
        question.text, question.terms, vocabulary=engine().vocabulary(), names=names
    )
