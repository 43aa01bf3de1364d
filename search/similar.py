"""What is like a text or like a document: by the words that tell most, the rarer in the index the more.

`telling_terms` is the one place that decides what a text is about; whoever has a better measure puts it there.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Case, FloatField, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.page_cache.kept import kept
from search.analysis.base import Term
from search.builds import LiveBuild, live_build
from search.circuit import ask, circuit
from search.documents import Language, TextField
from search.engines import engine
from search.engines.base import (
    EngineHit,
    EngineQuery,
    EngineResult,
    EngineUnavailableError,
    SearchEngine,
    TermGroup,
)
from search.models import IndexedDocument, key_of
from search.queries import hits_of
from search.readings import Question
from search.registry import Viewer
from search.results import Hit
from search.storage import StoredAnalysis, stored_analyses

TEXT_WEIGHT = 4.0
"""What the likest text counts beside what rooms weigh by whole points: as much as the same topic of two cases."""
FEWEST_WORDS = 2
"""One word alone is chance."""
MOST_TERMS = 25
MOST_WORDS_SHOWN = 4
_SHARE_REQUIRED = 0.2
_TOO_COMMON = 0.25
"""A term in more than a quarter of all documents tells nothing."""
_ALWAYS_RARE = 5
"""However few documents there are, a term in no more than these counts as rare."""
_SHORTEST = 2
_FEW = 3
_NUMBER = re.compile(r"[\d.,%]+")
_HANGUL = re.compile("[가-힣]")
_FIELDS: tuple[TextField, ...] = ("title", "summary", "body")
_WEIGHTS: Mapping[TextField, int] = {"title": 3, "summary": 2, "body": 1}


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """A document like the text, and the reader's own words that it shares, the most telling first."""

    hit: Hit
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """An object like another one, the words that both have, and how alike: 1 is the likest found.

    Rights are not looked at: the room that asks shows only what its viewer may see.
    """

    object_id: str
    words: tuple[str, ...]
    likeness: float


def similar_to_text(
    text: str, *, viewer: Viewer, kinds: Sequence[str], limit: int = 5
) -> Mapping[str, tuple[SimilarHit, ...]]:
    """Return the documents of each kind that are most like a text; raise EngineUnavailableError without an engine.

    Documents in the language of the text are looked at. Nothing of the text is logged or kept.
    """
    build = circuit().ask(live_build, is_proof=False)
    terms = tuple(build.analyser.terms(text)) if build.analyser is not None else ()
    language = language_of(text)
    chosen = telling_terms(Counter(term.text for term in terms), total=_total(language))
    told = Question(text, tuple(term for term in terms if term.text in chosen))
    return {
        kind: _with_words(
            hits_of(_asked(chosen, language, kind=kind, limit=limit), told, viewer=viewer, language=language),
            told,
            chosen,
        )
        for kind in kinds
    }


def similar_to_document(
    kind: str, object_id: str, *, language: Language, kinds: Sequence[str], limit: int = 10
) -> tuple[Alike, ...]:
    """Return objects of these kinds that are most like an indexed one; none while the engine is away."""
    row = IndexedDocument.objects.filter(kind=kind, object_id=object_id, language=language).first()
    if row is None:
        return ()
    try:
        return _alike(row, language, kinds, limit)
    except EngineUnavailableError:
        return ()


def alike_in_words(
    kind: str, pk: int, *, among: str, language: Language | None = None
) -> Mapping[str, Alike]:
    """Return the objects of one kind that share words with a thing, by id; worked out once until something changes.

    Compared is in the language in force, if no other is named.
    """
    spoken: Language = language or ("en" if get_language() == "en" else "ko")

    def compare() -> dict[str, Alike]:
        found = similar_to_document(kind, str(pk), language=spoken, kinds=(among,))
        return {alike.object_id: alike for alike in found if len(alike.words) >= FEWEST_WORDS}

    return kept(("alike-in-words", kind, pk, among, spoken), compare)


def scored(
    rows: QuerySet[Any, Any], conditions: Mapping[int, Any], alike: Mapping[str, Alike]
) -> QuerySet[Any, Any]:
    """Return the rows that share something, with the weight of what they share as `score`; the order is the caller's."""
    parts: list[Any] = [
        Case(When(condition, then=Value(float(weight))), default=Value(0.0), output_field=FloatField())
        for weight, condition in conditions.items()
    ]
    in_words = [
        When(pk=found.object_id, then=Value(TEXT_WEIGHT * found.likeness)) for found in alike.values()
    ]
    if in_words:
        parts.append(Case(*in_words, default=Value(0.0), output_field=FloatField()))
    counted: QuerySet[Any, Any] = rows.annotate(score=sum(parts, start=Value(0.0)))
    return counted.filter(score__gt=0)


def shared_words(alike: Alike | None) -> tuple[str, ...]:
    """Return the reason that shared words are, if there are any."""
    return (_("함께 나오는 말 %(words)s") % {"words": " · ".join(alike.words)},) if alike else ()


def telling_terms(counts: Mapping[str, float], *, total: int) -> tuple[str, ...]:
    """Return the terms that tell most of what a text is about, by how often it has them and how few documents do."""
    known = circuit().ask(engine().vocabulary, is_proof=False)
    common = max(_ALWAYS_RARE, _TOO_COMMON * total)
    weights = {
        term: (1 + math.log(count)) * math.log(1 + total / known[term])
        for term, count in counts.items()
        if 0 < known.get(term, 0) <= common and len(term) >= _SHORTEST and not _NUMBER.fullmatch(term)
    }
    return tuple(sorted(weights, key=lambda term: (-weights[term], term))[:MOST_TERMS])


def language_of(text: str) -> Language:
    """Return the language that a text is written in: Korean as soon as it has Hangul."""
    return "ko" if _HANGUL.search(text) else "en"


def _total(language: Language) -> int:
    return IndexedDocument.objects.filter(language=language).count()


def _asked(
    terms: Sequence[str], language: Language, *, kind: str, limit: int, without: frozenset[str] = frozenset()
) -> Sequence[EngineHit]:
    """Ask for documents with at least a fifth of the terms; with fewer of them where that finds too little."""
    hits: Sequence[EngineHit] = ()
    for minimum in sorted({max(1, round(_SHARE_REQUIRED * len(terms))), 2, 1}, reverse=True):
        if len(hits) >= _FEW or not minimum <= len(terms):
            continue
        query = EngineQuery(
            language=language,
            groups=(TermGroup(tuple(terms), minimum),),
            filters={"kind": (kind,)},
            limit=limit,
            hidden=without,
        )
        hits = ask(partial(_search, query)).hits
    return hits


def _search(query: EngineQuery, asked: SearchEngine) -> EngineResult:
    return asked.search(query)


def _with_words(hits: Iterable[Hit], told: Question, chosen: Sequence[str]) -> tuple[SimilarHit, ...]:
    spelled = _spelled(told.text, told.terms)
    order = {spelled[term]: place for place, term in enumerate(chosen) if term in spelled}
    return tuple(
        SimilarHit(
            hit,
            tuple(sorted(_words_of(hit), key=lambda word: order.get(word, len(order)))[:MOST_WORDS_SHOWN]),
        )
        for hit in hits
    )


def _words_of(hit: Hit) -> set[str]:
    return {word for why in hit.why for word in why.words}


def _spelled(text: str, terms: Iterable[Term]) -> dict[str, str]:
    """Return term → how the text writes it the first time."""
    words: dict[str, str] = {}
    for term in terms:
        words.setdefault(term.text, text[term.start : term.end])
    return words


def _alike(row: IndexedDocument, language: Language, kinds: Sequence[str], limit: int) -> tuple[Alike, ...]:
    build = circuit().ask(live_build, is_proof=False)
    analysis = stored_analyses([row.content_hash], analyser_version=build.analyser_version).get(
        row.content_hash
    )
    if analysis is None:
        return ()
    counts: Counter[str] = Counter()
    for field in _FIELDS:
        for term in analysis.terms[field].split():
            counts[term] += _WEIGHTS[field]
    chosen = telling_terms(counts, total=_total(language))
    own = frozenset({key_of(row.kind, row.object_id, language)})
    hits = [hit for kind in kinds for hit in _asked(chosen, language, kind=kind, limit=limit, without=own)]
    return _compared(row, analysis, chosen, hits, build)


def _compared(
    row: IndexedDocument,
    analysis: StoredAnalysis,
    chosen: Sequence[str],
    hits: Sequence[EngineHit],
    build: LiveBuild,
) -> tuple[Alike, ...]:
    """Name what each hit shares with the document, in the words of the document."""
    spelled = _spelled_in(row, analysis, chosen)
    rows = IndexedDocument.objects.defer("body").in_bulk([hit.number for hit in hits])
    analyses = stored_analyses(
        {other.content_hash for other in rows.values()}, analyser_version=build.analyser_version
    )
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    return tuple(
        Alike(other.object_id, _shared(theirs, chosen, spelled), hit.score / best)
        for hit in sorted(hits, key=lambda hit: (-hit.score, hit.number))
        if (other := rows.get(hit.number)) is not None
        and (theirs := analyses.get(other.content_hash)) is not None
    )


def _spelled_in(row: IndexedDocument, analysis: StoredAnalysis, chosen: Sequence[str]) -> dict[str, str]:
    spelled: dict[str, str] = {}
    for field in _FIELDS:
        spelled = {**_spelled(getattr(row, field), analysis.placed(field, chosen)), **spelled}
    return spelled


def _shared(theirs: StoredAnalysis, chosen: Sequence[str], spelled: Mapping[str, str]) -> tuple[str, ...]:
    matched = theirs.matched(chosen)
    held = {term for field in _FIELDS for term in matched.get(field, ())}
    words = dict.fromkeys(spelled[term] for term in chosen if term in held and term in spelled)
    return tuple(words)[:MOST_WORDS_SHOWN]
