"""What is asked of search and what it answers, whoever answers: an engine or the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.safestring import SafeString

from search.documents import HitMeta, Language, WhereFound
from search.engines.base import FACET_VALUE, Sort
from search.registry import Label, registry
from search.text import clean_query

MAX_CHARACTERS = 200
MAX_TERMS = 20
MAX_PAGE = 500
MAX_PAGE_SIZE = 50
MAX_VALUES = 20
MAX_SUGGESTIONS = 20


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
    as_typed: bool = False
    """Whether words are left as they were typed, though other ones would find more."""


@dataclass(frozen=True, slots=True)
class Why:
    """Where a hit matched: the field in words, and the reader's own words found there."""

    field: WhereFound
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
    public_id: str
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


class FacetOption(NamedTuple):
    """A value to narrow by; its count obeys all filters but those of its own facet.

    A page has hundreds of them, and a frozen dataclass takes twice as long to make.
    """

    value: str
    label: str
    count: int  # type: ignore[assignment]  # a tuple's own method is not wanted here
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
    understood: str = ""
    """What was looked for instead of the typed text, which found nothing; empty where it was the typed text."""
    suggestion: str = ""
    is_other_language: bool = False
    is_degraded: bool = False
    """Whether the engine is away and the database answered: fewer features, see `notice`."""
    milliseconds: int = field(default=0, compare=False)
    """How long it took to find all this."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A document whose name begins like what was typed."""

    kind: str
    kind_label: Label
    public_id: str
    title: str
    url: str
    language: Language
    is_sample: bool
    place: str = ""
    """Where it is, or what it belongs to: the first of its short facts."""


@dataclass(frozen=True, slots=True)
class SuggestedQuery:
    """Words that many have looked for."""

    text: str


@dataclass(frozen=True, slots=True)
class SuggestedFilter:
    """A value to narrow by, and the words that would be left to look for."""

    facet: str
    facet_label: Label
    value: str
    label: str
    count: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """What may be meant by the beginning of a word."""

    text: str
    suggestions: tuple[Suggested, ...]
    queries: tuple[SuggestedQuery, ...] = ()
    filters: tuple[SuggestedFilter, ...] = ()
    understood: str = ""
    """What was looked for instead of what was typed, which begins nothing."""
    offered: str = ""
    """What the other layout of the keyboard would have written, where that begins something too."""
    is_degraded: bool = False


def sensible(request: SearchRequest) -> SearchRequest:
    """Return the request with what makes no sense cut or dropped."""
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
