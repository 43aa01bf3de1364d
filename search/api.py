"""`GET /api/v1/search` and `/api/v1/suggest`: the same search as the page, for programs."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Query, Router, Schema
from pydantic import Field

from portal.addresses import address
from portal.open_data.problems import ProblemSchema, problem
from search.addresses import query_string
from search.documents import Language
from search.engines.base import EngineUnavailableError
from search.forms import SearchForm, SuggestForm
from search.queries import find
from search.results import MAX_SUGGESTIONS, Hit, SearchRequest, SearchResult, Suggested, SuggestResult
from search.suggesting import suggest
from search.views import NOT_KEPT, RETRY_AFTER_SECONDS, language_in_force, viewer_of

router = Router(tags=["search"])
PROBLEMS: dict[int, Any] = {400: ProblemSchema, 503: ProblemSchema}


class SearchParameters(Schema):
    """What can be asked: what the page can be asked, under the same names.

    Facets (province, municipality, field, act, exemption, year …) are further parameters, each any number of times;
    with `not_` before the name they exclude values (`not_field=education`).
    """

    q: str = Field(
        "",
        description="Words to search for; at most 200 characters and 20 words are used. Filters may be typed too "
        "(`field:food`, `region:Gongju`, `exemption:A45`, `year:>2023`, `status:released`, `kind:case`), phrases stand "
        "in quotes, and a minus before a word, a phrase or a filter excludes it.",
    )
    kind: list[str] = Field(default_factory=list, description="Kinds of results: zone, exemption, case …")
    not_kind: list[str] = Field(default_factory=list, description="Kinds that are left out.")
    page: str = Field("1", description="1 to 500. A page past the last gives 200 and no results.")
    sort: str = Field("relevance", description="relevance, newest or title")
    typed: str = Field(
        "", description="1 leaves words as they were typed, though other ones would find more."
    )
    language: str = Field("", description="ko or en; the language of the address if left out.")


class HitSchema(Schema):
    """One result. `title` is plain text, `snippet` HTML with <mark> around matches."""

    kind: str
    id: str = Field(description="Stable whichever engine answers. An exemption's is its code.")
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
    is_excluded: bool


class TypedSchema(Schema):
    """What was understood of the typed text."""

    words: str = Field(description="What is looked for as words.")
    filters: list[str] = Field(description="Filters in words, in the language asked for.")
    hints: list[str] = Field(description="What looked like a filter and is none.")


class SynonymSchema(Schema):
    """A word of the question, and another one for the same thing."""

    word: str
    synonym: str


class SearchSchema(Schema):
    """A page of results."""

    total: int
    page: int
    pages: int
    results: list[HitSchema]
    facets: dict[str, list[OptionSchema]]
    kinds: dict[str, int]
    understood_as: str = Field(
        description="What was looked for instead of the typed text, which found nothing; `typed=1` prevents it."
    )
    synonyms: list[SynonymSchema] = Field(description="What was looked for beside the words of the question.")
    typed: TypedSchema
    did_you_mean: str = Field(description="Other words that would find something; blank if there are none.")
    similar: list[HitSchema] = Field(
        description="Where hardly anything holds all words: results with some of them, then those that mean something "
        "alike. First page only; `total` does not count them."
    )
    other_language: list[HitSchema] = Field(
        description="At most three results that mean something alike in the other language. First page only; `total` "
        "does not count them, and their `score` is a cosine."
    )
    notice: str = Field(description="What the reader should know of this answer, in the language asked for.")
    is_degraded: bool = Field(
        description="The search engine is away and the database answered: words are matched letter by letter, "
        "typos are not repaired. Ask again in a minute."
    )
    is_unfinished: bool = Field(
        description="Little was found, and the search engine was too slow to be asked for near spellings and for what "
        "is like it. Ask again in a moment."
    )


class SuggestParameters(Schema):
    """The beginning of a name."""

    q: str = Field(
        "",
        description="What was typed so far, in letters (공ㅈ), initials (ㄱㅈㅇㅂ) or on the other layout (rhdwn); "
        "at most 200 characters are used.",
    )
    language: str = Field("", description="ko or en; the language of the address if left out.")
    lang: str = Field("", description="The same, in short.")
    limit: str = Field("8", description=f"1 to {MAX_SUGGESTIONS}, of things.")


class SuggestionSchema(Schema):
    """Something whose name, or other name, begins like that, or a word of it."""

    kind: str
    kind_label: str
    id: str
    title: str
    place: str = Field(description="Where it is or what it belongs to; blank if there is nothing to say.")
    url: str
    language: str
    is_sample: bool


class SuggestedQuerySchema(Schema):
    """Words that at least five people looked for in the last 90 days."""

    text: str
    url: str


class SuggestedFilterSchema(Schema):
    """A facet value to narrow a search by, with the number of documents that everyone may see."""

    facet: str
    facet_label: str
    value: str
    label: str
    count: int
    url: str


class SuggestSchema(Schema):
    """In the order in which a search box shows them."""

    suggestions: list[SuggestionSchema]
    queries: list[SuggestedQuerySchema]
    filters: list[SuggestedFilterSchema]
    understood_as: str = Field(
        description="What was looked for instead of the typed text, which begins nothing."
    )
    did_you_mean: str = Field(
        description="The typed keys on the other layout, where those begin something too."
    )
    is_degraded: bool = Field(description="The search engine is away: near spellings are not proposed.")


@router.get("/search", response={200: SearchSchema, **PROBLEMS}, summary="Search")
def search(request: HttpRequest, response: HttpResponse, parameters: Query[SearchParameters]) -> Any:  # noqa: ARG001 -- ninja documents the parameters, the form reads them
    """Search everything that is public."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return _refusal(form)
    try:
        result = find(form.request_for(language_in_force()), viewer=viewer_of(request))
    except EngineUnavailableError:
        return _outage()
    if result.is_makeshift:
        response.headers["Cache-Control"] = NOT_KEPT
    return _page(result)


@router.get("/suggest", response={200: SuggestSchema, **PROBLEMS}, summary="Complete a name")
def complete(request: HttpRequest, response: HttpResponse, parameters: Query[SuggestParameters]) -> Any:  # noqa: ARG001 -- the same
    """Name what begins like the text, as a search box offers it while somebody types."""
    form = SuggestForm(request.GET)
    if not form.is_valid():
        return _refusal(form)
    asked = form.cleaned_data
    language: Language = asked["language"] or asked["lang"] or language_in_force()
    with override(language):
        result = suggest(asked["q"], language=language, viewer=viewer_of(request), limit=asked["limit"] or 8)
        if result.is_degraded:
            response.headers["Cache-Control"] = NOT_KEPT
        return _suggestions(result)


def _refusal(form: SearchForm | SuggestForm) -> HttpResponse:
    errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    return problem(HTTPStatus.BAD_REQUEST, detail="See `errors` for each parameter.", errors=errors)


def _outage() -> HttpResponse:
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail="Search is not available. Try again in a moment.")
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


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
                    "is_excluded": option.is_excluded,
                }
                for option in group.options
            ]
            for group in result.facets
        },
        "kinds": {tab.kind: tab.count for tab in result.tabs if tab.kind},
        "understood_as": result.understood,
        "synonyms": [{"word": told.typed, "synonym": told.meant} for told in result.synonyms],
        "typed": {
            "words": result.typed.words,
            "filters": [chip.label for chip in result.typed.chips],
            "hints": [hint.text for hint in result.typed.hints],
        },
        "did_you_mean": result.suggestion,
        "similar": [_hit(hit) for hit in (*result.similar, *result.alike)],
        "other_language": [_hit(hit) for hit in result.other_language],
        "notice": result.notice,
        "is_degraded": result.is_degraded,
        "is_unfinished": result.is_unfinished,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "id": hit.public_id,
        "title": hit.title,
        "url": hit.url,
        "language": hit.language,
        "score": hit.score,
        "why": [str(why) for why in hit.why],
        "snippet": str(hit.snippet_html),
        "is_sample": hit.is_sample,
    }


def _suggestions(result: SuggestResult) -> dict[str, Any]:
    page = address("search")
    return {
        "suggestions": [_suggestion(found) for found in result.suggestions],
        "queries": [
            {"text": query.text, "url": f"{page}{query_string(SearchRequest(text=query.text))}"}
            for query in result.queries
        ],
        "filters": [
            {
                "facet": found.facet,
                "facet_label": str(found.facet_label),
                "value": found.value,
                "label": found.label,
                "count": found.count,
                "url": page
                + query_string(SearchRequest(text=found.text, filters={found.facet: (found.value,)})),
            }
            for found in result.filters
        ],
        "understood_as": result.understood,
        "did_you_mean": result.offered,
        "is_degraded": result.is_degraded,
    }


def _suggestion(found: Suggested) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "kind_label": str(found.kind_label),
        "id": found.public_id,
        "title": found.title,
        "place": found.place,
        "url": found.url,
        "language": found.language,
        "is_sample": found.is_sample,
    }
