"""Documents as hits show them, with their terms: read anew only when their revision is another.

Each search asks for ten. Their texts and terms are most of what is read, and the same ones are found again and again.
"""

import datetime as dt
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from search.models import key_of
from search.passages import StoredPassage
from search.storage import StoredAnalysis

MOST_KEPT = 2_000
LONGEST_KEPT = 5_000
"""Characters of a body. As long a one takes 31 KB with its terms and places (10,000 Korean characters: 61 KB by
`sys.getsizeof`), so 60 MB are the most; all 774 shipped documents take 2 MB by `tracemalloc`."""

_REVISIONS = "SELECT id, revision FROM search_indexeddocument WHERE id IN ({places})"
_FOUND = """
    SELECT d.revision, d.id, d.kind, d.object_id, d.language, d.title, d.summary, d.body, d.url, d.date, d.is_sample,
           d.passages, a.terms, a.spans
    FROM search_indexeddocument d
    LEFT JOIN search_analysedtext a ON a.content_hash = d.content_hash AND a.analyser_version = %s
    WHERE d.id IN ({places})
"""

type _Key = tuple[str, str, int]
"""The database, the analyser's version and the number of the document."""

_kept: OrderedDict[_Key, tuple[int, "FoundDocument"]] = OrderedDict()
_lock = threading.Lock()


class FoundDocument(NamedTuple):
    """A document as hits show it, with its terms under one analyser."""

    number: int
    kind: str
    object_id: str
    language: str
    title: str
    summary: str
    body: str
    url: str
    date: dt.date | None
    is_sample: bool
    passages: Sequence[StoredPassage]
    analysis: StoredAnalysis | None

    @property
    def key(self) -> str:
        """Return the identity on every engine."""
        return key_of(self.kind, self.object_id, self.language)


def found_documents(numbers: Sequence[int], *, analyser_version: str) -> dict[int, FoundDocument]:
    """Return the documents of these numbers with their terms.

    In SQL, since Django takes ten times as long to write it as a database to answer. What is kept in memory is shown
    only if the database has it in the same revision: revisions never come again, whatever is rolled back.
    """
    if not numbers:
        return {}
    name = str(connection.settings_dict["NAME"])
    standing: dict[int, int] = dict(_rows(_REVISIONS, numbers))
    found: dict[int, FoundDocument] = {}
    for number, revision in standing.items():
        kept = _kept.get((name, analyser_version, number))
        if kept is not None and kept[0] == revision:
            found[number] = kept[1]
    if missing := [number for number in standing if number not in found]:
        for revision, *values in _rows(_FOUND, missing, analyser_version):
            document = found[values[0]] = _found(values)
            _keep((name, analyser_version, document.number), revision, document)
    return found


def _keep(key: _Key, revision: int, document: FoundDocument) -> None:
    if document.analysis is None or len(document.body) > LONGEST_KEPT:
        return
    with _lock:
        _kept[key] = (revision, document)
        _kept.move_to_end(key)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def _rows(sql: str, numbers: Sequence[int], *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_written(sql, len(numbers)), [*values, *numbers])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@lru_cache(maxsize=128)
def _written(sql: str, count: int) -> str:
    return sql.format(places=", ".join(["%s"] * count))


def _found(row: Sequence[Any]) -> FoundDocument:
    *values, passages, terms, spans = row
    analysis = None if terms is None else StoredAnalysis(json.loads(terms), bytes(spans))
    return FoundDocument._make((*values, () if passages == "[]" else json.loads(passages), analysis))
