"""Put judged questions to the search as a visitor who is not signed in."""

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AnonymousUser

from search.judgments.questions import JudgedQuestion
from search.judgments.scoring import DEPTH, Found, Outcome, outcome
from search.queries import find
from search.results import Hit, SearchRequest

_SPARE = 10
"""How many hits more are read, since fictitious examples are left out."""


def outcomes(questions: Iterable[JudgedQuestion]) -> Iterator[Outcome]:
    """Yield how each question fares."""
    for question in questions:
        yield outcome(question, _answer(question))


def _answer(question: JudgedQuestion) -> list[Found]:
    """Return what the page shows in its language, from above to below: the hits, then what it shows apart as similar."""
    request = SearchRequest(text=question.text, language=question.language, page_size=DEPTH + _SPARE)
    result = find(request, viewer=AnonymousUser())
    return [
        Found(_names(hit), hit.title)
        for hit in (*result.hits, *result.similar, *result.alike)
        if not hit.is_sample
    ]


def _names(hit: Hit) -> tuple[str, ...]:
    end = hit.url.rstrip("/").rpartition("/")[2].lstrip("#")
    return (f"{hit.kind}:{end}", f"{hit.kind}:{hit.object_id}")
