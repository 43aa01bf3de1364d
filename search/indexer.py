"""Make the index equal to the database: from the outbox in small steps, or whole, beside the live one."""

import logging
import uuid
from collections.abc import Iterable, Iterator
from itertools import batched, chain

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from portal.outbox.models import IndexOutbox
from portal.page_cache.epoch import bump
from search import doctor, vectors
from search.analysis.base import Analyser
from search.analysis.choice import analyser
from search.builds import analyser_of, current_lexicon, live_analyser, live_build
from search.engines import engine
from search.engines.base import (
    Deletion,
    EngineBusyError,
    EngineDocument,
    EngineUnavailableError,
    IndexMissingError,
    SearchEngine,
)
from search.locks import indexer_lock, rebuild_lock
from search.models import AnalysedText, IndexBuild, IndexedDocument
from search.registry import registry
from search.storage import all_engine_documents, engine_documents, replace_documents

logger = logging.getLogger(__name__)

_BATCH = 100
_REPORTED_AT_ONCE = 500
_LISTED_AT_ONCE = 10_000
_KEPT_BUILDS = 2
_REFRESHED = "search-rows-refreshed-to"

type _Waiting = tuple[int, str, str]
"""Number, kind and object id of a row of the outbox."""


class NoEarlierBuildError(Exception):
    """There is no build to go back to."""


def drain(*, limit: int = 500) -> int:
    """Work off the outbox and return how many rows went; 0 too when another process is at it.

    Where there is no index of this database, or a damaged one, it is built first.

    Rows are state, not events: objects are read anew, several rows of one object once. A row goes only after
    the index holds what it asks for, and only if it was read here: one written meanwhile waits. While the engine
    is away, raises EngineUnavailableError; the document rows, which answer in its place, follow all the same.
    """
    try:
        if engine().live() is None:
            return _first_build()
        return _drain_live(limit=limit)
    except IndexMissingError:
        return _first_build()
    except EngineUnavailableError:
        _refresh_rows(limit=limit)
        raise


def rebuild(*, progress: doctor.Progress | None = None) -> IndexBuild:
    """Build the index anew with the words of today, while the old one answers, then switch.

    Texts are read and analysed first, without the lock; what changes meanwhile is caught up under it. Raises
    EngineBusyError if another process is building.
    """
    report = progress or doctor.silent
    with rebuild_lock():
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
        _switch(build, new, new_analyser)
        IndexOutbox.objects.filter(id__lte=last or 0).delete()  # objects were read after these were written
        _forget_old_builds()
        encode(progress=report)
    return build


def roll_back() -> IndexBuild:
    """Let the build before the live one answer again, made equal to the documents of today first."""
    with rebuild_lock():
        earlier = earlier_build()
        if earlier is None:
            raise NoEarlierBuildError("There is no earlier build: nothing was changed.")
        _switch(earlier, engine().build(earlier.build_id), analyser_of(earlier))
    return earlier


def earlier_build() -> IndexBuild | None:
    """Return the build that `roll_back` would go to."""
    builds = IndexBuild.objects.filter(engine=engine().name, switched_at__isnull=False)
    return builds.exclude(build_id=engine().live()).order_by("-switched_at").first()


def encode(*, progress: doctor.Progress | None = None) -> int:
    """Make the vectors that are missing, as after the encoder was installed; return how many."""
    report = progress or doctor.silent

    def told(step: str, done: int, total: int) -> None:
        report(step, done, total)
        _drain_meanwhile()

    return vectors.fill(told)


def tend() -> bool:
    """Rebuild if rooms have brought new words since the last build; return whether it was needed."""
    if not is_outdated():
        encode()
        return False
    rebuild()
    return True


def bring_up_to_date() -> bool:
    """Repair the live index; return False where it must be built anew."""
    if is_outdated():
        return False
    repair(doctor.examine_rooms(is_thorough=False))
    # An engine keeps what is newer, so the index of a database that was restored cannot be repaired.
    return doctor.examine_engine(engine()).is_healthy


def repair(difference: doctor.RoomDifference, *, progress: doctor.Progress | None = None) -> None:
    """Read again what the rooms tell otherwise than the rows, then make engine and vectors equal to the rows."""
    doctor.announce(difference)
    drain()
    with indexer_lock(wait=True):
        doctor.repair_engine(engine(), analyser=live_analyser())
    encode(progress=progress)
    bump()


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


def _first_build() -> int:
    waiting = IndexOutbox.objects.count()
    try:
        rebuild()
    except EngineBusyError:
        return 0
    return waiting


def _drain_live(*, limit: int) -> int:
    try:
        with indexer_lock():
            drained = sum(_drain_rows(rows) for rows in _waiting(limit=limit))
    except EngineBusyError:
        return 0
    if drained:
        bump()  # a list of results that was kept ready may lack what is found now
    return drained


def _waiting(*, limit: int, after: int = 0) -> Iterator[list[_Waiting]]:
    """Yield the rows of so many objects at once, and all rows of an object together: it is read once for all of them.

    Goes on by row number, so that an object that cannot be read does not stop those behind it.
    """
    waiting = IndexOutbox.objects.order_by("id").values_list("id", "kind", "object_id")
    while rows := list(waiting.filter(id__gt=after)[:_LISTED_AT_ONCE]):
        after = rows[-1][0]
        objects: dict[tuple[str, str], list[_Waiting]] = {}
        for row in rows:
            objects.setdefault(row[1:], []).append(row)
        for together in batched(objects.values(), limit):
            yield list(chain.from_iterable(together))


def _drain_rows(rows: Iterable[_Waiting]) -> int:
    read = _read(rows)
    upserts = [document for changed, _gone, _row_ids in read for document in changed]
    deletes = [deletion for _changed, gone, _row_ids in read for deletion in gone]
    done = [row_id for _changed, _gone, row_ids in read for row_id in row_ids]
    # The document rows first, then the engine, then the outbox: a crash in between repeats a harmless step.
    engine().apply(engine_documents(upserts, live_analyser()), deletes)
    vectors.complete(upserts)  # found by words already; what is missing here, `tend` makes
    IndexOutbox.objects.filter(id__in=done).delete()
    return len(done)


def _read(rows: Iterable[_Waiting]) -> list[tuple[list[IndexedDocument], list[Deletion], list[int]]]:
    """Make the document rows of each object equal to what its room says now; leave out what cannot be read."""
    objects: dict[tuple[str, str], list[int]] = {}
    for row_id, kind, object_id in rows:
        objects.setdefault((kind, object_id), []).append(row_id)
    read = []
    for (kind, object_id), row_ids in objects.items():
        try:
            changed, gone = replace_documents(
                kind, object_id, doctor.documents_of(registry.source(kind), object_id)
            )
        except Exception:  # one broken object must not stop the index; its rows stay and are tried again
            logger.exception("search.document_failed", extra={"kind": kind, "object_id": object_id})
            continue
        read.append((changed, gone, row_ids))
    return read


def _refresh_rows(*, limit: int) -> None:
    """Bring the document rows up to date for what waits; the outbox keeps its rows for the engine.

    What was read once is not read again at each attempt: whatever changed since has a newer row.
    """
    try:
        with indexer_lock():
            last = cache.get(_REFRESHED, 0)
            for rows in _waiting(limit=limit, after=last):
                _read(rows)
                last = max(last, *(row_id for row_id, _kind, _object_id in rows))
            cache.set(_REFRESHED, last, None)  # not before: rows of one object are taken out of their order
    except EngineBusyError:
        return


def _read_everything(report: doctor.Progress) -> None:
    """Make the document rows equal to what the rooms say now."""
    wanted = [(source, object_id) for source in registry.sources() for object_id in source.object_ids()]
    known = set(IndexedDocument.objects.values_list("kind", "object_id").distinct())
    gone = known - {(source.kind, object_id) for source, object_id in wanted}
    for number, batch in enumerate(batched(wanted, _BATCH)):
        # The lock keeps a drain from writing newer rows between our reading and our writing.
        with indexer_lock(wait=True), transaction.atomic():
            for source, object_id in batch:
                replace_documents(source.kind, object_id, doctor.documents_of(source, object_id))
        report("read", min((number + 1) * _BATCH, len(wanted)), len(wanted))
        _drain_meanwhile()
    with indexer_lock(wait=True):
        for kind, object_id in gone:
            replace_documents(kind, object_id, doctor.documents_of(registry.source(kind), object_id))


def _fill(new: SearchEngine, chosen: Analyser, report: doctor.Progress) -> None:
    """Give all documents at once: an engine is quicker with one long write than with many short ones."""
    new.apply(_all_documents(chosen, report), [])


def _all_documents(chosen: Analyser, report: doctor.Progress) -> Iterator[EngineDocument]:
    total = IndexedDocument.objects.count()
    for done, document in enumerate(all_engine_documents(chosen), start=1):
        yield document
        if done % _REPORTED_AT_ONCE == 0 or done == total:
            report("index", done, total)
            _drain_meanwhile()


def _drain_meanwhile() -> None:
    """A rebuild holds the indexer's lane for minutes: what is published meanwhile is found meanwhile."""
    try:
        if engine().live() is not None:
            _drain_live(limit=_BATCH)
    except EngineUnavailableError:  # what is being built holds it anyway
        logger.warning("search_index_is_built_while_the_live_one_cannot_be_written", exc_info=True)


def _switch(build: IndexBuild, new: SearchEngine, chosen: Analyser) -> None:
    """Make a build equal to the document rows and let it answer, with nobody writing in between."""
    with indexer_lock(wait=True):
        doctor.repair_engine(new, analyser=chosen)
        engine().switch(new)
    build.documents, build.switched_at = new.health().documents, timezone.now()
    build.save(update_fields=["documents", "switched_at"])
    bump()


def _forget_old_builds() -> None:
    """Forget the builds that the engine no longer keeps, and the terms that belong to no build or no document."""
    kept = list(
        IndexBuild.objects.filter(switched_at__isnull=False)
        .order_by("-switched_at")
        .values_list("id", "analyser_version")[:_KEPT_BUILDS]
    )
    IndexBuild.objects.exclude(id__in=[build_id for build_id, _ in kept]).delete()
    AnalysedText.objects.exclude(analyser_version__in=[version for _, version in kept]).delete()
    AnalysedText.objects.exclude(content_hash__in=IndexedDocument.objects.values("content_hash")).delete()
    vectors.forget_unused()
