"""How the meaning of a question takes part in its answer.

Words decide what is found and counted; meaning only orders the best of it anew, and adds documents apart from the
hits, which count nowhere. So totals, facets and pages are the engine's, and the same with the encoder and without.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import batched, islice
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection

from search import encoder
from search.answering import FEW, Answer, other_language
from search.documents import Language
from search.engines.base import EngineHit, EngineQuery
from search.models import IndexedDocument, key_of
from search.results import SearchRequest
from search.weights import MEANING_SHARE

if TYPE_CHECKING:
    from search.pool import Lane, Near, Pool

logger = logging.getLogger(__name__)

REORDERED = 50
"""How many of the best hits are ordered anew; those behind stay in the engine's order."""

CUT = 0.25
"""What is less alike is not shown: of unrelated texts one in a hundred is as near (study §3.1)."""

SHARE_OF_NEAREST = 0.75
"""What is so much less alike than the nearest is not shown either: beside the very thing, it is noise."""

OTHERS = 3
ALIKE = 5
_SPARE = 5
"""How many more are taken than shown, since some may be hidden from this viewer or gone."""
_WEIGHED = 500
"""The most that are held against the filters: with narrow ones the nearest may all fail."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Takes part in one search; without a pool, in nothing."""

    pool: "Pool | None"
    model: str

    def widened(self, query: EngineQuery) -> EngineQuery:
        """Return the query for all hits that are ordered anew, if the page is among them."""
        if self.pool is None or query.offset >= REORDERED:
            return query
        return replace(query, offset=0, limit=max(REORDERED, query.offset + query.limit))

    def ordered(self, answer: Answer, query: EngineQuery) -> Answer:
        """Return the page of the query out of an answer to the widened one."""
        if self.pool is None or query.offset >= REORDERED:
            return answer
        hits = self._reordered(answer)[query.offset : query.offset + query.limit]
        asked = replace(answer.query, offset=query.offset, limit=query.limit)
        return replace(answer, query=asked, result=replace(answer.result, hits=tuple(hits)))

    def _reordered(self, answer: Answer) -> Sequence[EngineHit]:
        hits = answer.result.hits
        # What was not typed but guessed is too little to weigh a meaning by.
        if self.pool is None or len(hits) <= 1 or answer.reading.way != "typed":
            return hits
        lane = self.pool.lanes[answer.query.language]
        text, first = answer.reading.question.text, hits[:REORDERED]
        cosines = lane.cosines(self._vector(text), [hit.number for hit in first])
        named = lane.named(text)
        return (*_fused(first, cosines, named), *hits[REORDERED:])

    def _vector(self, text: str) -> encoder.Vectors:
        return encoder.vector_of_question(self.model, text)

    def near(
        self, answer: Answer, language: Language, *, without: frozenset[int], limit: int
    ) -> list[EngineHit]:
        """Return documents of one language by meaning alone, as the filters of the question admit them.

        Whether a phrase stands in them, or a word that must not, only the engine can tell: then there are none.
        """
        if self.pool is None or answer.query.required or answer.query.barred:
            return []
        found = _nearest(
            self.pool.lanes[language],
            answer.reading.question.text,
            self._vector(answer.reading.question.text),
        )
        hits = (EngineHit(one.number, one.cosine) for one in found if one.number not in without)
        return list(islice(_admitted(hits, answer.query), limit + _SPARE))


WORDS_ONLY = Meaning(None, "")


def meaning_of(request: SearchRequest) -> Meaning:
    """Return what takes part in this search: nothing where nothing was typed or another order is wanted.

    Whatever goes wrong with the encoder or its vectors, words answer.
    """
    model = encoder.model_id()
    if not model or not request.text or request.sort != "relevance":
        return WORDS_ONLY
    try:
        pools = import_module("search.pool")  # it needs numpy, which comes with the encoder
        pool: Pool = pools.pool_of(model)
        if pool.is_empty:
            return WORDS_ONLY
        encoder.vector_of_question(model, request.text)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("search_answers_by_words_alone")
        return WORDS_ONLY
    return Meaning(pool, model)


def needs_help(answer: Answer, request: SearchRequest) -> bool:
    """Tell whether so little in the language of the page holds all words that a like meaning is worth a look.

    The total without filters decides, so that narrowing never changes what is shown.
    """
    is_found = answer.is_exact and answer.query.language == request.language
    return bool(request.text) and not (is_found and answer.result.unfiltered >= FEW)


def lane_language(request: SearchRequest, answer: Answer) -> Language | None:
    """Return in which language documents are shown apart; none where the hits are in it already."""
    other = other_language(request.language)
    return None if answer.query.language == other and answer.result.unfiltered else other


def warm_up() -> None:
    """Load model and vectors before anyone searches. Runs in a thread of its own."""
    try:
        encoder.warm_up()
        meaning_of(SearchRequest(text="지역특구"))
    except Exception:  # whatever it is, the first search meets it again and answers by words
        logger.info("search_meaning_not_warmed_up", exc_info=True)
    finally:
        connection.close()


def _fused(
    hits: Sequence[EngineHit], cosines: Mapping[int, float], named: frozenset[int]
) -> Iterator[EngineHit]:
    """Order hits by words and meaning; what is called exactly so comes first, in the order of the words.

    Scores stay in the measure of the engine's. A document without a vector is taken for average.
    """
    best = hits[0].score
    if not cosines or best <= 0:
        return iter(hits)
    average = sum(cosines.values()) / len(cosines)
    weighed = [
        EngineHit(
            hit.number,
            round(
                (1 - MEANING_SHARE) * hit.score + MEANING_SHARE * best * cosines.get(hit.number, average), 4
            ),
        )
        for hit in hits
        if hit.number not in named
    ]
    exact = [hit for hit in hits if hit.number in named]
    return iter((*exact, *sorted(weighed, key=lambda hit: (-hit.score, hit.number))))


def _nearest(lane: "Lane", text: str, vector: encoder.Vectors) -> Iterable["Near"]:
    """Return what is near; of what is called exactly so nothing but that, since names mean little to a model."""
    found = lane.nearest(vector, cut=CUT, limit=_WEIGHED)
    if named := lane.named(text):
        return lane.those(vector, named)
    return (one for one in found if one.cosine >= SHARE_OF_NEAREST * found[0].cosine)


def _admitted(hits: Iterator[EngineHit], query: EngineQuery) -> Iterator[EngineHit]:
    """Yield those that obey the filters and are not hidden: meaning finds no more than words may."""
    for batch in batched(hits, REORDERED):
        facets = _facets([hit.number for hit in batch], hidden=query.hidden) if _is_narrowed(query) else None
        for hit in batch:
            if facets is None or _obeys(facets.get(hit.number), query):
                yield hit


def _is_narrowed(query: EngineQuery) -> bool:
    return bool(query.filters or query.exclusions or query.hidden)


def _facets(numbers: Sequence[int], *, hidden: frozenset[str]) -> dict[int, Mapping[str, Sequence[str]]]:
    rows = IndexedDocument.objects.filter(pk__in=numbers).values_list(
        "pk", "kind", "object_id", "language", "facets"
    )
    return {
        number: {**facets, "kind": [kind]}
        for number, kind, object_id, language, facets in rows
        if key_of(kind, object_id, language) not in hidden
    }


def _obeys(facets: Mapping[str, Sequence[str]] | None, query: EngineQuery) -> bool:
    if facets is None:
        return False
    has_all = all(set(values).intersection(facets.get(name, ())) for name, values in query.filters.items())
    has_none = not any(
        set(values).intersection(facets.get(name, ())) for name, values in query.exclusions.items()
    )
    return has_all and has_none
