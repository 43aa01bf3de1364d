"""What the page of results shows around its hits: chips, tabs, facets, views, the best bet, the factors of the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from search import addresses, weights
from search.documents import BestBet, Language, WhereFound
from search.encoder import model_id
from search.forms import VIEW_LABELS
from search.queries import find
from search.registry import Label, MapQuestion, ResultMap, Viewer, registry
from search.results import MAX_PAGE, FacetGroup, Hit, SearchRequest, SearchResult
from search.text import name_key
from search.typed import quoted
from search.understood import KIND_NAMES, typed_names
from search.ways_out import ways_out

LONG_FACET = 10
"""Values that are shown at once; further ones stand behind "더 보기" and can be searched in."""

OPEN_FACETS = 3
FIRST_EXAMPLES = 4
type Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet with its values as the template has them."""

    group: FacetGroup
    typed: frozenset[str]
    """Values that were typed: they are taken back in the box, not here."""
    asked: SearchRequest
    is_open: bool

    @property
    def is_long(self) -> bool:
        """Tell whether some values stand behind "더 보기"."""
        return len(self.group.options) > LONG_FACET

    @property
    def more(self) -> int:
        """Return how many stand there."""
        return max(0, len(self.group.options) - LONG_FACET)


@dataclass(frozen=True, slots=True)
class Factor:
    """A reason for the place of a hit: where which words stand, and what that weighs."""

    label: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with what the page says of it."""

    hit: Hit
    factors: tuple[Factor, ...]


def page_context(asked: SearchRequest, result: SearchResult, viewer: Viewer) -> dict[str, Any]:
    """Return everything that the templates of the page need."""
    bet = best_bet(asked, result, viewer)
    hits = [hit for hit in result.hits if not _is_bet(hit, bet)]
    is_first = asked.page == 1
    return {
        "result": result,
        "bet": bet,
        "hits": [ShownHit(hit, _factors(hit)) for hit in hits],
        "similar": [ShownHit(hit, _factors(hit)) for hit in result.similar if not _is_bet(hit, bet)],
        "tabs": _tabs(asked, result),
        "facets": shown_facets(asked, result),
        "hidden": _hidden(asked),
        "applied": applied(asked, result),
        "hints": [
            (hint.text, [(shown, _retyped(asked, text)) for shown, text in hint.proposals])
            for hint in result.typed.hints
        ],
        "views": _views(asked, result),
        "way": way_in_words(result.way),
        "page": _page(asked, result),
        "depth": MAX_PAGE * asked.page_size,
        "out": ways_out(asked, result, viewer=viewer) if not result.total and is_first else None,
        "asking": _asking(asked, result) if not result.total and is_first else (),
        "start": _start(asked, result),
        "explains": asked.sort == "relevance" and bool(result.typed.words),
        "weights": weights,
        "weighs_meaning": bool(model_id()),
        **_links(asked, result),
    }


def _asking(asked: SearchRequest, result: SearchResult) -> list[tuple[Label, str]]:
    """Return where people can be asked, each with its address under the filters in force, typed ones too."""
    chosen = {**asked.filters, **result.typed.filters}
    return [(place.label, place.url(chosen)) for place in registry.asking()]


def box_context(asked: SearchRequest) -> dict[str, Any]:
    """Return what the box and its help need, which need no answer."""
    return {"help": typed_names(asked.language), "kind_example": _kind_example(asked.language)}


def map_context(asked: SearchRequest, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the map of the results shows: all of its kind under the filters in force."""
    chosen = registry.map()
    if chosen is None:
        return {}
    result = find(replace(asked, kinds=(chosen.kind,), barred_kinds=(), page=1, page_size=1), viewer=viewer)
    question = MapQuestion(
        counts=_counts(result, chosen),
        chosen={name: _chosen(result, name) for name in chosen.facets},
        address=lambda name, value: _address(addresses.with_value(asked, name, value)),
        language=asked.language,
    )
    return {"map_template": chosen.template, **chosen.context(question)}


def best_bet(asked: SearchRequest, result: SearchResult, viewer: Viewer) -> BestBet | None:
    """Return what the whole query names, where nothing else was asked for."""
    name = name_key(asked.text)
    if not name or asked.page > 1 or asked.is_narrowed or result.typed.chips or asked.view == "map":
        return None
    return registry.best_bet(name, viewer, asked.language)


def applied(asked: SearchRequest, result: SearchResult) -> list[Link]:
    """Return all that narrows the results, each with the address without it."""
    chips = [(chip.label, _retyped(asked, chip.text_without)) for chip in result.typed.chips]
    chips += [
        (_("제외 종류: %(kind)s") % {"kind": source.label}, _address(_with_kind(asked, source.kind)))
        for source in registry.sources()
        if source.kind in asked.barred_kinds
    ]
    for group in result.facets:
        for option in group.options:
            without = addresses.without_value(asked, group.name, option.value)
            if option.value in asked.filters.get(group.name, ()):
                chips.append((f"{group.label}: {option.label}", _address(without)))
            elif option.value in asked.exclusions.get(group.name, ()):
                label = _("제외 %(filter)s") % {"filter": f"{group.label}: {option.label}"}
                chips.append((label, _address(without)))
    return chips


def shown_facets(asked: SearchRequest, result: SearchResult) -> list[ShownFacet]:
    """Return the facets of the page; those with a choice in them are open."""
    listed = [
        group for group in result.facets if (facet := registry.facet(group.name)) is None or facet.is_listed
    ]
    return [
        ShownFacet(
            group,
            frozenset(result.typed.filters.get(group.name, ())),
            asked,
            is_open=number < OPEN_FACETS or bool(group.selected or group.excluded),
        )
        for number, group in enumerate(listed)
    ]


def way_in_words(way: str) -> str:
    """Return how another reading of the typed text was come by."""
    return {
        "letters": _("초성"),
        "law": _("법 조문"),
        "keyboard": _("자판"),
        "joined": _("띄어쓰기"),
        "spelling": _("오타"),
        "unfinished": _("쓰다 만 말"),
    }.get(way, "")


def _factors(hit: Hit) -> tuple[Factor, ...]:
    return tuple(Factor(why.label, why.words, _weight(why.field)) for why in hit.why)


def _weight(field: WhereFound) -> float:
    if field == "synonyms":
        return weights.SYNONYM_BOOST
    return weights.FIELD_BOOSTS["body" if field == "attachments" else field]


def _is_bet(hit: Hit, bet: BestBet | None) -> bool:
    return bet is not None and (hit.kind, hit.object_id) == (bet.kind, bet.object_id)


def _tabs(asked: SearchRequest, result: SearchResult) -> list[tuple[Any, str]]:
    return [
        (tab, _address(addresses.with_kinds(asked, [tab.kind] if tab.kind else ())))
        for tab in result.tabs
        if tab.count or tab.is_selected or not tab.kind
    ]


def _hidden(asked: SearchRequest) -> list[Link]:
    """Return what the form of the facets carries along: everything but the choices in it."""
    plain = replace(asked, filters={}, page=1)
    return addresses.pairs_of(plain)


def _views(asked: SearchRequest, result: SearchResult) -> list[tuple[str, Any, str, bool]]:
    shown = registry.map()
    has_map = shown is not None and any(tab.kind == shown.kind and tab.count for tab in result.tabs)
    return [
        (view, label, _address(addresses.in_view(asked, view)), view == asked.view)
        for view, label in VIEW_LABELS
        if view != "map" or has_map or asked.view == "map"
    ]


def _links(asked: SearchRequest, result: SearchResult) -> dict[str, Any]:
    state = addresses.query_string(replace(asked, page=1, view="list"))
    own_page = addresses.query_string(replace(asked, page=1))
    other: Language = "en" if asked.language == "ko" else "ko"
    api_state = state if "language=" in state or asked.language == "ko" else f"{state or '?'}&language=en"
    separator = "&" if state else "?"
    download = f"{reverse('search-download')}{state}{separator}format="
    return {
        "files": [(name.upper(), f"{download}{name}") for name in ("csv", "xlsx", "json")],
        "feed_url": f"{reverse('search-feed')}{state}",
        "api_url": f"{reverse('api:search')}{api_state.replace('?&', '?')}",
        "here": f"{reverse('search')}{addresses.query_string(asked)}",
        "clear_url": _address(_cleared(asked, result)),
        "all_kinds_url": _address(addresses.with_kinds(asked, ())),
        "first_url": own_page or "?",
        "suggestion_url": addresses.query_string(addresses.with_text(asked, result.suggestion)),
        "typed_url": addresses.query_string(addresses.as_typed(asked)),
        "other_language": (other, _address(addresses.in_language(asked, other))),
        "sort_hidden": [pair for pair in addresses.pairs_of(replace(asked, page=1)) if pair[0] != "sort"],
    }


def _cleared(asked: SearchRequest, result: SearchResult) -> SearchRequest:
    """Return the search with its words only: no filter, ticked or typed."""
    cleared = addresses.without_filters(asked)
    return replace(cleared, text=result.typed.words) if result.typed.chips else cleared


def _with_kind(asked: SearchRequest, kind: str) -> SearchRequest:
    return replace(asked, barred_kinds=tuple(other for other in asked.barred_kinds if other != kind), page=1)


def _retyped(asked: SearchRequest, text: str) -> str:
    return _address(addresses.retyped(asked, text))


def _address(request: SearchRequest) -> str:
    return addresses.query_string(request) or "?"


def _page(asked: SearchRequest, result: SearchResult) -> Page[int]:
    """Return the page numbers for the pagination; the hits are ours, so a range stands for them."""
    numbers = range(result.pages * asked.page_size)
    return Paginator(numbers, asked.page_size).get_page(result.page)


def _counts(result: SearchResult, chosen: ResultMap) -> dict[str, dict[str, int]]:
    return {
        group.name: {option.value: option.count for option in group.options if option.count}
        for group in result.facets
        if group.name in chosen.facets
    }


def _chosen(result: SearchResult, name: str) -> tuple[str, ...]:
    groups = (group for group in result.facets if group.name == name)
    return tuple(option.value for group in groups for option in group.selected)


# --- Where to begin


def _start(asked: SearchRequest, result: SearchResult) -> Mapping[str, Any] | None:
    """Return examples and doorways where nothing at all was asked for."""
    if asked.text or asked.is_narrowed or asked.page > 1 or not result.total:
        return None
    examples = [example for _name, example, _labels in typed_names(asked.language)][:FIRST_EXAMPLES]
    doors = [
        (group.label, [_door(asked, group, value) for value in group.options if value.count])
        for group in result.facets
        if (facet := registry.facet(group.name)) is not None and facet.is_doorway
    ]
    return {
        "examples": [(example, _retyped(asked, example)) for example in examples],
        "doors": doors,
    }


def _door(asked: SearchRequest, group: FacetGroup, option: Any) -> tuple[str, int, str]:
    return option.label, option.count, _address(addresses.with_value(asked, group.name, option.value))


def _kind_example(language: Language) -> str:
    sources: Sequence[Any] = registry.sources()
    name = KIND_NAMES[0 if language == "ko" else -1]
    experience = next((source for source in sources if source.is_experience), None)
    chosen = experience or (sources[0] if sources else None)
    return f"{name}:{quoted(str(chosen.label))}" if chosen else ""
