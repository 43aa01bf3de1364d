"""The contract of search engines.

A query holds analysed terms and checked slugs only, never typed text: no engine's parser ever sees what a
stranger wrote. Everything about order is decided here, so that all engines agree: scores are rounded before
the tie-break, buckets are sorted by count and key.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal, NamedTuple, Protocol

from search.documents import Language, TextField
from search.weights import SYNONYM_BOOST

Sort = Literal["relevance", "newest", "title"]

FACET_SIZE = 200
MAX_DEPTH = 10_000
"""Elasticsearch's window; deeper pages are empty on every engine."""

TIE_MARGIN = 50
"""How many candidates more than asked are read, so that equal scores at the border are ordered by number.

Where these do not reach behind the equal ones, more are read: it is a matter of time only."""

MAX_CANDIDATES = 2 * MAX_DEPTH
"""The most that are read where the scores of so many are equal."""

EMPTY_MARK = "∅"
"""Stands in a text field without terms: Lucene averages lengths over documents that have the field."""

_BITS_OF_NUMBER = 40
_MOST_NUMBER = (1 << _BITS_OF_NUMBER) - 1
_MOST_SORTED_BY = (1 << (63 - _BITS_OF_NUMBER)) - 1
"""Days and popularity above eight millions are alike in order."""

FACET_VALUE = re.compile(r"[\w.\-]{1,80}")
"""What a facet value may be: a slug. Nothing else reaches an engine, quoted or not."""


class EngineUnavailableError(Exception):
    """The engine is down, slow or read-only, or has no index. The page says so; it is not an empty answer."""


class IndexMissingError(EngineUnavailableError):
    """The engine stands, but there is no index of this database: `make index`."""


class EngineBusyError(Exception):
    """Someone else is writing to the index. Try later: the outbox keeps the rows."""


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """A document as an engine keeps it: joined terms, slugs and sort keys."""

    number: int
    """The primary key of the IndexedDocument: what hits give back, and the last word on order."""
    key: str
    """`kind:object_id:language`, the identity on every engine."""
    revision: int
    """Grows with each change, over deletions too: an engine may refuse an older one (external versions)."""
    language: Language
    texts: Mapping[TextField, str]
    bigrams: str
    facets: Mapping[str, tuple[str, ...]]
    day: int
    title_key: str
    popularity: int
    suggestion_keys: tuple[str, ...] = ()

    @property
    def newest_key(self) -> int:
        """Return one integer for "newest first, then by number", since engines sort by one key only."""
        return _descending(self.day, self.number)

    @property
    def popularity_key(self) -> int:
        """Return one integer for "most popular first, then by number"."""
        return _descending(self.popularity, self.number)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A key that must not be found, and since which revision: a write that is older comes too late."""

    key: str
    revision: int


@dataclass(frozen=True, slots=True)
class Either:
    """Ways to say one thing: the reader's own first, then synonyms.

    Of the own way all terms must be there; those of a synonym must stand side by side in one field, since 특화 and 특구
    somewhere in a text are not 특화특구.
    """

    ways: tuple[tuple[str, ...], ...]

    def weighted(self) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield each synonym with its weight: a phrase scores for each of its terms, but stands for one thing."""
        own, *others = self.ways
        for way in others:
            yield way, SYNONYM_BOOST * min(1.0, len(own) / len(way))


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms of which at least `minimum` must match; each scores by its best field, an `Either` by its best way."""

    terms: tuple[str | Either, ...]
    minimum: int
    scope: Literal["text", "bigrams"] = "text"
    boost: float = 1.0


class Choice(NamedTuple):
    """What is asked of one facet: at least one of these values where there are any, and none of those."""

    values: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()

    @property
    def needs_value(self) -> bool:
        """Tell whether a document without this facet fails."""
        return bool(self.values)


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """One page of one question. No groups: everything."""

    language: Language
    groups: tuple[TermGroup, ...] = ()
    """A document must match one of the groups; the scores of all matching groups add up."""
    phrase: tuple[str, ...] = ()
    """Terms that score more where they stand next to each other."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → values; OR inside a facet, AND between facets."""
    exclusions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → values that a document must not have. Counted like filters: a facet's counts ignore its own."""
    required: tuple[tuple[str, ...], ...] = ()
    """Runs of terms that must stand next to each other in one text field; of one term: the term."""
    barred: tuple[tuple[str, ...], ...] = ()
    """Runs of terms that must stand in no text field."""
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    hidden: frozenset[str] = frozenset()
    """Keys of documents that this viewer may no longer see though the index still holds them: they count nowhere,
    neither in hits nor in totals (also not in `unfiltered`) nor in buckets."""

    @property
    def choices(self) -> dict[str, Choice]:
        """Return filters and exclusions by facet."""
        names = dict.fromkeys((*self.filters, *self.exclusions))
        return {
            name: Choice(values, barred)
            for name in names
            for values, barred in [(self.filters.get(name, ()), self.exclusions.get(name, ()))]
            if values or barred
        }


class EngineHit(NamedTuple):
    """A hit: the number of its document and its score (0 where order is not by score)."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Hits of one page, the exact total, and counts per facet value.

    A facet's counts obey all filters but its own. `unfiltered` is the total without any filter.
    """

    hits: tuple[EngineHit, ...]
    total: int
    unfiltered: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document whose name begins like what was typed."""

    number: int


@dataclass(frozen=True, slots=True)
class Health:
    """What staff want to know of an engine."""

    engine: str
    build_id: str | None
    documents: int
    detail: str = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether questions can be asked."""
        return self.build_id is not None


class SearchEngine(Protocol):
    """What an engine must do. Every method may raise EngineUnavailableError, `apply` EngineBusyError too."""

    @property
    def name(self) -> str:
        """Return the word of `SEARCH_ENGINE`."""
        ...

    def live(self) -> str | None:
        """Return the id of the build that answers now, None before the first one."""
        ...

    def apply(self, upserts: Iterable[EngineDocument], deletes: Iterable[Deletion]) -> None:
        """Make these documents and keys so, durable and findable on return. Safe to repeat, safe to be late.

        What the engine holds at a newer revision stays as it is. A key in both lists ends as the document.
        """
        ...

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer one page with counts."""
        ...

    def suggest(self, keys: Iterable[str], *, language: Language, limit: int) -> list[Suggestion]:
        """Return documents with a suggestion key that begins so: most popular first, then by number."""
        ...

    def vocabulary(self) -> Mapping[str, int]:
        """Return term → number of documents, for the repair of typos; fresh as of this process's last change."""
        ...

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Yield key and revision of every document, for the doctor and for the end of a rebuild."""
        ...

    def begin_rebuild(self, build_id: str, *, facets: tuple[str, ...]) -> "SearchEngine":
        """Return an empty engine beside this one, which goes on answering."""
        ...

    def build(self, build_id: str) -> "SearchEngine":
        """Return the engine of one build that is kept; raise EngineUnavailableError if it is gone."""
        ...

    def switch(self, new: "SearchEngine") -> None:
        """Let another build answer from now on, at once; keep the one before for a way back, no older ones."""
        ...

    def health(self) -> Health:
        """Return the state; never raises."""
        ...


def _descending(value: int, number: int) -> int:
    """Put both into the 64 bits that engines sort by. What is beyond the most that fits is as much as that."""
    most = min(max(value, -_MOST_SORTED_BY), _MOST_SORTED_BY)
    return (most << _BITS_OF_NUMBER) + _MOST_NUMBER - number


def best_first(candidates: Iterable[EngineHit]) -> list[EngineHit]:
    """Order by score, then by number. Engines differ in the seventh digit, so scores are rounded first."""
    rounded = sorted([(-round(hit.score, 4), hit.number) for hit in candidates])
    return [EngineHit(number, -score) for score, number in rounded]


def page_by_score(
    query: EngineQuery, read: Callable[[int], Sequence[EngineHit]], *, margin: int = TIE_MARGIN
) -> list[EngineHit]:
    """Return the page from the best candidates, more of them where equal scores go on behind the last one."""
    end = query.offset + query.limit
    wanted = end + margin
    found = read(wanted)
    while len(found) == wanted < MAX_CANDIDATES and _is_one_score(found[end - 1], found[-1]):
        wanted = min(4 * wanted, MAX_CANDIDATES)
        found = read(wanted)
    return best_first(_down_to(found, end))[query.offset : end]


def _down_to(found: Sequence[EngineHit], end: int) -> Sequence[EngineHit]:
    """Leave out what cannot come before the end. An engine gives the best first, and rounding keeps that order."""
    last = end
    while last < len(found) and _is_one_score(found[end - 1], found[last]):
        last += 1
    return found[:last]


def _is_one_score(one: EngineHit, other: EngineHit) -> bool:
    return round(one.score, 4) == round(other.score, 4)


def sorted_buckets(buckets: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Order facet values by count, then by value: engines leave ties open."""
    return tuple(sorted(sorted(buckets), key=itemgetter(1), reverse=True))


def choices_of_others(choices: Mapping[str, Choice], name: str) -> dict[str, Choice]:
    """Return the choices in all facets but one: what the counts of that one obey."""
    return {other: choice for other, choice in choices.items() if other != name}


def check_choices(choices: Mapping[str, Choice]) -> None:
    """Refuse facet values that are no slugs. `search.queries` has dropped them; this is the second bolt."""
    for name, choice in choices.items():
        for value in (*choice.values, *choice.barred):
            if not FACET_VALUE.fullmatch(value):
                msg = f"Facet {name!r} got a value that is no slug: check it before an engine sees it."
                raise ValueError(msg)
