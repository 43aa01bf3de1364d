"""What is asked of search and what it answers, whoever answers: an engine or the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from django.utils.safestring import SafeString

from search.documents import HitMeta, Language, WhereFound
from search.engines.base import FACET_VALUE, Sort
from search.registry import Label, registry
from search.synonyms import Told
from search.text import clean_query

MAX_CHARACTERS = 200
MAX_TERMS = 20
MAX_PAGE = 500
MAX_PAGE_SIZE = 50
MAX_VALUES = 20
MAX_SUGGESTIONS = 20
EXACT_UP_TO = 10_000
"""Counts are told exactly up to here, then as "10,000+"."""

View = Literal["list", "grid", "table", "map"]
VIEWS: tuple[View, ...] = ("list", "grid", "table", "map")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks. Anything may stand in it: what makes no sense is cut or dropped, never raised."""

    text: str = ""
    language: Language = "ko"
    kinds: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet values that no result may have."""
    barred_kinds: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """What must stand in a result word for word. Typed in quotes into the text; so are words that must not."""
    barred: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 10
    as_typed: bool = False
    """Whether words are left as they were typed, though other ones would find more."""
    view: View = "list"
    """How the page shows them; says nothing about which they are."""

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but words says what is wanted."""
        return bool(self.filters or self.exclusions or self.kinds or self.barred_kinds or self.barred)


class Why(NamedTuple):
    """Where a hit matched: the field in words, and the reader's own words found there."""

    field: WhereFound
    label: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.label}: {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class TypedChip:
    """A filter that was typed and understood, and the typed text without it."""

    label: str
    text_without: str
    facet: str = ""
    values: tuple[str, ...] = ()
    """What it narrows to; blank for exclusions, words and phrases."""


@dataclass(frozen=True, slots=True)
class TypedHint:
    """What was typed like a filter and is none, with (shown, typed text) of what may be meant."""

    text: str
    proposals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TypedWords:
    """What was understood of the typed text: words that are looked for, and filters."""

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chips: tuple[TypedChip, ...] = ()
    hints: tuple[TypedHint, ...] = ()


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
    is_excluded: bool = False


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

    @property
    def excluded(self) -> tuple[FacetOption, ...]:
        """Return what is excluded."""
        return tuple(option for option in self.options if option.is_excluded)


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
    alike: tuple[Hit, ...] = ()
    """Where hardly a document holds all words: some that mean something alike, apart from the hits, not counted."""
    other_language: tuple[Hit, ...] = ()
    """Documents that mean something alike in the language that the page does not speak, not counted."""
    lacks_meaning: bool = False
    """Whether documents with a like meaning would have been looked for, if this installation had the encoder."""
    notice: str = ""
    understood: str = ""
    """What was looked for instead of the typed text, which found nothing; empty where it was the typed text."""
    suggestion: str = ""
    synonyms: tuple[Told, ...] = ()
    """What was looked for beside the reader's own words."""
    is_other_language: bool = False
    is_degraded: bool = False
    """Whether the engine is away and the database answered: fewer features, see `notice`."""
    is_unfinished: bool = False
    """Whether little was found and the engine was too slow to be asked for near spellings and likes of it."""
    typed: TypedWords = field(default_factory=TypedWords)
    way: str = "typed"
    """How `understood` comes from the typed text: see `search.readings.Way`."""
    milliseconds: int = field(default=0, compare=False)
    """How long it took to find all this."""

    @property
    def is_makeshift(self) -> bool:
        """Tell whether the same question may be answered better in a moment: then it is not kept."""
        return self.is_degraded or self.is_unfinished


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
    return replace(
        request,
        text=clean_query(request.text, limit=MAX_CHARACTERS),
        kinds=_known_kinds(request.kinds),
        barred_kinds=_known_kinds(request.barred_kinds),
        filters=_known_values(request.filters),
        exclusions=_known_values(request.exclusions),
        page=min(max(request.page, 1), MAX_PAGE),
        page_size=min(max(request.page_size, 1), MAX_PAGE_SIZE),
    )


def _known_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind for kind in dict.fromkeys(kinds) if registry.source(kind) is not None)


def _known_values(chosen: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if not chosen:
        return chosen
    known = {
        name: tuple(dict.fromkeys(value for value in values if FACET_VALUE.fullmatch(value)))[:MAX_VALUES]
        for name, values in chosen.items()
        if registry.facet(name) is not None
    }
    return {name: values for name, values in known.items() if values}
