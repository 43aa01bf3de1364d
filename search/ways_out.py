"""Where a search can go on from when it found nothing: with a filter less, in a wider place, to others' cases.

Every count is that of the search the link leads to, asked for this viewer; what finds nothing is not offered.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from search import addresses
from search.queries import find
from search.registry import Facet, Viewer, registry
from search.results import SearchRequest, SearchResult
from search.understood import values_named

MOST_ASKED = 10
MOST_SHOWN = 4
_PATIENCE_SECONDS = 0.6
"""After so long no further way is looked for: those found so far are shown."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another search that finds something."""

    label: str
    request: SearchRequest
    count: int

    @property
    def url(self) -> str:
        """Return its address."""
        return addresses.query_string(self.request) or "?"


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The ways out in the order of the page."""

    corrected: tuple[WayOut, ...] = ()
    """The words understood otherwise, where they were left as typed."""
    dropped: tuple[WayOut, ...] = ()
    broader: tuple[WayOut, ...] = ()
    neighbours: tuple[WayOut, ...] = ()

    def __bool__(self) -> bool:
        return any((self.corrected, self.dropped, self.broader, self.neighbours))


type _Idea = tuple[str, SearchRequest]


def ways_out(request: SearchRequest, result: SearchResult, *, viewer: Viewer) -> WaysOut:
    """Return what can be offered to who found nothing."""
    request = replace(request, page=1, view="list")
    asking = _Asking(viewer)
    return WaysOut(
        corrected=asking.those_that_find(_corrected(request)),
        dropped=asking.those_that_find(_dropped(request, result)),
        broader=asking.those_that_find(_broader(request, result)),
        neighbours=asking.those_that_find(_neighbours(request, result)),
    )


class _Asking:
    """Counts what ideas find, as often and as long as is good."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._left = MOST_ASKED
        self._until = time.monotonic() + _PATIENCE_SECONDS

    def those_that_find(self, ideas: Iterable[_Idea]) -> tuple[WayOut, ...]:
        """Return the ideas that find something."""
        found: list[WayOut] = []
        for label, request in ideas:
            if not self._left or len(found) == MOST_SHOWN or time.monotonic() > self._until:
                break
            self._left -= 1
            if count := find(replace(request, page_size=1), viewer=self._viewer).total:
                found.append(WayOut(label, request, count))
        return tuple(found)


def _corrected(request: SearchRequest) -> Iterator[_Idea]:
    if request.as_typed:
        yield _("잘못 적은 말을 고쳐서 찾기"), replace(request, as_typed=False)


def _dropped(request: SearchRequest, result: SearchResult) -> Iterator[_Idea]:
    for chip in result.typed.chips:
        yield chip.label, addresses.retyped(request, chip.text_without)
    for group in result.facets:
        for option in group.options:
            if option.value in (
                *request.filters.get(group.name, ()),
                *request.exclusions.get(group.name, ()),
            ):
                yield option.label, addresses.without_value(request, group.name, option.value)
    if request.kinds:
        labels = [str(tab.label) for tab in result.tabs if tab.kind in request.kinds]
        yield ", ".join(labels), replace(request, kinds=())
    if request.barred_kinds:
        yield _("제외한 자료 종류"), replace(request, barred_kinds=())


def _broader(request: SearchRequest, result: SearchResult) -> Iterator[_Idea]:
    for facet, value in _chosen(request, result):
        wider = facet.broader(value) if facet.broader else None
        if wider is None:
            continue
        name, wider_value = wider
        label = _label(name, wider_value, request)
        freed = addresses.with_value(_without(request, result, facet.name), facet.name, "")
        yield label, addresses.with_value(freed, name, wider_value)


def _neighbours(request: SearchRequest, result: SearchResult) -> Iterator[_Idea]:
    """Cases of the same field or place, as it was chosen or named in the words."""
    named = values_named(result.typed.words)
    seen: set[tuple[str, str]] = set()
    for facet, value in (*_chosen(request, result), *named):
        for source in registry.sources():
            if source.is_experience and facet.typed and not facet.is_year and (facet.name, value) not in seen:
                seen.add((facet.name, value))
                label = _("%(facet)s ‘%(value)s’의 %(kind)s") % {
                    "facet": facet.label,
                    "value": _label(facet.name, value, request),
                    "kind": source.label,
                }
                yield (
                    label,
                    SearchRequest(
                        language=request.language, kinds=(source.kind,), filters={facet.name: (value,)}
                    ),
                )


def _chosen(request: SearchRequest, result: SearchResult) -> list[tuple[Facet, str]]:
    """Return the values that were wanted, ticked or typed."""
    ticked = [(name, value) for name, values in request.filters.items() for value in values]
    typed = [(chip.facet, value) for chip in result.typed.chips for value in chip.values]
    facets: Callable[[str], Facet | None] = registry.facet
    return [
        (facet, value)
        for name, value in dict.fromkeys((*ticked, *typed))
        if (facet := facets(name)) is not None
    ]


def _without(request: SearchRequest, result: SearchResult, name: str) -> SearchRequest:
    """Return the request without the first typed filter of a facet."""
    chip = next((chip for chip in result.typed.chips if chip.facet == name), None)
    return addresses.retyped(request, chip.text_without) if chip else request


def _label(name: str, value: str, request: SearchRequest) -> str:
    facet = registry.facet(name)
    return str(facet.labels((value,), request.language).get(value, value)) if facet else value
