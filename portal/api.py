"""The open API: every room brings a router; errors are problem+json."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from knowhow.api import router as knowhow_router
from portal.home.api import router as home_router
from portal.open_data.problems import DETAILS, PROBLEM_TYPE, BadParameterError, ProblemSchema, problem
from portal.zones.api import router as zones_router
from search.api import router as search_router

DESCRIPTION = """\
Public facts about Korea's Regional Specialized Development Zones: zones, regulatory exemptions, cases, what changed,
and the portal's announcements.

* No key. A limit per address; a refused request gets 429 and `Retry-After`.
* Lists are answered in parts: follow `next` until it is null. Each row comes once, whatever changes meanwhile.
* Each answer has an `ETag`: send it back as `If-None-Match` and get 304 while nothing has changed.
* Errors are `application/problem+json` (RFC 9457). A parameter or value that does not exist is an error, never ignored.
* Names are in Korean (`_ko`) and, where one exists, in English (`_en`). What is not known is null or blank.

한국 지역특화발전특구의 공개된 사실을 키 없이 읽습니다. 설명은 /data/ 에 있습니다.
"""
EVERYWHERE = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Problems that every address may answer with."""


class ReadableRenderer(JSONRenderer):
    """Korean stays Korean in the answer."""

    json_dumps_params = {"ensure_ascii": False}


class OpenApi(NinjaAPI):
    """Ninja's API with a document that tells the errors as they are."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The OpenAPI document: problems with their media type at every address."""
        document = super().get_openapi_schema(**kwargs)
        document["components"]["schemas"]["ProblemSchema"] = ProblemSchema.model_json_schema()
        for path in document["paths"].values():
            for operation in path.values():
                _tell_problems(operation["responses"])
        return document


def _tell_problems(responses: dict[int, Any]) -> None:
    errors = {status for status in responses if status >= HTTPStatus.BAD_REQUEST} | set(EVERYWHERE)
    schema = {"$ref": "#/components/schemas/ProblemSchema"}
    for status in sorted(errors):
        responses[int(status)] = {
            "description": DETAILS.get(HTTPStatus(status), HTTPStatus(status).phrase),
            "content": {PROBLEM_TYPE: {"schema": schema}},
        }
    etag = {"description": "The version of this answer.", "schema": {"type": "string"}}
    responses[200]["headers"] = {"ETag": etag}
    responses[304] = {"description": "Nothing has changed since the ETag in `If-None-Match`."}


api = OpenApi(
    title="Hanmadang open data",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,  # its pages load scripts of another origin
    renderer=ReadableRenderer(),
    servers=[{"url": "/", "description": "This portal"}],
)
api.add_router("", zones_router)
api.add_router("", knowhow_router)
api.add_router("", home_router)
api.add_router("", search_router)


@api.exception_handler(ValidationError)
def refuse_parameters(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Parameters of the wrong kind."""
    errors: dict[str, list[str]] = {}
    for found in error.errors:
        errors.setdefault(str(found["loc"][-1]), []).append(str(found["msg"]))
    return problem(HTTPStatus.BAD_REQUEST, detail="See `errors` for each parameter.", errors=errors)


@api.exception_handler(BadParameterError)
def refuse_values(_request: HttpRequest, error: BadParameterError) -> JsonResponse:
    """Parameters or values that do not exist."""
    return problem(
        HTTPStatus.BAD_REQUEST,
        detail="See `errors` for each parameter.",
        errors=error.errors,
        allowed=error.allowed,
    )


@api.exception_handler(Http404)
def nothing_here(_request: HttpRequest, _error: Http404) -> JsonResponse:
    """A zone, exemption or case that does not exist or is not public: the same answer."""
    return problem(HTTPStatus.NOT_FOUND)


def unknown_address(_request: HttpRequest) -> HttpResponse:
    """Whatever below /api/ is not an address of the API; no page and no redirect stands there."""
    return problem(HTTPStatus.NOT_FOUND)
