"""The generated documents as rows of a database, with the terms that the analyser would have stored, and their room.

A database of generated documents is made once and kept in var/bench; each run builds its index anew.
"""

import hashlib
import shutil
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal.settings.base import REPOSITORY
from search import storage
from search.analysis.base import Analyser, Lexicon
from search.analysis.choice import BIGRAMS, analyser
from search.documents import HitMeta, Language, SearchDocument
from search.engines import engine
from search.engines.base import SearchEngine
from search.indexer import _fill, _switch
from search.models import AnalysedText, IndexBuild, IndexedDocument
from search.registry import Facet, Registry, Source, Viewer, registry
from tests.bench import search_corpus
from tests.bench.search_corpus import FACETS, KINDS, Generated, Question
from tests.services.databases import Content, Databases, use_database

HOME = REPOSITORY / "var/bench"
QUESTIONS = 200
SMALL = 10_000
"""Up to here the bounds of small sites hold."""
_BATCH = 1_000
_SHAPING = (
    "tests/bench/search_corpus.py",
    "tests/bench/search_stock.py",
    "search/models.py",
    "search/text.py",
)


@dataclass(frozen=True)
class Stock:
    """What the benchmarks ask: so many documents, the analyser of their terms, and questions with answers."""

    documents: int
    analyser: Analyser
    questions: tuple[Question, ...]
    database: Path


def words_analyser() -> Analyser:
    """Return the analyser without words of rooms: the generated room brings none."""
    return analyser(Lexicon())


@contextmanager
def stocked(documents: int, *, databases: Databases) -> Iterator[Stock]:
    """Point database, registry and index directory to the generated documents."""
    chosen = words_analyser()
    path = _database(documents, chosen, databases=databases)
    use_database(str(path))
    index = settings.VAR_DIR / f"bench-{documents}.index"
    before, settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR, index
    try:
        with generated_room():
            IndexBuild.objects.all().delete()
            yield Stock(documents, chosen, tuple(_questions(chosen)), path)
    finally:
        settings.SEARCH_INDEX_DIR = before
        connection.close()
        shutil.rmtree(index, ignore_errors=True)


@contextmanager
def generated_room() -> Iterator[None]:
    """Put rooms whose things are all public in the place of the real ones: what those ask is theirs to measure."""
    own = Registry()
    for order, kind in enumerate(KINDS):
        own.register(Source(kind, kind, order, _document, _object_ids, _visible, _meta))
    for order, name in enumerate(FACETS[1:]):
        own.register_facet(Facet(name, name, order, _labels))
    real = dict(vars(registry))
    vars(registry).update(vars(own))
    try:
        yield
    finally:
        vars(registry).update(real)


def build_index(chosen: Analyser) -> SearchEngine:
    """Build the index from stored terms, as `rebuild` does once it has read the rooms, and let it answer."""
    build = IndexBuild.objects.create(
        build_id=f"bench-{IndexBuild.objects.count()}",
        engine=engine().name,
        analyser_version=chosen.version,
        lexicon=Lexicon().as_json(),
        lexicon_digest=Lexicon().digest,
        facets=list(FACETS),
    )
    new = engine().begin_rebuild(build.build_id, facets=FACETS)
    _fill(new, chosen, _silent)
    _switch(build, new, chosen)
    return engine()


def _silent(_step: str, _done: int, _total: int) -> None:
    """Report nothing."""


def _database(documents: int, chosen: Analyser, *, databases: Databases) -> Path:
    HOME.mkdir(parents=True, exist_ok=True)
    path = HOME / f"search-{documents}-{_state(chosen)}.sqlite3"
    if not path.exists():
        databases.provide(Content.MIGRATED)
        _store(documents, chosen)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        unfinished = path.with_suffix(".unfinished")
        shutil.copyfile(connection.settings_dict["NAME"], unfinished)
        databases.spoil()
        unfinished.rename(path)
        for old in {*HOME.glob(f"search-{documents}-*.sqlite3*"), *HOME.glob("vocabulary-*")}:
            if path.stem.rpartition("-")[2] not in old.name:
                old.unlink()
    return path


def _state(chosen: Analyser) -> str:
    digest = hashlib.sha256(chosen.version.encode())
    for name in _SHAPING:
        digest.update((REPOSITORY / name).read_bytes())
    for migration in sorted(REPOSITORY.glob("search/migrations/0*.py")):
        digest.update(migration.name.encode())
    return digest.hexdigest()[:12]


def _store(documents: int, chosen: Analyser) -> None:
    words = search_corpus.vocabulary(chosen, kept=HOME / f"vocabulary-{_state(chosen)}.json")
    for batch in batched(search_corpus.documents(documents, words), _BATCH):
        rows = [_row(found, revision=int(found.document.object_id) + 1) for found in batch]
        IndexedDocument.objects.bulk_create(rows)
        AnalysedText.objects.bulk_create(
            AnalysedText(
                content_hash=row.content_hash,
                analyser_version=chosen.version,
                terms={**found.terms, BIGRAMS.version: storage._bigrams(row)},
                spans=zlib.compress(found.spans.tobytes(), 6),
            )
            for row, found in zip(rows, batch, strict=True)
        )


def _row(found: Generated, *, revision: int) -> IndexedDocument:
    document = found.document
    row = IndexedDocument(
        kind=document.kind, object_id=document.object_id, language=document.language, revision=revision
    )
    storage._fill(row, document, fingerprint=storage._hash(asdict(document)))
    return row


def _questions(chosen: Analyser) -> list[Question]:
    count = IndexedDocument.objects.count()
    step = max(1, count // 400)
    rows = IndexedDocument.objects.filter(pk__in=range(1, count + 1, step)).order_by("pk")
    analyses = storage.stored_analyses([row.content_hash for row in rows], analyser_version=chosen.version)
    found = []
    for row in rows:
        analysis = analyses[row.content_hash]
        language: Language = "en" if row.language == "en" else "ko"
        places = analysis.placed("body", set(analysis.terms["body"].split()))
        found.append((language, row.body, places))
    return search_corpus.questions(found, count=QUESTIONS, analyser=chosen)


# --- The room


def _document(object_id: str, language: Language) -> SearchDocument | None:
    row = IndexedDocument.objects.filter(object_id=object_id, language=language).first()
    if row is None:
        return None
    return SearchDocument(
        kind=row.kind,
        object_id=row.object_id,
        language=language,
        title=row.title,
        summary=row.summary,
        body=row.body,
        url=row.url,
        facets={name: tuple(values) for name, values in row.facets.items()},
        date=row.date,
        popularity=row.popularity,
    )


def _object_ids() -> Iterable[str]:
    return IndexedDocument.objects.values_list("object_id", flat=True)


def _visible(object_ids: Collection[str], viewer: Viewer, language: Language) -> set[str]:
    return set(object_ids)


def _meta(object_ids: Collection[str], language: Language) -> Mapping[str, HitMeta]:
    return {object_id: HitMeta(lines=(object_id,)) for object_id in object_ids}


def _labels(values: Collection[str], language: Language) -> Mapping[str, str]:
    return {value: value.upper() for value in values}
