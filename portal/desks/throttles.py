"""How often somebody may write: per address and per account, counted in the cache that all workers share."""

from collections.abc import Mapping
from typing import Final

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

RATES: Final[Mapping[str, str]] = {
    "ask": "10/h/user,30/h/ip",
    "reply": "30/h/user,60/h/ip",
    "report": "10/h/user,30/h/ip",
}


def is_within(request: HttpRequest, action: str) -> bool:
    """Whether this person may do this once more now. Counts it."""
    return bool(consume(request, app="portal.desks", action=action, config=dict(RATES)))
