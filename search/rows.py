"""Results as plain rows, for files and feeds: no marks and no passages, but the same rights."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from search.documents import HitMeta, Language
from search.hits import metas_of, visible_documents
from search.models import IndexedDocument
from search.registry import Label, Viewer, registry

_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One result as a line of a table."""

    kind: str
    kind_label: Label
    public_id: str
    title: str
    summary: str
    url: str
    language: str
    date: dt.date | None
    is_sample: bool
    meta: HitMeta


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in the order of the search, and how many results there are, which may be more."""

    rows: tuple[Row, ...]
    total: int
    is_degraded: bool = False


def rows_of(numbers: Sequence[int], *, viewer: Viewer, language: Language) -> tuple[Row, ...]:
    """Return the documents that the viewer may see, in the order of their numbers given."""
    rows: list[Row] = []
    for batch in batched(numbers, _READ_AT_ONCE):
        rows += _batch(batch, viewer=viewer, language=language)
    return tuple(rows)


def _batch(numbers: Sequence[int], *, viewer: Viewer, language: Language) -> list[Row]:
    found = IndexedDocument.objects.defer("body", "passages", "aliases", "facets").in_bulk(numbers)
    documents = [found[number] for number in numbers if number in found]
    visible = visible_documents(((row.kind, row.object_id, row.language) for row in documents), viewer)
    shown = [row for row in documents if (row.kind, row.object_id, row.language) in visible]
    metas = metas_of(shown, language=language)
    return [
        _row(row, label=source.label, meta=metas.get((row.kind, row.object_id), HitMeta()))
        for row in shown
        if (source := registry.source(row.kind)) is not None
    ]


def _row(row: IndexedDocument, *, label: Label, meta: HitMeta) -> Row:
    return Row(
        kind=row.kind,
        kind_label=label,
        public_id=meta.public_id or row.object_id,
        title=row.title,
        summary=row.summary,
        url=row.url,
        language=row.language,
        date=row.date,
        is_sample=row.is_sample,
        meta=meta,
    )
