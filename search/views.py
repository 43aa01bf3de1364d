"""The page of results, and its files and feed: parse, ask, render."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search import addresses
from search.documents import Language
from search.engines.base import EngineUnavailableError
from search.files import FORMATS, download_of, feed_of
from search.forms import SORTS, SearchForm
from search.page import box_context, map_context, page_context
from search.queries import find, listed
from search.registry import Viewer

RETRY_AFTER_SECONDS = 30
NOT_KEPT = "no-store"
"""What the database answered for a missing engine is gone with the outage: neither our cache nor a browser keeps it."""

FEED_ENTRIES = 50


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the results of a search, or everything there is where nothing was typed.

    Only where neither engine nor database has a document does it say that search is down.
    """
    asked = SearchForm(request.GET).request_for(language_in_force())
    viewer = viewer_of(request)
    frame: dict[str, Any] = {
        "section": "search",
        "has_own_box": True,
        "trail": [(_("통합검색"), None)],
        "asked": asked,
        "sorts": SORTS,
        **box_context(asked),
    }
    try:
        result = find(asked, viewer=viewer)
        context = page_context(asked, result, viewer)
        drawn = map_context(asked, viewer) if asked.view == "map" else {}
    except EngineUnavailableError:
        return _outage(render(request, "search/results.html", {**frame, "is_out": True}, status=503))
    response = render(request, "search/results.html", {**frame, **context, **drawn})
    if result.is_makeshift:
        response.headers["Cache-Control"] = NOT_KEPT
    if "HX-Request" in request.headers:  # the short address, whatever a form has sent
        response.headers["HX-Push-Url"] = f"{request.path}{addresses.query_string(asked)}"
    return response


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Give the results of a search as a file, in their order: 10,000 rows at most."""
    name = request.GET.get("format", "csv")
    if name not in FORMATS:
        text = _("파일 형식은 %(formats)s 가운데 하나입니다. 주소의 format을 고쳐 주세요.")
        return _plain(text % {"formats": ", ".join(FORMATS)}, status=400)
    asked = SearchForm(request.GET).request_for(language_in_force())
    try:
        listing = listed(asked, viewer=viewer_of(request))
    except EngineUnavailableError:
        return _outage(_plain(_("지금은 검색할 수 없습니다. 잠시 뒤 다시 시도해 주세요."), status=503))
    response = download_of(listing, name, site=_site(request))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give a search as an Atom feed, newest first: what everyone may see, without examples."""
    asked = addresses.newest(SearchForm(request.GET).request_for(language_in_force()))
    try:
        listing = listed(asked, viewer=AnonymousUser(), limit=2 * FEED_ENTRIES)
    except EngineUnavailableError:
        return _outage(_plain(_("지금은 검색할 수 없습니다. 잠시 뒤 다시 시도해 주세요."), status=503))
    rows = [row for row in listing.rows if not row.is_sample][:FEED_ENTRIES]
    state = addresses.query_string(asked)
    response = feed_of(rows, text=asked.text, state=state, site=_site(request))
    if listing.is_degraded:
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


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _plain(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)


def _outage(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
