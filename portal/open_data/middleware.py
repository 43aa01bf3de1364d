"""What holds for every answer below /api/, whichever room or error gives it."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag

from portal.open_data.limits import seconds_to_wait
from portal.open_data.problems import as_problem, problem

ROOT = "/api"
MAX_AGE_SECONDS = 60
PREFLIGHT_SECONDS = 86_400
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


class OpenDataMiddleware:
    """Limits per address, problems for errors, ETag and 304, HEAD, and pages of other origins may read it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; addresses outside the API pass untouched."""
        if request.path_info != ROOT and not request.path_info.startswith(f"{ROOT}/"):
            return self.get_response(request)
        response = _preflight() if request.method == "OPTIONS" else self._answer(request)
        for name, value in CORS.items():
            response.headers[name] = value
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        wait = seconds_to_wait(request)
        if wait:
            refused = problem(HTTPStatus.TOO_MANY_REQUESTS)
            refused.headers["Retry-After"] = str(wait)
            return refused
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"  # the rooms answer GET; only the body is left out
        response = as_problem(self.get_response(request))
        if response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            response = _conditional(request, response)
        if is_head and isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


def _preflight() -> HttpResponse:
    headers = {
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "If-None-Match, Accept-Language",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer with its ETag and how long it holds, or 304 to who has it already."""
    is_anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
    kept = f"public, max-age={MAX_AGE_SECONDS}" if is_anonymous else "private, no-cache"
    response.headers.setdefault("Cache-Control", kept)
    set_response_etag(response)
    etag = response.headers["ETag"]
    return get_conditional_response(request, etag=etag, response=response) or response
