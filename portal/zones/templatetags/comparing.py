"""Choosing zones for the comparison on lists and in search results: the choice travels in the address."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from portal.krds.jinja import rendered
from portal.zones.cards import ZoneCard
from portal.zones.comparison import MAX_COMPARED, Chosen, choose, query_of

register = template.Library()

IN_PLACE = frozenset({"zones"})
"""Pages that show the bar: there a zone is chosen without leaving. Elsewhere the link leads to the comparison."""
PARAMETER = "compare"


@register.inclusion_tag("zones/compare_bar.html", takes_context=True)
def compare_bar(context: template.Context, *, form: str = "") -> dict[str, Any]:
    """The zones chosen so far. `form` names a filter form that must carry the choice along."""
    request: HttpRequest = context["request"]
    chosen = _chosen(request)
    return {
        "links": [(zone, _list_address(request, chosen, without=zone.slug)) for zone in chosen.zones],
        "chosen": chosen,
        "compare_url": f"{reverse('zone-compare')}?{chosen.query}",
        "clear_url": _list_address(request, Chosen()),
        "most": MAX_COMPARED,
        "form": form,
    }


@register.simple_tag(takes_context=True)
def zone_cards(context: template.Context, cards: Sequence[ZoneCard]) -> SafeString:
    """Zones as the items of a list, each with its control for the comparison."""
    request: HttpRequest = context["request"]
    return rendered("zones/cards.jinja", {"rows": [(card, _compare_choice(request, card)) for card in cards]})


def _compare_choice(request: HttpRequest, zone: ZoneCard) -> dict[str, Any]:
    """The control on a zone's card: put it in, or take it out again."""
    if not _is_in_place(request):
        return {"url": f"{reverse('zone-compare')}?{query_of([zone.slug])}"}
    chosen = _chosen(request)
    is_chosen = zone.slug in chosen.slugs
    return {
        "is_in_place": True,
        "is_chosen": is_chosen,
        "is_full": chosen.is_full and not is_chosen,
        "url": _list_address(request, chosen, without=zone.slug)
        if is_chosen
        else _list_address(request, chosen, plus=zone.slug),
    }


@register.simple_tag(takes_context=True)
def kept_choice(context: template.Context) -> str:
    """The choice as a query string with its question mark, for a link that clears the filters; else blank."""
    slugs = _chosen(context["request"]).slugs
    return f"?{query_of(slugs, name=PARAMETER)}" if slugs else ""


def _is_in_place(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in IN_PLACE


def _chosen(request: HttpRequest) -> Chosen:
    """Asked once a request: the bar and every card want to know."""
    known = getattr(request, "chosen_for_comparison", None)
    if known is None:
        known = choose(request.GET.getlist(PARAMETER), name=PARAMETER)
        request.chosen_for_comparison = known  # type: ignore[attr-defined]
    return known


def _list_address(request: HttpRequest, chosen: Chosen, *, without: str = "", plus: str = "") -> str:
    query = request.GET.copy()
    slugs = [slug for slug in chosen.slugs if slug != without]
    query.setlist(PARAMETER, [*slugs, plus] if plus else slugs)
    if not query.getlist(PARAMETER):
        query.pop(PARAMETER, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
