"""`GET /api/v1/search`: the same search as the page, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from portal.open_data.problems import ProblemSchema, problem
from search.engines.base import EngineUnavailableError
from search.forms import SearchForm
from search.queries import Hit, SearchResult, find
from search.views import language_in_force, viewer_of

router = Router(tags=["search"])


class SearchParameters(Schema):
    """What can be asked. Facets (province, field, act …) are further parameters, each any number of times."""

    q: str = Field("", description="Words to search for; at most 200 characters are used.")
    kind: list[str] = Field(default_factory=list, description="Kinds of results: zone, exemption, case …")
    page: str = Field("1", description="1 to 500. A page past the last gives 200 and no results.")
    sort: str = Field("relevance", description="relevance, newest or title")
    language: str = Field("", description="ko or en; the language of the address if left out.")


class HitSchema(Schema):
    """One result. `title` is plain text, `snippet` HTML with <mark> around matches."""

    kind: str
    id: str
    title: str
    url: str
    language: str
    score: float
    why: list[str]
    snippet: str
    is_sample: bool


class OptionSchema(Schema):
    """A facet value with its count."""

    value: str
    label: str
    count: int
    is_selected: bool


class SearchSchema(Schema):
    """A page of results."""

    total: int
    page: int
    pages: int
    results: list[HitSchema]
    facets: dict[str, list[OptionSchema]]
    kinds: dict[str, int]
    did_you_mean: str
    notice: str


@router.get("/search", response={200: SearchSchema, 400: ProblemSchema, 503: ProblemSchema}, summary="Search")
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> Any:  # noqa: ARG001 -- ninja documents the parameters, the form reads them
    """Search everything that is public."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
        return problem(400, detail="See `errors` for each parameter.", errors=errors)
    try:
        result = find(form.request_for(language_in_force()), viewer=viewer_of(request))
    except EngineUnavailableError:
        return problem(503, detail="Search is not available. Try again in a moment.")
    return _page(result)


def _page(result: SearchResult) -> dict[str, Any]:
    return {
        "total": result.total,
        "page": result.page,
        "pages": result.pages,
        "results": [_hit(hit) for hit in result.hits],
        "facets": {
            group.name: [
                {
                    "value": option.value,
                    "label": option.label,
                    "count": option.count,
                    "is_selected": option.is_selected,
                }
                for option in group.options
            ]
            for group in result.facets
        },
        "kinds": {tab.kind: tab.count for tab in result.tabs if tab.kind},
        "did_you_mean": result.suggestion,
        "notice": result.notice,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.object_id,
        "title": hit.title,
        "url": hit.url,
        "language": hit.language,
        "score": hit.score,
        "why": [str(why) for why in hit.why],
        "snippet": str(hit.snippet_html),
        "is_sample": hit.is_sample,
    }
