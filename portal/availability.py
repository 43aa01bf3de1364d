"""Being there: health pages for a supervisor, and an honest 503 when the database is away."""

import sys
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error as django_server_error

from portal.jobs.queries import seconds_since_a_worker_was_seen
from portal.open_data.problems import problem
from portal.outbox import queries as outbox

RETRY_AFTER_SECONDS = 5
OUR_OWN_FAULT = ("no such table", "no such column", "has no column")
"""SQLite calls these operational errors too; they mean that a migration was forgotten: waiting is no help."""


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """The process can reach what it needs: 200, or 503 naming what is missing.

    How the worker does is told besides. It does not make the site unready: pages are served without it.
    """
    try:
        worker_seen = seconds_since_a_worker_was_seen()
        lag = outbox.lag()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "unavailable", "missing": ["database"]}, status=503)
    information = {"worker_seen_seconds_ago": worker_seen, "outbox_lag_seconds": round(lag.total_seconds())}
    return JsonResponse({"status": "ok", **information})


def server_error(request: HttpRequest) -> HttpResponseBase:
    """What `handler500` shows: 503 when the database is what failed, else 500.

    Django asks this handler for whatever a view, a template or any middleware raised (the session's too)
    while the exception is being handled; a middleware of ours would only see those inside it.
    """
    if not is_outage(sys.exception()):
        return django_server_error(request)
    if request.path.startswith("/api/"):
        response: HttpResponse = problem(HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_outage(error: BaseException | None) -> bool:
    """Whether the database was away or locked: the error itself, or what it was raised from."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return not any(text in str(error) for text in OUR_OWN_FAULT)
        error = error.__cause__
    return False
