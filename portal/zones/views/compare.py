"""Zones side by side, and the same table as a download."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.importing.exports import csv_response, xlsx_response
from portal.zones.comparison import (
    MAX_COMPARED,
    Chosen,
    Comparison,
    choose,
    compare,
    query_of,
    table_columns,
    table_rows,
    words_of,
    zones_named,
)
from portal.zones.models import Zone
from portal.zones.peers import Peer, stored_peers

NAMES_OFFERED = 300
PEERS_OFFERED = 6


@dataclass(frozen=True)
class Offer:
    """A zone that may be added: its name, why, and the address of the comparison with it."""

    name_ko: str
    name_en: str
    is_sample: bool
    url: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    chosen: Chosen
    typed: str
    only_different: bool

    @property
    def suffix(self) -> str:
        """The end of a query string that keeps the switch."""
        return "&differ=1" if self.only_different else ""


def compare_zones(request: HttpRequest) -> HttpResponse:
    """The comparison; without zones, how to choose them. What is nothing but unknown is not there."""
    asked = _asked(request)
    found = (
        zones_named(asked.typed, viewer=request.user, apart_from=asked.chosen.slugs)
        if asked.typed and not asked.chosen.is_full
        else []
    )
    if len(found) == 1:
        return HttpResponseRedirect(_address_with(asked, found[0].page.public_slug))
    return render(request, "zones/compare.html", _context(request, asked, found))


def compare_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    comparison = _downloaded(request)
    return csv_response(table_rows(comparison), table_columns(comparison), _("특구 비교") + ".csv")


def compare_xlsx(request: HttpRequest) -> HttpResponse:
    """The table as XLSX."""
    comparison = _downloaded(request)
    return xlsx_response(table_rows(comparison), table_columns(comparison), _("특구 비교") + ".xlsx")


def _asked(request: HttpRequest) -> Asked:
    chosen = choose(request.GET.getlist("zone"))
    if chosen.missing and not chosen.zones:
        raise Http404
    return Asked(chosen, words_of(request.GET, "add"), request.GET.get("differ") == "1")


def _downloaded(request: HttpRequest) -> Comparison:
    asked = _asked(request)
    if not asked.chosen.zones:
        raise Http404
    comparison = compare(asked.chosen, viewer=request.user)
    return comparison.only_different() if asked.only_different else comparison


def _context(request: HttpRequest, asked: Asked, found: list[Zone]) -> dict[str, Any]:
    chosen = asked.chosen
    comparison = compare(chosen, viewer=request.user) if chosen.zones else None
    shown = comparison.only_different() if comparison and asked.only_different else comparison
    return {
        "section": "zones",
        "crumbs": [(_("특구 찾기"), reverse("zones")), (_("특구 비교"), None)],
        "asked": asked,
        "chosen": chosen,
        "comparison": shown,
        "first": chosen.zones[0] if chosen.zones else None,
        "has_sample": any(zone.is_sample for zone in chosen.zones),
        "different": comparison.count("different") if comparison else 0,
        "open": comparison.count("open") if comparison else 0,
        "found": [_offer(asked, zone) for zone in found],
        "not_found": bool(asked.typed) and not found and not chosen.is_full,
        "names": [] if chosen.is_full else _names(request.user),
        "peers": _peers(asked),
        "most": MAX_COMPARED,
    }


def _address_with(asked: Asked, slug: str) -> str:
    return f"{reverse('zone-compare')}?{query_of([*asked.chosen.slugs, slug])}{asked.suffix}"


def _offer(asked: Asked, zone: Zone) -> Offer:
    return Offer(zone.name_ko, zone.name_en, zone.is_sample, _address_with(asked, zone.page.public_slug))


def _names(viewer: Any) -> list[str]:
    """Names for the field's own suggestions; in a larger registry the rest is found by typing."""
    name = "name_en" if get_language() == "en" else "name_ko"
    rows = Zone.objects.visible_to(viewer).real().exclude(**{name: ""}).order_by(name)
    return list(rows.values_list(name, flat=True)[:NAMES_OFFERED])


def _peers(asked: Asked) -> list[Offer]:
    """Zones like the first one, while there is room and not much to look at yet."""
    chosen = asked.chosen
    if not chosen.zones or chosen.is_full:
        return []
    free = [peer for peer in stored_peers(chosen.zones[0].pk) if peer.slug not in chosen.slugs]
    return [_peer_offer(asked, peer) for peer in free[:PEERS_OFFERED]]


def _peer_offer(asked: Asked, peer: Peer) -> Offer:
    return Offer(peer.name_ko, peer.name_en, peer.is_sample, _address_with(asked, peer.slug), peer.reasons)
