"""Jobs of know-how."""

from datetime import timedelta

from knowhow.social_cards import case_cards_to_draw
from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.media.cards import draw_missing

DRAWN_AT_ONCE = 25


@job("knowhow.draw_cards", priority=-20)
def draw_case_cards() -> None:
    """Draw the cards that cases lack: new ones, and those whose title, zone or place has changed."""
    if draw_missing(case_cards_to_draw(), most=DRAWN_AT_ONCE):
        draw_case_cards.enqueue_once()


schedule("knowhow.draw_cards", every=timedelta(minutes=5))
