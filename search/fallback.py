"""Answers from the database while the engine is away: fewer features, the same rights, and bounded work.

Words are looked for letter by letter in the document rows: no analysis, no repair of typos, no similar documents.
Rights come first: what the viewer may not see leaves before anything is counted.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Any

from django.db.models import Case, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from search import snippets
from search.analysis.base import Term
from search.documents import Language, WhereFound
from search.documents import TextField as FieldName
from search.engines.base import EngineUnavailableError, sorted_buckets
from search.hits import Match, facet_groups, shown_hits, tabs_of, visible_documents
from search.models import IndexClock, IndexedDocument
from search.passages import found_in_body
from search.registry import Viewer
from search.results import MAX_PAGE, MAX_TERMS, SearchRequest, SearchResult
from search.rows import Listing, rows_of
from search.suggestion_keys import keys_of_names
from search.synonyms import MOST_WAYS, written_synonyms
from search.weights import FIELD_BOOSTS

MAX_CANDIDATES = 3_000
"""How many documents are weighed; where more match, the number shown is a lower bound and the notice says so."""

MAX_DOCUMENTS_WITH_BODY = 20_000
"""With more documents than this, bodies are not read: that would take longer than a second."""

_SHORT_FIELDS: tuple[FieldName, ...] = ("title", "aliases", "summary")


type _Forms = tuple[str, ...]
"""A word as it was typed, then its synonyms: one of them has to be there."""


class _Lines(Func):
    """The texts of a JSON list, one a line: as JSON they would hold marks and numbers that nobody wrote."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Read them with SQLite's functions."""
        template = "(SELECT group_concat(value, char(10)) FROM json_each(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Read them with PostgreSQL's functions."""
        template = "(SELECT string_agg(value, chr(10)) FROM jsonb_array_elements_text(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A matching document, as far as order and counts need it."""

    number: int
    kind: str
    object_id: str
    facets: Mapping[str, Sequence[str]]
    date_key: int
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class _Held:
    """What the text of a document must hold, and what not."""

    words: tuple[_Forms, ...]
    phrases: tuple[str, ...]
    barred: tuple[str, ...]
    has_all_words: bool
    """Whether all words must be there, or any."""

    @property
    def is_asking(self) -> bool:
        """Tell whether texts are looked at."""
        return bool(self.words or self.phrases or self.barred)


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates that the viewer may see."""

    candidates: tuple[_Candidate, ...]
    language: Language
    has_all_words: bool
    is_cut: bool


def find(request: SearchRequest, *, viewer: Viewer) -> SearchResult:
    """Answer a search; raise EngineUnavailableError where there are no document rows either."""
    if not IndexedDocument.objects.exists():
        raise EngineUnavailableError("There is neither an engine nor a document to search in.")
    words = _words(request)
    found = _found(words, request, viewer)
    chosen = _chosen(found, request)
    page = _ordered(chosen, request)[(request.page - 1) * request.page_size :][: request.page_size]
    buckets = _buckets(found.candidates, request)
    return SearchResult(
        text=request.text,
        total=len(chosen),
        hits=_hits(page, tuple(chain.from_iterable(words)), language=request.language),
        tabs=tabs_of(dict(buckets.get("kind", ())), request.kinds, request.barred_kinds),
        facets=facet_groups(buckets, request),
        page=request.page,
        pages=min(MAX_PAGE, -(-len(chosen) // request.page_size)),
        notice=_notice(found, request),
        is_other_language=found.language != request.language,
        is_degraded=True,
    )


def listed(request: SearchRequest, *, viewer: Viewer, limit: int) -> Listing:
    """Return the results as plain rows, in their order."""
    if not IndexedDocument.objects.exists():
        raise EngineUnavailableError("There is neither an engine nor a document to search in.")
    chosen = _ordered(_chosen(_found(_words(request), request, viewer), request), request)
    numbers = [candidate.number for candidate in chosen[:limit]]
    rows = rows_of(numbers, viewer=viewer, language=request.language)
    return Listing(rows, len(chosen), is_degraded=True)


def names_in(language: Language) -> Callable[[Sequence[str], int], list[int]]:
    """Return who finds documents of a language by the beginnings of their names, the most popular first."""
    names = _names()[language]

    def look(keys: Sequence[str], limit: int) -> list[int]:
        found = {document for key in keys for document in _beginning(names, key)}
        return [number for _popularity, number in sorted(found)[:limit]]

    return look


type _Names = Mapping[Language, list[tuple[str, tuple[int, int]]]]
"""Every key of a language in order, with what its document is ordered by: popularity downwards, number."""

_kept_names: list[tuple[object, _Names]] = []
"""The last ones read: taking the names of twenty thousand documents apart takes a second."""


def _names() -> _Names:
    stamp = (IndexedDocument.objects.count(), IndexClock.objects.values_list("last", flat=True).first())
    if not _kept_names or _kept_names[0][0] != stamp:
        _kept_names[:] = [(stamp, _read_names(with_aliases=stamp[0] <= MAX_DOCUMENTS_WITH_BODY))]
    return _kept_names[0][1]


def _read_names(*, with_aliases: bool) -> _Names:
    names: dict[Language, list[tuple[str, tuple[int, int]]]] = {"ko": [], "en": []}
    rows = IndexedDocument.objects.values_list("language", "title", "aliases", "popularity", "pk")
    for language, title, aliases, popularity, number in rows.iterator():
        keys = keys_of_names(title, aliases if with_aliases else ())
        names["en" if language == "en" else "ko"] += [(key, (-popularity, number)) for key in keys]
    return {language: sorted(keys) for language, keys in names.items()}


def _beginning(names: Sequence[tuple[str, tuple[int, int]]], key: str) -> Iterable[tuple[int, int]]:
    start = bisect_left(names, (key,))
    end = bisect_left(names, (f"{key}\U0010ffff",))
    return (document for _name, document in names[start:end])


def _words(request: SearchRequest) -> tuple[_Forms, ...]:
    typed = tuple(dict.fromkeys(request.text.lower().split()))[:MAX_TERMS]
    return tuple(_forms(typed, {} if request.as_typed else written_synonyms()))


def _forms(typed: Sequence[str], others: Mapping[str, Sequence[str]]) -> Iterator[_Forms]:
    """Yield each word, or the longest run of words that has synonyms, with those."""
    longest = max((text.count(" ") + 1 for text in others), default=1)
    position = 0
    while position < len(typed):
        sizes = range(min(longest, len(typed) - position), 0, -1)
        runs = (typed[position : position + size] for size in sizes)
        run = next((run for run in runs if " ".join(run) in others), typed[position : position + 1])
        text = " ".join(run)
        yield (text, *others.get(text, ())[: MOST_WAYS - 1])
        position += len(run)


def _found(words: tuple[_Forms, ...], request: SearchRequest, viewer: Viewer) -> _Found:
    """Look for all words, in both languages; if no document holds them all, for any of them."""
    other: Language = "en" if request.language == "ko" else "ko"
    attempts: list[tuple[Language, bool]] = [(request.language, True)]
    if words:
        attempts += [(other, True), (request.language, False)]
    found = _Found((), request.language, has_all_words=True, is_cut=False)
    for language, has_all_words in attempts:
        held = _Held(words, request.phrases, request.barred, has_all_words)
        found = _weighed(held, language, viewer)
        if found.candidates:
            break
    return found


def _weighed(held: _Held, language: Language, viewer: Viewer) -> _Found:
    rows = list(_matching(held, language)[: MAX_CANDIDATES + 1])
    visible = visible_documents(((row["kind"], row["object_id"], language) for row in rows), viewer)
    candidates = tuple(
        _candidate(row, held.words)
        for row in rows[:MAX_CANDIDATES]
        if (row["kind"], row["object_id"], language) in visible
    )
    return _Found(candidates, language, held.has_all_words, is_cut=len(rows) > MAX_CANDIDATES)


def _matching(held: _Held, language: Language) -> QuerySet[Any, Any]:
    words = held.words
    rows = IndexedDocument.objects.filter(language=language).annotate(
        # or "not in it" would not be true of no aliases
        alias_text=Coalesce(_Lines("aliases"), Value(""), output_field=TextField())
    )
    if held.is_asking:
        is_small = IndexedDocument.objects.count() <= MAX_DOCUMENTS_WITH_BODY
        fields = (*_SHORT_FIELDS, "body") if held.has_all_words and is_small else _SHORT_FIELDS
        for phrase in held.phrases:
            rows = rows.filter(_holds((phrase,), fields))
        for word in held.barred:
            rows = rows.exclude(_holds((word,), (*_SHORT_FIELDS, "body") if is_small else _SHORT_FIELDS))
    if words:
        conditions = [_holds(forms, fields) for forms in words]
        rows = rows.filter(reduce(and_ if held.has_all_words else or_, conditions))
        in_title = reduce(and_, (_holds(forms, ("title",)) for forms in words))
        rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = rows.order_by(rank, "-date", "id")
    else:
        rows = rows.order_by("-date", "id")
    return rows.values("id", "kind", "object_id", "title", "aliases", "summary", "facets", "date")


def _holds(forms: _Forms, fields: Iterable[FieldName]) -> Q:
    columns = ["alias_text" if field == "aliases" else field for field in fields]
    return reduce(or_, (Q(**{f"{column}__icontains": form}) for column in columns for form in forms))


def _candidate(row: Mapping[str, Any], words: Collection[_Forms]) -> _Candidate:
    texts: dict[FieldName, str] = {
        "title": row["title"].lower(),
        "aliases": "\n".join(row["aliases"]).lower(),
        "summary": row["summary"].lower(),
    }
    score = sum(
        max(
            (FIELD_BOOSTS[name] for name, text in texts.items() if any(form in text for form in forms)),
            default=FIELD_BOOSTS["body"],
        )
        for forms in words
    )
    return _Candidate(
        number=row["id"],
        kind=row["kind"],
        object_id=row["object_id"],
        facets={**row["facets"], "kind": (row["kind"],)},
        date_key=row["date"].toordinal() if row["date"] else 0,
        title=texts["title"],
        score=score,
    )


def _ordered(candidates: Iterable[_Candidate], request: SearchRequest) -> list[_Candidate]:
    if request.sort == "title":
        return sorted(candidates, key=lambda found: (found.title, found.number))
    if request.sort == "newest" or not request.text:
        return sorted(candidates, key=lambda found: (-found.date_key, found.number))
    return sorted(candidates, key=lambda found: (-found.score, found.number))


def _chosen(found: _Found, request: SearchRequest) -> list[_Candidate]:
    return [candidate for candidate in found.candidates if not _failing(candidate, request)]


def _with_kinds(
    chosen: Mapping[str, tuple[str, ...]], kinds: tuple[str, ...]
) -> Iterable[tuple[str, frozenset[str]]]:
    named = {**chosen, "kind": kinds} if kinds else chosen
    return ((name, frozenset(values)) for name, values in named.items())


def _failing(candidate: _Candidate, request: SearchRequest) -> set[str]:
    """Return the facets whose choice this document does not meet."""
    facets = candidate.facets
    lacking = {
        name
        for name, values in _with_kinds(request.filters, request.kinds)
        if values.isdisjoint(facets.get(name, ()))
    }
    barred = {
        name
        for name, values in _with_kinds(request.exclusions, request.barred_kinds)
        if not values.isdisjoint(facets.get(name, ()))
    }
    return lacking | barred


def _buckets(
    candidates: Iterable[_Candidate], request: SearchRequest
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count each facet under the choices of all the others."""
    counts: dict[str, Counter[str]] = {}
    for candidate in candidates:
        failing = _failing(candidate, request)
        for name, values in candidate.facets.items():
            if failing <= {name}:
                counts.setdefault(name, Counter()).update(values)
    return {name: sorted_buckets(counter.items()) for name, counter in counts.items()}


def _hits(page: Sequence[_Candidate], words: tuple[str, ...], *, language: Language) -> tuple[Any, ...]:
    rows = IndexedDocument.objects.in_bulk([candidate.number for candidate in page])
    matches = (
        (row, _match(row, words, candidate.score))
        for candidate in page
        if (row := rows.get(candidate.number)) is not None
    )
    return shown_hits(matches, language=language)


def _match(row: IndexedDocument, words: Collection[str], score: float) -> Match:
    texts: dict[FieldName, str] = {
        "title": row.title,
        "aliases": "\n".join(row.aliases),
        "summary": row.summary,
        "body": row.body,
    }
    lowered = {name: text.lower() for name, text in texts.items()}
    fields: dict[WhereFound, tuple[str, ...]] = {
        name: told
        for name, text in lowered.items()
        if (told := tuple(word for word in words if word in text))
    }
    told_above = {*fields.get("title", ()), *fields.get("summary", ())}
    in_body = fields.pop("body", ())
    placed, file, passage = found_in_body(
        row.body, row.passages, _places(row.body, words), {word: word for word in words}
    )
    if in_body and not placed:  # its places are not known
        placed = {"body": in_body}
    is_told_above = row.summary and told_above.issuperset(in_body)
    snippet = snippets.snippet(row.summary, _places(row.summary, words)) if is_told_above else passage
    return Match(
        score=score if words else 0.0,
        title=_places(row.title, words),
        fields={**fields, **placed},
        snippet_html=snippet,
        file=file,
    )


def _places(text: str, words: Iterable[str]) -> list[Term]:
    """Return where words stand; none where lower case has another length, as for some Turkish letters."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return []
    return sorted(
        (Term(word, start, start + len(word)) for word in words for start in _starts(lowered, word)),
        key=lambda term: term.start,
    )


def _starts(text: str, word: str) -> Iterable[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def _notice(found: _Found, request: SearchRequest) -> str:
    parts = [
        _(
            "지금은 검색 엔진이 쉬고 있어 자료에서 글자를 바로 찾았습니다. 적은 글자가 그대로 들어 있는 자료만 나오고, "
            "조사나 띄어쓰기가 다르거나 잘못 적은 말은 찾지 못합니다. 비슷한 자료와 바른 말 제안도 잠시 쉽니다."
        )
    ]
    if found.is_cut:
        parts.append(
            _("맞는 자료가 많아 그 가운데 %(count)d건만 살펴보았습니다. 낱말을 더하면 정확해집니다.")
            % {"count": MAX_CANDIDATES}
        )
    if not found.has_all_words and found.candidates:
        parts.append(_("모든 낱말이 들어 있는 자료가 없어, 일부만 들어 있는 자료를 보여 드립니다."))
    if found.language != request.language and found.candidates:
        parts.append(_("고른 언어의 자료에는 없어 다른 언어의 자료를 보여 드립니다."))
    return " ".join(parts)
