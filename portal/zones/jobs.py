"""Jobs of the registry."""

from datetime import timedelta

from django.core.cache import cache

from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.media.cards import draw_missing
from portal.zones.peers import fingerprint, refresh_peers
from portal.zones.social_cards import zone_cards_to_draw

DRAWN_AT_ONCE = 25
PEERS_OF = "zones-peers-of"


@job("zones.draw_cards", priority=-20)
def draw_zone_cards() -> None:
    """Draw the cards that zones lack: new ones, and those whose name, field or place has changed."""
    if draw_missing(zone_cards_to_draw(), most=DRAWN_AT_ONCE):
        draw_zone_cards.enqueue_once()


@job("zones.refresh_peers")
def refresh_peers_if_facts_changed() -> int:
    """Work out which zones are alike, if what they are compared by has changed; return the rows written."""
    now = fingerprint()
    if cache.get(PEERS_OF) == now:
        return 0
    written = refresh_peers()
    cache.set(PEERS_OF, now, None)
    return written


schedule("zones.draw_cards", every=timedelta(minutes=5))
schedule("zones.refresh_peers", every=timedelta(minutes=1))
