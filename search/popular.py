"""Words that many have looked for: kept apart from the log, named only if they find something for who asks."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from portal.page_cache.kept import kept
from search.documents import LANGUAGES, Language
from search.engines.base import EngineUnavailableError
from search.models import LoggedSearch, PopularSearch
from search.queries import find
from search.registry import Viewer
from search.results import SearchRequest, SuggestedQuery
from search.suggestion_keys import initials_typed, key_of_typed, typed_keys

FEWEST_PEOPLE = 5
"""Fewer than this have typed it: it might tell who."""
MOST_KEPT = 300
MOST_SHOWN = 3
_LOOKED_AT = 6
_LONGEST = 60


def popular_queries(text: str, *, language: Language, viewer: Viewer) -> tuple[SuggestedQuery, ...]:
    """Return words that begin like the text, the most asked first."""
    keys = typed_keys(text)
    begun = [
        query
        for query, letters, first in _all(language)
        if letters != keys[0] and any(name.startswith(key) for key in keys for name in (letters, first))
    ]
    found = (query for query in begun[:_LOOKED_AT] if _finds_something(query, language, viewer))
    return tuple(SuggestedQuery(query) for query, _position in zip(found, range(MOST_SHOWN), strict=False))


def refresh_popular() -> int:
    """Count anew what at least five people typed, from five places, and keep it; return how many there are."""
    since = timezone.now() - timedelta(days=LoggedSearch.KEPT_DAYS)
    rows = [row for language in LANGUAGES for row in _counted(language, since)]
    with transaction.atomic():
        PopularSearch.objects.all().delete()
        PopularSearch.objects.bulk_create(rows)
    return len(rows)


def _counted(language: Language, since: object) -> list[PopularSearch]:
    asked = (
        LoggedSearch.objects.filter(
            at__gte=since, language=language, total__gt=0, is_masked=False, understood="", page=1
        )
        .values("key")
        .annotate(
            people=Count("session", distinct=True), places=Count("origin", distinct=True), text=Max("typed")
        )
        .filter(people__gte=FEWEST_PEOPLE, places__gte=FEWEST_PEOPLE)
        .order_by("-people", "key")[:MOST_KEPT]
    )
    return [
        PopularSearch(text=row["text"], language=language, people=row["people"])
        for row in asked
        if len(row["text"]) <= _LONGEST
    ]


def _all(language: Language) -> tuple[tuple[str, str, str], ...]:
    def read() -> tuple[tuple[str, str, str], ...]:
        rows = PopularSearch.objects.filter(language=language).values_list("text", flat=True)[:MOST_KEPT]
        return tuple((text, key_of_typed(text), initials_typed(text)) for text in rows)

    return kept(("popular-searches", language), read)


def _finds_something(text: str, language: Language, viewer: Viewer) -> bool:
    """Tell whether the words, all of them and as they stand, find something that this viewer may see now."""
    if viewer.is_authenticated:
        return _finds(text, language, viewer)
    return kept(("popular-finds", text, language), lambda: _finds(text, language, viewer))


def _finds(text: str, language: Language, viewer: Viewer) -> bool:
    try:
        result = find(SearchRequest(text=text, language=language, page_size=1), viewer=viewer)
    except EngineUnavailableError:
        return False
    return bool(result.hits) and not (result.understood or result.notice)
