"""From documents that matched to hits as a reader sees them: rights, marks, facts, counts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.outbox.queries import waiting_objects
from search import snippets
from search.analysis.base import Term
from search.documents import LANGUAGES, HitMeta, Language, WhereFound
from search.found import FoundDocument
from search.models import IndexedDocument, key_of
from search.registry import Facet, Label, Viewer, registry
from search.results import FacetGroup, FacetOption, Hit, SearchRequest, Suggested, Tab, Why

LONGEST_LOOK_BACK = 5_000
"""How many waiting objects a question looks at: more wait only while much is imported at once."""

_option: Callable[[tuple[object, ...]], FacetOption] = partial(tuple.__new__, FacetOption)
"""`FacetOption._make` without a call of Python's for each of hundreds."""

type ObjectKey = tuple[str, str]
type DocumentKey = tuple[str, str, str]
"""Kind, object id and language: a page may be open in one language and closed in the other."""
type ShownDocument = IndexedDocument | FoundDocument
type Buckets = Mapping[str, Iterable[tuple[str, int]]]


class Match(NamedTuple):
    """Where the reader's words stand in one document."""

    score: float
    title: Sequence[Term]
    fields: Mapping[WhereFound, tuple[str, ...]]
    snippet_html: SafeString
    file: str = ""
    """The file, and the place in it, where the words stand that are found in one."""
    synonyms: tuple[str, ...] = ()
    """What it was found by instead of the reader's own words: "중기부=중소벤처기업부"."""


def visible_documents(documents: Iterable[DocumentKey], viewer: Viewer) -> set[DocumentKey]:
    """Ask each room which of these the viewer may see now: an index may be behind the database, rights are not."""
    ids: dict[tuple[str, Language], set[str]] = {}
    for kind, object_id, language in documents:
        ids.setdefault((kind, "en" if language == "en" else "ko"), set()).add(object_id)
    return {
        (kind, object_id, language)
        for (kind, language), object_ids in ids.items()
        if (source := registry.source(kind)) is not None
        for object_id in source.visible(object_ids, viewer, language)
    }


def hidden_keys(viewer: Viewer) -> frozenset[str]:
    """Return the documents that an index may still hold though the viewer may not see them.

    Whatever changes writes an outbox row with the change, so only waiting objects can differ. Told to the engine,
    they count in no total and no facet from the moment of the commit.
    """
    waiting = waiting_objects(LONGEST_LOOK_BACK)
    if not waiting:
        return frozenset()
    documents = {(kind, object_id, language) for kind, object_id in waiting for language in LANGUAGES}
    hidden = documents - visible_documents(documents, viewer)
    return frozenset(key_of(kind, object_id, language) for kind, object_id, language in hidden)


def shown_hits(matches: Iterable[tuple[ShownDocument, Match]], *, language: Language) -> tuple[Hit, ...]:
    """Return hits of documents that the viewer may see, with the facts of their rooms."""
    found = [(row, match) for row, match in matches if registry.source(row.kind) is not None]
    metas = metas_of([row for row, _match in found], language=language)
    labels = _field_labels(get_language())
    return tuple(
        _hit(row, match, metas.get((row.kind, row.object_id)) or HitMeta(), labels=labels)
        for row, match in found
    )


def suggested(
    rows: Sequence[IndexedDocument], *, viewer: Viewer, language: Language, limit: int
) -> tuple[Suggested, ...]:
    """Return the first of the documents that the viewer may see as suggestions, in the order given."""
    visible = visible_documents(((row.kind, row.object_id, row.language) for row in rows), viewer)
    shown = [row for row in rows if (row.kind, row.object_id, row.language) in visible][:limit]
    metas = metas_of(shown, language=language)
    return tuple(
        _suggested(row, source.label, metas.get((row.kind, row.object_id), HitMeta()))
        for row in shown
        if (source := registry.source(row.kind)) is not None
    )


def _suggested(row: IndexedDocument, kind_label: Label, meta: HitMeta) -> Suggested:
    return Suggested(
        kind=row.kind,
        kind_label=kind_label,
        public_id=meta.public_id or row.object_id,
        title=row.title,
        url=row.url,
        language="en" if row.language == "en" else "ko",
        is_sample=row.is_sample,
        place=meta.lines[0] if meta.lines else "",
    )


def tabs_of(
    counts: Mapping[str, int], kinds: tuple[str, ...], barred_kinds: tuple[str, ...] = ()
) -> tuple[Tab, ...]:
    """Return a tab for each kind that is not excluded, and one for all."""
    tabs = [
        Tab(source.kind, source.label, counts.get(source.kind, 0), is_selected=source.kind in kinds)
        for source in registry.sources()
        if source.kind not in barred_kinds
    ]
    label = _label_of_all(get_language())
    return (Tab("", label, sum(tab.count for tab in tabs), is_selected=not kinds), *tabs)


def counted_facets(request: SearchRequest) -> tuple[Facet, ...]:
    """Return the facets whose values are counted for a request: those on the page, and those it uses."""
    return tuple(
        facet
        for facet in registry.facets()
        if facet.is_listed or facet.name in request.filters or facet.name in request.exclusions
    )


def facet_groups(buckets: Buckets, request: SearchRequest) -> tuple[FacetGroup, ...]:
    """Return the facets that have something to choose, with their words."""
    groups = (_facet_group(facet, buckets.get(facet.name, ()), request) for facet in counted_facets(request))
    return tuple(group for group in groups if group.options)


def _facet_group(facet: Facet, buckets: Iterable[tuple[str, int]], request: SearchRequest) -> FacetGroup:
    """Return the values by count, then by value; years from the newest: choices in the same group move none of them.

    What is chosen or excluded stays with nothing to count, or it could not be taken back.
    """
    selected, excluded = request.filters.get(facet.name, ()), request.exclusions.get(facet.name, ())
    counts = dict(buckets)
    if not facet.is_listed:
        counts = {value: counts.get(value, 0) for value in (*selected, *excluded)}
    elif not facet.is_year:  # a typed span of years holds many that nothing is of
        counts |= {value: 0 for value in (*selected, *excluded) if value not in counts}
    labels = facet.labels(tuple(counts), request.language) if counts else {}
    words = map(str, map(labels.get, counts, counts))
    # There are hundreds of options, and made one by one they take a tenth of the whole search.
    are_selected = map(set(selected).__contains__, counts) if selected else repeat(False)  # noqa: FBT003 - of a field
    are_excluded = map(set(excluded).__contains__, counts) if excluded else repeat(False)  # noqa: FBT003 - the same
    rows = zip(counts, words, counts.values(), are_selected, are_excluded, strict=False)
    options = list(map(_option, rows))
    if facet.is_year:
        options.sort(key=lambda option: option.value, reverse=True)
    return FacetGroup(facet.name, facet.label, tuple(options))


def metas_of(rows: Collection[ShownDocument], *, language: Language) -> dict[ObjectKey, HitMeta]:
    """Return what the rooms tell of each object."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.kind, set()).add(row.object_id)
    return {
        (kind, object_id): meta
        for kind, object_ids in ids.items()
        if (source := registry.source(kind)) is not None and source.meta is not None
        for object_id, meta in source.meta(object_ids, language).items()
    }


def _hit(row: ShownDocument, match: Match, meta: HitMeta, *, labels: Mapping[WhereFound, str]) -> Hit:
    source = registry.source(row.kind)
    return Hit(
        kind=row.kind,
        kind_label=source.label if source else row.kind,
        object_id=row.object_id,
        public_id=meta.public_id or row.object_id,
        title=row.title,
        title_html=snippets.marked(row.title, match.title),
        url=row.url,
        language="en" if row.language == "en" else "ko",
        score=match.score,
        why=_why(match, labels),
        snippet_html=match.snippet_html,
        date=row.date,
        is_sample=row.is_sample,
        meta=meta,
    )


def _why(match: Match, labels: Mapping[WhereFound, str]) -> tuple[Why, ...]:
    reasons = [
        Why(
            name,
            _("붙임: %(place)s") % {"place": match.file} if name == "attachments" else labels[name],
            words,
        )
        for name, words in match.fields.items()
    ]
    reasons += [
        Why("synonyms", _("동의어 %(words)s") % {"words": words}, (words.partition("=")[2],))
        for words in match.synonyms
    ]
    return tuple(reasons)


@lru_cache(maxsize=4)
def _field_labels(_language_in_force: str | None) -> Mapping[WhereFound, str]:
    """Return the words for fields. A word that stands untranslated costs a look into every catalogue."""
    return {"title": _("이름"), "aliases": _("별칭·옛 이름"), "summary": _("요약"), "body": _("본문")}


@lru_cache(maxsize=4)
def _label_of_all(_language_in_force: str | None) -> str:
    return _("전체")
