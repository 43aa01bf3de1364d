"""Where rooms say what can be found: sources, facets, places and words. Call it in `AppConfig.ready()`."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from search.documents import BestBet, HitMeta, Language, Law, Place, SearchDocument, Word

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    type Viewer = AbstractBaseUser | AnonymousUser
else:
    type Viewer = object

type Label = str | Promise

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
EXCLUDED = "not_"
"""What stands before the name of a facet in an address to exclude its values: `not_field=education`."""

RESERVED_NAMES = frozenset({"q", "kind", "page", "sort", "language", "page_size", "format", "typed", "view"})


class DocumentReader(Protocol):
    """Read one thing as a document; None means that nobody may find it (draft, expired, gone)."""

    def __call__(self, object_id: str, language: Language) -> SearchDocument | None: ...


class VisibleFilter(Protocol):
    """Return those of the ids that this viewer may see now in this language, in one query."""

    def __call__(self, object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]: ...


class MetaReader(Protocol):
    """Return the short facts of the hits on one page of results, in a fixed number of queries."""

    def __call__(self, object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]: ...


class FacetLabels(Protocol):
    """Return the words for facet values; a value left out is shown as it is."""

    def __call__(self, values: Collection[str], language: Language) -> Mapping[str, str]: ...


class FacetName(NamedTuple):
    """A facet value with every name it goes by, in both languages, old and short ones too."""

    value: str
    names: tuple[str, ...]


class BestBetReader(Protocol):
    """Return what a whole query names, if it names something of this room; `name` has no blanks, case or dots."""

    def __call__(self, name: str, viewer: Viewer, language: Language) -> BestBet | None: ...


@dataclass(frozen=True, slots=True)
class MapQuestion:
    """What a map of results is to show: how many of its kind there are by facet value, under all filters.

    `address` gives the link to the same search with one more value chosen in a facet, or with none chosen in it.
    """

    counts: Mapping[str, Mapping[str, int]]
    chosen: Mapping[str, tuple[str, ...]]
    address: Callable[[str, str], str]
    language: Language


@dataclass(frozen=True, slots=True)
class ResultMap:
    """A way to see results of one kind as a map. `context` is what its template needs; one for the portal."""

    kind: str
    facets: tuple[str, ...]
    template: str
    context: Callable[[MapQuestion], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Source:
    """How the things of one room become documents."""

    kind: str
    label: Label
    order: int
    document: DocumentReader
    object_ids: Callable[[], Iterable[str]]
    visible: VisibleFilter
    meta: MetaReader | None = None
    is_experience: bool = False
    """Whether its things tell what others have done: offered to who found nothing, of the same field or place."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow results. Where two rooms share one, the lower room registers it.

    `typed` are the words before the colon by which it is typed into the box (`분야:식품`), shared by facets that are
    one to readers (province and municipality are 지역); `names` tells what may stand behind it, `example` a value that
    finds something. Years need no names: they are compared. A facet that is not listed is typed or linked to only.
    """

    name: str
    label: Label
    order: int
    labels: FacetLabels
    typed: tuple[str, ...] = ()
    names: Callable[[], Iterable[FacetName]] | None = None
    example: Label = ""
    is_listed: bool = True
    is_doorway: bool = False
    """Whether the start page of search offers its values."""
    is_year: bool = False
    broader: Callable[[str], tuple[str, str] | None] | None = None
    """Return facet and value that hold all of a value: the province of a municipality."""


@dataclass(frozen=True, slots=True)
class AskingPlace:
    """Where people can be asked once no document answers. `url` is called with the values of the facets in force."""

    label: Label
    url: Callable[[Mapping[str, Sequence[str]]], str]


class Registry:
    """The sources and words of all rooms; tests build their own."""

    def __init__(self) -> None:
        """Begin empty."""
        self._sources: dict[str, Source] = {}
        self._facets: dict[str, Facet] = {}
        self._sources_in_order: tuple[Source, ...] = ()
        self._facets_in_order: tuple[Facet, ...] = ()
        self._places: list[Callable[[], Iterable[Place]]] = []
        self._words: list[Callable[[], Iterable[Word]]] = []
        self._best_bets: list[BestBetReader] = []
        self._maps: list[ResultMap] = []
        self._laws: list[Callable[[], Iterable[Law]]] = []
        self._asking: list[AskingPlace] = []

    def register(self, source: Source) -> None:
        """Make the things of a source findable."""
        _check_name(source.kind, what="kind")
        if source.kind in self._sources:
            msg = f"Search kind {source.kind!r} is registered twice: register it in one AppConfig.ready()."
            raise ImproperlyConfigured(msg)
        self._sources[source.kind] = source
        self._sources_in_order = tuple(
            sorted(self._sources.values(), key=lambda known: (known.order, known.kind))
        )

    def register_facet(self, facet: Facet) -> None:
        """Let readers narrow results by a facet; documents carry its values under this name."""
        _check_name(facet.name, what="facet")
        if facet.name in RESERVED_NAMES or facet.name.startswith(EXCLUDED):
            msg = f"Facet {facet.name!r} is a query parameter of the search page: choose another name."
            raise ImproperlyConfigured(msg)
        if facet.name in self._facets:
            msg = (
                f"Facet {facet.name!r} is registered twice: keep it in the lowest room that knows its values."
            )
            raise ImproperlyConfigured(msg)
        self._facets[facet.name] = facet
        self._facets_in_order = tuple(
            sorted(self._facets.values(), key=lambda known: (known.order, known.name))
        )

    def register_places(self, read: Callable[[], Iterable[Place]]) -> None:
        """Feed place names, old and new; read anew at each rebuild."""
        self._places.append(read)

    def register_words(self, read: Callable[[], Iterable[Word]]) -> None:
        """Feed names that the analyser cannot know; read anew at each rebuild."""
        self._words.append(read)

    def register_best_bets(self, read: BestBetReader) -> None:
        """Offer the one thing that a whole query names; the first room that knows the name answers."""
        self._best_bets.append(read)

    def register_map(self, result_map: ResultMap) -> None:
        """Let results be seen on a map."""
        self._maps.append(result_map)

    def register_laws(self, read: Callable[[], Iterable[Law]]) -> None:
        """Feed the names of laws, so that an article is found by any of them; read anew at each rebuild."""
        self._laws.append(read)

    def register_asking(self, place: AskingPlace) -> None:
        """Offer people to ask to who found nothing."""
        self._asking.append(place)

    def asking(self) -> tuple[AskingPlace, ...]:
        """Return where people can be asked."""
        return tuple(self._asking)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources in the order of their tabs."""
        return self._sources_in_order

    def source(self, kind: str) -> Source | None:
        """Return the source of a kind, or None if no room of this installation brings it."""
        return self._sources.get(kind)

    def facets(self) -> tuple[Facet, ...]:
        """Return all facets in the order of the page."""
        return self._facets_in_order

    def facet(self, name: str) -> Facet | None:
        """Return a facet by name."""
        return self._facets.get(name)

    def places(self) -> Iterable[Place]:
        """Return the places of all rooms."""
        return (place for read in self._places for place in read())

    def words(self) -> Iterable[Word]:
        """Return the words of all rooms."""
        return (word for read in self._words for word in read())

    def best_bet(self, name: str, viewer: Viewer, language: Language) -> BestBet | None:
        """Return what a whole query names."""
        bets = (read(name, viewer, language) for read in self._best_bets)
        return next((bet for bet in bets if bet is not None), None)

    def map(self) -> ResultMap | None:
        """Return the map of results, if a room draws one."""
        return self._maps[0] if self._maps else None

    def laws(self) -> Iterable[Law]:
        """Return the laws of all rooms."""
        return (law for read in self._laws for law in read())


def _check_name(name: str, *, what: str) -> None:
    if not _NAME.fullmatch(name):
        msg = f"Search {what} {name!r} stands in addresses: use lower-case letters, digits and _, at most 31."
        raise ImproperlyConfigured(msg)


registry = Registry()
register = registry.register
register_facet = registry.register_facet
register_places = registry.register_places
register_words = registry.register_words
register_best_bets = registry.register_best_bets
register_map = registry.register_map
register_laws = registry.register_laws
register_asking = registry.register_asking
