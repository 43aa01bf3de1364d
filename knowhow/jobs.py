"""Jobs of know-how."""

from collections.abc import Collection
from datetime import timedelta
from itertools import batched

from django.core.cache import cache
from django.utils import translation

from knowhow.freshness import AT_ONCE, remind_overdue, start_missing_clocks
from knowhow.gathering.actions import read_files
from knowhow.library.orders import carry_out
from knowhow.like_zones import fingerprint, refresh_cases_like_zones
from knowhow.snapshots import pages_without_version, record_version
from knowhow.social_cards import case_cards_to_draw
from knowhow.vouching import keep_text_of_import
from portal.jobs.definition import job
from portal.jobs.schedule import schedule
from portal.media.cards import draw_missing

DRAWN_AT_ONCE = 25
RECORDED_AT_ONCE = 500
LIKE_ZONES_OF = "knowhow-like-zones-of"


@job("knowhow.draw_cards", priority=-20)
def draw_case_cards() -> None:
    """Draw the cards that cases lack: new ones, and those whose title, zone or place has changed."""
    if draw_missing(case_cards_to_draw(), most=DRAWN_AT_ONCE):
        draw_case_cards.enqueue_once()


@job("knowhow.gather", max_attempts=2)
def gather_files(run_id: int, language: str) -> None:
    """Read the files of an import of drafts, in the language of who uploaded them."""
    with translation.override(language):
        read_files(run_id)


@job("knowhow.record_versions", priority=-10)
def record_missing_versions() -> None:
    """Keep the first version of every page that has none: those from files, and those from before versions."""
    pages = list(pages_without_version()[:RECORDED_AT_ONCE])
    for page in pages:
        record_version(page)
    if len(pages) == RECORDED_AT_ONCE:
        record_missing_versions.enqueue_once()


@job("knowhow.record_changed", priority=-10)
def record_changed_versions(cases: str) -> None:
    """Keep what a file changed in these cases: their numbers, separated by spaces."""
    for case in cases.split():
        record_version(int(case))
        keep_text_of_import(int(case))


@job("knowhow.refresh_like_zones", priority=-10)
def refresh_cases_like_zones_if_changed() -> int:
    """Work out which cases are like which zones, if anything in the index has changed; return the rows written."""
    now = fingerprint()
    if cache.get(LIKE_ZONES_OF) == now:
        return 0
    written = refresh_cases_like_zones()
    cache.set(LIKE_ZONES_OF, now, None)
    return written


@job("knowhow.start_clocks", priority=-10)
def start_clocks() -> None:
    """Give a clock to cases from files, and to pages from before clocks."""
    if start_missing_clocks() == AT_ONCE:
        start_clocks.enqueue_once()


@job("knowhow.remind_overdue")
def remind_of_overdue_pages() -> None:
    """Mail about pages that nobody looked at in time."""
    remind_overdue()


@job("knowhow.pack_library", max_attempts=3)
def pack_library(export_id: int) -> None:
    """Pack a zone's library that somebody ordered."""
    carry_out(export_id)


def order_versions(documents: Collection[tuple[str, int]]) -> None:
    """A file changed the cases among these documents: keep what they say now, once the change stands."""
    cases = sorted(number for kind, number in documents if kind == "case" and number)
    for part in batched(cases, RECORDED_AT_ONCE):
        record_changed_versions.enqueue(" ".join(map(str, part)))


schedule("knowhow.record_versions", every=timedelta(minutes=5))
schedule("knowhow.refresh_like_zones", every=timedelta(minutes=5))
schedule("knowhow.start_clocks", every=timedelta(minutes=5))
schedule("knowhow.remind_overdue", at="08:30")
schedule("knowhow.draw_cards", every=timedelta(minutes=5))
