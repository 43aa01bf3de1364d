"""How often one address may ask: so many requests in a window of the clock, counted in the default cache."""

import ipaddress
import math
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HOUSEHOLD_BITS = 64
"""An IPv6 subscriber gets at least a /64, so each of its addresses counts as one."""


def seconds_to_wait(request: HttpRequest) -> int:
    """0 lets the request pass and counts it; otherwise how long to wait."""
    address = _client_address(request)
    is_free = address is not None and address.is_loopback and settings.API_RATE_LOOPBACK_IS_FREE
    if is_free or not settings.API_RATE_REQUESTS:
        return 0
    window, elapsed = divmod(time.time(), settings.API_RATE_SECONDS)
    key = f"api-rate:{int(window)}:{_household(address)}"
    return math.ceil(settings.API_RATE_SECONDS - elapsed) if _count(key) > settings.API_RATE_REQUESTS else 0


def household_of(request: HttpRequest) -> str:
    """Return the network that asks, for who counts by it: an IPv4 address, the /64 of an IPv6 one."""
    return _household(_client_address(request))


def _client_address(request: HttpRequest) -> Address | None:
    """Who asks, by the same rule as sign-in: X-Forwarded-For counts only as far as proxies are trusted."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None  # a socket without addresses: all who come that way share one count
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _household(address: Address | None) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        network = ipaddress.ip_network((address, HOUSEHOLD_BITS), strict=False)
        return f"{network.network_address}"
    return str(address)


def _count(key: str) -> int:
    cache.add(key, 0, timeout=2 * settings.API_RATE_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # pushed out of a full cache in between
        return 1
