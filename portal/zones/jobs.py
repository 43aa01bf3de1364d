"""Jobs of the registry."""

from datetime import timedelta

from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.media.cards import draw_missing
from portal.zones.social_cards import zone_cards_to_draw

DRAWN_AT_ONCE = 25


@job("zones.draw_cards", priority=-20)
def draw_zone_cards() -> None:
    """Draw the cards that zones lack: new ones, and those whose name, field or place has changed."""
    if draw_missing(zone_cards_to_draw(), most=DRAWN_AT_ONCE):
        draw_zone_cards.enqueue_once()


schedule("zones.draw_cards", every=timedelta(minutes=5))
