"""How much: `ABUSE=full`, which `make abuse` sets, asks for the bars of the project; otherwise a small form runs."""

import os
import sys
import time

IS_FULL = os.environ.get("ABUSE") == "full"

FUZZED = 10_000 if IS_FULL else 250
CHANGES = 2_000 if IS_FULL else 60
TOUCHED = 200 if IS_FULL else 40
KILLS = 20 if IS_FULL else 2
CANARIES = 300
CRAWLED = 400 if IS_FULL else 8
"""Pages of each kind that are read for canaries, besides every list, feed and export."""
ASKED_CANARIES = CANARIES if IS_FULL else 60

SWAPS = 5_000 if IS_FULL else 8
"""Requests with swapped numbers, names and tokens, as each role."""
CRAWLED_AS_ROLE = 300 if IS_FULL else 12
"""Pages that each role reads in search of canaries."""
ASKED_AS_ROLE = 30 if IS_FULL else 2

PATIENCE_SECONDS = 600 if IS_FULL else 120
EQUAL_WITHIN_SECONDS = 60
"""How soon index and database are equal after the return of whatever was away."""

SLOWEST_P99_SECONDS = 0.5
SLOWEST_OUTAGE_SECONDS = 1.0

MAILS = 1_000 if IS_FULL else 60
MAIL_KILLS = 50 if IS_FULL else 2

_BEGAN = time.monotonic()


def say(what: str) -> None:
    """Tell how far a full run is: some of its tests take minutes. `make abuse` lets it through to the screen."""
    if IS_FULL:
        sys.stderr.write(f"\n  {time.monotonic() - _BEGAN:5.0f} s  {what}")
        sys.stderr.flush()
