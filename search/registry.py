"""Where rooms say what can be found: sources, facets, places and words. Call it in `AppConfig.ready()`."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from search.documents import HitMeta, Language, Place, SearchDocument, Word

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    type Viewer = AbstractBaseUser | AnonymousUser
else:
    type Viewer = object

type Label = str | Promise

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
RESERVED_NAMES = frozenset({"q", "kind", "page", "sort", "language", "page_size", "format", "typed"})


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


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow results. Where two rooms share one, the lower room registers it."""

    name: str
    label: Label
    order: int
    labels: FacetLabels


class Registry:
    """The sources and words of all rooms; tests build their own."""

    def __init__(self) -> None:
        """Begin empty."""
        self._sources: dict[str, Source] = {}
        self._facets: dict[str, Facet] = {}
        self._places: list[Callable[[], Iterable[Place]]] = []
        self._words: list[Callable[[], Iterable[Word]]] = []

    def register(self, source: Source) -> None:
        """Make the things of a source findable."""
        _check_name(source.kind, what="kind")
        if source.kind in self._sources:
            msg = f"Search kind {source.kind!r} is registered twice: register it in one AppConfig.ready()."
            raise ImproperlyConfigured(msg)
        self._sources[source.kind] = source

    def register_facet(self, facet: Facet) -> None:
        """Let readers narrow results by a facet; documents carry its values under this name."""
        _check_name(facet.name, what="facet")
        if facet.name in RESERVED_NAMES:
            msg = f"Facet {facet.name!r} is a query parameter of the search page: choose another name."
            raise ImproperlyConfigured(msg)
        if facet.name in self._facets:
            msg = (
                f"Facet {facet.name!r} is registered twice: keep it in the lowest room that knows its values."
            )
            raise ImproperlyConfigured(msg)
        self._facets[facet.name] = facet

    def register_places(self, read: Callable[[], Iterable[Place]]) -> None:
        """Feed place names, old and new; read anew at each rebuild."""
        self._places.append(read)

    def register_words(self, read: Callable[[], Iterable[Word]]) -> None:
        """Feed names that the analyser cannot know; read anew at each rebuild."""
        self._words.append(read)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources in the order of their tabs."""
        return tuple(sorted(self._sources.values(), key=lambda source: (source.order, source.kind)))

    def source(self, kind: str) -> Source | None:
        """Return the source of a kind, or None if no room of this installation brings it."""
        return self._sources.get(kind)

    def facets(self) -> tuple[Facet, ...]:
        """Return all facets in the order of the page."""
        return tuple(sorted(self._facets.values(), key=lambda facet: (facet.order, facet.name)))

    def facet(self, name: str) -> Facet | None:
        """Return a facet by name."""
        return self._facets.get(name)

    def places(self) -> Iterable[Place]:
        """Return the places of all rooms."""
        return (place for read in self._places for place in read())

    def words(self) -> Iterable[Word]:
        """Return the words of all rooms."""
        return (word for read in self._words for word in read())


def _check_name(name: str, *, what: str) -> None:
    if not _NAME.fullmatch(name):
        msg = f"Search {what} {name!r} stands in addresses: use lower-case letters, digits and _, at most 31."
        raise ImproperlyConfigured(msg)


registry = Registry()
register = registry.register
register_facet = registry.register_facet
register_places = registry.register_places
register_words = registry.register_words
