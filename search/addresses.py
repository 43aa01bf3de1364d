"""Addresses of searches: the whole state stands in the address, short and in a fixed order."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from search.results import SearchRequest


def query_string(request: SearchRequest) -> str:
    """Return the state as `?…`, or nothing for the plain page; defaults are left out."""
    pairs: list[tuple[str, str]] = []
    if request.text:
        pairs.append(("q", request.text))
    pairs += [("kind", kind) for kind in request.kinds]
    pairs += [(name, value) for name, values in sorted(request.filters.items()) for value in values]
    if request.sort != "relevance":
        pairs.append(("sort", request.sort))
    if request.as_typed:
        pairs.append(("typed", "1"))
    if request.page > 1:
        pairs.append(("page", str(request.page)))
    return f"?{urlencode(pairs)}" if pairs else ""


def with_kinds(request: SearchRequest, kinds: Iterable[str]) -> SearchRequest:
    """Return the search in another tab."""
    return replace(request, kinds=tuple(kinds), page=1)


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """Return the search for other words, without filters: they belonged to the old words."""
    return replace(request, text=text, kinds=(), filters={}, page=1, as_typed=False)


def as_typed(request: SearchRequest) -> SearchRequest:
    """Return the search for exactly what was typed."""
    return replace(request, as_typed=True, page=1)


def without_value(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Return the search without one value of a facet."""
    kept = tuple(other for other in request.filters.get(name, ()) if other != value)
    filters: Mapping[str, tuple[str, ...]] = {**request.filters, name: kept}
    return replace(request, filters={facet: values for facet, values in filters.items() if values}, page=1)


def without_filters(request: SearchRequest) -> SearchRequest:
    """Return the search without facets."""
    return replace(request, filters={}, page=1)
