"""Documents and their terms to rows and back."""

import datetime as dt
import hashlib
import json
import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from itertools import batched
from typing import NamedTuple

from django.db import connection, transaction

from search.analysis.base import Analyser, Term
from search.analysis.choice import BIGRAMS
from search.documents import LANGUAGES, TEXT_FIELDS, Attachment, Language, SearchDocument, TextField
from search.engines.base import FACET_VALUE, Deletion, EngineDocument
from search.models import AnalysedText, IndexClock, IndexedDocument, key_of
from search.passages import composed
from search.suggestion_keys import keys_of_names
from search.text import clean

MAX_TITLE = 500
MAX_BODY = 200_000
MAX_ALIASES = 60
_TITLE_KEY = 80
FILES = "files"
HAS_FILES = "yes"
"""The one facet that search fills by itself: whether a thing shows files with text."""

_BATCH = 100
_READ_AT_ONCE = 500
_ALIAS_SEPARATOR = "\n"
_MARKED_FIELDS: tuple[TextField, ...] = ("title", "summary", "body")
_STORED = """
    SELECT d.id, d.kind, d.object_id, d.language, d.revision, d.title, d.summary, d.date, d.popularity, d.content_hash,
           d.aliases, d.facets, a.terms
    FROM search_indexeddocument d
    LEFT JOIN search_analysedtext a ON a.content_hash = d.content_hash AND a.analyser_version = %s
    WHERE d.id > %s
    ORDER BY d.id
    LIMIT %s
"""


_placed: Callable[[tuple[str, int, int]], Term] = partial(tuple.__new__, Term)
"""`Term._make` without a call of Python's for each of many."""


class StoredAnalysis:
    """Terms of a document's fields, and where they stand."""

    __slots__ = ("_before", "_edges", "packed", "terms")

    def __init__(self, terms: Mapping[TextField, str], packed: bytes) -> None:
        """Unpack nothing yet: of most documents only a few places are asked for."""
        self.terms = terms
        self.packed = packed
        self._edges = array("I")
        self._before: dict[TextField, int] = {}

    def placed(self, field: TextField, wanted: Iterable[str]) -> list[Term]:
        """Return the wanted terms of a field with their places; none for aliases, which are not shown."""
        if field not in _MARKED_FIELDS:
            return []
        text = f" {self.terms[field]} "
        found = [(number, term) for term in wanted for number in _numbers(text, term)]
        if not found:
            return []
        found.sort()
        before = self._terms_before(field)
        edges = self._unpacked(before + found[-1][0] + 1)
        first = 2 * before
        return [
            _placed((term, edges[first + 2 * number], edges[first + 2 * number + 1]))
            for number, term in found
        ]

    def matched(self, wanted: Iterable[str]) -> dict[TextField, set[str]]:
        """Return which of the wanted terms each field holds; fields that hold none are left out."""
        needles = [(term, f" {term} ") for term in wanted]
        matched: dict[TextField, set[str]] = {}
        for field in TEXT_FIELDS:
            text = f" {self.terms[field]} "
            if found := {term for term, needle in needles if needle in text}:
                matched[field] = found
        return matched

    def holds(self, wanted: Collection[str]) -> bool:
        """Tell whether one field holds all of these terms."""
        return any(found == set(wanted) for found in self.matched(wanted).values())

    def _unpacked(self, terms: int) -> array[int]:
        """Return the places of the first so many terms. Unpacking all would be a fifth of what a hit costs."""
        if len(self._edges) < 2 * terms:
            edges = array("I")
            edges.frombytes(zlib.decompressobj().decompress(self.packed, 2 * edges.itemsize * terms))
            self._edges = edges
        return self._edges

    def _terms_before(self, field: TextField) -> int:
        """Return how many terms the fields before this one have; counted once."""
        if field not in self._before:
            texts = [self.terms[name] for name in _MARKED_FIELDS[: _MARKED_FIELDS.index(field)]]
            self._before[field] = sum(text.count(" ") + 1 for text in texts if text)
        return self._before[field]


def _numbers(text: str, term: str) -> list[int]:
    """Return which terms of a text between blanks are this one: searching is quicker than taking it apart."""
    wanted = f" {term} "
    numbers: list[int] = []
    number = seen = 0
    position = text.find(wanted)
    while position >= 0:
        number += text.count(" ", seen, position)
        numbers.append(number)
        seen = position
        position = text.find(wanted, position + len(wanted) - 1)
    return numbers


class _StoredDocument(NamedTuple):
    """What an engine needs of a row, by the names that the row has, and its terms if they are known."""

    pk: int
    kind: str
    object_id: str
    language: str
    revision: int
    title: str
    summary: str
    date: dt.date | None
    popularity: int
    content_hash: str
    aliases: list[str]
    facets: dict[str, list[str]]
    terms: Mapping[str, str] | None


def cleaned(document: SearchDocument) -> SearchDocument:
    """Return a document as it may be stored and shown: clean texts, slugs only as facet values."""
    facets = {
        name: values
        for name, raw in sorted(document.facets.items())
        if (values := tuple(sorted({value for value in raw if FACET_VALUE.fullmatch(value)})))
    }
    attachments = tuple(_cleaned_attachments(document))
    if attachments:
        facets[FILES] = (HAS_FILES,)
    aliases = (" ".join(clean(alias).split())[:MAX_TITLE] for alias in document.aliases)
    return replace(
        document,
        title=" ".join(clean(document.title).split())[:MAX_TITLE],
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias))[:MAX_ALIASES],
        summary=clean(document.summary).strip(),
        body=clean(document.body[:MAX_BODY]).strip(),
        attachments=attachments,
        facets=facets,
    )


def _cleaned_attachments(document: SearchDocument) -> Iterator[Attachment]:
    room = MAX_BODY
    for attachment in document.attachments:
        text = clean(attachment.text[: max(0, room)]).strip()
        room -= len(text)
        if text:
            yield Attachment(" ".join(clean(attachment.label).split())[:MAX_TITLE], text)


def store(documents: Iterable[SearchDocument]) -> list[IndexedDocument]:
    """Make the rows equal to these documents; unchanged rows keep their revision. Returns all of the rows.

    Call it in a transaction: revisions are given out in the order in which transactions end.
    """
    rows = []
    for document in map(cleaned, documents):
        fingerprint = _hash(asdict(document))  # of what was cleaned: `fingerprint_of` again would clean twice
        row = IndexedDocument.objects.filter(
            kind=document.kind, object_id=document.object_id, language=document.language
        ).first() or IndexedDocument(
            kind=document.kind, object_id=document.object_id, language=document.language
        )
        if row.fingerprint != fingerprint:
            _fill(row, document, fingerprint=fingerprint)
            row.revision = IndexClock.tick()
            row.save()
        rows.append(row)
    return rows


def fingerprint_of(document: SearchDocument) -> str:
    """Return what tells whether a row holds this document."""
    return _hash(asdict(cleaned(document)))


def replace_documents(
    kind: str, object_id: str, documents: Collection[SearchDocument]
) -> tuple[list[IndexedDocument], list[Deletion]]:
    """Make the rows of one object equal to its documents; return the rows and what must not be found."""
    languages = {document.language for document in documents}
    with transaction.atomic():
        gone = IndexedDocument.objects.of_object(kind=kind, object_id=object_id).exclude(
            language__in=languages
        )
        gone.delete()
        rows = store(documents)
        # Keys without a row are told to the engine each time: a crash may have come between row and engine.
        without = [language for language in LANGUAGES if language not in languages]
        revision = IndexClock.tick() if without else 0
    return rows, [Deletion(key_of(kind, object_id, language), revision) for language in without]


def stored_analyses(hashes: Collection[str], *, analyser_version: str) -> dict[str, StoredAnalysis]:
    """Return the terms that are kept for these contents, with their places."""
    rows = AnalysedText.objects.filter(content_hash__in=hashes, analyser_version=analyser_version)
    return {row.content_hash: StoredAnalysis(row.terms, bytes(row.spans)) for row in rows}


def all_engine_documents(analyser: Analyser) -> Iterator[EngineDocument]:
    """Return everything that is stored, as engines take it; what changes on the way may be left out.

    A rebuild is as quick as this: in SQL, and without the bodies, whose terms are there.
    """
    last = 0
    while rows := _stored(analyser.version, after=last):
        last = rows[-1].pk
        bare = [row.pk for row in rows if row.terms is None]
        fresh = _terms(IndexedDocument.objects.filter(pk__in=bare), analyser) if bare else {}
        for row in rows:
            terms = row.terms or fresh.get(row.content_hash)
            if terms:
                yield _engine_document(row, terms)


def engine_documents(rows: Iterable[IndexedDocument], analyser: Analyser) -> Iterator[EngineDocument]:
    """Return rows as engines take them, analysing what has no stored terms."""
    for batch in batched(rows, _BATCH):
        terms = _terms(batch, analyser)
        for row in batch:
            yield _engine_document(row, terms[row.content_hash])


def passing_documents(rows: Iterable[IndexedDocument], analyser: Analyser) -> Iterator[EngineDocument]:
    """Return rows as engines take them, for an analyser that is only tried: nothing of it is kept."""
    for row in rows:
        yield _engine_document(row, _analysed(row, analyser).terms)


def _stored(analyser_version: str, *, after: int) -> list[_StoredDocument]:
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [analyser_version, after, _READ_AT_ONCE])
        return [
            _StoredDocument._make(
                (*values, json.loads(aliases), json.loads(facets), terms and json.loads(terms))
            )
            for *values, aliases, facets, terms in cursor.fetchall()
        ]


def _terms(rows: Iterable[IndexedDocument], analyser: Analyser) -> dict[str, Mapping[str, str]]:
    """Return content hash → terms, analysing only what this analyser has not seen."""
    rows = list(rows)
    known: dict[str, Mapping[str, str]] = dict(
        AnalysedText.objects.order_by()
        .filter(content_hash__in={row.content_hash for row in rows}, analyser_version=analyser.version)
        .values_list("content_hash", "terms")
    )
    missing = {row.content_hash: row for row in rows if row.content_hash not in known}
    fresh = [_analysed(row, analyser) for row in missing.values()]
    AnalysedText.objects.bulk_create(fresh, ignore_conflicts=True)
    return known | {text.content_hash: text.terms for text in fresh}


def _engine_document(row: IndexedDocument | _StoredDocument, terms: Mapping[str, str]) -> EngineDocument:
    """Return a row as engines take it."""
    language: Language = "en" if row.language == "en" else "ko"
    bigrams = terms.get(BIGRAMS.version)
    return EngineDocument(
        number=row.pk,
        key=key_of(row.kind, row.object_id, language),
        revision=row.revision,
        language=language,
        texts={field: terms[field] for field in TEXT_FIELDS},
        bigrams=_bigrams(row) if bigrams is None else bigrams,
        facets={**{name: tuple(values) for name, values in row.facets.items()}, "kind": (row.kind,)},
        day=row.date.toordinal() if row.date else 0,
        title_key=f"{row.title[:_TITLE_KEY].lower()}\0{row.pk:012d}",
        popularity=row.popularity,
        suggestion_keys=keys_of_names(row.title, row.aliases),
    )


def _bigrams(row: IndexedDocument | _StoredDocument) -> str:
    return " ".join(
        term.text for text in (row.title, *row.aliases, row.summary) for term in BIGRAMS.terms(text)
    )


def _fill(row: IndexedDocument, document: SearchDocument, *, fingerprint: str) -> None:
    row.title, row.summary, row.url = document.title, document.summary, document.url
    row.body, row.passages = composed(document.body, document.attachments, most=MAX_BODY)
    row.aliases = list(document.aliases)
    row.facets = {name: list(values) for name, values in document.facets.items()}
    row.date, row.popularity, row.version = document.date, document.popularity, document.version
    row.is_sample = document.is_sample
    row.content_hash = _hash([document.title, document.aliases, document.summary, row.body])
    row.fingerprint = fingerprint


def _analysed(row: IndexedDocument, analyser: Analyser) -> AnalysedText:
    """Return all terms of a row. Pairs of syllables take as long to cut as to index, so they are kept with the rest."""
    texts: dict[TextField, str] = {
        "title": row.title,
        "aliases": _ALIAS_SEPARATOR.join(row.aliases),
        "summary": row.summary,
        "body": row.body,
    }
    found = {field: analyser.terms(texts[field]) for field in TEXT_FIELDS}
    flat = array(
        "I", (edge for field in _MARKED_FIELDS for term in found[field] for edge in (term.start, term.end))
    )
    joined = {field: " ".join(term.text for term in terms) for field, terms in found.items()}
    return AnalysedText(
        content_hash=row.content_hash,
        analyser_version=analyser.version,
        terms={**joined, BIGRAMS.version: _bigrams(row)},
        spans=zlib.compress(flat.tobytes(), 6),
    )


def _hash(value: object) -> str:
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, default=str, sort_keys=True).encode()
    ).hexdigest()
