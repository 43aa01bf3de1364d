"""How often somebody may write: per address and per account, counted in the cache that all workers share."""

from collections.abc import Mapping
from typing import Final

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

from portal.desks.attachments import MOST_BYTES, MOST_FILES
from portal.uploads import Limits

RATES: Final[Mapping[str, str]] = {
    "ask": "10/h/user,30/h/ip",
    "reply": "30/h/user,60/h/ip",
    "report": "10/h/user,30/h/ip",
}

FILES: Final = Limits(rate="40/h/user,90/h/ip", most_bytes=MOST_FILES * MOST_BYTES)
"""Of each form of a thread, whatever becomes of it: a file that is refused was looked through all the same."""


def is_within(request: HttpRequest, action: str) -> bool:
    """Whether this person may do this once more now. Counts it."""
    return bool(consume(request, app="portal.desks", action=action, config=dict(RATES)))
