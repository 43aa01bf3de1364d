"""The page of results: parse, ask, render."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import addresses
from search.documents import Language
from search.engines.base import EngineUnavailableError
from search.forms import SORTS, SearchForm
from search.queries import find
from search.registry import Viewer
from search.results import SearchRequest, SearchResult

RETRY_AFTER_SECONDS = 30
NOT_KEPT = "no-store"
"""What the database answered for a missing engine is gone with the outage: neither our cache nor a browser keeps it."""


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the results of a search, or everything there is where nothing was typed.

    Only where neither engine nor database has a document does it say that search is down.
    """
    asked = SearchForm(request.GET).request_for(language_in_force())
    frame = {
        "section": "search",
        "has_own_box": True,
        "trail": [(_("통합검색"), None)],
        "asked": asked,
        "sorts": SORTS,
    }
    try:
        result = find(asked, viewer=viewer_of(request))
    except EngineUnavailableError:
        response = render(request, "search/results.html", {**frame, "is_out": True}, status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    response = render(request, "search/results.html", {**frame, **_context(asked, result)})
    if result.is_degraded:
        response.headers["Cache-Control"] = NOT_KEPT
    return response


def language_in_force() -> Language:
    """Return the language of the page."""
    return "en" if get_language() == "en" else "ko"


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who looks. Without a session cookie nobody is signed in, and the session is not even opened."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return request.user
    return AnonymousUser()


def _context(asked: SearchRequest, result: SearchResult) -> dict[str, Any]:
    return {
        "result": result,
        "tabs": [
            (tab, addresses.query_string(addresses.with_kinds(asked, [tab.kind] if tab.kind else ())) or "?")
            for tab in result.tabs
            if tab.count or tab.is_selected or not tab.kind
        ],
        "applied": _applied(asked, result),
        "clear_url": addresses.query_string(addresses.without_filters(asked)) or "?",
        "all_kinds_url": addresses.query_string(addresses.with_kinds(asked, ())) or "?",
        "first_url": addresses.query_string(replace(asked, page=1)) or "?",
        "suggestion_url": addresses.query_string(addresses.with_text(asked, result.suggestion)),
        "typed_url": addresses.query_string(addresses.as_typed(asked)),
        "page": _page(asked, result),
    }


def _applied(asked: SearchRequest, result: SearchResult) -> list[tuple[str, str]]:
    return [
        (
            f"{group.label}: {option.label}",
            addresses.query_string(addresses.without_value(asked, group.name, option.value)) or "?",
        )
        for group in result.facets
        for option in group.selected
    ]


def _page(asked: SearchRequest, result: SearchResult) -> Page[int]:
    """Return the page numbers for the pagination; the hits are ours, so a range stands for them."""
    numbers = range(result.pages * asked.page_size)
    return Paginator(numbers, asked.page_size).get_page(result.page)
