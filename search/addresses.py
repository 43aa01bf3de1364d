"""Addresses of searches: the whole state stands in the address, short and in a fixed order."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import get_language

from search.documents import Language
from search.registry import EXCLUDED
from search.results import SearchRequest, View


def query_string(request: SearchRequest) -> str:
    """Return the state as `?…`, or nothing for the plain page; defaults are left out."""
    pairs = pairs_of(request)
    return f"?{urlencode(pairs)}" if pairs else ""


def pairs_of(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the state as names and values, for addresses and for forms that carry it along."""
    said = {
        "language": request.language if request.language != get_language() else "",
        "sort": request.sort if request.sort != "relevance" else "",
        "typed": "1" if request.as_typed else "",
        "view": request.view if request.view != "list" else "",
        "page": str(request.page) if request.page > 1 else "",
    }
    words = _named("q", (request.text,)) if request.text else []
    return [*words, *_chosen(request), *((name, value) for name, value in said.items() if value)]


def with_kinds(request: SearchRequest, kinds: Iterable[str]) -> SearchRequest:
    """Return the search in another tab."""
    return replace(request, kinds=tuple(kinds), page=1)


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """Return the search for other words, without filters: they belonged to the old words."""
    return replace(
        request, text=text, kinds=(), barred_kinds=(), filters={}, exclusions={}, page=1, as_typed=False
    )


def retyped(request: SearchRequest, text: str) -> SearchRequest:
    """Return the same search with other typed text: a typed filter less, or one that is known."""
    return replace(request, text=text, page=1)


def as_typed(request: SearchRequest) -> SearchRequest:
    """Return the search for exactly what was typed."""
    return replace(request, as_typed=True, page=1)


def without_value(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Return the search without one value of a facet, neither wanted nor excluded."""
    return replace(
        request,
        filters=_less(request.filters, name, value),
        exclusions=_less(request.exclusions, name, value),
        page=1,
    )


def with_value(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Return the search narrowed to this value of a facet, in place of any other; a blank value frees it."""
    kept = {facet: values for facet, values in request.filters.items() if facet != name}
    return replace(request, filters={**kept, name: (value,)} if value else kept, page=1)


def excluding(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Return the search without documents that have this value of a facet."""
    exclusions = _less(request.exclusions, name, value)
    return replace(
        request,
        filters=_less(request.filters, name, value),
        exclusions={**exclusions, name: (*exclusions.get(name, ()), value)},
        page=1,
    )


def without_filters(request: SearchRequest) -> SearchRequest:
    """Return the search without facets."""
    return replace(request, filters={}, exclusions={}, barred_kinds=(), page=1)


def in_view(request: SearchRequest, view: View) -> SearchRequest:
    """Return the same search seen otherwise."""
    return replace(request, view=view)


def newest(request: SearchRequest) -> SearchRequest:
    """Return the first of the same search, newest first."""
    return replace(request, sort="newest", page=1, view="list")


def in_language(request: SearchRequest, language: Language) -> SearchRequest:
    """Return the search among the documents of a language."""
    return replace(request, language=language, page=1)


def _chosen(request: SearchRequest) -> list[tuple[str, str]]:
    return [
        *_named("kind", request.kinds),
        *_named(f"{EXCLUDED}kind", request.barred_kinds),
        *(pair for name, values in sorted(request.filters.items()) for pair in _named(name, values)),
        *(
            pair
            for name, values in sorted(request.exclusions.items())
            for pair in _named(f"{EXCLUDED}{name}", values)
        ),
    ]


def _named(name: str, values: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, value) for value in values]


def _less(chosen: Mapping[str, tuple[str, ...]], name: str, value: str) -> dict[str, tuple[str, ...]]:
    less = {**chosen, name: tuple(other for other in chosen.get(name, ()) if other != value)}
    return {facet: values for facet, values in less.items() if values}
