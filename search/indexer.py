"""Make the index equal to the database: from the outbox in small steps, or whole, beside the live one."""

import logging
import uuid
from collections.abc import Callable, Iterator
from itertools import batched

from django.db import transaction
from django.utils import timezone

from portal.outbox.models import IndexOutbox
from portal.page_cache.epoch import bump
from search import doctor
from search.analysis.base import Analyser
from search.analysis.choice import analyser
from search.builds import current_lexicon, live_analyser, live_build
from search.documents import LANGUAGES, SearchDocument
from search.engines import engine
from search.engines.base import Deletion, EngineBusyError, EngineUnavailableError, SearchEngine
from search.locks import indexer_lock
from search.models import AnalysedText, IndexBuild, IndexedDocument
from search.registry import Source, registry
from search.storage import engine_documents, replace_documents

logger = logging.getLogger(__name__)

_BATCH = 100
_KEPT_BUILDS = 2

type Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is."""


def drain(*, limit: int = 500) -> int:
    """Work off the outbox and return how many rows went; 0 too when another process is at it.

    Rows are state, not events: objects are read anew, several rows of one object once. A row goes only after
    the index holds what it asks for, and only if it was read here: one written meanwhile waits.
    """
    if engine().live() is None:
        return _first_build()
    try:
        with indexer_lock():
            drained = sum(_drain_batches(limit=limit))
    except EngineBusyError:
        return 0
    if drained:
        bump()  # a list of results that was kept ready may lack what is found now
    return drained


def rebuild(*, progress: Progress | None = None) -> IndexBuild:
    """Build the index anew with the words of today, while the old one answers, then switch.

    Texts are read and analysed first, without the lock; what changes meanwhile is caught up under it.
    """
    report = progress or _silent
    last = IndexOutbox.objects.order_by("-id").values_list("id", flat=True).first()
    _read_everything(report)
    lexicon = current_lexicon()
    new_analyser = analyser(lexicon)
    facets = ("kind", *(facet.name for facet in registry.facets()))
    build = IndexBuild.objects.create(
        build_id=f"{timezone.now():%Y%m%d%H%M%S}-{uuid.uuid4().hex[:8]}",
        engine=engine().name,
        analyser_version=new_analyser.version,
        lexicon=lexicon.as_json(),
        lexicon_digest=lexicon.digest,
        facets=list(facets),
    )
    new = engine().begin_rebuild(build.build_id, facets=facets)
    _fill(new, new_analyser, report)
    with indexer_lock(wait=True):
        doctor.repair_engine(new, analyser=new_analyser)
        engine().switch(new)
    build.documents, build.switched_at = new.health().documents, timezone.now()
    build.save(update_fields=["documents", "switched_at"])
    bump()
    IndexOutbox.objects.filter(id__lte=last or 0).delete()  # objects were read after these were written
    _forget_old_builds()
    return build


def tend() -> bool:
    """Rebuild if rooms have brought new words since the last build; return whether it was needed."""
    if not is_outdated():
        return False
    rebuild()
    return True


def bring_up_to_date() -> bool:
    """Repair the live index; return False where it must be built anew."""
    if is_outdated():
        return False
    doctor.announce_differences()
    drain()
    with indexer_lock(wait=True):
        doctor.repair_engine(engine(), analyser=live_analyser())
    return True


def is_outdated() -> bool:
    """Tell whether there is no index of this database, or rooms have brought words or facets since."""
    try:
        build = live_build()
    except EngineUnavailableError:
        return True
    facets = {"kind", *(facet.name for facet in registry.facets())}
    return (
        build.analyser is None or build.facets != facets or build.lexicon.digest != current_lexicon().digest
    )


def documents_of(source: Source | None, object_id: str) -> list[SearchDocument]:
    """Read the documents of one object; none if it may not be found, or if no room here knows it."""
    if source is None:
        return []
    found = (source.document(object_id, language) for language in LANGUAGES)
    return [document for document in found if document is not None]


def _silent(_step: str, _done: int, _total: int) -> None:
    """Report nothing."""


def _first_build() -> int:
    waiting = IndexOutbox.objects.count()
    rebuild()
    return waiting


def _drain_batches(*, limit: int) -> Iterator[int]:
    """Go on by row number, so that an object that cannot be read does not stop those behind it."""
    seen = 0
    while rows := list(
        IndexOutbox.objects.filter(id__gt=seen).order_by("id").values_list("id", "kind", "object_id")[:limit]
    ):
        seen = rows[-1][0]
        yield _drain_rows(rows)


def _drain_rows(rows: list[tuple[int, str, str]]) -> int:
    read: dict[tuple[str, str], list[int]] = {}
    for row_id, kind, object_id in rows:
        read.setdefault((kind, object_id), []).append(row_id)
    upserts: list[IndexedDocument] = []
    deletes: list[Deletion] = []
    done: list[int] = []
    for (kind, object_id), row_ids in read.items():
        try:
            changed, gone = replace_documents(kind, object_id, documents_of(registry.source(kind), object_id))
        except Exception:  # one broken object must not stop the index; its rows stay and are tried again
            logger.exception("search.document_failed", extra={"kind": kind, "object_id": object_id})
            continue
        upserts += changed
        deletes += gone
        done += row_ids
    # The document rows first, then the engine, then the outbox: a crash in between repeats a harmless step.
    engine().apply(engine_documents(upserts, live_analyser()), deletes)
    IndexOutbox.objects.filter(id__in=done).delete()
    return len(done)


def _read_everything(report: Progress) -> None:
    """Make the document rows equal to what the rooms say now."""
    wanted = [(source, object_id) for source in registry.sources() for object_id in source.object_ids()]
    known = set(IndexedDocument.objects.values_list("kind", "object_id").distinct())
    gone = known - {(source.kind, object_id) for source, object_id in wanted}
    for number, batch in enumerate(batched(wanted, _BATCH)):
        # The lock keeps a drain from writing newer rows between our reading and our writing.
        with indexer_lock(wait=True), transaction.atomic():
            for source, object_id in batch:
                replace_documents(source.kind, object_id, documents_of(source, object_id))
        report("read", min((number + 1) * _BATCH, len(wanted)), len(wanted))
    with indexer_lock(wait=True):
        for kind, object_id in gone:
            replace_documents(kind, object_id, documents_of(registry.source(kind), object_id))


def _fill(new: SearchEngine, chosen: Analyser, report: Progress) -> None:
    total = IndexedDocument.objects.count()
    done = 0
    for batch in batched(IndexedDocument.objects.order_by("id").iterator(chunk_size=500), 500):
        new.apply(engine_documents(batch, chosen), [])
        done += len(batch)
        report("index", done, total)


def _forget_old_builds() -> None:
    kept = list(
        IndexBuild.objects.filter(switched_at__isnull=False).values_list("id", "analyser_version")[
            :_KEPT_BUILDS
        ]
    )
    IndexBuild.objects.exclude(id__in=[build_id for build_id, _ in kept]).delete()
    AnalysedText.objects.exclude(analyser_version__in=[version for _, version in kept]).delete()
    AnalysedText.objects.exclude(content_hash__in=IndexedDocument.objects.values("content_hash")).delete()
