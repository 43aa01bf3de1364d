"""How much: `ABUSE=full`, which `make abuse` sets, asks for the bars of the project.

`ABUSE=some`, which `make test-full` sets, asks for a part of it, and `make test` for a few.
"""

import os
import sys
import time

_SIZE = os.environ.get("ABUSE", "few")
IS_FULL = _SIZE == "full"


def _much(*, full: int, some: int, few: int) -> int:
    return {"full": full, "some": some, "few": few}[_SIZE]


FUZZED = _much(full=10_000, some=250, few=50)
CHANGES = _much(full=2_000, some=60, few=30)
TOUCHED = _much(full=200, some=40, few=20)
KILLS = _much(full=20, some=2, few=1)
CANARIES = 300
CRAWLED = _much(full=400, some=8, few=2)
"""Pages of each kind that are read for canaries, besides every list, feed and export."""
ASKED_CANARIES = _much(full=CANARIES, some=60, few=12)

SWAPS = _much(full=5_000, some=8, few=2)
"""Requests with swapped numbers, names and tokens, as each role."""
CRAWLED_AS_ROLE = _much(full=300, some=12, few=4)
"""Pages that each role reads in search of canaries."""
ASKED_AS_ROLE = _much(full=30, some=2, few=1)

ROWS_EVERY = _much(full=1, some=40, few=120)
"""One of so many rows of the table of rights is asked."""

PATIENCE_SECONDS = 600 if IS_FULL else 120
EQUAL_WITHIN_SECONDS = 60
"""How soon index and database are equal after the return of whatever was away."""

SLOWEST_P99_SECONDS = 0.5
SLOWEST_OUTAGE_SECONDS = 1.0

MAILS = _much(full=1_000, some=60, few=20)
MAIL_KILLS = _much(full=50, some=2, few=1)

_BEGAN = time.monotonic()


def say(what: str) -> None:
    """Tell how far a full run is: some of its tests take minutes. `make abuse` lets it through to the screen."""
    if IS_FULL:
        sys.stderr.write(f"\n  {time.monotonic() - _BEGAN:5.0f} s  {what}")
        sys.stderr.flush()
