"""Prove that rooms, document rows and engine hold the same, and make them equal again.

Equal means: the same documents, in the same revision, visible to everyone. What waits in the outbox may differ; it is
counted apart.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any

from django.contrib.auth.models import AnonymousUser

from portal.outbox.actions import mark_changed
from portal.outbox.queries import waiting_objects
from search import vectors
from search.analysis.base import Analyser
from search.documents import LANGUAGES, SearchDocument
from search.engines import engine
from search.engines.base import Deletion, EngineDocument, SearchEngine
from search.hits import DocumentKey, ObjectKey, visible_documents
from search.models import IndexedDocument
from search.registry import Source, registry
from search.storage import engine_documents, fingerprint_of
from search.vectors import VectorFinding

_BATCH = 500
_ALL = 10**9

type Progress = Callable[[str, int, int], None]
"""Called with the step ("read", "index", "encode" or "verify"), how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """What an engine holds otherwise than the document rows, by key."""

    missing: frozenset[str]
    stale: frozenset[str]
    extra: frozenset[str]

    @property
    def is_healthy(self) -> bool:
        """Tell whether there is no difference."""
        return not (self.missing or self.stale or self.extra)


@dataclass(frozen=True, slots=True)
class RoomDifference:
    """What the document rows hold otherwise than the rooms: objects by kind and id."""

    missing: frozenset[ObjectKey] = frozenset()
    stale: frozenset[ObjectKey] = frozenset()
    extra: frozenset[ObjectKey] = frozenset()
    hidden: frozenset[ObjectKey] = frozenset()
    """Objects with rows that a visitor may not see: a room's document and its rights disagree."""

    @property
    def objects(self) -> frozenset[ObjectKey]:
        """Return all of them."""
        return self.missing | self.stale | self.extra | self.hidden

    @property
    def is_healthy(self) -> bool:
        """Tell whether there is no difference."""
        return not self.objects


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found."""

    engine: str
    build_id: str
    documents: int
    waiting: int
    rooms: RoomDifference
    index: EngineDifference
    vectors: VectorFinding

    @property
    def is_healthy(self) -> bool:
        """Tell whether index and database are equal, and each document has its vector."""
        return self.rooms.is_healthy and self.index.is_healthy and self.vectors.is_healthy

    def as_json(self) -> dict[str, Any]:
        """Return a form that a JSON column keeps: counts, and the first few of each."""
        return {
            "engine": self.engine,
            "build_id": self.build_id,
            "documents": self.documents,
            "waiting": self.waiting,
            "is_healthy": self.is_healthy,
            "rooms": _told(asdict(self.rooms)),
            "index": _told(asdict(self.index)),
            "vectors": asdict(self.vectors),
        }


def examine(*, is_thorough: bool = True, progress: Progress | None = None) -> Finding:
    """Compare everything; raise EngineUnavailableError if the engine cannot be asked."""
    asked = engine()
    health = asked.health()
    index = examine_engine(asked)
    rooms = examine_rooms(is_thorough=is_thorough, progress=progress)
    waiting = frozenset(waiting_objects(_ALL))
    return Finding(
        engine=health.engine,
        build_id=health.build_id or "",
        documents=health.documents,
        waiting=len(waiting),
        rooms=_without(rooms, waiting),
        index=index,
        vectors=vectors.examine(),
    )


def examine_engine(engine: SearchEngine) -> EngineDifference:
    """Compare the engine with the document rows by key and revision."""
    return _difference(dict(engine.revisions()))


def examine_rooms(*, is_thorough: bool = True, progress: Progress | None = None) -> RoomDifference:
    """Compare the document rows with the rooms.

    A thorough look reads every object, as the index would, and asks for its rights; else only ids are compared.
    An object that is listed but may not be found is no difference.
    """
    known: dict[ObjectKey, dict[str, str]] = {}
    for kind, object_id, language, fingerprint in IndexedDocument.objects.order_by().values_list(
        "kind", "object_id", "language", "fingerprint"
    ):
        known.setdefault((kind, object_id), {})[language] = fingerprint
    listed = [(source, object_id) for source in registry.sources() for object_id in source.object_ids()]
    looked_at = [
        (source, object_id)
        for source, object_id in listed
        if is_thorough or (source.kind, object_id) not in known
    ]
    difference = _compared(looked_at, known, report=progress or silent)
    extra = known.keys() - {(source.kind, object_id) for source, object_id in listed}
    documents = [(*key, language) for key, held in known.items() if key not in extra for language in held]
    return RoomDifference(
        missing=difference.missing,
        stale=difference.stale,
        extra=frozenset(extra) | difference.extra,
        hidden=_hidden(documents) if is_thorough else frozenset(),
    )


def announce(difference: RoomDifference) -> None:
    """Write outbox rows for the objects that rooms and rows disagree about."""
    for kind, object_id in sorted(difference.objects):
        mark_changed(kind, object_id)


def repair_engine(engine: SearchEngine, *, analyser: Analyser) -> EngineDifference:
    """Make an engine equal to the document rows; return what was different. Hold the indexer's lock."""
    held = dict(engine.revisions())
    difference = _difference(held)
    if not difference.is_healthy:
        extra = [Deletion(key, held[key]) for key in sorted(difference.extra)]
        engine.apply(_documents(difference.missing | difference.stale, analyser), extra)
    return difference


def documents_of(source: Source | None, object_id: str) -> list[SearchDocument]:
    """Read the documents of one object; none if it may not be found, or if no room here knows it."""
    if source is None:
        return []
    found = (source.document(object_id, language) for language in LANGUAGES)
    return [document for document in found if document is not None]


def _difference(held: Mapping[str, int]) -> EngineDifference:
    wanted = IndexedDocument.objects.revisions()
    return EngineDifference(
        missing=frozenset(wanted.keys() - held.keys()),
        stale=frozenset(key for key in wanted.keys() & held.keys() if wanted[key] != held[key]),
        extra=frozenset(held.keys() - wanted.keys()),
    )


def silent(_step: str, _done: int, _total: int) -> None:
    """Report nothing."""


def _compared(
    objects: Collection[tuple[Source, str]],
    known: Mapping[ObjectKey, Mapping[str, str]],
    *,
    report: Progress,
) -> RoomDifference:
    found: dict[str, set[ObjectKey]] = {"missing": set(), "stale": set(), "extra": set()}
    for number, (source, object_id) in enumerate(objects):
        report("verify", number, len(objects))
        key = (source.kind, object_id)
        wanted = {document.language: fingerprint_of(document) for document in documents_of(source, object_id)}
        held = known.get(key, {})
        if wanted != held:
            found["missing" if not held else "stale" if wanted else "extra"].add(key)
    return RoomDifference(**{name: frozenset(keys) for name, keys in found.items()})


def _hidden(documents: Iterable[DocumentKey]) -> frozenset[ObjectKey]:
    """Return the objects of documents that somebody who is not signed in may not see."""
    hidden: set[ObjectKey] = set()
    for batch in batched(sorted(documents), _BATCH):
        visible = visible_documents(batch, AnonymousUser())
        hidden |= {
            (kind, object_id)
            for kind, object_id, language in batch
            if (kind, object_id, language) not in visible
        }
    return frozenset(hidden)


def _without(difference: RoomDifference, waiting: frozenset[ObjectKey]) -> RoomDifference:
    return RoomDifference(
        missing=difference.missing - waiting,
        stale=difference.stale - waiting,
        extra=difference.extra - waiting,
        hidden=difference.hidden - waiting,
    )


def _told(groups: Mapping[str, Collection[Any]]) -> dict[str, Any]:
    shown = 20
    return {
        name: {
            "count": len(keys),
            "first": [":".join(key) if isinstance(key, tuple) else key for key in sorted(keys)[:shown]],
        }
        for name, keys in groups.items()
    }


def _documents(keys: Collection[str], analyser: Analyser) -> Iterator[EngineDocument]:
    # object ids may hold colons; kinds and languages may not
    wanted = {(kind, *rest.rsplit(":", 1)) for kind, rest in (key.split(":", 1) for key in keys)}
    for batch in batched(sorted({object_id for _, object_id, _ in wanted}), _BATCH):
        found = IndexedDocument.objects.filter(object_id__in=batch)
        yield from engine_documents(
            [row for row in found if (row.kind, row.object_id, row.language) in wanted], analyser
        )
