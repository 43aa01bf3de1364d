"""Filters that a typed word may mean: 식품 is the field 식품, 전라북도 the province that is called otherwise today."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from portal.page_cache.kept import kept
from search.documents import Language
from search.engines.base import EngineUnavailableError
from search.queries import find
from search.registry import registry
from search.results import FacetGroup, FacetOption, SearchRequest, SuggestedFilter
from search.suggestion_keys import fits, is_by_initials, key_of_typed, keys_of_names

MOST = 3
MOST_OF_ONE = 2
_SHORTEST = 2
"""Letters of a key: one consonant begins half of all values."""


def suggested_filters(text: str, *, language: Language) -> tuple[SuggestedFilter, ...]:
    """Return values whose name begins like the text, else like its last word; what stands before stays to be found."""
    rest, _blank, last = text.rpartition(" ")
    for asked, left in dict.fromkeys(((text, ""), (last, rest.strip()))):
        if len(key_of_typed(asked)) < _SHORTEST:
            continue
        found = [
            SuggestedFilter(group.name, group.label, option.value, option.label, option.count, left)
            for group, option, names, keys in _values(language)
            if _begins(asked, names, keys)
        ]
        if found:
            return tuple(
                sorted(found, key=lambda one: (not _begins_whole(asked, one.label), -one.count))[:MOST]
            )
    return ()


def _begins(text: str, names: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    if is_by_initials(text):
        return fits(text, names)
    typed = key_of_typed(text)
    return any(key.startswith(typed) for key in keys)


def _best(found: list[SuggestedFilter], text: str) -> tuple[SuggestedFilter, ...]:
    """Return the first facets of the page first, no more than two values of one: acts are many."""
    order = {facet.name: place for place, facet in enumerate(registry.facets())}
    by_facet: dict[str, list[SuggestedFilter]] = {}
    for one in sorted(found, key=lambda one: (not _begins_whole(text, one.label), -one.count)):
        by_facet.setdefault(one.facet, []).append(one)
    chosen = [one for values in by_facet.values() for one in values[:MOST_OF_ONE]]
    return tuple(sorted(chosen, key=lambda one: order.get(one.facet, 0))[:MOST])


def _begins_whole(text: str, label: str) -> bool:
    return key_of_typed(label).startswith(key_of_typed(text))


type _Value = tuple[FacetGroup, FacetOption, tuple[str, ...], tuple[str, ...]]
"""A facet, a value of it, every name of the value, and the keys of these names."""


def _values(language: Language) -> tuple[_Value, ...]:
    """Return what everyone's documents have; counted once until something changes."""
    return kept(("suggested-filters", language), lambda: tuple(_read(language)))


def _read(language: Language) -> Iterator[_Value]:
    try:
        with override(language):
            result = find(SearchRequest(language=language, page_size=1), viewer=AnonymousUser())
    except EngineUnavailableError:
        return
    places = [(place.canonical, *place.aliases) for place in registry.places()]
    for group in result.facets:
        for option in group.options:
            others = [name for called in places if option.label in called for name in called]
            names = tuple(dict.fromkeys((option.label, *others)))
            if option.count:
                yield group, option, names, keys_of_names("", names)
