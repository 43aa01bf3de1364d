"""Compare index and database, and make them equal again."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched

from portal.outbox.actions import mark_changed
from search.analysis.base import Analyser
from search.engines.base import Deletion, EngineDocument, SearchEngine
from search.models import IndexedDocument
from search.registry import registry
from search.storage import engine_documents

_BATCH = 500


@dataclass(frozen=True, slots=True)
class EngineDifference:
    """What an engine holds otherwise than the document rows."""

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

    missing: frozenset[tuple[str, str]]
    extra: frozenset[tuple[str, str]]

    @property
    def is_healthy(self) -> bool:
        """Tell whether there is no difference."""
        return not (self.missing or self.extra)


def examine_engine(engine: SearchEngine) -> EngineDifference:
    """Compare the engine with the document rows by key and revision."""
    return _difference(dict(engine.revisions()))


def _difference(held: Mapping[str, int]) -> EngineDifference:
    wanted = IndexedDocument.objects.revisions()
    return EngineDifference(
        missing=frozenset(wanted.keys() - held.keys()),
        stale=frozenset(key for key in wanted.keys() & held.keys() if wanted[key] != held[key]),
        extra=frozenset(held.keys() - wanted.keys()),
    )


def examine_rooms() -> RoomDifference:
    """Compare the document rows with what the rooms list.

    An object that is listed but may not be found is no difference.
    """
    listed = {(source.kind, object_id) for source in registry.sources() for object_id in source.object_ids()}
    known = set(IndexedDocument.objects.order_by().values_list("kind", "object_id").distinct())
    unknown = frozenset(key for key in listed - known if _may_be_found(*key))
    return RoomDifference(missing=unknown, extra=frozenset(known - listed))


def announce_differences() -> int:
    """Write outbox rows for the objects that rooms and rows disagree about; return how many."""
    difference = examine_rooms()
    objects = sorted(difference.missing | difference.extra)
    for kind, object_id in objects:
        mark_changed(kind, object_id)
    return len(objects)


def repair_engine(engine: SearchEngine, *, analyser: Analyser) -> EngineDifference:
    """Make an engine equal to the document rows; return what was different. Hold the indexer's lock."""
    held = dict(engine.revisions())
    difference = _difference(held)
    if not difference.is_healthy:
        extra = [Deletion(key, held[key]) for key in sorted(difference.extra)]
        engine.apply(_documents(difference.missing | difference.stale, analyser), extra)
    return difference


def _may_be_found(kind: str, object_id: str) -> bool:
    source = registry.source(kind)
    return source is not None and source.document(object_id, "ko") is not None


def _documents(keys: Collection[str], analyser: Analyser) -> Iterator[EngineDocument]:
    # object ids may hold colons; kinds and languages may not
    wanted = {(kind, *rest.rsplit(":", 1)) for kind, rest in (key.split(":", 1) for key in keys)}
    for batch in batched(sorted({object_id for _, object_id, _ in wanted}), _BATCH):
        found = IndexedDocument.objects.filter(object_id__in=batch)
        yield from engine_documents(
            [row for row in found if (row.kind, row.object_id, row.language) in wanted], analyser
        )
