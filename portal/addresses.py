"""Addresses of our pages, remembered: a page has dozens of them, and Django works each one out anew."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

KEPT = 16_384


def address(name: str, *args: str | int) -> str:
    """What `reverse` gives in the language in force."""
    return _address(get_language(), get_script_prefix(), name, args)


@lru_cache(maxsize=KEPT)
def _address(_language: str | None, _prefix: str, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)
