"""Errors for programs, as RFC 9457 writes them. English, because a program's author reads them."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from ninja import Schema
from pydantic import ConfigDict, Field

PROBLEM_TYPE = "application/problem+json"
KEPT_HEADERS = ("Allow", "Retry-After")
DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request could not be read.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. /api/v1/openapi.json lists every address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The API is read only: use GET.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests from this address. Wait as `Retry-After` says.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This is our mistake. Try again later; if it stays, tell us the address.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The portal cannot reach its data. Ask again as `Retry-After` says.",
}


class ProblemSchema(Schema):
    """What went wrong and what to do (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Bad Request",
                    "status": 400,
                    "detail": "See `errors` for each parameter.",
                    "errors": {"status": ["Unknown value “closed”."]},
                    "allowed": {"status": ["active", "released", "unknown"]},
                }
            ]
        }
    )

    type: str = Field("about:blank", description="Always about:blank: the status says what kind it is.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field("", description="What to do next.")
    errors: dict[str, list[str]] = Field({}, description="What is wrong with each parameter.")
    allowed: dict[str, list[str]] = Field({}, description="The values that a refused parameter takes.")


class BadParameterError(Exception):
    """The address asks for something that is not there. `errors` and `allowed` are by parameter."""

    def __init__(
        self, errors: Mapping[str, Sequence[str]], *, allowed: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors
        self.allowed = allowed or {}


def problem(
    status: int,
    *,
    detail: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
    allowed: Mapping[str, Sequence[str]] | None = None,
) -> JsonResponse:
    """An answer that says what went wrong. Never kept by a cache."""
    known = HTTPStatus(status)
    body = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "detail": detail or DETAILS.get(known, ""),
        "errors": {name: list(messages) for name, messages in (errors or {}).items()},
        "allowed": {name: list(values) for name, values in (allowed or {}).items()},
    }
    response = JsonResponse(body, status=status, content_type=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """An error page of any other origin as a problem; everything else as it is."""
    is_error = response.status_code >= HTTPStatus.BAD_REQUEST
    if not is_error or response.headers.get("Content-Type") == PROBLEM_TYPE:
        return response
    answer: HttpResponse = problem(response.status_code)
    for name in KEPT_HEADERS:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer
